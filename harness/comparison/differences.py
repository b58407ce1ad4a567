"""What differs between two systems: figures, facts gained and lost, and whether it is chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations

from harness.comparison.systems import FactKey, System, as_system, averaged, sample_of
from harness.model.baseline import Entry
from harness.model.facts import GoldFact
from harness.model.results import Counts, Level, Metric
from harness.scoring import Evaluation, must_belong_together
from harness.statistics import PairedTest, Sample, holm, mcnemar, paired_test, smallest_p


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one system to the other at one level.

    `gained` and `lost` are gold facts, optional ones included, that the second finds more or less
    often than the first; where both read once, that only one of them found. `shares` tells of
    those in which share of the readings each found them. `before` and `after` are added up over
    the readings. `corrected` is the p value of F1 after Holm among the pairs compared together,
    of which there are `family`; a comparison at another level is exploratory and has none, nor has
    one of a system that failed on articles. `failed` counts these for each side.
    """

    names: tuple[str, str]
    level: Level
    before: Counts
    after: Counts
    gained: tuple[GoldFact, ...]
    lost: tuple[GoldFact, ...]
    sample: Sample = field(repr=False)
    articles: int
    corrected: float | None = None
    family: int = 1
    readings: tuple[int, int] = (1, 1)
    shares: Mapping[FactKey, tuple[Fraction, Fraction]] = field(default_factory=dict, repr=False)
    failed: tuple[int, int] = (0, 0)

    def difference(self, metric: Metric) -> Fraction | None:
        """Give after minus before, exactly; None where one is undefined."""
        before: Fraction | None = getattr(self.before, metric)
        after: Fraction | None = getattr(self.after, metric)
        return None if before is None or after is None else after - before

    def test(self, metric: Metric = "f1") -> PairedTest:
        """Give the difference with its interval, and what chance alone would do."""
        return paired_test(self.sample, metric, family=self.family)

    def turned(self) -> Comparison:
        """Look at the pair from its other side."""
        return replace(
            self,
            names=self.names[::-1],
            before=self.after,
            after=self.before,
            gained=self.lost,
            lost=self.gained,
            sample=replace(self.sample, counts=self.sample.counts[:, ::-1]),
            readings=self.readings[::-1],
            failed=self.failed[::-1],
            shares={fact: (after, before) for fact, (before, after) in self.shares.items()},
        )

    @property
    def unchanged(self) -> bool:
        """Whether both count the same and find the same facts, each as often as the other."""
        before, after = self.readings
        same = _times(self.before, after) == _times(self.after, before)
        return same and not (self.gained or self.lost)

    @property
    def mcnemar(self) -> float:
        """Exact p that required facts found by one of the two only fall so unevenly: recall alone.

        A second view; it takes the facts of a paragraph as independent. Between several readings
        a fact counts for the system that found it more often.
        """
        gained, lost = (
            sum(not fact.optional for fact in facts) for facts in (self.gained, self.lost)
        )
        return mcnemar(lost, gained)

    @property
    def smallest_p_by_article(self) -> float:
        """The least p that a test swapping whole articles could reach, however great the gap."""
        return smallest_p(self.articles)


@dataclass(frozen=True, slots=True)
class PredicateDifference:
    """What changes in one predicate: exploratory, and p is not corrected for how many there are."""

    predicate: str
    before: Counts
    after: Counts
    test: PairedTest


def compare(
    before: Evaluation | System, after: Evaluation | System, level: Level = Level.FACT
) -> Comparison:
    """Compare two systems on the same gold, rendition, profile and scoring version.

    Raises MixedFiguresError, naming what differs, where the figures do not belong together.
    """
    first, second = as_system(before), as_system(after)
    must_belong_together([*first.readings, *second.readings])
    readings = len(first.readings), len(second.readings)
    shares = _shares(first.found(level), second.found(level), readings)
    return Comparison(
        names=(first.name, second.name),
        level=level,
        before=first.counts(level),
        after=second.counts(level),
        gained=_facts(first, {key for key, (one, other) in shares.items() if other > one}),
        lost=_facts(first, {key for key, (one, other) in shares.items() if other < one}),
        sample=sample_of([first, second], level),
        articles=len(first.goldset.articles),
        readings=readings,
        shares=shares,
        failed=(len(first.failed), len(second.failed)),
    )


