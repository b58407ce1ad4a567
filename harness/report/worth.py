"""Is it worth it: time, tokens, cost, errors, and what extractors find together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from harness.complementarity import Complementarity, complementarity, readers
from harness.model.facts import GoldFact
from harness.model.results import ErrorClass, Extraction, Run
from harness.model.usage import total
from harness.report.changes import Anchors, Fact, fact_line
from harness.report.charts import Plane, Spot, over_effort
from harness.report.explained import ALONE
from harness.report.words import UNKNOWN, counted, duration, money, percent, visible
from harness.scoring import Evaluation

_MOST_FACTS = 20  # in a list; the rows have all


@dataclass(frozen=True, slots=True)
class Effort:
    """What an extractor's answers took; None is unknown."""

    seconds: float | None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    answers: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class WorthRow:
    """One extractor's effort beside its F1."""

    name: str
    f1: str
    seconds: str
    per_article: str
    tokens: str
    cost: str
    answers: str
    failed: int
    unsupported: int
    recited: int
    merged: int
    quotes: int


@dataclass(frozen=True, slots=True)
class Alone:
    """The required facts that one extractor finds and no other."""

    name: str
    number: int
    articles: tuple[tuple[str, tuple[Fact, ...]], ...]  # the first of them, by article
    more: str  # tells of all of them, where there are more
    query: str


@dataclass(frozen=True, slots=True)
class Together:
    """What several extractors find together: the ceiling of choosing among their answers."""

    sentence: str
    alone: tuple[Alone, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """Effort and complementarity."""

    rows: tuple[WorthRow, ...]
    planes: tuple[Plane, ...]
    together: Together | None


def worth(
    ranked: Sequence[Evaluation],
    run: Run,
    tones: Mapping[str, int],
    anchors: Anchors,
    found: Complementarity | None,
) -> Worth:
    """Set what extractors took beside what they reach, alone and together."""
    said = {one.name: one for one in run.extractions}
    efforts = {one.extractor: effort_of(said[one.extractor]) for one in ranked}
    return Worth(
        rows=tuple(_row(one, efforts[one.extractor]) for one in ranked),
        planes=_planes(ranked, efforts, tones),
        together=_together(ranked, found, anchors) if found else None,
    )


def effort_of(extraction: Extraction) -> Effort:
    """Add up what an extraction took, as far as it says so."""
    seconds = extraction.seconds or None
    if not extraction.usage:
        return Effort(seconds)
    whole, model = total(extraction.usage.values()), extraction.model
    price = model.price if model is not None else None
    counted_all = not whole.uncounted
    return Effort(
        seconds=seconds,
        input_tokens=whole.input_tokens if counted_all else None,
        output_tokens=whole.output_tokens if counted_all else None,
        cost=model.cost(whole) if model is not None else None,
        currency=price.currency if price is not None else "",
        answers={str(kind): number for kind, number in whole.answers.items()},
    )


def _row(evaluation: Evaluation, effort: Effort) -> WorthRow:
    classes = evaluation.errors_by_class()

    def wrong(error: ErrorClass) -> int:
        return sum(part.fp for (kind, _), part in classes.items() if kind is error)

    articles = len(evaluation.goldset.articles)
    per_article = effort.seconds / articles if effort.seconds is not None and articles else None
    return WorthRow(
        name=visible(evaluation.extractor),
        f1=percent(evaluation.counts().f1),
        seconds=duration(effort.seconds),
        per_article=duration(per_article),
        tokens=_tokens(effort),
        cost="–" if effort.answers is None else money(effort.cost, effort.currency),
        answers=visible(", ".join(f"{n} {kind}" for kind, n in (effort.answers or {}).items() if n))
        or "–",
        failed=len(evaluation.errors),
        unsupported=wrong(ErrorClass.UNSUPPORTED),
        recited=wrong(ErrorClass.RECITED),
        merged=sum(match.merged - 1 for match in evaluation.matches if match.prediction),
        quotes=sum(match.quote_not_found for match in evaluation.matches),
    )


def _tokens(effort: Effort) -> str:
    if effort.answers is None:
        return "–"
    if effort.input_tokens is None or effort.output_tokens is None:
        return UNKNOWN
    return f"{effort.input_tokens:,} in, {effort.output_tokens:,} out"


def _planes(
    ranked: Sequence[Evaluation], efforts: Mapping[str, Effort], tones: Mapping[str, int]
) -> tuple[Plane, ...]:
    """Draw F1 over time, and over cost where any cost is known; the unknown has no place."""
    timed: list[tuple[Spot, float]] = []
    priced: list[tuple[Spot, float]] = []
    currencies = {effort.currency for effort in efforts.values() if effort.cost}
    for one in ranked:
        f1, effort = one.counts().f1, efforts[one.extractor]
        if f1 is None:
            continue
        spot = Spot(visible(one.extractor), tones[one.extractor], 0, float(f1))
        if effort.seconds is not None:
            timed.append((spot, effort.seconds))
        if effort.cost is not None and effort.currency in currencies:
            priced.append((spot, float(effort.cost)))
    found = [_plane("F1 over time", timed, "seconds for all articles")] if timed else []
    if len(currencies) == 1 and priced:  # sums of two currencies have no common axis
        found.append(_plane("F1 over cost", priced, f"{next(iter(currencies))} for all articles"))
    return tuple(found)


def _plane(title: str, spots: Sequence[tuple[Spot, float]], unit: str) -> Plane:
    words = "; ".join(
        f"{spot.name}: F1 {percent(Fraction(spot.y).limit_denominator(10**6))} % "
        f"for {effort:.3g} {unit.split(maxsplit=1)[0]}"
        for spot, effort in spots
    )
    return over_effort(title, spots, unit, words)


def found_together(ranked: Sequence[Evaluation]) -> Complementarity | None:
    """Put together what those find that read for themselves; None for fewer than two."""
    asked = readers(ranked)
    return complementarity(asked) if len(asked) > 1 else None


def _together(ranked: Sequence[Evaluation], found: Complementarity, anchors: Anchors) -> Together:
    """Tell what extractors find together, and each of them alone."""
    whole = found.together
    best = next(one for one in ranked if one.extractor in found.alone)
    sentence = (
        f"Together they find {whole.tp:,} of {counted(whole.tp + whole.fn, 'required fact')}, "
        f"recall {percent(whole.recall)} %: the ceiling for whatever chooses among their answers. "
        f"{visible(best.extractor)} alone has recall {percent(best.counts().recall)} %. "
        f"None of them finds {counted(whole.fn, 'fact')}."
    )
    alone = tuple(_alone(name, facts, anchors) for name, facts in found.alone.items())
    return Together(sentence, alone)


def _alone(extractor: str, facts: Sequence[GoldFact], anchors: Anchors) -> Alone:
    shown: dict[str, list[Fact]] = {}
    for fact in facts[:_MOST_FACTS]:
        line = fact_line(fact, anchors.get((extractor, fact.article, fact.id), ""))
        shown.setdefault(line.article, []).append(line)
    return Alone(
        name=visible(extractor),
        number=len(facts),
        articles=tuple((article, tuple(lines)) for article, lines in shown.items()),
        more=f"all {len(facts):,}" if len(facts) > _MOST_FACTS else "",
        query=urlencode({"x": visible(extractor), "m": ALONE}),
    )
