"""`harness score --spans`: the figures that people know from other scorers of spans."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from harness.cli.main import ExitCode
from harness.errors import UsageError
from harness.report.spans import span_data, span_text
from harness.report.words import visible
from harness.span_pipeline import ScoredFile, SpanReading, score_file
from harness.spans.profiles import find_profile
from harness.spans.tags import SCHEMES

FORMAT = 1
SPAN_OPTIONS = {  # by the name of its value, for `labels` is what --map gives
    "spans": "--spans",
    "ends": "--ends",
    "scheme": "--scheme",
    "column": "--column",
    "only": "--labels",
}

_Command = TypeVar("_Command", bound=Callable[..., Any])


def span_options(command: _Command) -> _Command:
    """Add the options that only --spans has."""
    for option in reversed(
        (
            click.option(
                "--spans",
                is_flag=True,
                help="Score span files: GOLD first, then one or more PREDICTED.",
            ),
            click.option(
                "--ends",
                type=click.Choice(["exclusive", "inclusive"]),
                help="Whether `end` of span lines is the first unit after the span or the last "
                "in it. [exclusive]",
            ),
            click.option(
                "--scheme",
                type=click.Choice(list(SCHEMES)),
                help="Scheme of the tags in CoNLL and HIPE files. [detected in gold]",
            ),
            click.option("--column", metavar="NAME", help="Tags of a HIPE file. [NE-COARSE-LIT]"),
            click.option(
                "--labels",
                "only",
                metavar="A,B",
                help="Score spans with these labels and leave out all others.",
            ),
        )
    ):
        command = option(command)
    return command


def refuse_fact_options(given: Collection[str]) -> None:
    """Raise UsageError where an option was given that means nothing for spans."""
    for name in ("labels", "goldset", "originals", "out", "reports"):
        if name in given:
            option = "map" if name == "labels" else name
            raise UsageError(f"--{option} is for facts; leave it out with --spans")


def reading_of(options: Mapping[str, Any]) -> SpanReading:
    """Give how the files are read, from the options."""
    only = options["only"]
    return SpanReading(
        options["ends"] or "exclusive",
        options["scheme"],
        options["column"],
        None if only is None else tuple(one.strip() for one in only.split(",")),
    )


def score_span_files(
    files: Sequence[str], profile: str, reading: SpanReading, *, as_json: bool
) -> int:
    """Score every predicted file against the first, and print scores and signature of each."""
    if len(files) < 2:
        raise UsageError("--spans takes the gold file and then one predicted file or more")
    name = find_profile(profile).name
    gold, *predicted = map(Path, files)
    scored = [score_file(gold, one, name, reading) for one in predicted]
    for note in dict.fromkeys(note for one in scored for note in one.notes):
        click.echo(f"note: {note}", err=True)
    if as_json:
        click.echo(json.dumps(_data(gold, scored), ensure_ascii=False, indent=2))
        return ExitCode.DONE
    for place, one in enumerate(scored):
        if len(scored) > 1:
            click.echo(("\n" if place else "") + visible(str(one.path)))
        click.echo(span_text(one.scores), nl=False)
        click.echo(one.signature)
    return ExitCode.DONE


def _data(gold: Path, scored: Sequence[ScoredFile]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "gold": str(gold),
        "predicted": [
            {
                "file": str(one.path),
                "signature": one.signature,
                "profile": one.scores.profile,
                **span_data(one.scores),
            }
            for one in scored
        ],
    }
