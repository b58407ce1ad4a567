"""Values in invented sentences of news German, and laws that hold for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harness.german import find, normalise
from harness.german.feasts import easter
from harness.model.values import DateValue, QuantityValue
from tests.german.notation import told

TODAY = "2025-03-12"
TABLE = [
    (row["reason"], sentence["text"], sentence["values"])
    for row in yaml.safe_load(
        Path(__file__).with_name("news-values.yaml").read_text(encoding="utf-8")
    )
    for sentence in row["sentences"]
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, values) for _, text, values in TABLE],
    ids=[f"{reason}: {text}" for reason, text, _ in TABLE],
)
def test_news(text: str, expected: list[str]) -> None:
    """A sentence holds these values, and no others."""
    found = find(text, TODAY)
    assert [f"{text[one.span.start : one.span.end]} = {told(one.values[0])}" for one in found] == (
        expected
    )


@given(st.sampled_from(TABLE), st.sampled_from(TABLE))
def test_paragraphs_are_read_apart(
    first: tuple[str, str, list[str]], second: tuple[str, str, list[str]]
) -> None:
    """Two paragraphs hold what each holds alone: nothing is read across a line."""
    text = f"{first[1]}\n{second[1]}"
    assert [told(one.values[0]) for one in find(text, TODAY)] == [
        told(one.values[0]) for part in (first, second) for one in find(part[1], TODAY)
    ]


LIMITS = {
    "": "=", "rund ": "~", "etwa ": "~", "mehr als ": ">", "weniger als ": "<", "mindestens ": ">=",
    "höchstens ": "<=", "bis zu ": "<=", "gut ": ">", "knapp ": "<", "nicht einmal ": "<",
}  # fmt: skip
SCALES = {
    "": 0,
    " Millionen": 6,
    " Mio.": 6,
    " Milliarden": 9,
    " Mrd.": 9,
    " Billionen": 12,
    " Bio.": 12,
}
UNITS = {" Euro": "EUR", " Dollar": "USD", " Yuan": "CNY", " Franken": "CHF"}


@given(
    st.sampled_from(sorted(LIMITS)),
    st.decimals("0.1", "999.9", places=1),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(sorted(UNITS)),
)
def test_limit_number_scale_and_unit_are_independent(
    limit: str, number: Decimal, scale: str, unit: str
) -> None:
    """Whatever limits a sum, its amount is the number times its scale, in its unit."""
    surface = f"{limit}{str(number).replace('.', ',')}{scale}{unit}"
    value = normalise(surface, TODAY)[0]
    assert isinstance(value, QuantityValue)
    assert (value.amount, value.unit) == (number.scaleb(SCALES[scale]), UNITS[unit])
    assert value.comparator == LIMITS[limit]


@given(st.integers(1, 998), st.integers(1, 998))
def test_ranges_keep_their_order(one: int, other: int) -> None:
    """A range is read where it rises, in all three ways of writing it."""
    low, high = min(one, other), max(one, other)
    for surface in (
        f"{low} bis {high} Euro",
        f"{low}–{high} Euro",
        f"zwischen {low} und {high} Euro",
    ):
        readings = normalise(surface, TODAY)
        if low < high:
            assert QuantityValue(Decimal(low), "EUR", "=", Decimal(high)) in readings
        else:
            assert readings == ()


@given(st.integers(2, 99))
def test_parts_are_ratios_and_per_cent(parts: int) -> None:
    """„Ein Zehntel“ is a tenth and ten per cent, in this order; so is every written fraction."""
    ratio, percent = normalise(f"1/{parts}", TODAY)[:2]
    assert isinstance(ratio, QuantityValue)
    assert isinstance(percent, QuantityValue)
    assert (ratio.unit, percent.unit) == ("ratio", "PERCENT")
    assert abs(ratio.amount * parts - 1) < Decimal("1e-20")
    assert abs(percent.amount - 100 * ratio.amount) < Decimal("1e-20")


@given(st.integers(2, 400))
def test_years_ago_count_back(years: int) -> None:
    """„Vor zwei Jahren“ is so many years before the year of the article, approximately."""
    assert normalise(f"vor {years} Jahren", TODAY)[0] == DateValue(f"{2025 - years:04}~")


@given(st.integers(1900, 2099))
def test_easter_is_the_sunday_of_the_churches(year: int) -> None:
    """Easter is a Sunday from 22 March to 25 April; Whitsun lies seven weeks behind it."""
    sunday = easter(year)
    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)
    whitsun = sunday + timedelta(49)
    expected = DateValue(f"{whitsun.isoformat()}/{(whitsun + timedelta(1)).isoformat()}")
    assert normalise(f"Pfingsten {year}", TODAY)[0] == expected


@pytest.mark.parametrize(
    ("year", "day"),
    # Known Easter Sundays, the earliest and the latest possible among them.
    [(1818, "1818-03-22"), (1943, "1943-04-25"), (2000, "2000-04-23"), (2024, "2024-03-31"), (2025, "2025-04-20")],
)  # fmt: skip
def test_easter(year: int, day: str) -> None:
    """Easter falls on the days of the calendar."""
    assert easter(year).isoformat() == day
