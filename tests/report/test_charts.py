"""Coordinates stand where the figures are, and labels do not cover each other."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.report.charts import (
    HIGH,
    LEFT,
    TOP,
    WIDE,
    Spot,
    bar,
    gap,
    over_effort,
    recall_precision,
    tone_of,
)
from harness.report.labels import Box, width_of
from harness.report.names import LONGEST, short_names
from harness.report.slices import SHADES, shade
from harness.statistics import Interval

ratios = st.fractions(min_value=0, max_value=1)


def test_on_a_curve_f1_is_what_it_says() -> None:
    plane = recall_precision("t", [], "", {})
    assert [curve.label for curve in plane.curves] == [str(step) for step in range(10, 100, 10)]
    for curve in plane.curves:
        places = re.findall(r"([\d.]+) ([\d.]+)", curve.d)
        assert len(places) > 10
        for x, y in places:
            recall, precision = (float(x) - LEFT) / WIDE, 1 - (float(y) - TOP) / HIGH
            f1 = 2 * precision * recall / (precision + recall)
            assert f1 == pytest.approx(int(curve.label) / 100, abs=0.003)


long_names = st.text("iWm😀漢:…x", min_size=1, max_size=LONGEST)


@given(st.lists(st.tuples(long_names, ratios, ratios), min_size=1, max_size=8))
def test_points_stand_where_their_figures_are_and_labels_apart(
    found: list[tuple[str, Fraction, Fraction]],
) -> None:
    spots = [Spot(f"n{n}", 1, float(x), float(y)) for n, (_, x, y) in enumerate(found)]
    short = {f"n{n}": name for n, (name, _, _) in enumerate(found)}
    points = recall_precision("t", spots, "", short).points
    boxes = []
    for point, spot in zip(points, spots, strict=True):
        assert float(point.x) == pytest.approx(LEFT + WIDE * spot.x, abs=0.06)
        assert float(point.y) == pytest.approx(TOP + HIGH * (1 - spot.y), abs=0.06)
        assert point.label == short[spot.name]
        x, y, wide = float(point.label_x), float(point.label_y), width_of(point.label)
        left, right = (x - wide, x) if point.end else (x, x + wide)
        assert left >= LEFT - 0.1
        assert right <= LEFT + WIDE + 0.1
        boxes.append(Box(left, y - 8, right, y + 2))
    for one, other in combinations(boxes, 2):
        assert one.shared(other) < 1


def test_a_label_far_from_its_point_is_tied_to_it() -> None:
    spots = [Spot(f"reader-{n}", n + 1, 0.0, 0.0) for n in range(6)]
    points = recall_precision("t", spots, "", {one.name: one.name for one in spots}).points
    assert points[0].leader == ""
    assert points[-1].leader.startswith(f"M{points[-1].x} {points[-1].y}L")


@pytest.mark.parametrize(
    ("names", "short"),
    [
        # What fits stays, whoever comes first.
        (["x" * 18], ["x" * 18]),
        # Beginning and end tell which program and which setting.
        (["command:python read.py --fast"], ["command:py… --fast"]),
        # Two that differ in the middle only do not become one ...
        (
            ["a" * 20 + "1" + "b" * 20, "a" * 20 + "2" + "b" * 20],
            [f"{'a' * 10}…{'b' * 7}", f"{'a' * 10}…2"],
        ),
        # ... and nobody takes a name that another one has.
        (
            ["a" * 20 + "b" * 20, "a" * 10 + "…" + "b" * 7],
            [f"{'a' * 10}…2", "a" * 10 + "…" + "b" * 7],
        ),
    ],
)
def test_a_short_name_is_nobody_else_s(names: list[str], short: list[str]) -> None:
    found = short_names(names)
    assert [found[name] for name in names] == short
    assert all(len(one) <= LONGEST for one in short)


@given(ratios)
def test_a_bar_is_as_long_as_its_ratio(ratio: Fraction) -> None:
    drawn = bar(ratio, Interval(0.25, 0.75, "bootstrap"))
    assert float(drawn.length) == pytest.approx(float(ratio) * 100, abs=0.06)
    assert (drawn.low, drawn.high, drawn.whisker) == ("25", "75", True)
    assert not bar(ratio, None).whisker


def test_zero_is_in_the_middle_of_a_difference() -> None:
    drawn = gap(0.1, Interval(0.0, 0.2, "bootstrap"), widest=0.2)
    assert (drawn.low, drawn.at, drawn.high) == ("50", "75", "100")
    assert not gap(None, None, widest=1).drawn


def test_effort_grows_by_tens_and_nothing_costs_least() -> None:
    spots = [(Spot(f"n{n}", 1, 0, 0.5), effort) for n, effort in enumerate((0.0, 0.02, 2.0))]
    plane = over_effort("t", spots, "seconds", "", {f"n{n}": f"n{n}" for n in range(3)})
    assert [tick.label for tick in plane.x_ticks] == ["0.01", "0.1", "1", "10"]
    xs = [float(point.x) for point in plane.points]
    assert xs[0] == LEFT < xs[1] < xs[2] < LEFT + WIDE


@given(ratios)
def test_the_ends_of_the_shades_are_for_nothing_and_all(ratio: Fraction) -> None:
    step = shade(ratio)
    assert step is not None
    assert (step == 0) == (ratio == 0)
    assert (step == SHADES) == (ratio == 1)
    assert shade(None) is None


def test_the_ninth_extractor_has_the_first_one_s_mark_again() -> None:
    assert [tone_of(rank) for rank in (1, 8, 9)] == [1, 8, 1]
