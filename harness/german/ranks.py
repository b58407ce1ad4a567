"""Ranks: „Platz 3“, „an dritter Stelle“, „drittgrößte“, and ordinals alone."""

from __future__ import annotations

import re
from decimal import Decimal

from harness.german.numberwords import ordinal, spelt
from harness.model.values import QuantityValue

_NAMED = re.compile(
    r"(?:Platz|Rang|Position|(?P<number>Nummer|Nr\.))[^\S\r\n](?P<rank>[0-9]{1,4}|[a-zäöüß]+)(?!\w|,[0-9])"
)
_PLACED = re.compile(
    r"(?P<ordinal>[0-9]{1,4}\.|[a-zäöüß]+)[^\S\r\n](?:Platz|Plätze|Rang|Stelle|Position)e?s?(?![^\W_])"
)
_SUPERLATIVE = re.compile(
    r"(?P<ordinal>zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt)-?"
    r"[a-zäöü]{1,30}(?:[sß]t|xt)(?:e[nrms]?)(?![^\W_])|(?P<most>zweit|dritt)meist[a-zäöü]*"
)
_ALONE = re.compile(r"(?P<ordinal>[0-9]{1,4}\.|[^\W\d_]+)")


def rank_at(text: str, position: int) -> tuple[int, tuple[QuantityValue, ...]] | None:
    """Read a rank that running text names as one: where it ends, and its reading."""
    match = _NAMED.match(text, position)
    if match is not None:
        number = int(match["rank"]) if match["rank"].isdecimal() else spelt(match["rank"])
        # „Nummer 17“ counts things, only the first few numbers rank them.
        if number is None or (match["number"] and number > 3):
            return None
        return match.end(), (rank(int(number)),)
    match = _PLACED.match(text, position)
    if match is not None:
        return _told(match, _ordinal(match["ordinal"]))
    match = _SUPERLATIVE.match(text, position)
    return (
        _told(match, ordinal((match["ordinal"] or match["most"]) + "e"))
        if match is not None
        else None
    )


def ordinal_at(text: str, position: int) -> tuple[int, tuple[QuantityValue, ...]] | None:
    """Read an ordinal standing alone („achtzehnte“, „18.“), which running text rarely ranks by."""
    match = _ALONE.match(text, position)
    return _told(match, _ordinal(match["ordinal"])) if match is not None else None


def rank(number: int) -> QuantityValue:
    """Make the value of a rank; 1 is the first."""
    return QuantityValue(Decimal(number), "rank")


def _ordinal(word: str) -> int | None:
    return int(word[:-1]) if word.endswith(".") else ordinal(word)


def _told(match: re.Match[str], number: int | None) -> tuple[int, tuple[QuantityValue, ...]] | None:
    return None if not number else (match.end(), (rank(number),))
