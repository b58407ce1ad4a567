"""Find the unit behind a number, or the currency before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from harness.german.units import (
    CURRENCIES,
    NOUNS,
    PARTS_OF_HUNDRED,
    SHARED,
    TIMES,
    Readings,
)

_MONEY = "|".join(f"(?P<{code}>{words})" for code, words in CURRENCIES.items())
_PERCENT = (
    r"(?P<percentage_point>Prozentpunkt(?:en?)?)|(?P<basis_point>Basispunkt(?:en?)?)"
    r"|(?P<percent>%|(?:Prozent|prozentig(?:e[nrsm]?)?)|[vV]\.\s?H\.|vH)|(?P<permille>‰|Promille)"
)
_SHARED = (
    r"(?P<krone>Kronen?)|(?P<eurocent>Eurocents?|Euro-Cents?)|(?P<us_cent>US-Cents?)"
    r"|(?P<cent>Cents?)|(?P<rappen>Rappen)|(?P<pence>Pence)"
)
# Signs end where they end, words only where no letter follows („Eurozone“ is no Euro).
_SIGN = re.compile(rf"(?:{_PERCENT}|{_SHARED}|{_MONEY})(?:(?<=[$€£¥₩₹₽₺₪%‰.])|(?![^\W_]))")
_PREFIX = re.compile(
    r"(?:(?:US|[ACS]|HK|NT)-?\$|[$€£¥₩₹₽₺₪]|S?Fr\.|RMB|"
    + "|".join(CURRENCIES)
    + r")(?=[^\S\r\n]?[-−]?\d)[^\S\r\n]?"
)
_GAP = re.compile(r"-|[^\S\r\n]*")
_AGE = re.compile(
    r"(?:(?P<jahr>jähr(?:ig)?)|(?P<monat>monatig)|(?P<woche>wöchig)|(?P<tag>tägig)"
    r"|(?P<stunde>stündig)|(?P<minute>minütig))(?:e[nrsm]?|innen|in)?(?![^\W_])",
    re.IGNORECASE,
)
_TIME = re.compile(rf"({'|'.join(sorted(TIMES, key=len, reverse=True))})(?:s|en?|es|n)?")
_NOUN = re.compile(rf"(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in NOUNS.items())})\Z")
_WORD = re.compile(r"[^\W\d_](?:[\w-]*[^\W_])?")
# „neue“, „fähige und gut bezahlte“
_ADJECTIVE = re.compile(
    r"[a-zäöüß][\w-]*e[nrms]?[^\S\r\n]+(?:und[^\S\r\n]+(?:gut|schlecht|hoch|meist)[^\S\r\n]+(?=[a-zäöüß]))?"
)
_NAME = re.compile(r"[A-Z][\w-]*[^\S\r\n]+")
# Verbs and links that look like adjectives but end the phrase.
_ENDS_PHRASE = re.compile(
    # „das 2017 gegründete Unternehmen“ is one, not 2017 of them
    r"(?:(?:aus)?gegründete[nrs]?|entstandene[nrs]?|eröffnete[nrs]?|erschienene[nrs]?|gestartete[nrs]?"
    r"|vorgestellte[nrs]?|veröffentlichte[nrs]?|eingeführte[nrs]?|d(?:ie|en|em|es)|dies\w*|jene[rsnm]?|alle|keine|viele|ihre|seine|beide|jede[rsnm]?|sowie|w[aeu]r(?:en|den?)|ha(?:tte|b)n?|hatten|sollt?en?|könnt?en?|konnten?|müssen|sie|eine?[rnms]?"
    r"|ohne|wie|oder|unter|über|hinter|für|später|gegen|neben|aber|nahmen?|gingen?|kamen?|machten?"
    r"|arbeite(?:te)?n?|gründeten?|brauch(?:te)?n?|setzten?|verlieren?|kosteten?|startete)\b"
)
_TRAILER = re.compile(r"[^\S\r\n](?:alt|lang)(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Unit:
    """Where a unit ends, and its readings: (name, factor into base units), best first."""

    end: int
    readings: Readings


def unit_at(text: str, position: int) -> Unit | None:
    """Read the unit that follows a number ending at the position, adjectives in between."""
    gap = _GAP.match(text, position)
    start = gap.end() if gap else position
    sign = _SIGN.match(text, start)
    if sign is not None:
        return Unit(sign.end(), _sign_readings(sign.lastgroup or ""))
    age = _AGE.match(text, start)
    if age is not None:
        return Unit(age.end(), TIMES[age.lastgroup or "jahr"])
    if start == position:
        return None
    return _compounded(text, start) if text[position] == "-" else _noun_at(text, start)


def currency_before(text: str, position: int) -> tuple[int, str] | None:
    """Read a currency that stands before its number: where the number begins, and the code."""
    match = _PREFIX.match(text, position)
    if match is None:
        return None
    sign = _SIGN.match(text, position)
    code = sign.lastgroup if sign is not None else None
    return None if code is None or code not in CURRENCIES else (match.end(), code)


@lru_cache(maxsize=4096)
def noun_unit(word: str) -> Readings | None:
    """Give the unit that a noun is counted in („KI-Chips“ is chip); None for any other noun."""
    lower = word.lower()
    time = _TIME.fullmatch(lower)
    if time is not None:
        return TIMES[time[1]]
    match = _NOUN.search(lower)
    return None if match is None else ((match.lastgroup or "number", Decimal(1)),)


def _sign_readings(group: str) -> Readings:
    if group in PARTS_OF_HUNDRED:
        return PARTS_OF_HUNDRED[group]
    return SHARED.get(group.replace("_", "-")) or ((group, Decimal(1)),)


def _compounded(text: str, start: int) -> Unit | None:
    """Read the unit inside a compound: the „Parameter“ of „70-Milliarden-Parameter-Modell“."""
    word = _WORD.match(text, start)
    if word is None:
        return None
    first = word[0].split("-")[0]
    readings = noun_unit(first)
    return None if readings is None else Unit(start + len(first), readings)


def _noun_at(text: str, start: int) -> Unit | None:
    position = start
    for _ in range(3):
        word = _WORD.match(text, position)
        if word is None:
            return None
        readings = noun_unit(word[0]) if word[0][0].isupper() else None
        if readings is not None:
            trailer = _TRAILER.match(text, word.end())
            return Unit(trailer.end() if trailer else word.end(), readings)
        position = _past(text, position)
        if position < 0:
            return None
    return None


def _past(text: str, position: int) -> int:
    """Step over an adjective („neue“) or the name of a maker („Nvidia“); -1 where neither is."""
    adjective = _ADJECTIVE.match(text, position)
    if adjective is not None:
        return -1 if _ENDS_PHRASE.match(text, position) else adjective.end()
    name = _NAME.match(text, position)
    if name is None:
        return -1
    # Only chips are told by their maker before them; „2000 Euro Unternehmen“ is no count.
    model = _NAME.match(text, name.end())  # „Nvidia H800 GPUs“
    name = model if model is not None and any(map(str.isdigit, model[0])) else name
    following = _WORD.match(text, name.end())
    readings = noun_unit(following[0]) if following else None
    return name.end() if readings and readings[0][0] in ("chip", "gpu_hour") else -1