def compare_accepted(
    before: Entry, after: Evaluation | System, level: Level = Level.FACT
) -> Comparison:
    """Compare a system with what a baseline holds of it; both must be of the same gold."""
    now = as_system(after)
    readings = before.readings, len(now.readings)
    times = {key: count for key in before.found if (count := before.times(key, level))}
    then = {
        (article, fact): times[key] for key in times for article, _, fact in [key.partition("/")]
    }
    shares = _shares(then, now.found(level), readings)
    tables = before.by_place(level), now.by_place(level)
    return Comparison(
        names=(now.name, now.name),
        level=level,
        before=before.counts(level),
        after=now.counts(level),
        gained=_facts(now, {key for key, (one, other) in shares.items() if other > one}),
        lost=_facts(now, {key for key, (one, other) in shares.items() if other < one}),
        sample=averaged(tables, readings, now.goldset),
        articles=len(now.goldset.articles),
        readings=readings,
        shares=shares,
        failed=(0, len(now.failed)),
    )


def compare_all(systems: Sequence[Evaluation | System]) -> list[Comparison]:
    """Compare every pair at level fact, with p of F1 corrected for how many pairs there are.

    Who failed on articles is in no family of tests: that it lost is no finding. Raises
    MixedFiguresError where some do not belong together.
    """
    pairs = [compare(one, other) for one, other in combinations(map(as_system, systems), 2)]
    tested = [(index, pair.test().p) for index, pair in enumerate(pairs) if not any(pair.failed)]
    defined = [(index, p) for index, p in tested if p is not None]
    corrected = dict(
        zip((index for index, _ in defined), holm([p for _, p in defined]), strict=True)
    )
    return [
        replace(pair, corrected=corrected.get(index), family=max(1, len(tested)))
        for index, pair in enumerate(pairs)
    ]


def by_predicate(
    before: Evaluation | System, after: Evaluation | System
) -> list[PredicateDifference]:
    """Compare two systems predicate by predicate at level fact, where they differ at all."""
    first, second = as_system(before), as_system(after)
    parts = [_by_predicate(system) for system in (first, second)]
    found = []
    for name in sorted({*parts[0], *parts[1]}):
        one, other = (part.get(name, Counts()) for part in parts)
        weighted = _times(one, len(second.readings)), _times(other, len(first.readings))
        if weighted[0] == weighted[1]:
            continue
        sample = sample_of([first, second], of=lambda side, name=name: side.predicate == name)  # type: ignore[misc]
        found.append(PredicateDifference(name, one, other, paired_test(sample)))
    return found


def _by_predicate(system: System) -> dict[str, Counts]:
    parts: dict[str, Counts] = {}
    for reading in system.readings:
        for name, counts in reading.by_predicate().items():
            parts[name] = parts.get(name, Counts()) + counts
    return parts


def _times(counts: Counts, factor: int) -> tuple[int, int, int]:
    return counts.tp * factor, counts.fp * factor, counts.fn * factor


def _shares(
    before: Mapping[FactKey, int], after: Mapping[FactKey, int], readings: tuple[int, int]
) -> dict[FactKey, tuple[Fraction, Fraction]]:
    """Give of all facts that the two do not find equally often the share of readings that do."""
    many, others = readings
    return {
        key: (Fraction(before.get(key, 0), many), Fraction(after.get(key, 0), others))
        for key in before.keys() | after.keys()
        if before.get(key, 0) * others != after.get(key, 0) * many  # most are equal
    }


def _facts(system: System, wanted: set[FactKey]) -> tuple[GoldFact, ...]:
    return tuple(one for one in system.goldset.facts if (one.article, one.id) in wanted)
