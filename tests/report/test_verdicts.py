"""What a verdict says: nothing that contradicts itself, and every fact with what came instead."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest

from harness.gate import Kind, Reason, Sighting, Verdict, Weight
from harness.model.policy import Limits, Policy
from harness.report.ci import render_summary
from harness.report.reasons import sentence
from harness.report.verdicts import verdict_lines, verdict_table
from tests.verdicts import PLACES, found, judged, said

OPEN = Limits(precision=Decimal(1), recall=Decimal(1), f1=Decimal(1))
COMMIT = "0123456789abcdef+changes"
WRONG = msgspec.structs.replace(found(3)[0], subject="Beta")


def policy(**more: object) -> Policy:
    return Policy(**{"max_rise": Decimal(1), "max_lost": 9, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "now", "policy", "says"),
    [
        (
            [*found(1, 2, 3, 4, 5, 6)],
            [*found(1, 2, 3, 4, 5)],
            policy(max_drop=OPEN, floors=Limits(recall=Decimal("0.7145"))),
            "recall is 71.43 % (5/7), below its floor of 71.45 %",
        ),
        # Counts as they are: 4/6 and 3/6 would be 2/3 and 1/2.
        (
            [*found(1, 2, 3, 4), *[WRONG]],
            [*found(1, 2, 3)],
            policy(max_drop=Limits(precision=Decimal(1), f1=Decimal(1))),
            "recall fell from 57.1 to 42.9 % (4/7 to 3/7); no drop is permitted",
        ),
        (
            found(1, 2, 3, 4, 5, 6),
            found(1, 2, 3),
            policy(max_drop=Limits(precision=Decimal(1), f1=Decimal(1), recall=Decimal("0.4285"))),
            "recall fell from 85.7 to 42.9 % (6/7 to 3/7), by 42.86 points; 42.85 are permitted",
        ),
        (
            found(1, 2, 3, 4),
            found(1, 2),
            policy(max_drop=Limits(recall=Decimal(1), f1=Decimal("0.2"))),
            "F1 fell from 72.7 to 44.4 % (8/11 to 4/9), by 28.3 points; 20.0 are permitted",
        ),
        (
            found(1),
            found(1, 2),
            policy(max_rise=Decimal("0.14")),
            "recall rose from 14.3 to 28.6 %, by 14.3 points; 14.0 are permitted: look whether",
        ),
    ],
)
def test_sentences(before: list[object], now: list[object], policy: Policy, says: str) -> None:
    verdict = judged([said("x", before)], [said("x", now)], policy)  # type: ignore[arg-type]
    assert says in "\n".join(verdict_lines(verdict))


@pytest.mark.parametrize(
    ("now", "limit", "says"),
    [
        (Fraction(1), Fraction(0), "1 prediction whose value stands nowhere in the article"),
        (Fraction(2), Fraction(1), "; 1 is permitted"),
        # An average of readings just above the limit: not 2.0 where 2 are permitted.
        (Fraction(301, 150), Fraction(2), "2.01 predictions whose value stands nowhere"),
    ],
)
def test_unsupported_predictions(now: Fraction, limit: Fraction, says: str) -> None:
    kind, before = Kind.UNSUPPORTED, Fraction(0)
    reason = Reason(kind, Weight.REGRESSION, before=before, now=now, limit=limit)
    assert says in sentence(reason)


def test_one_is_no_plural() -> None:
    verdict = judged([said("x", found(1))], [said("x", found(2))])
    told = "\n".join(verdict_lines(verdict))
    assert "; 1 fact gained, 1 lost\n" in told
    assert "lost 1 fact (0 permitted): a1/f1\n" in told


def at_commit(verdict: Verdict) -> Verdict:
    accepted = msgspec.structs.replace(verdict.baseline.accepted, commit=COMMIT)
    baseline = msgspec.structs.replace(verdict.baseline, accepted=accepted)
    return Verdict(verdict.outcome, baseline, verdict.run_reasons, verdict.judgements)


@pytest.mark.parametrize(
    ("seen", "text", "cell"),
    [
        # No history: but the baseline's run has found it.
        (
            None,
            "    last found by the baseline's run, at 0123456789ab+changes",
            "| the baseline's run, at 0123456789ab+changes |",
        ),
        (
            Sighting("runs/a", "2025-06-01", COMMIT),
            "    last found by runs/a, 2025-06-01 at 0123456789ab+changes",
            "| runs/a, 2025-06-01 at 0123456789ab+changes |",
        ),
    ],
)
def test_who_found_it_last(seen: Sighting | None, text: str, cell: str) -> None:
    verdict = at_commit(judged([said("x", found(1, 2))], [said("x", found(1))]))
    if seen is not None:
        verdict = verdict.remembering(lambda _, __: seen)
    lines = list(verdict_lines(verdict))
    assert lines[0] == "FAIL: against the baseline of Ann at 0123456789ab+changes (first)"
    assert text in lines
    page = render_summary(verdict, PLACES)
    assert cell in page
    assert "Ann at `0123456789ab+changes`" in page


def test_what_must_be_found_is_told_as_what_was_lost() -> None:
    """Also what was never found; what was lost as well is told once."""
    must = policy(must_find=("a1/f2", "a1/f3"))
    verdict = judged([said("x", found(1, 2))], [said("x", [*found(1), WRONG])], must)
    lines = list(verdict_lines(verdict))
    begin = lines.index("x does not find a1/f3, which must be found")
    assert lines[begin + 1 :] == [
        "    a1:1 „5 Millionen Euro b“",
        "    expected cost, Alpha: 3 EUR",
        "    got cost, Beta: 3 EUR (wrong subject)",  # and nobody has found it yet
        "if this is as it should be: harness gate --accept --why '...'",
    ]
    assert lines.count("x lost a1/f2") == 1
    (extractor,) = verdict_table(verdict)["extractors"]
    assert [one["fact"] for one in extractor["absent"]] == ["a1/f3"]
    page = render_summary(verdict, PLACES)
    assert "### Facts that must be found" in page
    assert "| a1/f3 | x | cost, Alpha: 3 EUR | cost, Beta: 3 EUR" in page.replace("\\", "")


def test_the_last_run_that_found_what_must_be_found() -> None:
    must = policy(must_find=("a1/f3",))
    verdict = judged([said("x", found(1))], [said("x", found(1))], must)
    seen = verdict.remembering(lambda _, fact: Sighting(f"runs/{fact.id}", "2025-06-01"))
    assert "    last found by runs/f3, 2025-06-01" in list(verdict_lines(seen))
