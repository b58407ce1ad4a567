"""Offsets of other tools: what they count is found out by the words that must stand there.

Spans are counted in code points here. Browsers count UTF-16 units, in which an emoji is two (Label
Studio exported those for years), and whoever reads a text with universal newlines (brat) counts
CRLF as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from harness.model.corpus import Span

_SPACE = re.compile(r"\s+")


class Mark(NamedTuple):
    """Where a tool says that words stand; `words` is None where it does not tell them."""

    start: int
    end: int
    words: str | None


def find_spans(text: str, marks: Sequence[Mark]) -> list[Span | None]:
    """Give the span of each mark in code points; None where its words are not.

    One unit for all marks is preferred. Words across line breaks may differ in space where no unit
    fits them exactly: browsers drop or escape the line breaks of what is selected.
    """
    units = list(_units(text))
    best: list[Span | None] = [None] * len(marks)
    for alike in (_same, _same_but_for_breaks):
        for positions in units:
            found = [_span(text, mark, positions, alike) for mark in marks]
            if None not in found:
                return found
            best = [old or new for old, new in zip(best, found, strict=True)]
    return best


def _units(text: str) -> Iterator[Mapping[int, int]]:
    """Yield, for each way of counting, which offset there is which code point here."""
    widths: list[Callable[[str], int]] = [lambda _: 1]
    if any(character > "\uffff" for character in text):
        widths.append(lambda character: 2 if character > "\uffff" else 1)
    for folded in (False, True) if "\r\n" in text else (False,):
        for width in widths:
            yield _positions(text, width, folded=folded)


def _positions(text: str, width: Callable[[str], int], *, folded: bool) -> dict[int, int]:
    positions: dict[int, int] = {}
    there = 0
    for here, character in enumerate(text):
        positions.setdefault(there, here)
        if not (folded and text.startswith("\r\n", here)):
            there += width(character)
    positions[there] = len(text)
    return positions


def _span(
    text: str, mark: Mark, positions: Mapping[int, int], alike: Callable[[str, str], bool]
) -> Span | None:
    start, end = positions.get(mark.start), positions.get(mark.end)
    if start is None or end is None or start >= end:
        return None
    if mark.words is not None and not alike(text[start:end], mark.words):
        return None
    return Span(start, end)


def _same(one: str, other: str) -> bool:
    return one == other


def _same_but_for_breaks(there: str, words: str) -> bool:
    """Whether words with line breaks are the same but for space, and begin and end alike."""
    bare, said = there.strip("\r\n"), words.replace("\\n", "\n").strip("\r\n")
    if bare == there and "\n" not in there and "\r" not in there:
        return False
    ends_alike = bare[:1] == said[:1] and bare[-1:] == said[-1:]
    return ends_alike and _SPACE.sub("", bare) == _SPACE.sub("", said) != ""
