"""`harness history export`: figures or outcomes by fact as CSV or Parquet."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.cli.common import reports_option
from harness.cli.main import ExitCode
from harness.errors import ResultNotWrittenError, UsageError
from harness.report.words import counted
from harness.stores.history import HISTORY_FILE, opened_history
from harness.stores.tables import csv_lines, write_csv, write_parquet

_WRITERS = {".csv": write_csv, ".parquet": write_parquet}


@click.command("export")
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(path_type=Path))
@click.option("--facts", is_flag=True, help="Outcomes by fact instead of figures.")
@reports_option("Where the history is.")
def command(file: Path | None, reports: Path, *, facts: bool) -> int:
    """Write the history to FILE, .csv or .parquet; without FILE as CSV to stdout.

    One row a run, extractor and level; with --facts one a run, extractor and gold fact, whose
    level is 0 for not found, 1 value, 2 slot, 3 fact, 4 grounded. Counts, not ratios: those are
    TP / (TP + FP), TP / (TP + FN) and 2TP / (2TP + FP + FN).
    """
    if file is not None and file.suffix not in _WRITERS:
        raise UsageError(f"{file}: what kind of file? its name must end in .csv or .parquet")
    with opened_history(reports / HISTORY_FILE) as history:
        table = history.table(facts=facts)
        if file is None:
            for line in csv_lines(table):
                sys.stdout.write(line)
            return ExitCode.DONE
        try:
            number = _WRITERS[file.suffix](file, table)
        except OSError as error:
            raise ResultNotWrittenError(f"{file}: cannot be written ({error.strerror})") from error
    click.echo(f"{file}: {counted(number, 'row')}", err=True)
    return ExitCode.DONE
