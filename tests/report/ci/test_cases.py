"""Every fact is a case, and a case is red only for what makes the verdict red."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from harness.gate import Outcome
from harness.model.policy import Policy
from harness.report.ci import Case, Status, cases_of_run, cases_of_verdict, story
from tests.verdicts import FACTS, PLACES, evaluated, found, judged, said, waived

WRONG = msgspec.structs.replace(found(1)[0], subject="Beta")


def of(cases: list[Case], name: str) -> Case:
    (case,) = (one for one in cases if one.name in (name, f"a1/{name}"))
    return case


@pytest.mark.parametrize(
    ("now", "policy", "fact", "status", "says"),
    [
        ((1, 2), {}, "f1", Status.PASSED, ""),
        # What the baseline did not find is no news.
        ((1, 2), {}, "f3", Status.SKIPPED, "not found; the baseline did not find it"),
        ((1,), {}, "f2", Status.FAILED, "lost since the baseline; not found"),
        # The policy decides what is red, not the loss.
        (
            (1,),
            {"max_lost": 1},
            "f2",
            Status.SKIPPED,
            "lost since the baseline; the policy permits it",
        ),
        (
            (1,),
            {"waivers": (waived(FACTS[1]),)},
            "f2",
            Status.SKIPPED,
            "lost since the baseline; waived until 2025-03-01: known | broken",
        ),
        # What must be found is red though it was never there.
        (
            (1, 2),
            {"must_find": ("a1/f3",)},
            "f3",
            Status.FAILED,
            "must be found; not found",
        ),
        ((1, 2), {}, "f8", Status.SKIPPED, "lost since the baseline; it is optional"),
    ],
)
def test_a_case_tells_what_the_policy_makes_of_it(
    now: tuple[int, ...], policy: dict[str, object], fact: str, status: Status, says: str
) -> None:
    settings = Policy(**{"max_rise": Decimal(1), **policy})  # type: ignore[arg-type]
    verdict = judged([said("one", found(1, 2, 8))], [said("one", found(*now))], settings)
    cases = cases_of_verdict(verdict, PLACES)
    assert len(cases) == len(FACTS) + 2
    assert (of(cases, fact).status, of(cases, fact).says) == (status, says)


def test_the_last_cases_are_red_where_the_verdict_is() -> None:
    """Also where no fact is lost: here a prediction too many costs precision."""
    verdict = judged([said("one", found(1))], [said("one", [*found(1), WRONG])])
    assert verdict.outcome is Outcome.FAIL
    cases = cases_of_verdict(verdict, PLACES)
    red = [case.name for case in cases if case.status is Status.FAILED]
    assert red == ["one"]
    assert "regression: precision fell from 100.0 to 50.0 %" in of(cases, "one").says
    assert of(cases, "run").status is Status.PASSED


def test_no_verdict_is_an_error_and_no_failure() -> None:
    """Of an article that crashed nobody knows, and neither of an extractor that is not there."""
    before = [said("one", found(1)), said("two", found(1))]
    verdict = judged(before, [said("one", [], "a1")])
    assert verdict.outcome is Outcome.INCONCLUSIVE
    cases = cases_of_verdict(verdict, PLACES)
    assert {case.status for case in cases} == {Status.ERROR}
    assert of(cases, "f1").says == "the extractor failed on a1: crashed ⟨U+001B⟩[1m on <a1>"
    assert of(cases, "run").says.startswith("no verdict: two: is in the baseline, but not")


def test_a_run_alone_is_held_against_gold() -> None:
    cases = cases_of_run(evaluated([said("one", found(1)), said("two", [], "a1")]), PLACES)
    one = [case.status for case in cases if case.suite == "one"]
    assert one == [Status.PASSED, *[Status.FAILED] * 6, Status.SKIPPED]
    assert {case.status for case in cases if case.suite == "two"} == {Status.ERROR}


def test_every_reading_must_find_a_fact() -> None:
    readings = [said("m#1", found(1, 2), of="m"), said("m#2", found(1), of="m")]
    cases = cases_of_run(evaluated(readings), PLACES)
    assert {case.suite for case in cases} == {"m"}
    assert of(cases, "f1").status is Status.PASSED
    assert of(cases, "f2").status is Status.FAILED
    assert of(cases, "f2").says == "found in 1 of 2 readings"


def test_a_story_tells_expected_got_and_where() -> None:
    cases = cases_of_run(evaluated([said("one", [WRONG])]), PLACES)
    assert story(of(cases, "f1")) == [
        "not found: wrong subject",
        "expected cost, Alpha: 1 EUR",
        "got      cost, Beta: 1 EUR (wrong subject)",
        "text     a1:1 „5 Millionen Euro b“",
        "gold     gold/facts/a1.yaml:10",
    ]
    near = story(replace(of(cases, "f2"), place=None))
    assert near[1:3] == ["expected cost, Alpha: 2 EUR", "got      nothing"]
