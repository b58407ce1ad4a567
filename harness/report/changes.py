"""What changed against an earlier evaluation: figures with intervals, facts gained and lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.comparison import Comparison
from harness.model.facts import GoldFact
from harness.report.charts import Gap, gap, widest_of
from harness.report.pairs import told_between, told_failures
from harness.report.words import (
    UNDEFINED,
    counted,
    listed,
    percent,
    points,
    probability,
    shortened,
    told,
    told_difference,
    visible,
)
from harness.statistics import METRICS, PairedTest

_NOTHING = "no earlier run or baseline is given"
_METRIC_NAMES = {"precision": "precision", "recall": "recall", "f1": "F1"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a report is held against: its name, what is known of it, each extractor then and now.

    `only_then` and `only_now` name extractors that the other side lacks. `nothing` tells why the
    report is held against nothing, and all else is then empty.
    """

    name: str = ""
    comparisons: Sequence[Comparison] = ()
    tells: str = ""
    only_then: Sequence[str] = ()
    only_now: Sequence[str] = ()
    nothing: str = ""


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
    """What changed for the extractors that both have; `others` tells of all that did not.

    `told` names what the report is held against, or why it is held against nothing.
    """

    told: str
    extractors: tuple[Change, ...]
    others: tuple[str, ...]


Anchors = Mapping[tuple[str, str, str], str]  # (extractor, article, gold id) -> row


def changes(earlier: Earlier, anchors: Anchors) -> Changes:
    """Write down what changed."""
    if not earlier.name:
        return Changes(f"Held against nothing: {visible(earlier.nothing or _NOTHING)}", (), ())
    moved = [one for one in earlier.comparisons if not one.unchanged]
    widest = widest_of(one.test(metric) for one in moved for metric in METRICS)
    known = f", {visible(earlier.tells)}" if earlier.tells else ""
    return Changes(
        f"Against {visible(earlier.name)}{known}.",
        tuple(_change(one, widest, anchors) for one in moved),
        tuple(_others(earlier)),
    )


def _others(earlier: Earlier) -> Iterator[str]:
    """Name whom nothing changed for, and whom only one side has."""
    same = [visible(one.names[1]) for one in earlier.comparisons if one.unchanged]
    if same:
        yield f"Nothing changed for {listed(same)}: the same facts are found, and as much is wrong."
    if earlier.only_now:
        yield f"Not there then: {listed([visible(one) for one in earlier.only_now])}."
    if earlier.only_then:
        yield f"Not in this run: {listed([visible(one) for one in earlier.only_then])}."


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
    return MetricChange(
        metric=_METRIC_NAMES[test.metric],
        before=percent(getattr(pair.before, test.metric)),
        after=percent(getattr(pair.after, test.metric)),
        difference=points(test.difference),
        interval=told_difference(test.interval),
        p=UNDEFINED if any(pair.failed) else probability(test.p).removeprefix("= "),
        gap=gap(test.difference, test.interval, widest),
    )


def fact_line(fact: GoldFact, anchor: str) -> Fact:
    """Write a gold fact in one line."""
    words = f"{visible(fact.predicate)} · {visible(fact.subject)} · {told(fact.value)}"
    return Fact(visible(fact.id), visible(fact.article), shortened(words), fact.optional, anchor)


def _sentence(name: str, pair: Comparison) -> str:
    test = pair.test()
    moved = f"gained {counted(len(pair.gained), 'fact')}, lost {len(pair.lost)}"
    if failed := told_failures(pair):
        return f"{failed}, whose facts count as lost; {moved}."
    if test.difference is None:
        return f"{name}: {moved}; one of the two has no F1."
    figures = f"F1 {percent(pair.before.f1)} % then and {percent(pair.after.f1)} % now"
    return (
        f"{name}: {moved}; {figures}, {points(test.difference)} points, {told_between(pair)}, "
        f"p {probability(test.p)}."
    )
