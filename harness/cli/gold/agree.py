"""`harness gold agree`: how well two annotators agree."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from harness.cli.common import goldset_option
from harness.errors import UsageError
from harness.labelling.agreement import Agreement, Pass, agree, alpha, joined
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.results import Level, Match
from harness.report.console import console_of, table_of
from harness.report.words import UNDEFINED, as_float, limits, percent, told
from harness.stores.annotations import load_annotation
from harness.stores.goldsets import load_goldset


@click.command("agree")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@goldset_option("Gold set whose names and lists hold.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(first: Path, second: Path, goldset: str | None, *, as_json: bool) -> int:
    """Measure how well two annotators agree, and list where they do not.

    FIRST and SECOND are annotation files, or folders in which the files of equal names (up to
    the last part: 000.a.yaml, 000.b.yaml) belong together. The matcher is the one that scores
    extractors; what either side accepts is accepted by both.
    """
    gold = load_goldset(goldset)
    agreements = {}
    for one, other in pairs_of(first, second):
        ours, theirs = read_pass(one, gold), read_pass(other, gold)
        if ours.article.id in agreements:
            raise UsageError(f"{one}: a second pair for {ours.article.id}; give one")
        agreements[ours.article.id] = agree(ours, theirs, gold.entities, gold.predicates)
    every = joined(agreements.values())
    if as_json:
        data = {"all": _data(every)} | {name: _data(one) for name, one in agreements.items()}
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return 0
    console = console_of(110)  # nothing is cut
    _print_articles(console, agreements, every)
    _print_predicates(console, every)
    _print_disagreements(console, every.disagreements)
    return 0


def read_pass(path: Path, gold: GoldSet) -> Pass:
    """Read what one annotator said of one article."""
    texts = dict(gold.articles) if gold.rendition == "retelling" else {}
    annotation = load_annotation(path, texts)
    return Pass(annotation.name, annotation.article, annotation.facts, annotation.entities)


def pairs_of(first: Path, second: Path) -> list[tuple[Path, Path]]:
    """Give the files of two annotators that belong together."""
    if not (first.is_dir() and second.is_dir()):
        return [(first, second)]
    ours, theirs = (_by_article(folder, number) for number, folder in enumerate((first, second)))
    alone = sorted(ours.keys() ^ theirs.keys())
    if alone or not ours:
        told = ", ".join(alone) or "none at all"
        raise UsageError(f"{first} and {second}: files without a counterpart: {told}")
    return [(ours[name], theirs[name]) for name in sorted(ours)]


def _by_article(folder: Path, number: int) -> dict[str, Path]:
    """Give the files by article: `ID.yaml`, or where a folder holds both passes `ID.a.yaml`."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        article, _, letter = path.stem.rpartition(".")
        if not article:
            found[path.stem] = path
        elif letter == "ab"[number]:
            found[article] = path
    return found


def _data(agreement: Agreement) -> dict[str, Any]:
    return {
        "f1": {level.label: as_float(agreement.f1(level)) for level in Level},
        "f1_required": as_float(agreement.f1(Level.FACT, required=True)),
        "alpha": alpha(agreement),
        "shared_spans": len(agreement.units),
        "both": agreement.counts(Level.FACT).tp,
        "only_first": agreement.counts(Level.FACT).fn,
        "only_second": agreement.counts(Level.FACT).fp,
        "by_predicate": {
            name: {
                "both": part.tp,
                "only_first": part.fn,
                "only_second": part.fp,
                "f1": as_float(part.f1),
            }
            for name, part in sorted(agreement.by_predicate().items())
        },
        "disagreements": [
            {
                "class": match.error,
                "first": _words(match.gold) if match.gold else None,
                "second": _words(match.prediction) if match.prediction else None,
            }
            for match in agreement.disagreements
        ],
    }


def _print_articles(console: Console, agreements: dict[str, Agreement], every: Agreement) -> None:
    table = table_of(
        "article",
        *(level.label for level in Level),
        "required",
        "alpha",
        "both",
        "only 1st",
        "only 2nd",
    )
    for name, one in [*agreements.items(), ("all", every)]:
        counts = one.counts(Level.FACT)
        reliability = alpha(one)
        table.add_row(
            escape(name),
            *(percent(one.f1(level)) for level in Level),
            percent(one.f1(Level.FACT, required=True)),
            UNDEFINED if reliability is None else f"{reliability:.3f}",
            *map(str, (counts.tp, counts.fn, counts.fp)),
            style="bold" if name == "all" else None,
        )
    console.print(table)
    console.print(
        f"F1 in per cent, the mean of both directions; alpha: Krippendorff's, nominal, on the "
        f"predicate and polarity of {len(every.units)} shared spans\n",
        soft_wrap=True,
    )


def _print_predicates(console: Console, every: Agreement) -> None:
    table = table_of("predicate", "F1 fact", "both", "only 1st", "only 2nd")
    for name, part in sorted(every.by_predicate().items()):
        table.add_row(escape(name), percent(part.f1), str(part.tp), str(part.fn), str(part.fp))
    console.print(table)


def _print_disagreements(console: Console, disagreements: Sequence[Match]) -> None:
    console.print(f"\n{len(disagreements)} disagreements", style="bold")
    for match in disagreements:
        side = match.gold or match.prediction
        assert side is not None  # noqa: S101 - a match has a side
        console.print(
            f"{side.article}  {match.error if match.gold and match.prediction else ''}",
            markup=False,
        )
        if match.gold:
            console.print(f"  1st: {_words(match.gold)}", markup=False, soft_wrap=True)
        if match.prediction:
            console.print(f"  2nd: {_words(match.prediction)}", markup=False, soft_wrap=True)


def _words(fact: GoldFact | Prediction) -> str:
    limited = f" ({limits(fact.qualifiers)})" if limits(fact.qualifiers) else ""
    optional = " [optional]" if isinstance(fact, GoldFact) and fact.optional else ""
    return f"{fact.predicate}({fact.subject}) = {told(fact.value)}{limited}{optional}"
