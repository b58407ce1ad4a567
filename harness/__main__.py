"""The command `harness`, also as `python -m harness`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; `--version` alone imports nothing else."""
    if sys.argv[1:] == ["--version"]:
        from harness.version import __version__

        sys.stdout.write(f"harness {__version__}\n")
        return
    from harness.cli import run_command_line

    sys.exit(run_command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
