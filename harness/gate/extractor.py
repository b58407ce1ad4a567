"""Judge one extractor: exactly, by fact id, where its answers never vary, and else by test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from harness.gate.candidates import Candidate
from harness.gate.case import Case, moved
from harness.gate.facts import articles, lost_fact, lost_facts, must_find, waivers_of
from harness.gate.figures import ceilings, drops, floors, rises
from harness.gate.verdict import Judgement, Kind, Reason, Weight
from harness.model.baseline import Entry
from harness.model.policy import Policy


def judge_extractor(candidate: Candidate, entry: Entry, policy: Policy, today: date) -> Judgement:
    """Hold an extractor against its entry in the baseline."""
    own = [one for one in policy.waivers if one.extractor in (None, candidate.name)]
    waivers = {one.fact: one for one in own if today <= one.expires}
    gained, lost = moved(candidate, entry)
    case = Case(candidate, entry, policy.terms(candidate.name), waivers, lost)
    parts = (lost_facts, must_find, articles, drops, floors, ceilings, rises)
    if candidate.failed:  # what was not read says nothing of facts and figures
        reasons = [*_errors(case), *lost_facts(case)]
    else:
        reasons = [reason for part in parts for reason in part(case)]
        reasons += waivers_of(case, own, today)
    must = [fact for one in reasons if one.kind is Kind.MUST_FIND for fact in one.facts]
    return Judgement(
        extractor=candidate.name,
        exact=candidate.exact,
        system=candidate.system,
        entry=entry,
        reasons=tuple(reasons),
        failed=tuple(sorted(candidate.failed)),
        lost=tuple(lost_fact(case, fact) for fact in lost),
        gained=gained,
        absent=tuple(lost_fact(case, fact) for fact in must if fact not in lost),
    )


def _errors(case: Case) -> Iterator[Reason]:
    failed = tuple(sorted(case.candidate.failed))
    yield case.reason(Kind.ERRORS, Weight.NO_VERDICT, articles=failed)
