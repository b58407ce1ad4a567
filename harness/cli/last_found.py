"""Ask the history which run was the last to find a fact."""

from __future__ import annotations

from pathlib import Path

import click

from harness.chronicle import contents_of
from harness.errors import HarnessError
from harness.gate import Verdict
from harness.model.facts import GoldFact
from harness.model.history import Series, Sighting
from harness.stores.history import HISTORY_FILE, opened_history


def with_last_found(verdict: Verdict, reports: Path) -> Verdict:
    """Give a verdict that names the last run that found each of the facts it names.

    Where there is no history, or it cannot be asked, the verdict names none.
    """
    path = reports / HISTORY_FILE
    missed = [*verdict.lost, *verdict.absent]
    if not missed or not path.is_file():
        return verdict
    contents = contents_of(verdict.judgements[0].system.goldset)
    of = verdict.baseline
    try:
        with opened_history(path) as history:

            def last_found(extractor: str, fact: GoldFact) -> Sighting | None:
                series = Series(of.goldset, of.rendition, of.profile, extractor)
                key = (fact.article, fact.id)
                return history.last_found(series, key, contents[key], of.scoring)

            return verdict.remembering(last_found)
    except HarnessError as error:
        click.echo(f"note: the history cannot be asked: {error}", err=True)
        return verdict
