"""Read a value phrase as a whole: every reading it can have."""

from __future__ import annotations

import re
from typing import TypeAlias

from harness.german.dates import Dated, date_at
from harness.german.days import Today, today_of
from harness.german.quantities import quantity_at
from harness.german.ranks import ordinal_at, rank_at
from harness.german.ratios import ratio_at
from harness.german.relativedates import relative_at
from harness.model.values import DateValue, QuantityValue

Reading: TypeAlias = QuantityValue | DateValue

# Small words that may stand before a value and change nothing.
_FLUFF = re.compile(
    r"(?:der|die|das|den|dem|des|im|in|ins|am|an|auf|um|von|vom|bei|beim|für|mit|seit|bis|ab|zum|zur|zu"
    r"|nach|pro|je|nur|lediglich|genau|exakt|gerade|einmal|mal|insgesamt|allein|noch|bereits|schon|erst"
    r"|immerhin|sogar|gar|satte|stolze|ganze|weitere|jeweils|dem|Jahre?s?|Höhe|sowie|und|aus|auch|gegen"
    r"|ihre[nrms]?|seine[nrms]?|diese[nrms]?|ein)(?:[^\S\r\n]+|\Z)",
    re.IGNORECASE,
)
_REST = re.compile(r"[\s.,;:!?…)\]»«\"'“”’]*\Z")
_SPACED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")


def normalise(surface: str, doc_date: str) -> tuple[Reading, ...]:
    """Read a value phrase as a whole: every reading it can have, best first; none if it is none.

    Articles and prepositions may stand before the value. A day without a year reads as "XXXX-…"
    first, then as the nearest such day. Raises ValueError where `doc_date` is no EDTF date with a
    year.
    """
    today = publishing_day(doc_date)
    # In running text „2024 500“ are two numbers; as one phrase „15 000“ is one.
    text = _SPACED.sub(lambda match: match[0].replace(" ", "\u00a0"), surface)
    start = len(text) - len(text.lstrip())
    while start < len(text):
        readings = _whole(text, start, today)
        if readings:
            return readings
        fluff = _FLUFF.match(text, start)
        if fluff is None:
            return ()
        start = fluff.end()
    return ()


def publishing_day(doc_date: str) -> Today:
    """Read the day of an article; raises ValueError where it is no EDTF date with a year."""
    today = today_of(doc_date)
    if today is None:
        raise ValueError(f"doc_date {doc_date!r} has no year; write e.g. 2025-01-28")
    return today


def dates_of(dated: Dated | None, *, resolved_first: bool) -> tuple[Reading, ...]:
    """Make the values of a date; running text takes a yearless day as the nearest one first."""
    if dated is None:
        return ()
    edtf = dated.edtf
    if resolved_first and len(edtf) > 1:
        edtf = tuple(sorted(edtf, key=lambda one: one.startswith("XXXX")))
    values: list[Reading] = []
    for one in edtf:
        try:
            values.append(DateValue(one))
        except ValueError:  # a year outside the calendar
            continue
    return tuple(values)


def _whole(text: str, start: int, today: Today) -> tuple[Reading, ...]:
    """Collect every reading that takes the text from a place to its end."""
    readings: list[Reading] = []
    for dated in (date_at(text, start, today), relative_at(text, start, today)):
        if dated is not None and _REST.match(text, dated.end):
            readings.extend(dates_of(dated, resolved_first=False))
    for read in (ratio_at, rank_at, ordinal_at, quantity_at):
        found = read(text, start)
        if found is not None and _REST.match(text, found[0]):
            readings.extend(found[1])
    return tuple(dict.fromkeys(readings))
