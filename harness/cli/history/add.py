"""`harness history add`: enter runs that are not in the history yet."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.common import originals_option, profile_option, reports_option
from harness.cli.main import ExitCode
from harness.cli.remembering import remember_stored
from harness.cli.stored import check_rendition, gold_of, named_runs
from harness.model.results import Profile
from harness.stores.goldsets import load_goldset
from harness.stores.history import HISTORY_FILE, opened_history


@click.command("add")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@originals_option("The original articles, for runs that were made on them.")
@profile_option()
@reports_option("Where the history is.")
def command(runs: tuple[str, ...], originals: Path | None, profile: Profile, reports: Path) -> int:
    """Enter runs that are not in the history yet, scored on the gold as it is now."""
    with opened_history(reports / HISTORY_FILE, make=True) as history:
        for named in named_runs(runs, reports):
            gold = load_goldset(gold_of(None, [named.stored]), originals)
            check_rendition(named.label, named.stored, gold)
            entered = remember_stored(history, named, gold, profile)
            click.echo(f"{named.path}: {'entered' if entered else 'is in the history already'}")
    return ExitCode.DONE
