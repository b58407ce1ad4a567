"""`harness history`: figures over time, and the run in which each lost fact was lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from harness.cli.common import reports_option
from harness.cli.lazy import LazyGroup
from harness.cli.main import ExitCode
from harness.errors import UsageError
from harness.model.history import Loss, Point, Series
from harness.report.timeline import timeline_lines, timeline_table
from harness.stores.history import HISTORY_FILE, opened_history

_VERBS = {
    "export": ("harness.cli.history.export", "Write figures or outcomes as CSV or Parquet."),
    "add": ("harness.cli.history.add", "Enter runs that are not in it yet."),
}


@click.group("history", cls=LazyGroup, verbs=_VERBS, invoke_without_command=True)
@click.option("--extractor", metavar="NAME", help="Show this extractor alone.")
@click.option("--goldset", metavar="NAME", help="Show runs on this gold set alone.")
@click.option(
    "--last",
    metavar="N",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="How many runs of each extractor to list; the line of signs shows up to 60.",
)
@reports_option("Where the history is.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, all runs.")
@click.pass_context
def command(
    context: click.Context,
    extractor: str | None,
    goldset: str | None,
    last: int,
    reports: Path,
    *,
    as_json: bool,
) -> int | None:
    """Show figures over time, and the run in which each lost fact was lost."""
    if context.invoked_subcommand is not None:
        return None
    shown = _load(reports / HISTORY_FILE, extractor, goldset)
    if as_json:
        table: list[dict[str, Any]] = [timeline_table(*one) for one in shown]
        click.echo(json.dumps(table, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    if not shown:
        click.echo("the history holds no run yet; `harness run` and `harness score` enter theirs")
    for series, points, losses in shown:
        for line in timeline_lines(series, points, losses, last):
            click.echo(line)
    return ExitCode.DONE


def _load(
    path: Path, extractor: str | None, goldset: str | None
) -> list[tuple[Series, list[Point], list[Loss]]]:
    with opened_history(path) as history:
        known = history.series()
        wanted = [
            one
            for one in known
            if extractor in (None, one.extractor) and goldset in (None, one.goldset)
        ]
        if known and not wanted:
            names = ", ".join(sorted({f"{one.extractor} on {one.goldset}" for one in known}))
            raise UsageError(f"the history holds no such runs; it holds: {names}")
        return [(one, history.points(one), history.losses(one)) for one in wanted]
