"""Articles: texts with places in them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

import msgspec

Rendition: TypeAlias = Literal["retelling", "original"]

_TRAP = "-trap"


def story_of(article_id: str) -> str:
    """Give the id that an article shares with its trap copies, which are called `ID-trap`.

    They tell one story: what was fitted on one of them has seen the others.
    """
    return article_id.removesuffix(_TRAP)


class Span(NamedTuple):
    """Half-open stretch [start, end) in code points of an article's text."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many code points the span covers."""
        return self.end - self.start

    def overlap(self, other: Span) -> int:
        """Count the code points that both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def iou(self, other: Span) -> tuple[int, int]:
        """Intersection over union as (intersection, union), exact; the union is never 0."""
        shared = self.overlap(other)
        return shared, max(1, self.length + other.length - shared)


class Zone(NamedTuple):
    """A stretch of an article that is named, and in scope or not."""

    name: str
    in_scope: bool
    start: int
    end: int


class Article(msgspec.Struct, frozen=True, dict=True):
    """A text as extractors read it: what is out of scope is blanked, so offsets stay true.

    `doc_date` is an EDTF date: the day or days on which the article may have appeared.
    """

    id: str
    rendition: Rendition
    language: str
    doc_date: str
    text: str
    zones: tuple[Zone, ...] = ()

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The lines that are not blank, in order: the unit of place."""
        spans, start = [], 0
        for line in self.text.splitlines(keepends=True):
            if line.strip():
                spans.append(Span(start, start + len(line.rstrip("\r\n"))))
            start += len(line)
        return tuple(spans)

    def line_at(self, offset: int) -> int:
        """Give the number of the line that holds an offset, counted from 1."""
        return self.text.count("\n", 0, offset) + 1

    def paragraph_at(self, offset: int) -> int | None:
        """Give the index of the paragraph that holds an offset; None between paragraphs."""
        index = bisect_right(self.paragraphs, offset, key=lambda span: span.start) - 1
        return index if index >= 0 and offset < self.paragraphs[index].end else None


def blanked(text: str, zones: tuple[Zone, ...]) -> str:
    """Replace what is out of scope by spaces; line breaks stay, so no offset moves."""
    characters = list(text)
    for zone in zones:
        if not zone.in_scope:
            for offset in range(zone.start, zone.end):
                if characters[offset] not in "\r\n":
                    characters[offset] = " "
    return "".join(characters)
