"""Feasts of the year, fixed and movable: „Pfingsten 2024“, „kurz nach Weihnachten“."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from harness.german.days import Today, span
from harness.german.lexis import B

# Days from Easter Sunday, first and last.
_MOVABLE = {
    "karfreitag": (-2, -2), "ostersonntag": (0, 0), "ostermontag": (1, 1), "ostern": (0, 1),
    "himmelfahrt": (39, 39), "pfingstsonntag": (49, 49), "pfingstmontag": (50, 50),
    "pfingsten": (49, 50), "fronleichnam": (60, 60), "rosenmontag": (-48, -48),
    "aschermittwoch": (-46, -46),
}  # fmt: skip
# Month, first and last day.
_FIXED = {
    "neujahr": (1, 1, 1), "heiligabend": (12, 24, 24), "weihnachten": (12, 25, 26),
    "silvester": (12, 31, 31), "nikolaus": (12, 6, 6), "dreikönig": (1, 6, 6),
}  # fmt: skip
NAMES = frozenset({*_MOVABLE, *_FIXED})
_NAMED = "|".join(name.capitalize() for name in sorted(NAMES, key=len, reverse=True))
_FEAST = re.compile(
    rf"(?:(?P<after>[Kk]urz{B}nach){B})?(?P<name>{_NAMED})(?:stags?|s)?(?![^\W_]|-)"
    rf"(?:{B}(?P<year>1[0-9]{{3}}|20[0-9]{{2}})(?![0-9]))?"
)


def feast_at(text: str, position: int, today: Today) -> tuple[int, str] | None:
    """Read a feast: where it ends, and its days in EDTF.

    Without a year it is the latest that has begun. „Kurz nach“ reaches from the last day of the
    feast to the end of its month.
    """
    match = _FEAST.match(text, position)
    if match is None:
        return None
    name, year = match["name"].lower(), today.last.year
    if match["year"]:
        year = int(match["year"])
    elif _days(name, year)[0] > today.last:
        year -= 1
    first, last = _days(name, year)
    if match["after"]:
        end = calendar.monthrange(last.year, last.month)[1]
        return match.end(), span(last, last.replace(day=end))
    return match.end(), span(first, last)


def easter(year: int) -> date:
    """Give Easter Sunday of a year (anonymous Gregorian algorithm, Meeus 1991)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, third = century // 4, (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - third + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def _days(name: str, year: int) -> tuple[date, date]:
    if name in _FIXED:
        month, first, last = _FIXED[name]
        return date(year, month, first), date(year, month, last)
    sunday = easter(year)
    before, after = _MOVABLE[name]
    return sunday + timedelta(before), sunday + timedelta(after)
