"""Names of months, weekdays, seasons and steps of the calendar, as German news writes them."""

from __future__ import annotations

_MONTHS = (
    ("januar", "jänner", "jan"), ("februar", "feber", "feb"), ("märz", "mär"), ("april", "apr"),
    ("mai",), ("juni", "jun"), ("juli", "jul"), ("august", "aug"), ("september", "sept", "sep"),
    ("oktober", "okt"), ("november", "nov"), ("dezember", "dez"),
)  # fmt: skip
MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names
}
WEEKDAYS: dict[str, int] = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5,
    "sonnabend": 5, "sonntag": 6,
}  # fmt: skip
SEASONS: dict[str, int] = {
    "frühjahr": 21, "frühling": 21, "sommer": 22, "herbst": 23, "winter": 24,
}  # fmt: skip
PARTS: dict[str, int] = {"anfang": 0, "beginn": 0, "mitte": 1, "ende": 2}
# How many steps an adjective moves: -1 back, +1 on.
SHIFTS: dict[str, int] = {
    "vergangen": -1, "letzt": -1, "vorig": -1, "vorvergangen": -2, "dies": 0, "laufend": 0,
    "aktuell": 0, "kommend": 1, "nächst": 1, "übernächst": 2, "zurückliegend": -1, "folgend": 1,
    "darauffolgend": 1,
}  # fmt: skip


def _words(names: dict[str, int]) -> str:
    """Write names as a pattern, capital first letters only."""
    long_first = sorted(names, key=len, reverse=True)
    return "|".join(f"{name[0].upper()}{name[1:]}" for name in long_first)


_LONG_MONTHS = _words(
    {name: 0 for name in MONTHS if len(name) > 4 or name in ("märz", "mai", "juni", "juli")}
)
# Short names need their point: „Jan“ is a first name.
_SHORT_MONTHS = "Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sept|Sep|Okt|Nov|Dez"
MONTH = rf"(?P<month>(?:{_LONG_MONTHS})s?(?![^\W_])|(?:{_SHORT_MONTHS})\.)"
WEEKDAY = (
    rf"(?P<weekday>{_words(WEEKDAYS)})s?"
    r"(?:abend|morgen|mittag|nachmittag|vormittag|nacht|früh)?s?(?![^\W_])"
)
SEASON = rf"(?P<season>{_words(SEASONS)})s?(?![^\W_])"
SHIFT = (
    r"(?P<shift>[Vv]ergangen|[Ll]etzt|[Vv]orig|[Vv]orvergangen|[Dd]ies|[Ll]aufend|[Aa]ktuell|[Kk]ommend"
    r"|[Nn]ächst|[Üü]bernächst|[Zz]urückliegend|(?:[Dd]arauf)?[Ff]olgend)e[nrsm]?"
)
PART = rf"(?P<part>{_words(PARTS)}|zu Beginn)"
YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})(?![.,:/-]?[0-9]|[^\W_]|[^\S\r\n]?[%€$])"
DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])\."


def month_of(word: str) -> int:
    """Give the number of a month by any of its names; a genitive „s“ does not matter."""
    lower = word.lower().rstrip(".")
    return MONTHS[lower] if lower in MONTHS else MONTHS[lower.removesuffix("s")]
