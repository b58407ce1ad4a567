"""Every gold fact as a test case: found, not found, not asked for, or never looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from harness.comparison import System, systems_of
from harness.gate import Judgement, Kind, Reason, Verdict, Weight
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.places import FactPlaces, FilePlace
from harness.model.results import ErrorClass, Level
from harness.report.reasons import sentence
from harness.report.sightings import run_told
from harness.report.words import limits, statement, visible
from harness.scoring import Evaluation, NearMiss, near_misses

GATE = "gate"  # names the cases that are no fact's


class Status(StrEnum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"  # nobody knows
    SKIPPED = "skipped"  # not found, and nothing follows from that


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that a CI system lists: a gold fact before an extractor, or the gate's verdict.

    `got` is what stands against the fact, with its class; `near` what came closest instead.
    `line` counts from 1 in the article's text and `quote` is the evidence there.
    """

    suite: str
    group: str
    name: str
    status: Status
    says: str = ""
    fact: GoldFact | None = None
    error: ErrorClass | None = None
    got: Prediction | None = field(default=None, repr=False)
    near: NearMiss | None = field(default=None, repr=False)
    line: int = 0
    quote: str = ""
    place: FilePlace | None = None


def story(case: Case) -> list[str]:
    """Tell line by line what was expected, what came instead, and where to look."""
    lines = [case.says] if case.says else []
    if case.fact is not None:
        lines.append(f"expected {_limited(case.fact)}")
        if case.got is not None:
            lines.append(f"got      {_limited(case.got)} ({case.error})")
        elif case.status is not Status.PASSED:
            lines.append("got      nothing")
        if case.near is not None and case.got is None:
            lines.append(f"closest  {_limited(case.near.prediction)} ({_missing(case.near)})")
        lines.append(f"text     {case.fact.article}:{case.line} „{visible(case.quote)}“")
    if case.place is not None:
        lines.append(f"gold     {case.place}")
    return lines


def _limited(fact: GoldFact | Prediction) -> str:
    limited = limits(fact.qualifiers)
    return f"{statement(fact)} [{limited}]" if limited else statement(fact)


def _missing(near: NearMiss) -> str:
    return "stands for another fact" if near.taken else f"other {', '.join(near.failed)}"


def cases_of_run(evaluations: Iterable[Evaluation], places: FactPlaces) -> list[Case]:
    """Hold every extractor of a run against gold alone: a required fact not found has failed.

    Of an extractor that was run several times, each reading must find the fact.
    """
    cases = []
    for system in systems_of(evaluations):
        for one in _Facts(system, places):
            missing = one.status is Status.FAILED
            waits = missing and one.fact is not None and one.fact.optional
            says = "optional, and not found" if waits else one.says
            cases.append(replace(one, status=Status.SKIPPED if waits else one.status, says=says))
    return cases


def cases_of_verdict(verdict: Verdict, places: FactPlaces) -> list[Case]:
    """Hold the extractors that were judged against the baseline: what was lost has failed.

    What the baseline did not find either, or what the policy permits, is skipped. The last cases
    are the gate's own, so that nothing is green where the gate is not.
    """
    cases = []
    for judgement in verdict.judgements:
        weights = {
            (fact.article, fact.id): reason
            for reason in reversed(judgement.reasons)
            for fact in reason.facts
            if reason.weight is Weight.REGRESSION
        }
        for one in _Facts(judgement.system, places):
            assert one.fact is not None  # noqa: S101 - each is a fact's
            if one.status is Status.FAILED:
                key = (one.fact.article, one.fact.id)
                cases.append(_judged(one, judgement, weights.get(key)))
            else:
                cases.append(one)
    return [*cases, *_own_cases(verdict)]


