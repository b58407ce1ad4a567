"""`harness score`: predictions made elsewhere, or an earlier run again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from harness.cli.common import FACT_PROFILES
from harness.cli.options import conclude, open_folder, scoring_options
from harness.cli.score_spans import (
    SPAN_OPTIONS,
    reading_of,
    refuse_fact_options,
    score_span_files,
    span_options,
)
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
@span_options
@partial(scoring_options, profiles=click.STRING)
@click.pass_context
def command(context: click.Context, /, **options: Any) -> int:
    """Score predictions made elsewhere, or an earlier run again.

    PREDICTIONS is a JSON Lines file, the folder of a run, or `latest`.

    With --spans: GOLD PREDICTED..., files of labelled spans. A file is JSON Lines (doc, start, end,
    label), CoNLL columns in IOB1, IOB2 or IOBES, or a HIPE TSV; its first line tells. The profile
    is then optimal (the default), seqeval, seqeval-strict, conlleval, nervaluate or hipe.
    """
    given = {
        name
        for name in options
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    if not options["spans"]:
        return _score_facts(**_without_span_options(options, given))
    refuse_fact_options(given)
    profile = options["profile"] if "profile" in given else "optimal"
    return score_span_files(
        options["predictions"], profile, reading_of(options), as_json=options["as_json"]
    )


def _without_span_options(options: dict[str, Any], given: set[str]) -> dict[str, Any]:
    if misplaced := [option for name, option in SPAN_OPTIONS.items() if name in given]:
        raise UsageError(f"{misplaced[0]} is for span files; add --spans")
    if options["profile"] not in FACT_PROFILES:
        raise UsageError(
            f"no profile {options['profile']!r} for facts: there are {', '.join(FACT_PROFILES)}; "
            "span files need --spans"
        )
    return {name: value for name, value in options.items() if name not in SPAN_OPTIONS}


def _score_facts(
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
