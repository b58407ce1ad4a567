"""What a baseline holds of an extractor is enough to compare with: no figure is lost on the way."""

from __future__ import annotations

import pytest

from harness.comparison import System, compare, compare_accepted
from harness.gate.acceptance import entry_of
from harness.gate.candidates import Candidate
from harness.model.results import METRICS, Level
from tests.verdicts import evaluated, found, said


def system(*readings: tuple[int, ...]) -> System:
    extractions = [said(f"x#{at}", found(*numbers)) for at, numbers in enumerate(readings)]
    return System("x", tuple(evaluated(extractions)))


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize(
    ("before", "now", "unchanged"),
    [
        (system((1, 2)), system((2, 3, 4)), False),
        (system((1, 8)), system((1,)), False),  # an optional fact is lost too
        (system((1, 2)), system((1, 2)), True),
        (system((1, 2)), system((1, 2), (1, 2)), True),  # read more often, and as well
        (system((1, 2)), system((1, 2), (1,)), False),
        (system((1, 2)), system((1, 3)), False),  # equal figures of other facts
        (system((1,), (2,)), system((3,), (3,), ()), False),
    ],
)
def test_a_system_is_compared_with_its_entry_as_with_itself(
    before: System, now: System, level: Level, unchanged: bool
) -> None:
    plain = compare(before, now, level)
    accepted = compare_accepted(entry_of(Candidate(before)), now, level)
    for name in ("level", "gained", "lost", "articles", "readings", "shares"):
        assert getattr(accepted, name) == getattr(plain, name), name
    for one, other in ((accepted.before, plain.before), (accepted.after, plain.after)):
        assert (one.tp, one.fp, one.fn) == (other.tp, other.fp, other.fn)
    assert [accepted.test(one) for one in METRICS] == [plain.test(one) for one in METRICS]
    assert accepted.unchanged is plain.unchanged is unchanged
