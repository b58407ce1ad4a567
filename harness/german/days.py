"""Resolve days, months and years against the day on which an article appeared."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from harness.model.dates import parse_edtf

_SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}


@dataclass(frozen=True, slots=True)
class Today:
    """The day or days on which an article may have appeared, both ends included."""

    first: date
    last: date

    def shifted(self, days: int, approximate: bool = False) -> str | None:
        """Move by some days; a stretch stays a stretch."""
        try:
            first, last = self.first + timedelta(days), self.last + timedelta(days)
        except OverflowError:
            return None
        if approximate:
            return f"{last.isoformat()}~"
        return span(first, last)

    def months_ago(self, months: int) -> tuple[int, int] | None:
        """Give the (year, month) that lies some months before the last day."""
        total = self.last.year * 12 + self.last.month - 1 - months
        year, month = divmod(total, 12)
        return (year, month + 1) if 1 <= year <= 9999 else None

    def year_of_month(self, month: int) -> int:
        """Give the year of the latest such month that has begun."""
        return self.last.year if month <= self.last.month else self.last.year - 1

    def year_of_season(self, season: int) -> int:
        """Give the year of the latest such season that has begun."""
        return self.year_of_month(_SEASON_STARTS[season])

    def nearest(self, month: int, day: int) -> date | None:
        """Give the day of a yearless date that lies nearest; None where none exists nearby."""
        years = range(max(1, self.last.year - 4), min(9999, self.last.year + 4) + 1)  # a leap year
        candidates = [
            date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]
        ]
        return min(candidates, key=lambda near: abs((near - self.last).days), default=None)

    def weekday(self, number: int, which: str) -> date | None:
        """Find a weekday (Monday is 0): the `latest`, the one `before` today or the `next`."""
        try:
            if which == "next":
                return self.last + timedelta((number - self.last.weekday() - 1) % 7 + 1)
            end = self.first - timedelta(1) if which == "before" else self.last
            return end - timedelta((end.weekday() - number) % 7)
        except OverflowError:
            return None

    def week(self, shift: int) -> tuple[date, date] | None:
        """Give Monday and Sunday of the week that lies some weeks from this one."""
        try:
            monday = self.last - timedelta(self.last.weekday()) + timedelta(7 * shift)
            return monday, monday + timedelta(6)
        except OverflowError:
            return None

    def full_year(self, digits: str) -> int:
        """Complete a year of two digits: from 80 years before the article to 19 after (CLDR)."""
        number = int(digits)
        if len(digits) > 2:
            return number
        first = self.last.year - 80
        return first + (number - first) % 100


@lru_cache(maxsize=64)
def today_of(doc_date: str) -> Today | None:
    """Read the day of an article; None where it is open or has no year.

    Raises ValueError for what is no EDTF date.
    """
    stretch = parse_edtf(doc_date)
    first, last = stretch.first or stretch.last, stretch.last or stretch.first
    return None if first is None or last is None else Today(first, last)


def span(first: date, last: date) -> str:
    """Write a stretch of days as EDTF; one day stands alone."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def third_of_month(year: int, month: int, part: int) -> str:
    """Give „Anfang“ (0), „Mitte“ (1) or „Ende“ (2) of a month as days 1-10, 11-20, 21-last."""
    # Years outside the calendar are refused where the value is made.
    last = calendar.monthrange(min(max(1, year), 9999), month)[1]
    begins, ends = ((1, 10), (11, 20), (21, last))[part]
    return f"{year:04}-{month:02}-{begins:02}/{year:04}-{month:02}-{ends:02}"


def months(year: int, first: int, last: int) -> str:
    """Write some months of a year as a stretch."""
    return f"{year:04}-{first:02}/{year:04}-{last:02}"


def part_of_year(year: int, part: int) -> str:
    """Give „Anfang“ (0), „Mitte“ (1) or „Ende“ (2) of a year: Q1, May to August, Q4."""
    return months(year, *((1, 3), (5, 8), (10, 12))[part])


def part_of_week(monday: date, part: int) -> str:
    """Give „Anfang“ (0), „Mitte“ (1) or „Ende“ (2) of a week: Mon-Tue, Wed-Thu, Fri-Sun."""
    begins, ends = ((0, 1), (2, 3), (4, 6))[part]
    return span(monday + timedelta(begins), monday + timedelta(ends))
