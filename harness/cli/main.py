"""The command `harness`: its verbs, imported only when called, and its exit codes."""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Sequence
from enum import IntEnum
from io import TextIOWrapper

import click

from harness.cli.lazy import LazyGroup
from harness.errors import ExtractorError, HarnessError, NoVerdictError, UsageError

_VERBS = {
    "run": ("harness.cli.run", "Let extractors read the articles; score and report."),
    "score": ("harness.cli.score", "Score predictions made elsewhere, or an earlier run again."),
    "extract": ("harness.cli.extract", "Print what an extractor finds in texts of your own."),
    "compare": ("harness.cli.compare", "Tell what differs between runs, and whether by luck."),
    "gate": ("harness.cli.gate", "Judge a run against the baseline: PASS, FAIL or INCONCLUSIVE."),
    "history": ("harness.cli.history", "Show figures over time, and where facts were lost."),
    "report": ("harness.cli.report", "Render a run again: HTML, Markdown or the terminal."),
    "gold": ("harness.cli.gold", "Make and look after labels."),
    "selftest": ("harness.cli.selftest", "Let the gauge measure itself."),
    "schema": ("harness.cli.schema", "Print the JSON Schema of a kind of file."),
    "cache": ("harness.cli.cache", "Look after the answers of models that are kept."),
    "list": ("harness.cli.list_", "Show the extractors and gold sets at hand."),
    "doctor": ("harness.cli.doctor", "Tell what is here, what is missing and how to get it."),
}


# Nearly all that a command makes lives to its end: looking for garbage as often as by default
# takes a third of the time of a large report and finds none.
_RARELY = (200_000, 30, 30)


class ExitCode(IntEnum):
    """What the command tells its caller."""

    DONE = 0
    NEGATIVE_VERDICT = 1
    USAGE = 2
    NO_VERDICT = 3
    EXTRACTOR_FAILED = 4
    BUG_OR_NOT_WRITTEN = 5
    INTERRUPTED = 130


@click.group(
    cls=LazyGroup,
    verbs=_VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 negative verdict, 2 usage or gold is wrong, 3 no verdict, "
    "4 an extractor failed, 5 a bug or an unwritable result, 130 interrupted.",
)
@click.version_option(
    package_name="factharness", prog_name="harness", message="%(prog)s %(version)s"
)
def harness() -> None:
    """Score extractors of facts against hand-labelled gold facts.

    Data goes to stdout, all else to stderr.
    """


def run_command_line(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code; errors become a message on stderr."""
    gc.set_threshold(*_RARELY)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a figure is worth more than a sign it lacks
    try:
        done = harness.main(list(arguments), prog_name="harness", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", ExitCode.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except HarnessError as error:
        return _fail(str(error), _code_of(error))
    except SystemExit:  # so click tells that the reader of its output went away
        return ExitCode.DONE
    except Exception:  # noqa: BLE001 - whatever comes here is a bug of ours
        told = "this is a bug in the harness; please report it with the lines above"
        return _fail(f"{traceback.format_exc()}\n{told}", ExitCode.BUG_OR_NOT_WRITTEN)
    return done if isinstance(done, int) else ExitCode.DONE


def _code_of(error: HarnessError) -> ExitCode:
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    if isinstance(error, NoVerdictError):
        return ExitCode.NO_VERDICT
    if isinstance(error, ExtractorError):
        return ExitCode.EXTRACTOR_FAILED
    return ExitCode.BUG_OR_NOT_WRITTEN


def _fail(message: str, code: ExitCode) -> int:
    click.echo(f"harness: {message}" if "\n" not in message else message, err=True)
    return code
