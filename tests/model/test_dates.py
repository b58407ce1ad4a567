"""Dates are stretches of days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.dates import Step, parse_edtf


@pytest.mark.parametrize(
    ("edtf", "first", "last", "step"),
    [
        ("2025-01-27", date(2025, 1, 27), date(2025, 1, 27), Step.DAY),
        ("2025-01-20/2025-01-21", date(2025, 1, 20), date(2025, 1, 21), Step.TEN_DAYS),
        # The last third of a month may have eleven days and is a third all the same.
        ("2025-01-21/2025-01-31", date(2025, 1, 21), date(2025, 1, 31), Step.TEN_DAYS),
        ("2025-01-20/2025-01-31", date(2025, 1, 20), date(2025, 1, 31), Step.MONTH),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Step.MONTH),
        ("2024-05/2024-08", date(2024, 5, 1), date(2024, 8, 31), Step.HALF_YEAR),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), Step.YEAR),
        ("2023~", date(2023, 1, 1), date(2023, 12, 31), Step.YEAR),
        ("201X", date(2010, 1, 1), date(2019, 12, 31), Step.LONGER),
        ("2024-21", date(2024, 3, 1), date(2024, 5, 31), Step.HALF_YEAR),
        # Winter ends in February of the next year.
        ("2024-24", date(2024, 12, 1), date(2025, 2, 28), Step.HALF_YEAR),
        ("2023/..", date(2023, 1, 1), None, Step.LONGER),
        ("../2023", None, date(2023, 12, 31), Step.LONGER),
        # A day of no known year is no stretch of the calendar.
        ("XXXX-04-05", None, None, Step.LONGER),
    ],
)
def test_a_date_is_the_days_it_may_mean(
    edtf: str, first: date | None, last: date | None, step: Step
) -> None:
    stretch = parse_edtf(edtf)
    assert (stretch.first, stretch.last, stretch.step) == (first, last, step)
    assert stretch.approximate == ("~" in edtf)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "27.01.2025",  # German, not EDTF
        "2025-1",  # months have two digits
        "2025-13",
        "2025-02-29",  # no leap year
        "0000",  # no such year in the calendar used
        "2025-01-02/2025-01-01",  # ends before it begins
        "2025/2026/2027",
        "../..",
        "201X-03",
        "XXXX-02-30",
        "XXXX-04-05/2025",
        "2025-01-27T10:00",  # clock times are out of scope
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="EDTF|exist|before|year"):
        parse_edtf(text)


@given(st.dates(min_value=date(1, 1, 1)))
def test_every_day_is_itself_and_lies_in_its_month_and_year(day: date) -> None:
    stretch = parse_edtf(day.isoformat())
    assert (stretch.first, stretch.last) == (day, day)
    assert parse_edtf(day.isoformat()[:7]).contains(stretch)
    assert parse_edtf(day.isoformat()[:4]).contains(stretch)
    assert not stretch.contains(parse_edtf(day.isoformat()[:7]))
