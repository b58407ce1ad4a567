"""Dates told from the day of the article: „gestern“, „vergangene Woche“, „vor zwei Jahren“."""

from __future__ import annotations

import re
from datetime import timedelta

from harness.german.comparators import limit_at
from harness.german.dates import Dated, shift_of
from harness.german.datewords import (
    MONTH,
    PART,
    PARTS,
    SEASON,
    SEASONS,
    SHIFT,
    WEEKDAY,
    WEEKDAYS,
    month_of,
)
from harness.german.days import (
    Today,
    months,
    part_of_week,
    part_of_year,
    span,
    third_of_month,
)
from harness.german.lexis import B
from harness.german.numerals import number_at

_DAYS = {"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2}
_DAY = re.compile(r"(?P<word>[Vv]orgestern|[Gg]estern|[Hh]eute|[Üü]bermorgen|morgen)(?![^\W_]|-)")
_AGO = re.compile(rf"[Vv]or{B}")
_STEP = re.compile(rf"{B}(?P<unit>Tag|Woche|Monat|Jahrzehnt|Jahr)(?:e?n?)?(?![^\W_])")
_WEEKDAY = re.compile(
    rf"(?:{SHIFT}{B})?{WEEKDAY}(?:{B}(?:der{B})?(?P<week>vergangenen?|letzten?|vorigen?|dieser?|kommenden?|nächsten?)r?{B}Woche(?![^\W_]))?"
)
_SHIFTED = re.compile(
    rf"(?:{PART}{B}(?:des{B}|der{B})?)?{SHIFT}{B}"
    rf"(?:(?P<unit>Woche|Wochenendes?|Monate?s?|Geschäftsjahre?s?|Jahre?s?|Quartale?s?)(?![^\W_])|{MONTH}|{SEASON})"
)
_PLAIN_PART = re.compile(
    rf"{PART}{B}(?:der{B}(?P<unit>Woche)|des{B}(?P<other>Monats|Jahres))(?![^\W_])(?!{B}[12][0-9]{{3}})"
)
_BEFORE = re.compile(
    r"(?P<what>Vorjahr|Vormonat|Vorwoche|Vorquartal|Folgejahr|Folgemonat|Folgewoche)(?:e?s)?(?![^\W_]|-)"
    r"|[Hh]euer(?![^\W_])"
)
_EDGE = re.compile(
    rf"Jahres(?P<edge>beginn|anfang|ende)s?(?![^\W_]|-)(?:{B}(?P<year>1[0-9]{{3}}|20[0-9]{{2}})(?![0-9]))?"
)
_WEEKEND = re.compile(r"Wochenende(?![^\W_])")
_UNITS_BEFORE = {
    "Vorjahr": "Jahr",
    "Vormonat": "Monat",
    "Vorwoche": "Woche",
    "Vorquartal": "Quartal",
    "Folgejahr": "Jahr",
    "Folgemonat": "Monat",
    "Folgewoche": "Woche",
}


def relative_at(text: str, position: int, today: Today) -> Dated | None:
    """Read the relative date that begins at the position."""
    for read in (_day, _ago, _weekday, _shifted, _plain_part, _before, _edge):
        found = read(text, position, today)
        if found is not None:
            return found
    return None


def _told(end: int, edtf: str | None) -> Dated | None:
    return None if edtf is None else Dated(end, (edtf,))


def _day(text: str, position: int, today: Today) -> Dated | None:
    match = _DAY.match(text, position)
    if match is None:
        return None
    return _told(match.end(), today.shifted(_DAYS[match["word"].lower()]))


def _ago(text: str, position: int, today: Today) -> Dated | None:
    """Read „vor knapp zwei Jahren“; everything longer than days is approximate."""
    match = _AGO.match(text, position)
    if match is None:
        return None
    limit = limit_at(text, match.end())
    number = number_at(text, limit.end)
    step = _STEP.match(text, number.end) if number else None
    if number is None or step is None or number.upper is not None:
        return None
    # Longer than any calendar reaches: no date at all.
    if not 0 < number.amounts[0] < 100_000:
        return None
    count, unit = number.amounts[0], step["unit"]
    if unit in ("Tag", "Woche"):
        vague = unit == "Woche" or limit.comparator != "="
        days = int(count * (7 if unit == "Woche" else 1))
        return _told(step.end(), today.shifted(-days, approximate=vague))
    when = today.months_ago(round(count * {"Monat": 1, "Jahr": 12, "Jahrzehnt": 120}[unit]))
    if when is None:
        return None
    year, month = when
    return _told(step.end(), f"{year:04}-{month:02}~" if unit == "Monat" else f"{year:04}~")


def _weekday(text: str, position: int, today: Today) -> Dated | None:
    match = _WEEKDAY.match(text, position)
    if match is None:
        return None
    number = WEEKDAYS[match["weekday"].lower()]
    if match["week"]:
        week = today.week(shift_of(re.sub(r"e[nr]?$", "", match["week"])))
        return _told(match.end(), (week[0] + timedelta(number)).isoformat() if week else None)
    shift = shift_of(match["shift"]) if match["shift"] else 0
    found = today.weekday(number, {0: "latest", 1: "next", 2: "next"}.get(shift, "before"))
    return _told(match.end(), found.isoformat() if found else None)


def _shifted(text: str, position: int, today: Today) -> Dated | None:
    match = _SHIFTED.match(text, position)
    if match is None:
        return None
    shift = shift_of(match["shift"])
    part = PARTS[match["part"].split()[-1].lower()] if match["part"] else None
    if match["unit"]:
        return _told(match.end(), _step(match["unit"], shift, part, today))
    if match["month"]:
        month = month_of(match["month"])
        year = today.year_of_month(month) + max(0, shift)
        if shift < 0 and month == today.last.month:
            year -= 1  # in December, last December is the one a year ago
        edtf = f"{year:04}-{month:02}" if part is None else third_of_month(year, month, part)
        return _told(match.end(), edtf)
    season = SEASONS[match["season"].lower()]
    year = today.year_of_season(season) + max(0, shift)
    return _told(match.end(), f"{year:04}-{season}")


def _plain_part(text: str, position: int, today: Today) -> Dated | None:
    match = _PLAIN_PART.match(text, position)
    if match is None:
        return None
    part = PARTS[match["part"].split()[-1].lower()]
    return _told(match.end(), _step(match["unit"] or match["other"], 0, part, today))


def _before(text: str, position: int, today: Today) -> Dated | None:
    match = _BEFORE.match(text, position)
    if match is not None:
        what = match["what"]
        return _told(
            match.end(),
            _step(_UNITS_BEFORE.get(what or "", "Jahr"), _way(what), None, today),
        )
    match = _WEEKEND.match(text, position)
    saturday = today.weekday(5, "latest") if match else None
    if match is None or saturday is None:
        return None
    return _told(match.end(), span(saturday, saturday + timedelta(1)))


def _way(what: str | None) -> int:
    return 0 if what is None else 1 if what.startswith("Folge") else -1


def _edge(text: str, position: int, today: Today) -> Dated | None:
    """Read „Jahresbeginn“ and „Jahresende“: the quarter, or the day itself."""
    match = _EDGE.match(text, position)
    if match is None:
        return None
    year = int(match["year"]) if match["year"] else today.last.year
    part, day = (2, "12-31") if match["edge"] == "ende" else (0, "01-01")
    return Dated(match.end(), (part_of_year(year, part), f"{year:04}-{day}"))


def _step(unit: str, shift: int, part: int | None, today: Today) -> str | None:
    """Give the week, month, quarter or year that lies some steps away, or a part of it."""
    if unit.startswith("Woche"):
        return _week(unit, shift, part, today)
    if unit.startswith("Quartal"):
        return _quarter(shift, today)
    when = today.months_ago(-shift * (1 if unit.startswith("Monat") else 12))
    if when is None:
        return None
    year, month = when
    if unit.startswith("Monat"):
        return f"{year:04}-{month:02}" if part is None else third_of_month(year, month, part)
    return f"{year:04}" if part is None else part_of_year(year, part)


def _week(unit: str, shift: int, part: int | None, today: Today) -> str | None:
    week = today.week(shift)
    if week is None:
        return None
    if unit.startswith("Wochenende"):
        return span(week[1] - timedelta(1), week[1])
    return span(*week) if part is None else part_of_week(week[0], part)


def _quarter(shift: int, today: Today) -> str | None:
    when = today.months_ago(-3 * shift)
    if when is None:
        return None
    first = (when[1] - 1) // 3 * 3 + 1
    return months(when[0], first, first + 2)
