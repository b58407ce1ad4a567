"""`harness score`: predictions made elsewhere, or an earlier run again."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.options import conclude, open_folder, scoring_options
from harness.errors import UsageError
from harness.model.facts import GoldSet
from harness.model.results import Extraction, Profile, Run
from harness.pipeline import load_predictions
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder
from harness.stores.predictions import PredictionReader
from harness.stores.runs import StoredRun, find_run, load_extractions, load_stored


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
    where = _where(goldset, list(stored.values()))
    gold = load_goldset(where, originals)
    reader = PredictionReader(gold.articles, gold.predicates)
    extractions: list[Extraction] = []
    for name in predictions:
        if name in runs:
            _check_rendition(name, stored[name], gold)
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
    return conclude(gold, again, folder, profile, where=where, as_json=as_json)


def _where(named: str | None, runs: list[StoredRun]) -> Path:
    """Give the gold set that is named, else the one that the runs were made on."""
    if named is None and len({one.goldset for one in runs}) == 1:
        folder = Path(str(runs[0].volatile.get("goldset_folder", "")))
        return folder if (folder / "goldset.yaml").is_file() else goldset_folder(runs[0].goldset)
    return goldset_folder(named)


def _check_rendition(name: str, stored: StoredRun, gold: GoldSet) -> None:
    if stored.rendition != gold.rendition:
        way = "add --originals DIR" if stored.rendition == "original" else "leave --originals away"
        raise UsageError(f"{name}: was made on the rendition {stored.rendition}; {way}")
    if stored.goldset_hash != gold.hash:
        click.echo(
            f"note: {name} was made on gold {stored.goldset_hash[:12]}, "
            f"and is scored on {gold.hash[:12]}",
            err=True,
        )


def _refuse_equal_names(extractions: list[Extraction]) -> None:
    names = [one.name for one in extractions]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two inputs are called {name!r}; rename one file")
