"""One extractor before the gate: what it found before and now, and by which terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from harness.gate.candidates import Candidate
from harness.gate.verdict import Kind, Reason, Weight
from harness.model.baseline import Entry
from harness.model.facts import GoldFact
from harness.model.policy import Terms, Waiver
from harness.model.results import Counts, Level, Place


@dataclass(frozen=True)
class Case:
    """All that a judgement of one extractor looks at."""

    candidate: Candidate
    entry: Entry
    terms: Terms
    waivers: Mapping[str, Waiver]  # those in force, by fact
    lost: tuple[GoldFact, ...]

    @property
    def set_aside(self) -> frozenset[str]:
        """Facts that are lost and waived: they leave both sides of every comparison."""
        return frozenset(name(fact) for fact in self.lost if name(fact) in self.waivers)

    def reason(self, kind: Kind, weight: Weight, **more: object) -> Reason:
        """Make a reason that concerns this extractor."""
        return Reason(kind, weight, self.candidate.name, **more)  # type: ignore[arg-type]


def name(fact: GoldFact) -> str:
    """Give the name of a fact in policies and baselines."""
    return f"{fact.article}/{fact.id}"


def moved(candidate: Candidate, entry: Entry) -> tuple[tuple[GoldFact, ...], tuple[GoldFact, ...]]:
    """Give the facts gained and lost at level fact, of articles that all readings have read.

    Judged exactly, in more or fewer of the readings; by test, never before and always now, or the
    other way round: all between may be chance.
    """
    system = candidate.system
    times = system.found()
    gained, lost = [], []
    failed = candidate.failed
    for fact in system.goldset.facts:
        if fact.article in failed:
            continue
        before = Fraction(entry.times(name(fact)), entry.readings)
        now = Fraction(times.get((fact.article, fact.id), 0), len(system.readings))
        if now > before and (candidate.exact or now - before == 1):
            gained.append(fact)
        if now < before and (candidate.exact or before - now == 1):
            lost.append(fact)
    return tuple(gained), tuple(lost)


def before_by_place(case: Case, level: Level) -> dict[Place, Counts]:
    """Count the baseline's readings by place, without the facts set aside."""
    found = case.entry.by_place(level)
    place_of = case.candidate.system.readings[0].place_of
    for fact in case.lost:
        if name(fact) in case.set_aside and not fact.optional:
            times = case.entry.times(name(fact), level)
            found[place_of(fact)] -= Counts(tp=times, fn=case.entry.readings - times)
    return found


def now_by_place(case: Case, level: Level) -> dict[Place, Counts]:
    """Count this run's readings by place, without facts set aside and what was said in their place.

    A place without counts has none, or zeros.
    """
    found = case.candidate.system.by_place(level)
    for reading in case.candidate.system.readings:
        for match in reading.matches:
            if match.gold is not None and name(match.gold) in case.set_aside:
                for side, part in match.sides(level):
                    found[reading.place_of(side)] -= part
    return found
