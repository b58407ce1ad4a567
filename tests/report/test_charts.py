"""Coordinates stand where the figures are, and labels do not cover each other."""

from __future__ import annotations

import re
from fractions import Fraction

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
from harness.report.slices import SHADES, shade
from harness.statistics import Interval

ratios = st.fractions(min_value=0, max_value=1)


def test_on_a_curve_f1_is_what_it_says() -> None:
    plane = recall_precision("t", [], "")
    assert [curve.label for curve in plane.curves] == [str(step) for step in range(10, 100, 10)]
    for curve in plane.curves:
        places = re.findall(r"([\d.]+) ([\d.]+)", curve.d)
        assert len(places) > 10
        for x, y in places:
            recall, precision = (float(x) - LEFT) / WIDE, 1 - (float(y) - TOP) / HIGH
            f1 = 2 * precision * recall / (precision + recall)
            assert f1 == pytest.approx(int(curve.label) / 100, abs=0.003)


@given(st.lists(st.tuples(ratios, ratios), min_size=1, max_size=8))
def test_points_stand_where_their_figures_are_and_labels_apart(
    found: list[tuple[Fraction, Fraction]],
) -> None:
    spots = [Spot(f"n{number}", 1, float(x), float(y)) for number, (x, y) in enumerate(found)]
    points = recall_precision("t", spots, "").points
    for point, spot in zip(points, spots, strict=True):
        assert float(point.x) == pytest.approx(LEFT + WIDE * spot.x, abs=0.06)
        assert float(point.y) == pytest.approx(TOP + HIGH * (1 - spot.y), abs=0.06)
    places = [(point.label_x, point.label_y, point.end) for point in points]
    assert len(set(places)) == len(places)


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
    plane = over_effort("t", spots, "seconds", "")
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
