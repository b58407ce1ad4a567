"""Dates that stand on their own: days, months, years, quarters, seasons, decades."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from harness.german.datewords import (
    DAY,
    MONTH,
    PART,
    PARTS,
    SEASON,
    SEASONS,
    SHIFT,
    SHIFTS,
    WEEKDAY,
    YEAR,
    month_of,
)
from harness.german.days import Today, months, part_of_year, third_of_month
from harness.german.feasts import feast_at
from harness.german.lexis import B
from harness.german.numberwords import cardinal, ordinal


@dataclass(frozen=True, slots=True)
class Dated:
    """Where a date ends, and its readings in EDTF, best first."""

    end: int
    edtf: tuple[str, ...]


# The year behind a month or quarter: „2024“, „des Jahres 2024“, „des vergangenen Jahres“.
_YEAR_AFTER = re.compile(
    rf"{B}(?:(?:des{B}Jahres{B}|im{B}Jahr{B})?{YEAR}|(?:des{B})?{SHIFT}{B}Jahres(?![^\W_])"
    rf"|des{B}(?P<before>Vorjahres)(?![^\W_]))"
)
_WEEKDAY = rf"(?:{WEEKDAY}(?:,{B}?(?:d[eé][nrm]{B})?|{B}(?:d[em][nm]{B})?))?"
_FULL = re.compile(rf"{_WEEKDAY}{DAY}{B}?{MONTH}")
_NUMERIC = re.compile(
    rf"{_WEEKDAY}{DAY}{B}?(?P<month>0?[1-9]|1[0-2])\.(?:{B}?(?P<year>[0-9]{{4}}|[0-9]{{2}}))?"
    r"(?![0-9]|[.,:][0-9]|[^\W_])"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])")
_DAYS = re.compile(
    rf"(?P<first>0?[1-9]|[12][0-9]|3[01])\.(?:{B}?(?:-|–|/){B}?|{B}(?:bis|und|oder){B}(?:zum{B})?)(?={DAY}{B}?{MONTH})"
)
_UNTIL = re.compile(rf"{B}(?:bis(?:{B}zum)?|–|-){B}|[–-](?=[0-9])")
_MONTH = re.compile(rf"(?:{PART}{B})?{MONTH}")
_MONTHS = re.compile(rf"{MONTH}(?:{B}(?:bis|und){B}|{B}?[–-]{B}?)")
_YEARS = re.compile(
    rf"(?:(?P<between>[Zz]wischen){B}|{PART}{B}(?:des{B}Jahres{B})?)?{YEAR.replace(':/-', ':')}"
    rf"(?:(?:/|{B}?[–-]{B}?|{B}(?P<link>bis|und){B}(?=[12]))(?P<to>[0-9]{{4}}|[0-9]{{2}})(?![.,:]?[0-9]|[^\W_]))?"
)
_SPELT_YEAR = re.compile(r"(?:zweitausend|(?:acht|neun|sieb)zehnhundert)[a-zäöüß]+", re.IGNORECASE)
_DECADE = re.compile(
    r"(?:(?P<decade>1[5-9][0-9]|20[0-9]|[1-9])0er[- ]?Jahren?|(?P<bare>1[5-9][0-9]|20[0-9])0er"
    r"|(?P<word>[Zz]wanzig|[Dd]reißig|[Vv]ierzig|[Ff]ünfzig|[Ss]echzig|[Ss]iebzig|[Aa]chtzig"
    r"|[Nn]eunzig)er[- ]?Jahren?)"
    r"(?![^\W_])"
)
_TENS = {
    "zwan": 2, "drei": 3, "vier": 4, "fünf": 5, "sech": 6, "sieb": 7, "acht": 8, "neun": 9,
}  # fmt: skip
_PART_OF_DECADE = re.compile(rf"{PART}{B}der{B}")
_CENTURY = re.compile(rf"(?P<number>[0-9]{{1,2}}\.|[a-zß]+){B}Jahrhunderts?(?![^\W_])")
_QUARTER = re.compile(
    rf"(?:Q(?P<q>[1-4])|(?P<nth>[1-4]\.|[a-zäöüß]+){B}(?P<kind>Quartals?|Halbjahre?s?|Jahreshälfte))(?![^\W_])"
)
_SEASON = re.compile(rf"{SEASON}(?:{B}(?P<year>[12][0-9]{{3}})(?:/[0-9]{{2,4}})?(?![0-9]))?")
_MONTHS_OF = {"Quartal": 3, "Halbjahr": 6, "Jahreshälfte": 6}


def date_at(text: str, position: int, today: Today) -> Dated | None:
    """Read the date that begins at the position; yearless days come first without their year."""
    for read in (_day, _feast, _month, _year, _quarter, _season):
        found = read(text, position, today)
        if found is not None:
            return found
    return None


def year_after(text: str, end: int, today: Today) -> tuple[int, int] | None:
    """Read the year behind a month: where it ends, and the year."""
    match = _YEAR_AFTER.match(text, end)
    if match is None:
        return None
    if match["year"]:
        return match.end(), int(match["year"])
    shift = -1 if match["before"] else shift_of(match["shift"])
    return match.end(), today.last.year + shift


def shift_of(word: str) -> int:
    """Give how many steps an adjective such as „vergangen“ moves."""
    return SHIFTS[word.lower()]


def _day(text: str, position: int, today: Today) -> Dated | None:
    iso = _ISO.match(text, position)
    if iso is not None:
        return _dated(iso.end(), int(iso["year"]), int(iso["month"]), int(iso["day"]), today)
    several = _DAYS.match(text, position)
    last = _single_day(text, several.end() if several else position, today)
    if last is None:
        return None
    if several is not None:
        return _stretch(last, int(several["first"]))
    link = _UNTIL.match(text, last.end)
    until = _single_day(text, link.end(), today) if link else None
    return (_joined(last, until) if until else None) or last


def _feast(text: str, position: int, today: Today) -> Dated | None:
    found = feast_at(text, position, today)
    return None if found is None else Dated(found[0], (found[1],))


def _single_day(text: str, position: int, today: Today) -> Dated | None:
    match = _FULL.match(text, position)
    if match is not None:
        year = year_after(text, match.end(), today)
        day, month = int(match["day"]), month_of(match["month"])
        return _dated(year[0] if year else match.end(), year and year[1], month, day, today)
    match = _NUMERIC.match(text, position)
    if match is None:
        return None
    year_digits = match["year"]
    full = today.full_year(year_digits) if year_digits else None
    return _dated(match.end(), full, int(match["month"]), int(match["day"]), today)


def _dated(end: int, year: int | None, month: int, day: int, today: Today) -> Dated | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year or 2024, month)[1]:
        return None
    if year is not None:
        return Dated(end, (f"{year:04}-{month:02}-{day:02}",)) if year else None
    nearest = today.nearest(month, day)
    resolved = () if nearest is None else (nearest.isoformat(),)
    return Dated(end, (f"XXXX-{month:02}-{day:02}", *resolved))


def _stretch(last: Dated, first_day: int) -> Dated | None:
    """Read „27. bis 29. Januar“: the first day takes month and year of the last."""
    year, month, day = last.edtf[-1].split("-")
    if not 1 <= first_day < int(day) or len(last.edtf) > 2:
        return None
    return Dated(last.end, (f"{year}-{month}-{first_day:02}/{last.edtf[-1]}",))


def _joined(first: Dated, last: Dated) -> Dated | None:
    """Read „28. Januar bis 3. Februar 2025“: the year may stand behind the second day only."""
    begins, ends = first.edtf[-1], last.edtf[-1]
    if first.edtf[0].startswith("XXXX"):
        begins = f"{ends[:4]}{first.edtf[0][4:]}"
    return Dated(last.end, (f"{begins}/{ends}",)) if begins < ends else None


def _month(text: str, position: int, today: Today) -> Dated | None:
    match = _MONTH.match(text, position)
    if match is None:
        return None
    month = month_of(match["month"])
    after = year_after(text, match.end(), today)
    end, year = after or (match.end(), today.year_of_month(month))
    if match["part"]:
        return Dated(end, (third_of_month(year, month, _part(match)),))
    if after is None and (several := _several_months(text, position, today)):
        return several
    yearless = () if after else (f"XXXX-{month:02}",)
    return Dated(end, (f"{year:04}-{month:02}", *yearless))


def _several_months(text: str, position: int, today: Today) -> Dated | None:
    link = _MONTHS.match(text, position)
    second = _MONTH.match(text, link.end()) if link else None
    if link is None or second is None or second["part"]:
        return None
    first, last = month_of(link["month"]), month_of(second["month"])
    end, year = year_after(text, second.end(), today) or (second.end(), today.year_of_month(last))
    joined = first < last and ("und" not in link[0] or last == first + 1)
    return Dated(end, (months(year, first, last),)) if joined else None


def _part(match: re.Match[str]) -> int:
    return PARTS[match["part"].split()[-1].lower()]


def _year(text: str, position: int, today: Today) -> Dated | None:
    decade = _decade(text, position, today)
    if decade is not None:
        return decade
    century = _CENTURY.match(text, position)
    if century is not None:
        number = _nth(century["number"])
        return Dated(century.end(), (f"{number - 1:02}XX",)) if 1 < number <= 30 else None
    match = _YEARS.match(text, position)
    if match is None:
        return _spelt_year(text, position)
    year = int(match["year"])
    if match["part"]:
        return None if match["to"] else Dated(match.end(), (part_of_year(year, _part(match)),))
    # „2019 und 2023“ are two years unless „zwischen“ stands before them.
    to = match["to"] if bool(match["between"]) == (match["link"] == "und") else None
    if to is None:
        return None if match["between"] else Dated(match.end("year"), (f"{year:04}",))
    last = int(to) if len(to) == 4 else int(f"{str(year)[:2]}{to}")
    return Dated(match.end(), (f"{year:04}/{last:04}",)) if year < last else None


def _decade(text: str, position: int, today: Today) -> Dated | None:
    """Read „1990er Jahre“, „neunziger Jahre“, and their parts („Ende der neunziger Jahre“)."""
    part = _PART_OF_DECADE.match(text, position)
    match = _DECADE.match(text, part.end() if part else position)
    if match is None:
        return None
    digits = match["decade"] or match["bare"] or str(_TENS[(match["word"] or "zwan").lower()[:4]])
    full = digits if len(digits) > 1 else str(today.full_year(f"{digits}0"))[:3]
    if part is None:
        return Dated(match.end(), (f"{full}X",))
    first, last = ((0, 3), (4, 6), (7, 9))[_part(part)]
    return Dated(match.end(), (f"{full}{first}/{full}{last}",))


def _spelt_year(text: str, position: int) -> Dated | None:
    """Read „zweitausendfünfundzwanzig“; „zweitausend“ and „neunzehnhundert“ rather count."""
    match = _SPELT_YEAR.match(text, position)
    year = cardinal(match[0]) if match else None
    if match is None or year is None or year % 100 == 0 or not 1000 < year < 2100:
        return None
    return Dated(match.end(), (f"{year:04}",))


def _nth(word: str) -> int:
    return int(word[:-1]) if word.endswith(".") else ordinal(word) or 0


def _quarter(text: str, position: int, today: Today) -> Dated | None:
    match = _QUARTER.match(text, position)
    if match is None:
        return None
    number = int(match["q"]) if match["q"] else _nth(match["nth"])
    length = next(
        (n for kind, n in _MONTHS_OF.items() if (match["kind"] or "").startswith(kind)), 3
    )
    if not 1 <= number <= 12 // length:
        return None
    first, last = (number - 1) * length + 1, number * length
    end, year = year_after(text, match.end(), today) or (match.end(), today.year_of_month(first))
    return Dated(end, (months(year, first, last),))


def _season(text: str, position: int, today: Today) -> Dated | None:
    match = _SEASON.match(text, position)
    if match is None:
        return None
    season = SEASONS[match["season"].lower()]
    after = None if match["year"] else year_after(text, match.end(), today)
    end, year = after or (match.end(), int(match["year"] or today.year_of_season(season)))
    return Dated(end, (f"{year:04}-{season}",))
