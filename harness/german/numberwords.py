"""Numbers spelt out: „einundzwanzig“, „zweieinhalb“, „achtzehnte“, „Zehntel“."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache

from harness.german.lexis import words

# Ratios such as 1/3 have no exact Decimal: they are rounded to 28 digits, as everywhere here.
RATIO = Context(prec=28)

_PARTS = (
    "und|null|eins|ein|zwei|zwo|drei(?:ß|ss)ig|drei|vier|fünf|sechs|sech(?=z)|sieben|sieb(?=z)"
    "|acht|neun|zehn|elf|zwölf|zwanzig|zig|hundert|tausend"
)
_CARDINAL = re.compile(rf"(?!und|zig)(?:{_PARTS})+")
_HALF = re.compile(
    r"(?P<whole>.+?)(?:(?P<half>einhalb)|(?P<quarter>einviertel)|(?P<three>dreiviertel))"
    r"|(?P<other>anderthalb)e?"
)
_GENITIVES = {"zweier": "zwei", "dreier": "drei"}  # „der Flug zweier Jets“
_ORDINAL_TAILS = (("erst", "eins"), ("dritt", "drei"), ("siebt", "sieben"), ("acht", "acht"))
_FRACTION_STEMS = {"drit": 3, "vier": 4, "sieb": 7, "ach": 8, "zwanzig": 20, "million": 10**6}

# The letters with which a spelt number can begin; whoever scans a text looks here first.
FIRST_THREE = words("nul ein zwe zwo dre vie fün sec sie ach neu zeh elf zwö zwa hun tau and")


@lru_cache(maxsize=4096)
def cardinal(word: str) -> int | None:
    """Read a spelt whole number; None where the word is none („ein“ reads as 1)."""
    lower = _GENITIVES.get(word, word.lower())
    if _CARDINAL.fullmatch(lower) is None:
        return None
    if lower == "ein":
        return 1
    # Imported late: most texts get by without; the package brings no types.
    from text_to_num import text2num  # noqa: PLC0415

    try:
        return int(text2num(lower, "de"))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def spelt(word: str) -> Decimal | None:
    """Read a spelt number, whole or with a half or quarters („zweieinhalb“ is 2.5)."""
    lower = word.lower()
    match = _HALF.fullmatch(lower)
    if match is None:
        whole = cardinal(word)
        return None if whole is None else Decimal(whole)
    if match["other"]:
        return Decimal("1.5")
    whole = cardinal(match["whole"])
    part = "0.5" if match["half"] else "0.25" if match["quarter"] else "0.75"
    return None if whole is None else Decimal(whole) + Decimal(part)


@lru_cache(maxsize=4096)
def ordinal(word: str) -> int | None:
    """Read a spelt ordinal in any ending („achtzehnter“ is 18); None where it is none."""
    stem = re.sub(r"e[nrsm]?$", "", word.lower())
    if stem == word.lower():
        return None
    for tail, replacement in _ORDINAL_TAILS:
        if stem.endswith(tail):
            return cardinal(stem[: -len(tail)] + replacement)
    for tail in ("st", "t"):
        if stem.endswith(tail) and (number := cardinal(stem[: -len(tail)])) is not None:
            return number
    return None


@lru_cache(maxsize=1024)
def denominator(word: str) -> int | None:
    """Read the name of a part („Zehntel“ is 10, „Drittel“ is 3); None where it is none."""
    part = re.sub(r"(?<=tel)[ns]$", "", word.lower())
    for tail in (
        "tel",
        "stel",
    ):  # „Sechstel“ is „sechs“ and „tel“, „Zwanzigstel“ has an „s“ between
        stem = part.removesuffix(tail)
        if stem != part:
            number = _FRACTION_STEMS.get(stem) or cardinal(stem)
            if number is not None:
                return number
    return None
