"""The command line: arguments in, text and exit codes out. Nothing else prints or exits."""

from harness.cli.main import run_command_line

__all__ = ["run_command_line"]
