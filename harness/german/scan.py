"""Find values in running text: where one may begin, and which reading the context allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.german import comparators, feasts
from harness.german.dates import Dated, date_at
from harness.german.datewords import MONTHS, PARTS, SEASONS, SHIFTS, WEEKDAYS
from harness.german.days import Today, today_of
from harness.german.lexis import words
from harness.german.phrase import Reading, dates_of, publishing_day
from harness.german.quantities import quantity_at
from harness.german.ranks import rank_at
from harness.german.ratios import ratio_at
from harness.german.relativedates import relative_at
from harness.model.corpus import Span
from harness.model.values import DateValue, QuantityValue


@dataclass(frozen=True, slots=True)
class Found:
    """A value in a text: its span, and its readings, best first and never none."""

    span: Span
    values: tuple[Reading, ...]


_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[$€£¥₩₹₽₺₪½¼¾⅓⅔⅕⅛]")
_STARTS = (
    comparators.FIRST_WORDS
    | frozenset(MONTHS) | frozenset(WEEKDAYS) | frozenset(SEASONS) | frozenset(PARTS)
    | feasts.NAMES | frozenset(f"{name}s" for name in feasts.NAMES)
    | words(
        "fr sfr kurz minus plus jahresbeginn jahresanfang jahresende folgejahr folgemonat"
        " folgewoche viertelmillion viertelmilliarde viertelbillion dreiviertelmillion"
        " dreiviertelmilliarde"
        " zwischen von vor heute gestern vorgestern morgen übermorgen heuer vorjahr vorjahres"
        " vormonat vormonats vorwoche vorquartal wochenende halb halbe"
        " halben halbes doppelt doppelte doppelten doppeltes hälfte dreiviertel bruchteil"
        " vielfaches vielfache vielfachen faktor dutzende dutzenden hunderte hunderten tausende"
        " tausenden zigtausende zehntausende zehntausenden hunderttausende hunderttausenden"
        " millionen milliarden billionen mehrere mehreren einige einigen etliche viele wenige zig"
        " platz rang position nummer nr q usd eur gbp chf us rmb cny jpy krw inr hk nt"
    )
)  # fmt: skip
# The beginnings of words that may be a value or begin one.
_STEMS = (
    "null", "ein", "zwei", "zwo", "drei", "vier", "fünf", "sech", "sieb", "acht", "neun", "zehn",
    "elf", "zwölf", "zwan", "hundert", "tausend", "anderthalb", "erst", "dritt", "verdoppel",
    "verdrei", "vervier", "verfünf", "versech", "versieb", "verach", "verneun", "verzehn",
    "verzwanzig", "verhundert", "halbier", *SHIFTS,
)  # fmt: skip
# Neither a time of day nor a score, a version, a number of a page or of an index is a value.
_SKIP = re.compile(
    r"(?:[0-9]{1,2}(?:[.:][0-9]{2})?|[a-zäöüß]{3,}(?=[^\S\r\n]Uhr))[^\S\r\n]?(?:Uhr|h(?![^\W_]))"
    r"(?:[^\S\r\n][0-9]{1,2}(?![\w.,]))?"
    r"|[0-9]{1,3}(?::[0-9]{1,3})+(?![0-9])"
    r"|(?:[Hh]alb|[Vv]iertel(?:[^\S\r\n](?:vor|nach))?|[Dd]reiviertel)[^\S\r\n]"
    r"(?:eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)(?![^\W_])"
    r"|[0-9]+(?:\.[0-9]+){2,}(?![0-9])(?<![.,][0-9]{3})"
)
_NAMED_BEFORE = re.compile(
    r"(?:S&P|Nasdaq|Stoxx|STOXX|Nikkei|CSI|Fortune|Global|Windows|iPhone|iOS|Android|Boeing|Airbus"
    r"|Llama|Claude|Gemini|Galaxy|Pixel|Version|Artikel|Art\.|Absatz|Abs\.|Paragra(?:f|ph)|§|Seite|S\.|Kapitel|Nr\.|Agenda"
    r"|Formel|Halle|Gate|Linie|Autobahn|Grok|Mistral|Pro|Max|Hausnummer|Az\.|Russell|Topix|Dow)"
    r"[^\S\r\n]\Z"
)


_COUNTED = frozenset(("aircraft", "employee", "person", "chip", "company", "model"))
# A month or season alone is a date only behind one of these words: „Mai“ and „August“ are names.
_DATE_CUE = re.compile(
    r"(?:^|[^\w-])(?:[Ii]m|[Ss]eit|[Bb]is|[Aa]b|[Vv]om|[Vv]on|[Zz]um|[Ii]n|[Dd]e[nmsr]|[Aa]m|[Vv]or|[Nn]ach"
    r"|[Jj]ahre?s?|[Uu]m|[Gg]egen|[Mm]onats?|früheren|warmen|[Ff]ür|[Ee]rst)[^\S\r\n]+\Z"
)
_ZEROS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?: 000)+(?![0-9])")
_FOLLOWING = re.compile(
    r"(?:(?:Anfang|Mitte|Ende|Beginn)[^\S\r\n](?:des|der)[^\S\r\n])?(?:(?:[Dd]arauf)?[Ff]olgende|Folge(?:jahr|monat|woche))"
)
_ALONE = re.compile(r"[^\W\d_]+\.?")
_DAY_AND_MONTH = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.")
_TIMES = re.compile(r"[\w ]*[Mm]al")
_NOUN_NEXT = re.compile(r"[^\S\r\n](?:[a-zäöü]+e[nr]?[^\S\r\n])?[A-ZÄÖÜ][a-zäöüß]+")


def find(text: str, doc_date: str) -> list[Found]:
    """Find every value in running text, in order and without overlap; the longest one wins.

    `doc_date` is the EDTF date of the article, against which „gestern“ is resolved. Raises
    ValueError where it is no EDTF date with a year.
    """
    today = publishing_day(doc_date)
    # „15 000“ is one number, „2024 500“ are two: only zeros are grouped by a plain blank.
    text = _ZEROS.sub(lambda match: match[0].replace(" ", "\u00a0"), text)
    found: list[Found] = []
    end = 0
    for start in _starts(text):
        if start < end:
            continue
        skip = _skipped(text, start)
        if skip > start:
            end = skip
            continue
        best = _read(text, start, _day_told(text, start, found) or today)
        if best is not None:
            found.append(best)
            end = best.span.end
    return found


def _day_told(text: str, start: int, found: list[Found]) -> Today | None:
    """Give the date that „im folgenden Jahr“ follows: the last one told in the paragraph."""
    if _FOLLOWING.match(text, start) is None:
        return None
    for before in reversed(found):
        if "\n" in text[before.span.end : start]:
            return None
        value = before.values[0]
        if isinstance(value, DateValue):
            return today_of(value.edtf)
    return None


def _starts(text: str) -> Iterator[int]:
    """Yield where a value may begin: at digits, signs of money, and certain words."""
    for match in _TOKEN.finditer(text):
        token, start = match[0], match.start()
        lower = token.lower()
        if token[0] not in "0123456789$€£¥₩₹₽₺₪½¼¾⅓⅔⅕⅛" and not (
            lower in _STARTS or lower.startswith(_STEMS)
        ):
            continue
        before = text[start - 1] if start else " "
        if before.isalnum() or before == "_":
            continue
        if before in "-−–" and start:
            yield from _signed(text, start, token)
        elif not (before in ".,:/'’" and start > 1 and text[start - 2].isalnum()):
            yield start


def _signed(text: str, start: int, token: str) -> Iterator[int]:
    """Tell a minus from a hyphen: „-5“ is a number, the 4 of „GPT-4“ is none."""
    before = text[start - 2] if start > 1 else " "
    if token[0] in "0123456789" and (before.isspace() or before in "(„\"'"):
        yield start - 1
    elif before.isspace():
        yield start


def _skipped(text: str, start: int) -> int:
    skip = _SKIP.match(text, start)
    if skip is not None and not _looks_like_date(text, start):
        return skip.end()
    if text[start] in "0123456789" and _NAMED_BEFORE.search(text, max(0, start - 14), start):
        if (counted := quantity_at(text, start)) is not None and counted[1][0].unit in _COUNTED:
            return start  # „Airbus 40 Flugzeuge“
        digits = _TOKEN.match(text, start)
        return digits.end() if digits else start
    return start


def _looks_like_date(text: str, start: int) -> bool:
    return (
        re.match(r"[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})(?![0-9.])", text[start:])
        is not None
    )


def _read(text: str, start: int, today: Today) -> Found | None:
    """Read the longest value at a place of running text."""
    dated = _in_context(text, start, date_at(text, start, today))
    relative = relative_at(text, start, today)
    if relative is not None and (dated is None or relative.end > dated.end):
        dated = relative
    measured = max(
        (
            found
            for found in (
                rank_at(text, start),
                _running_ratio(text, start),
                quantity_at(text, start),
            )
            if found is not None
        ),
        key=lambda found: found[0],
        default=None,
    )
    dates = dates_of(dated, resolved_first=True)
    if dated is None or not dates:
        return None if measured is None else Found(Span(start, measured[0]), measured[1])
    if measured is None or measured[0] < dated.end:
        return Found(Span(start, dated.end), dates)
    if measured[0] > dated.end:
        return Found(Span(start, measured[0]), measured[1])
    both = (*measured[1], *dates) if _counts(text, start, dated) else (*dates, *measured[1])
    return Found(Span(start, dated.end), both)


def _running_ratio(text: str, start: int) -> tuple[int, tuple[QuantityValue, ...]] | None:
    """Leave out „dreimal“ alone, which counts how often something happens."""
    found = ratio_at(text, start)
    return None if found and _TIMES.fullmatch(text, start, found[0]) else found


def _in_context(text: str, start: int, dated: Dated | None) -> Dated | None:
    if dated is None or not dated.edtf[0].count("-"):
        return dated
    alone = _ALONE.fullmatch(text, start, dated.end) or _DAY_AND_MONTH.fullmatch(
        text, start, dated.end
    )
    if text[start : dated.end].lower().removesuffix("s") in feasts.NAMES:
        return dated
    if alone is None or _DATE_CUE.search(text, max(0, start - 12), start):
        return dated
    return None


def _counts(text: str, start: int, dated: Dated) -> bool:
    """Tell „2000 Autos“ from „2000 stieg der Umsatz“: a round number before a noun counts."""
    return (
        text[start : dated.end].endswith("00")
        and _NOUN_NEXT.match(text, dated.end) is not None
        and _DATE_CUE.search(text, max(0, start - 12), start) is None
    )
