"""Dates as stretches of days: the part of EDTF level 1 (ISO 8601-2:2019) that news needs."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}  # spring .. winter, which ends in
# February of the next year (month 14)


class Step(IntEnum):
    """How long a stretch is, on the ladder by which one date may be coarser than another."""

    DAY = 1
    TEN_DAYS = 2
    MONTH = 3
    HALF_YEAR = 4
    YEAR = 5
    LONGER = 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days a date may mean, both ends included; None is an open end.

    `definite` is False where no stretch of the calendar is meant (a day without a year).
    """

    first: date | None
    last: date | None
    approximate: bool = False
    definite: bool = True

    @property
    def step(self) -> Step:
        """The shortest step of the ladder that the stretch fits into."""
        if self.first is None or self.last is None:
            return Step.LONGER
        days = (self.last - self.first).days + 1
        for longest, step in (
            (1, Step.DAY),
            (11, Step.TEN_DAYS),  # the last third of a month can have eleven days
            (31, Step.MONTH),
            (184, Step.HALF_YEAR),
            (366, Step.YEAR),
        ):
            if days <= longest:
                return step
        return Step.LONGER

    def contains(self, other: Stretch) -> bool:
        """Whether every day of the other stretch lies in this one."""
        if not (self.definite and other.definite):
            return False
        starts = self.first is None or (other.first is not None and self.first <= other.first)
        ends = self.last is None or (other.last is not None and other.last <= self.last)
        return starts and ends


@lru_cache(maxsize=4096)
def parse_edtf(text: str) -> Stretch:
    """Read a date, e.g. "2017-12~", "2025-01-01/2025-01-10", "201X", "../2023", "XXXX-04-05".

    Raises ValueError for anything outside the subset, days that do not exist and stretches that
    end before they begin.
    """
    parts = text.split("/")
    if len(parts) > 2 or parts == ["..", ".."]:
        raise ValueError(f"{text!r} is no EDTF date; write e.g. 2025-01-28, 2025-01 or 2025~")
    points = [None if part == ".." and len(parts) == 2 else _point(part, text) for part in parts]
    first, last = points[0], points[-1]
    approximate = any(point is not None and point.approximate for point in points)
    if len(parts) == 2 and any(point is not None and not point.definite for point in points):
        raise ValueError(f"{text!r} is no EDTF date of the accepted kind: a stretch needs years")
    start = None if first is None else first.first
    end = None if last is None else last.last
    if start is not None and end is not None and end < start:
        raise ValueError(f"{text!r} ends before it begins")
    definite = all(point is None or point.definite for point in points)
    return Stretch(start, end, approximate, definite)


def _point(part: str, text: str) -> Stretch:
    bare = part[:-1] if part[-1:] in ("~", "?", "%") else part
    match = _POINT.fullmatch(bare)
    if match is None:
        raise ValueError(f"{text!r} is no EDTF date; write e.g. 2025-01-28, 2025-01 or 2025~")
    year, month, day = match["year"], match["month"], match["day"]
    approximate = bare != part
    if year == "XXXX":
        return _yearless(month, day, text, approximate)
    if "X" in year and month is not None:
        raise ValueError(f"{text!r} is no EDTF date of the accepted kind: 201X takes no month")
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    try:
        first, last = _days(low, high, month, day)
    except ValueError as error:
        raise ValueError(f"{text!r} names a day or month that does not exist") from error
    return Stretch(first, last, approximate)


def _yearless(month: str | None, day: str | None, text: str, approximate: bool) -> Stretch:
    try:
        date(2024, int(month or 0), int(day or 1))  # a leap year: 29 February may be meant
    except ValueError as error:
        raise ValueError(f"{text!r} names a day or month that does not exist") from error
    return Stretch(None, None, approximate, definite=False)


def _days(low: int, high: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None:
        return date(low, 1, 1), date(high, 12, 31)
    number = int(month)
    if number in _SEASONS and day is None:
        begins, ends = _SEASONS[number]
        year_of_end, month_of_end = (low, ends) if ends <= 12 else (low + 1, ends - 12)
        return date(low, begins, 1), _month_end(year_of_end, month_of_end)
    if day is None:
        return date(low, number, 1), _month_end(low, number)
    return date(low, number, int(day)), date(low, number, int(day))


def _month_end(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1])
