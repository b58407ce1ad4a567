"""Two extractors in words: is one better, and could so few facts tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from harness.comparison import Comparison, compare_all
from harness.report.charts import Gap, gap, widest_of
from harness.report.words import (
    UNDEFINED,
    counted,
    listed,
    points,
    probability,
    told_difference,
    visible,
)
from harness.scoring import Evaluation
from harness.statistics import ALPHA, FEWEST

SILENT = "empty"  # says nothing on purpose: nobody asks whether it is worse


@dataclass(frozen=True, slots=True)
class PairRow:
    """The difference in F1 at level fact between two extractors, the first minus the second."""

    first: str
    second: str
    difference: str
    interval: str
    p: str
    corrected: str
    verdict: str  # of the first: "better", or nothing that can be told
    sentence: str
    gap: Gap


def pair_rows(ranked: Sequence[Evaluation]) -> tuple[PairRow, ...]:
    """Compare all pairs of extractors, the better one first; `empty` is left out."""
    asked = [one for one in ranked if one.extractor != SILENT]
    # The better is the second of a comparison, so that differences are gains.
    pairs = compare_all(list(reversed(asked)))
    widest = widest_of(pair.test() for pair in pairs)
    place = {one.extractor: number for number, one in enumerate(asked)}
    pairs.sort(key=lambda pair: [place[name] for name in reversed(pair.names)])
    return tuple(pair_row(pair, widest) for pair in pairs)


def pair_row(pair: Comparison, widest: float | None = None) -> PairRow:
    """Put a comparison into words; its second system is named first.

    `widest` is the greatest difference that is drawn beside it; without one it is its own.
    """
    test = pair.test()
    second, first = (visible(name) for name in pair.names)
    return PairRow(
        first=first,
        second=second,
        difference=points(test.difference),
        interval=told_difference(test.interval),
        p=UNDEFINED if any(pair.failed) else probability(test.p).removeprefix("= "),
        corrected=probability(pair.corrected).removeprefix("= "),
        verdict=_verdict(pair),
        sentence=_sentence(pair, first, second),
        gap=gap(test.difference, test.interval, widest_of([test]) if widest is None else widest),
    )


def _verdict(pair: Comparison) -> str:
    if any(pair.failed):
        return "not compared"
    if pair.corrected is None:
        return UNDEFINED
    return "better" if pair.corrected <= ALPHA else "not distinguishable"


def told_failures(pair: Comparison) -> str:
    """Tell who of a pair failed on how many articles; empty where nobody did."""
    of = f"of {counted(pair.articles, 'article')}"
    told = [
        f"{visible(name)} failed on {number} {of}"
        for name, number in zip(pair.names, pair.failed, strict=True)
        if number
    ]
    return listed(told) if told else ""


def _sentence(pair: Comparison, first: str, second: str) -> str:
    test = pair.test()
    if any(pair.failed):
        return f"{first} and {second} are not compared: {told_failures(pair)}."
    if test.difference is None or pair.corrected is None:
        return f"{first} and {second} cannot be compared: one of them has no F1."
    if not test.clusters:
        return f"{first} and {second} count alike in every {pair.sample.unit}: the same figures."
    facts = (pair.after.tp + pair.after.fn) // pair.readings[1]
    among = f" after Holm among {pair.family} pairs" if pair.family > 1 else ""
    apart = f"{points(test.difference)} points of F1"
    chance = f"p {probability(pair.corrected)}{among}"
    told = f"{apart}, {told_between(pair)}, {chance}"
    if pair.corrected <= ALPHA:
        return f"{first} is better than {second} on these articles: by {told}."
    if test.smallest > ALPHA:
        place = counted(test.clusters, pair.sample.unit)
        return (
            f"{first} and {second} are not distinguishable: they differ in {place} only, where no "
            f"test gets below p = {test.smallest:.3f} ({apart}, {chance})."
        )
    further = ""
    if test.detectable and test.detectable < 1:
        further = f"; a difference of about {points(test.detectable)} points would be"
    return f"{first} and {second} are not distinguishable with {facts} facts ({told}){further}."


def told_between(pair: Comparison) -> str:
    """Tell the interval of a difference in F1, or why there is none."""
    between = pair.test().interval
    if between is not None:
        return f"95 % interval {told_difference(between)}"
    sides = zip((pair.before, pair.after), pair.readings, strict=True)
    fewest = min(Fraction(one.tp + one.fp + one.fn, readings) for one, readings in sides)
    if fewest < FEWEST:
        return "too few facts for an interval"
    if pair.test().smallest > ALPHA:
        return "too few places that differ for an interval"
    return "no interval, for nothing varies"
