"""`harness score`: predictions made elsewhere, or an earlier run again."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.options import conclude, open_folder, scoring_options
from harness.cli.stored import check_rendition, gold_of
from harness.errors import UsageError
from harness.model.results import Extraction, Profile, Run
from harness.pipeline import load_predictions
from harness.stores.goldsets import load_goldset
from harness.stores.predictions import PredictionReader
from harness.stores.runs import find_run, load_extractions, load_stored


@click.command("score")
@click.argument("predictions", nargs=-1, required=True, metavar="PREDICTIONS...")
@click.option(
    "--map",
    "labels",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="YAML file that maps your labels to predicates.",
)
@scoring_options
def command(
    predictions: tuple[str, ...],
    labels: Path | None,
    goldset: str | None,
    originals: Path | None,
    profile: Profile,
    reports: Path,
    out: Path | None,
    *,
    as_json: bool,
) -> int:
    """Score predictions made elsewhere, or an earlier run again.

    PREDICTIONS is a JSON Lines file, the folder of a run, or `latest`.
    """
    runs = {name: path for name in predictions if (path := find_run(name, reports)) is not None}
    stored = {name: load_stored(path) for name, path in runs.items()}
    where = gold_of(goldset, list(stored.values()))
    gold = load_goldset(where, originals)
    reader = PredictionReader(gold.articles, gold.predicates)
    extractions: list[Extraction] = []
    for name in predictions:
        if name in runs:
            check_rendition(name, stored[name], gold)
            extractions += load_extractions(runs[name], stored[name], reader)
        else:
            extractions.append(load_predictions(name, gold, labels))
    _refuse_equal_names(extractions)
    folder = open_folder(gold, reports, out)
    for extraction in extractions:
        folder.keep(extraction.name, extraction.predictions, None)
    complete = all(one.complete for one in stored.values())
    again = Run(gold.name, gold.version, gold.hash, gold.rendition, tuple(extractions), complete)
    if not complete:
        click.echo("note: an interrupted run is scored; what it did not read is missed", err=True)
    return conclude(gold, again, folder, profile, where=where, reports=reports, as_json=as_json)


def _refuse_equal_names(extractions: list[Extraction]) -> None:
    names = [one.name for one in extractions]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two inputs are called {name!r}; rename one file")