def _judged(case: Case, judgement: Judgement, reason: Reason | None) -> Case:
    fact = case.fact
    assert fact is not None  # noqa: S101 - each is a fact's
    before = judgement.entry.times(case.name)
    if reason is not None:
        says = "must be found" if reason.kind is Kind.MUST_FIND else "lost since the baseline"
        return replace(case, status=Status.FAILED, says=f"{says}; {case.says}")
    lost = next((one for one in judgement.lost if one.fact == fact), None)
    if judgement.failed:
        status = Status.ERROR if lost else Status.SKIPPED
        since = "lost since the baseline, and " if lost else ""
        return replace(case, status=status, says=f"{since}no verdict; {case.says}")
    if lost is None:
        of = f"found it in {before} of {judgement.entry.readings}" if before else "did not find it"
        return replace(case, status=Status.SKIPPED, says=f"{case.says}; the baseline {of}")
    if lost.waiver is not None:
        why = f"waived until {lost.waiver.expires}: {visible(lost.waiver.reason)}"
    else:
        why = "it is optional" if fact.optional else "the policy permits it"
    return replace(case, status=Status.SKIPPED, says=f"lost since the baseline; {why}")


def _own_cases(verdict: Verdict) -> Iterator[Case]:
    names = [judgement.extractor for judgement in verdict.judgements]
    about = {name: [r for r in verdict.reasons if r.extractor == name] for name in names}
    others = [reason for reason in verdict.reasons if reason.extractor not in about]
    for name, reasons in (("run", others), *about.items()):
        weights = {reason.weight for reason in reasons}
        if weights & {Weight.NO_VERDICT, Weight.UNDECIDED}:
            status = Status.ERROR
        else:
            status = Status.FAILED if Weight.REGRESSION in weights else Status.PASSED
        told_of = (
            f"{r.weight}: {visible(r.extractor) + ': ' if name == 'run' and r.extractor else ''}"
            f"{sentence(r)}"
            for r in reasons
        )
        judged = [f"run      {run_told(verdict.run)}"] if name == "run" and verdict.run else []
        yield Case(GATE, GATE, name, status, "\n".join([*told_of, *judged]))


@dataclass(frozen=True)
class _Facts:
    """The gold facts before one extractor, all not found ones as failed."""

    system: System
    places: FactPlaces

    def __iter__(self) -> Iterator[Case]:
        readings = self.system.readings
        goldset = self.system.goldset
        times = self.system.found()
        near = [near_misses(one) for one in readings]
        failures = {one.article: one.message for part in readings for one in part.errors}
        wrong = _not_found(readings)
        for fact in goldset.facts:
            key = (fact.article, fact.id)
            index = wrong.get(key)
            found = times.get(key, 0)
            error, got, closest = None, None, None
            if index is not None:
                match = readings[index[0]].matches[index[1]]
                error, got, closest = match.error, match.prediction, near[index[0]].get(index[1])
            line, quote = _where(goldset, fact)
            if index is None:
                status, says = Status.PASSED, ""
            elif fact.article in failures:
                status = Status.ERROR
                says = f"the extractor failed on {fact.article}: {visible(failures[fact.article])}"
            else:
                status, says = Status.FAILED, _tally(found, len(readings), error)
            yield Case(
                suite=self.system.name,
                group=fact.predicate,
                name=f"{fact.article}/{fact.id}",
                status=status,
                says=says,
                fact=fact,
                error=error,
                got=got,
                near=closest,
                line=line,
                quote=quote,
                place=self.places.get(key),
            )


def _not_found(readings: Sequence[Evaluation]) -> dict[tuple[str, str], tuple[int, int]]:
    """Point at the first reading, and the match in it, where a fact is not right."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for number, reading in enumerate(readings):
        for index, match in enumerate(reading.matches):
            if match.gold is not None and not match.right_at(Level.FACT):
                found.setdefault((match.gold.article, match.gold.id), (number, index))
    return found


def _tally(found: int, readings: int, error: ErrorClass | None) -> str:
    if readings > 1 and found:
        return f"found in {found} of {readings} readings"
    return "not found" if error in (None, ErrorClass.MISSED) else f"not found: {error}"


def _where(goldset: GoldSet, fact: GoldFact) -> tuple[int, str]:
    """Give the line and the words that state a fact."""
    article = goldset.articles[fact.article]
    return article.line_at(fact.stated_at.start), article.text[slice(*fact.stated_at)]
