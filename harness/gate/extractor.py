"""Judge one extractor: exactly, by fact id, where its answers never vary, and else by test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from harness.comparison.systems import paragraphs_of
from harness.gate.acceptance import entry_of, unsupported
from harness.gate.candidates import Candidate
from harness.gate.verdict import Judgement, Kind, LostFact, Reason, Weight
from harness.model.baseline import Entry
from harness.model.facts import GoldFact
from harness.model.policy import (
    PERMITTED_RISE,
    Figure,
    Policy,
    Terms,
    Waiver,
    permitted_drops,
)
from harness.model.results import METRICS, Counts, Level, Match, Place
from harness.statistics import ALPHA, PairedTest, Sample, paired_test


@dataclass(frozen=True)
class _Case:
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
        return Reason(kind, weight, self.candidate.name, **more)  # type: ignore[arg-type]


def judge_extractor(candidate: Candidate, entry: Entry, policy: Policy, today: date) -> Judgement:
    """Hold an extractor against its entry in the baseline."""
    own = [one for one in policy.waivers if one.extractor in (None, candidate.name)]
    waivers = {one.fact: one for one in own if today <= one.expires}
    gained, lost = _moved(candidate, entry)
    case = _Case(candidate, entry, policy.terms(candidate.name), waivers, lost)
    parts = (_errors, _lost, _must_find, _articles, _drops, _floors, _ceilings, _rises)
    return Judgement(
        extractor=candidate.name,
        exact=candidate.exact,
        system=candidate.system,
        entry=entry,
        reasons=(
            *(reason for part in parts for reason in part(case)),
            *_waivers(case, own, today),
        ),
        lost=tuple(_lost_fact(case, fact) for fact in lost),
        gained=gained,
    )


def name(fact: GoldFact) -> str:
    """Give the name of a fact in policies and baselines."""
    return f"{fact.article}/{fact.id}"


def _moved(candidate: Candidate, entry: Entry) -> tuple[tuple[GoldFact, ...], tuple[GoldFact, ...]]:
    """Give the facts gained and lost at level fact.

    Judged exactly, in more or fewer of the readings; by test, never before and always now, or the
    other way round: all between may be chance.
    """
    system = candidate.system
    times = system.found()
    gained, lost = [], []
    for fact in system.goldset.facts:
        before = Fraction(entry.times(name(fact)), entry.readings)
        now = Fraction(times.get((fact.article, fact.id), 0), len(system.readings))
        if now > before and (candidate.exact or now - before == 1):
            gained.append(fact)
        if now < before and (candidate.exact or before - now == 1):
            lost.append(fact)
    return tuple(gained), tuple(lost)


def _errors(case: _Case) -> Iterator[Reason]:
    failed = {error.article for one in case.candidate.system.readings for error in one.errors}
    if failed:
        yield case.reason(Kind.ERRORS, Weight.NO_VERDICT, articles=tuple(sorted(failed)))


def _lost(case: _Case) -> Iterator[Reason]:
    counted = [fact for fact in case.lost if name(fact) not in case.waivers]
    required = tuple(fact for fact in counted if not fact.optional)
    optional = tuple(fact for fact in counted if fact.optional)
    limit = case.terms.max_lost
    if limit is None and case.candidate.exact:
        limit = 0
    if required:
        over = limit is not None and len(required) > limit
        yield case.reason(
            Kind.LOST,
            Weight.REGRESSION if over else Weight.WARNING,
            now=Fraction(len(required)),
            limit=None if limit is None else Fraction(limit),
            facts=required,
        )
    if optional:
        yield case.reason(Kind.LOST_OPTIONAL, Weight.WARNING, facts=optional)


def _must_find(case: _Case) -> Iterator[Reason]:
    wanted, tags = set(case.terms.must_find), set(case.terms.must_find_tags)
    system = case.candidate.system
    times = system.found()
    absent = tuple(
        fact
        for fact in system.goldset.facts
        if (name(fact) in wanted or (tags.intersection(fact.tags) and not fact.optional))
        and name(fact) not in case.waivers
        and times.get((fact.article, fact.id), 0) < len(system.readings)
    )
    if absent:
        yield case.reason(Kind.MUST_FIND, Weight.REGRESSION, facts=absent)


def _articles(case: _Case) -> Iterator[Reason]:
    """Name articles that are gone, or on which the extractor says nothing any more."""
    before = case.entry.by_article()
    missing = tuple(sorted(before.keys() - case.candidate.system.goldset.articles.keys()))
    if missing:
        yield case.reason(Kind.ARTICLE_MISSING, Weight.REGRESSION, articles=missing)
    now: dict[str, Counts] = {}
    for reading in case.candidate.system.readings:
        for article, part in reading.by_article().items():
            now[article] = now.get(article, Counts()) + part
    waived = {fact.article for fact in case.lost if name(fact) in case.waivers}
    silent = tuple(
        sorted(
            article
            for article, part in before.items()
            if part.tp
            and article not in waived
            and article not in missing
            and now.get(article, Counts()).precision is None
        )
    )
    if silent:
        yield case.reason(Kind.SILENT, Weight.REGRESSION, articles=silent)


def _drops(case: _Case) -> Iterator[Reason]:
    permitted = permitted_drops(case.terms, exact=case.candidate.exact)
    always = [Figure(Level.FACT, metric) for metric in METRICS]  # falling silent is never permitted
    for figure in sorted({*permitted, *always}):
        before = getattr(_counts_before(case, figure.level), figure.metric)
        now = getattr(_counts_now(case, figure.level), figure.metric)
        if before is None:
            continue
        if now is None:
            yield case.reason(Kind.SILENT, Weight.REGRESSION, figure=figure, before=before)
        elif figure in permitted and before - now > permitted[figure]:
            test = None if case.candidate.exact else _test(case, figure)
            chance = test is not None and (test.p is None or test.p > ALPHA)
            yield case.reason(
                Kind.DROP,
                Weight.UNDECIDED if chance else Weight.REGRESSION,
                figure=figure,
                before=before,
                now=now,
                limit=permitted[figure],
                test=test,
            )


def _floors(case: _Case) -> Iterator[Reason]:
    for figure, floor in case.terms.floors:
        now = getattr(case.candidate.system.counts(figure.level), figure.metric)
        if now is None or now < floor:
            yield case.reason(Kind.FLOOR, Weight.REGRESSION, figure=figure, now=now, limit=floor)


def _ceilings(case: _Case) -> Iterator[Reason]:
    readings = len(case.candidate.system.readings)
    limit = case.terms.max_unsupported
    average = Fraction(unsupported(case.candidate), readings)
    if limit is not None and average > limit:
        before = Fraction(case.entry.unsupported, case.entry.readings)
        yield case.reason(
            Kind.UNSUPPORTED, Weight.REGRESSION, before=before, now=average, limit=Fraction(limit)
        )
    ceiling, cost = case.terms.ceiling, case.candidate.cost
    if ceiling is None:
        return
    if case.candidate.cost_unknown or (cost is not None and cost.currency != ceiling.currency):
        told = f"in {cost.currency}" if cost else "no price is known"
        yield case.reason(Kind.COST_UNKNOWN, Weight.UNDECIDED, detail=told)
    elif cost is not None and cost.amount > ceiling.amount:
        yield case.reason(Kind.COST, Weight.REGRESSION, money=(cost, ceiling))


def _rises(case: _Case) -> Iterator[Reason]:
    """Warn of what looks too good: a broken scorer rises, and so do answers looked up."""
    limit = Fraction(PERMITTED_RISE if case.terms.max_rise is None else case.terms.max_rise)
    for metric in METRICS:
        before = getattr(case.entry.counts(), metric)
        now = getattr(case.candidate.system.counts(), metric)
        if before is not None and now is not None and now - before > limit:
            figure = Figure(Level.FACT, metric)
            yield case.reason(
                Kind.RISE, Weight.WARNING, figure=figure, before=before, now=now, limit=limit
            )
    again = entry_of(case.candidate)
    same = again.fingerprint == case.entry.fingerprint
    differ = (again.places, again.found) != (case.entry.places, case.entry.found)
    if case.candidate.exact and same and differ and again.readings == case.entry.readings:
        yield case.reason(Kind.SAME_FINGERPRINT, Weight.WARNING)


def _waivers(case: _Case, own: Iterable[Waiver], today: date) -> Iterator[Reason]:
    lost = {name(fact): fact for fact in case.lost}
    missed = {name(fact): fact for fact in case.candidate.system.goldset.facts}
    times = case.candidate.system.found()
    for waiver in own:
        fact = missed[waiver.fact]
        if times.get((fact.article, fact.id), 0) == len(case.candidate.system.readings):
            yield case.reason(Kind.WAIVER_IDLE, Weight.NOTE, facts=(fact,), waiver=waiver)
        elif today > waiver.expires:
            yield case.reason(Kind.WAIVER_EXPIRED, Weight.WARNING, facts=(fact,), waiver=waiver)
        elif waiver.fact in lost:
            yield case.reason(Kind.WAIVED, Weight.NOTE, facts=(fact,), waiver=waiver)


def _counts_before(case: _Case, level: Level) -> Counts:
    """Count the baseline's readings, without the facts set aside."""
    found = case.entry.counts(level)
    for fact in case.lost:
        if name(fact) in case.set_aside and not fact.optional:
            times = case.entry.times(name(fact), level)
            found -= Counts(tp=times, fn=case.entry.readings - times)
    return found


