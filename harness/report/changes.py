"""What changed against an earlier evaluation: figures with intervals, facts gained and lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.comparison import Comparison
from harness.model.facts import GoldFact
from harness.report.charts import Gap, gap, widest_of
from harness.report.words import (
    UNDEFINED,
    counted,
    percent,
    points,
    probability,
    shortened,
    told,
    visible,
)
from harness.statistics import METRICS, PairedTest

_METRIC_NAMES = {"precision": "precision", "recall": "recall", "f1": "F1"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a report is held against: its name, and each extractor from then to now."""

    name: str
    comparisons: Sequence[Comparison]


@dataclass(frozen=True, slots=True)
class Fact:
    """A gold fact in one line, with the anchor of its row."""

    label: str
    article: str
    words: str
    optional: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One figure then and now, the difference in points with interval and p."""

    metric: str
    before: str
    after: str
    difference: str
    interval: str
    p: str
    gap: Gap


@dataclass(frozen=True, slots=True)
class Change:
    """What changed for one extractor."""

    name: str
    metrics: tuple[MetricChange, ...]
    gained: tuple[Fact, ...]
    lost: tuple[Fact, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed for all extractors that both have; the others are named."""

    against: str
    extractors: tuple[Change, ...]


Anchors = Mapping[tuple[str, str, str], str]  # (extractor, article, gold id) -> row


def changes(earlier: Earlier | None, anchors: Anchors) -> Changes | None:
    """Write down what changed; None where there is nothing to hold the report against."""
    if earlier is None:
        return None
    widest = widest_of(one.test(metric) for one in earlier.comparisons for metric in METRICS)
    return Changes(
        visible(earlier.name),
        tuple(_change(one, widest, anchors) for one in earlier.comparisons),
    )


def _change(pair: Comparison, widest: float, anchors: Anchors) -> Change:
    name = pair.names[1]
    gained, lost = (
        tuple(fact_line(fact, anchors.get((name, fact.article, fact.id), "")) for fact in facts)
        for facts in (pair.gained, pair.lost)
    )
    return Change(
        name=visible(name),
        metrics=tuple(_metric(pair, pair.test(metric), widest) for metric in METRICS),
        gained=gained,
        lost=lost,
        sentence=_sentence(visible(name), pair),
    )


def _metric(pair: Comparison, test: PairedTest, widest: float) -> MetricChange:
    within = test.interval
    return MetricChange(
        metric=_METRIC_NAMES[test.metric],
        before=percent(getattr(pair.before, test.metric)),
        after=percent(getattr(pair.after, test.metric)),
        difference=points(test.difference),
        interval=f"{points(within.low)} to {points(within.high)}" if within else UNDEFINED,
        p=probability(test.p).removeprefix("= "),
        gap=gap(test.difference, within, widest),
    )


def fact_line(fact: GoldFact, anchor: str) -> Fact:
    """Write a gold fact in one line."""
    words = f"{visible(fact.predicate)} · {visible(fact.subject)} · {told(fact.value)}"
    return Fact(visible(fact.id), visible(fact.article), shortened(words), fact.optional, anchor)


def _sentence(name: str, pair: Comparison) -> str:
    test = pair.test()
    moved = f"gained {counted(len(pair.gained), 'fact')}, lost {len(pair.lost)}"
    if test.difference is None:
        return f"{name}: {moved}; one of the two has no F1."
    if not (pair.gained or pair.lost) and pair.before == pair.after:
        return f"{name}: nothing changed at level {pair.level.label}."
    return f"{name}: {moved}; F1 {points(test.difference)} points, p {probability(test.p)}."
