"""Systems side by side as a view: figures, differences in words, facts gained and lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from harness.comparison import (
    Comparison,
    Shared,
    Split,
    System,
    by_predicate,
    compare_all,
    sample_of,
)
from harness.model.corpus import Article
from harness.model.facts import GoldFact, GoldSet
from harness.model.results import METRICS
from harness.repeats import Repeats, Spread
from harness.report.pairs import PairRow, pair_row
from harness.statistics import Interval, interval

_AROUND = 50  # characters of the line that are shown on either side of the evidence


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A system's figures at level fact; `spreads` are over its readings, where it has several."""

    name: str
    readings: int
    tp: Fraction  # averages over the readings
    fp: Fraction
    fn: Fraction
    figures: Mapping[str, Fraction | None]
    intervals: Mapping[str, Interval | None]
    spreads: Mapping[str, Spread]
    failed: tuple[str, ...]  # articles


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact gained or lost, with the line of text that states it; `text` is None if withheld."""

    fact: str
    predicate: str
    optional: bool
    line: int
    text: str | None
    before: Fraction  # shares of the readings that found it
    after: Fraction


@dataclass(frozen=True, slots=True)
class PredicateRow:
    """A predicate's F1 before and after with its difference; p is not corrected: exploratory."""

    predicate: str
    before: Fraction | None
    after: Fraction | None
    difference: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair of systems, the better one first as in `row`; gains are of `after`."""

    before: str
    after: str
    row: PairRow
    comparison: Comparison
    gained: tuple[FactRow, ...]
    lost: tuple[FactRow, ...]
    predicates: tuple[PredicateRow, ...]
    split: Split | None = None
    no_split: str = ""  # why there is none, where golds differ


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """All that `harness compare` tells."""

    goldset: GoldSet
    profile: str
    systems: tuple[SystemRow, ...]
    pairs: tuple[PairView, ...]
    notes: tuple[str, ...]
    shared: Shared | None = None  # where the runs were made on different gold


def comparison_view(
    systems: Sequence[System],
    *,
    quotes: bool = True,
    shared: Shared | None = None,
    splits: Mapping[tuple[str, str], Split | str] | None = None,
    notes: Sequence[str] = (),
) -> ComparisonView:
    """Compare all pairs of systems in the order given: what is named later is what changed.

    Raises MixedFiguresError where their figures do not belong together.
    """
    pairs = compare_all(systems)
    by_name = {system.name: system for system in systems}
    return ComparisonView(
        goldset=systems[0].goldset,
        profile=systems[0].readings[0].signature.profile,
        systems=tuple(map(_system, systems)),
        pairs=tuple(
            _pair(pair, by_name, (splits or {}).get(pair.names), quotes=quotes) for pair in pairs
        ),
        notes=tuple(notes),
        shared=shared,
    )


def _system(system: System) -> SystemRow:
    counts, readings = system.counts(), len(system.readings)
    sample = sample_of([system])
    repeats = Repeats(system.name, system.readings)
    return SystemRow(
        name=system.name,
        readings=readings,
        tp=Fraction(counts.tp, readings),
        fp=Fraction(counts.fp, readings),
        fn=Fraction(counts.fn, readings),
        figures={metric: getattr(counts, metric) for metric in METRICS},
        intervals={metric: interval(sample, metric) for metric in METRICS},
        spreads={metric: repeats.spread(metric) for metric in METRICS},
        failed=tuple(sorted({error.article for one in system.readings for error in one.errors})),
    )


def _pair(
    pair: Comparison,
    systems: Mapping[str, System],
    split: Split | str | None,
    *,
    quotes: bool,
) -> PairView:
    before, after = (systems[name] for name in pair.names)
    better = pair.difference("f1")
    row = pair_row(pair if better is None or better >= 0 else pair.turned())
    articles = before.goldset.articles

    def facts(found: Sequence[GoldFact]) -> tuple[FactRow, ...]:
        return tuple(
            _fact(one, articles[one.article], pair.shares[one.article, one.id], quotes=quotes)
            for one in found
        )

    return PairView(
        before=pair.names[0],
        after=pair.names[1],
        row=row,
        comparison=pair,
        gained=facts(pair.gained),
        lost=facts(pair.lost),
        predicates=tuple(
            PredicateRow(
                one.predicate, one.before.f1, one.after.f1, one.test.difference, one.test.p
            )
            for one in by_predicate(before, after)
        ),
        split=split if isinstance(split, Split) else None,
        no_split=split if isinstance(split, str) else "",
    )


def _fact(
    fact: GoldFact, article: Article, shares: tuple[Fraction, Fraction], *, quotes: bool
) -> FactRow:
    line, text = text_line(fact, article)
    return FactRow(
        fact=f"{fact.article}/{fact.id}",
        predicate=fact.predicate,
        optional=fact.optional,
        line=line,
        text=text if quotes else None,
        before=shares[0],
        after=shares[1],
    )


def text_line(fact: GoldFact, article: Article) -> tuple[int, str]:
    """Give the number and words of the text's line that states a fact, cut around its evidence."""
    span = fact.stated_at
    start = article.text.rfind("\n", 0, span.start) + 1
    end = article.text.find("\n", span.end)
    end = len(article.text) if end < 0 else end
    first, last = max(start, span.start - _AROUND), min(end, span.end + _AROUND)
    if first > start:  # from the next whole word on, and up to one
        first = article.text.find(" ", first, span.start) + 1 or span.start
    if last < end:
        last = max(article.text.rfind(" ", span.end, last), span.end)
    shown = " ".join(article.text[first:last].split())
    cut = f"{'… ' if first > start else ''}{shown}{' …' if last < end else ''}"
    return article.line_at(span.start), cut
