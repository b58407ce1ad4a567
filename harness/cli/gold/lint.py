"""`harness gold lint`: everything checkable, with file and line."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.common import originals_option
from harness.cli.main import ExitCode
from harness.cli.printing import while_read
from harness.errors import Fault
from harness.labelling.lint import lint
from harness.report.annotation import workflow_command
from harness.stores.packaged import goldset_folder


@click.command("lint")
@click.argument("goldset", required=False, metavar="[GOLDSET]")
@originals_option("Check the labels of the original texts in this folder too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="github: annotations for a workflow.",
)
def command(goldset: str | None, originals: Path | None, form: str) -> int:
    """Check everything about a gold set that can be checked; exit code 1 on findings."""
    report = lint(goldset_folder(goldset), originals)
    with while_read():
        for finding in report.findings:
            click.echo(_annotation(finding) if form == "github" else str(finding))
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    number = len(report.findings)
    told = "clean" if not number else f"{number} finding{'s' if number > 1 else ''}"
    click.echo(told, err=True)
    return ExitCode.NEGATIVE_VERDICT if report.findings else ExitCode.DONE


def _annotation(fault: Fault) -> str:
    """Write a finding as an annotation on its line."""
    return workflow_command("error", fault.told, file=fault.file, line=fault.line, col=fault.column)