def _counts_now(case: _Case, level: Level) -> Counts:
    """Count this run's readings, without the facts set aside and what was said in their place."""
    return sum(
        (
            part
            for reading in case.candidate.system.readings
            for match in reading.matches
            if match.gold is None or name(match.gold) not in case.set_aside
            for _, part in match.sides(level)
        ),
        Counts(),
    )


def _test(case: _Case, figure: Figure) -> PairedTest:
    """Ask whether a difference from the baseline may be chance; counts are averages of readings."""
    system = case.candidate.system
    now: dict[Place, Counts] = {}
    for reading in system.readings:
        for place, part in reading.by_place(figure.level).items():
            now[place] = now.get(place, Counts()) + part
    tables = [case.entry.by_place(figure.level), now]
    sample = Sample.of(tables, paragraphs_of(system.goldset))
    times = np.array([case.entry.readings, len(system.readings)])
    averaged = sample.counts / times[None, :, None]
    return paired_test(Sample(averaged, sample.strata, sample.unit), figure.metric)


def _lost_fact(case: _Case, fact: GoldFact) -> LostFact:
    text = case.candidate.system.goldset.articles[fact.article].text
    span = next((item.span for item in fact.evidence if item.role == "main"), fact.evidence[0].span)
    match = _match_of(case.candidate, fact)
    return LostFact(
        extractor=case.candidate.name,
        fact=fact,
        line=text.count("\n", 0, span.start) + 1,
        quote=text[slice(*span)],
        error=match.error if match else None,
        prediction=match.prediction if match else None,
        waiver=case.waivers.get(name(fact)),
    )


def _match_of(candidate: Candidate, fact: GoldFact) -> Match | None:
    """Give what became of a fact in the first reading that did not find it."""
    for reading in candidate.system.readings:
        for match in reading.matches:
            if match.gold is not None and name(match.gold) == name(fact):
                if not match.right_at(Level.FACT):
                    return match
                break
    return None
