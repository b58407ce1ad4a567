"""Figures over time: drawn together only where one gauge has measured them."""

from __future__ import annotations

import pytest

from harness.model.history import Loss, Point, Series, Sighting
from harness.model.results import Counts
from harness.report.timeline import sparkline, timeline_lines

SERIES = Series("small", "retelling", "standard", "x")
COMMIT = "0123456789abcdef0123"


def point(number: int, tp: int, gold: str = "a", scoring: int = 1, commit: str = COMMIT) -> Point:
    seen = Sighting(f"run-{number}", f"2025-06-0{number}", commit)
    return Point(seen, gold * 64, scoring, True, 0, 1, Counts(tp=tp, fn=10 - tp))


def told(*points: Point, losses: tuple[Loss, ...] = ()) -> list[str]:
    return list(timeline_lines(SERIES, points, losses, 10))


@pytest.mark.parametrize(
    ("points", "course", "marks"),
    [
        ([point(1, 1), point(2, 9)], "F1 ▁█  18.2 to 94.7 %", ""),
        # Another gold is another gauge: a part of its own, and the range of the newest alone.
        (
            [point(1, 1), point(2, 9), point(3, 5, "b")],
            "F1 ▁█│▄  66.7 to 66.7 % on gold bbbbbbbbbbbb",
            "other gold: bbbbbbbbbbbb",
        ),
        (
            [point(1, 5), point(2, 1, scoring=2), point(3, 9, scoring=2)],
            "F1 ▄│▁█  18.2 to 94.7 % on gold aaaaaaaaaaaa",
            "other scoring: version 2",
        ),
    ],
)
def test_other_gold_and_other_scoring_part_the_line(
    points: list[Point], course: str, marks: str
) -> None:
    lines = told(*points)
    assert lines[0] == f"x on small, retelling, standard: {course}"
    assert (f"({marks})" in "\n".join(lines)) == bool(marks)


def test_a_commit_keeps_the_mark_of_changes() -> None:
    lines = told(point(1, 1), point(2, 1, commit=f"{COMMIT}+changes"))
    assert "  0123456789ab          P " in lines[1]
    assert "  0123456789ab+changes  P " in lines[2]


@pytest.mark.parametrize(
    ("gold", "scoring", "says"),
    [
        (False, False, "lost in run-2 (2025-06-02 at 0123456789ab), last found by run-1 (2"),
        (True, False, "not found since their gold changed with run-2 (2025-06-02 at 0123456789ab)"),
        (True, True, "not found since their gold and the scoring changed with run-2 ("),
    ],
)
def test_a_loss_names_what_else_changed(gold: bool, scoring: bool, says: str) -> None:
    points = [point(1, 1), point(2, 1)]
    loss = Loss("a1", "f1", True, gold, scoring, points[0].seen, points[1].seen)
    lines = told(*points, losses=(loss,))
    assert lines[-2].startswith(f"  {says}")
    assert lines[-1] == "    a1/f1"


def test_sparkline() -> None:
    assert sparkline([0.0, 0.5, 1.0]) == "▁▅█"
    assert sparkline([0.3, None, 0.3]) == "▄ ▄"
    assert sparkline([]) == ""
