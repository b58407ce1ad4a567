"""Evidence marked in running text: overlapping spans cut into pieces that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from harness.model.corpus import Article, Span
from harness.report.facts import outcome
from harness.report.outcomes import Numbered
from harness.report.words import visible

_MOST_NAMED = 6  # marks named at one place; all of them have a row of their own


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A span to mark: gold's (column 0) or that of the extractor in a column.

    `number` and `anchor` are those of its outcome, `place` is where a row leads to; `noted` says
    whether the end of the span carries a number of its own.
    """

    span: Span
    column: int
    outcome: str
    number: int
    anchor: str
    place: str
    noted: bool = True


class Note(msgspec.Struct, frozen=True, gc=False):
    """A number at the end of a marked span that leads to its row; gold's have no column."""

    anchor: str
    number: int
    label: str
    place: str  # an id, empty at all places of a fact but the first
    column: int
    shown: bool  # whether it belongs to what is shown at first


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A stretch of text with equal marks throughout, empty for plain text.

    `gold` holds the numbers of gold facts, `said` pairs of column and number; `classes` draw it
    for the extractor that is shown at first, and `title` tells its marks in words.
    """

    text: str
    gold: str
    said: str
    classes: str
    title: str
    notes: tuple[Note, ...]


def marks_of(readings: Sequence[Sequence[Numbered]]) -> list[Mark]:
    """Give all that is marked in one article: gold once, then what each extractor shows."""
    marks: list[Mark] = []
    for column, items in enumerate(readings, start=1):
        for item in items:
            gold, said = item.match.gold, item.match.prediction
            result = outcome(item.match)
            known = gold.spans if gold is not None else ()
            if column == 1:  # the gold of all; its outcome is that of whoever is shown at first
                marks += [
                    Mark(span, 0, result, item.number, item.anchor, item.place) for span in known
                ]
            for span in said.evidence if said is not None else ():
                beside = not any(span.overlap(other) for other in known)
                marks.append(
                    Mark(span, column, result, item.number, item.anchor, item.place, noted=beside)
                )
    return marks


def mark_text(article: Article, marks: Sequence[Mark]) -> tuple[tuple[Piece, ...], ...]:
    """Cut an article into paragraphs of pieces; notes stand behind the piece that ends a span."""
    placed: set[str] = set()
    return tuple(
        _paragraph(article, line, _within(marks, *line), placed) for line in article.paragraphs
    )


def _within(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    return [mark for mark in marks if mark.span.start < end and start < mark.span.end]


def _paragraph(
    article: Article, line: Span, here: Sequence[Mark], placed: set[str]
) -> tuple[Piece, ...]:
    edges = {line.start, line.end}
    for mark in here:
        edges |= {max(line.start, mark.span.start), min(line.end, mark.span.end)}
    return tuple(
        _piece(article, Span(start, end), line, here, placed)
        for start, end in pairwise(sorted(edges))
    )


def _piece(
    article: Article, part: Span, line: Span, here: Sequence[Mark], placed: set[str]
) -> Piece:
    start, end = part
    covering = _within(here, start, end)
    ending = [one for one in covering if one.noted and min(one.span.end, line.end) == end]
    shown = [mark for mark in covering if mark.column < 2]
    gold = dict.fromkeys(mark.number for mark in covering if not mark.column)
    said = dict.fromkeys((mark.column, mark.number) for mark in covering if mark.column)
    return Piece(
        text=visible(article.text[slice(*part)]),
        gold=" ".join(map(str, gold)),
        said=" ".join(f"{column}:{number}" for column, number in said),
        classes=_classes(shown),
        title=_title(shown),
        notes=_notes(ending, placed),
    )


def _classes(shown: Iterable[Mark]) -> str:
    """Name how a piece is drawn: gold below, prediction above; several of gold are told."""
    marks = list(shown)
    found = {_class(mark) for mark in marks}
    if len({mark.number for mark in marks if not mark.column}) > 1:
        found.add("several")
    return " ".join(sorted(found))


def _class(mark: Mark) -> str:
    side = "said" if mark.column else "gold"
    return f"{side}-{mark.outcome.split(maxsplit=1)[0]}"


def _title(shown: Sequence[Mark]) -> str:
    labels = list(dict.fromkeys(_label(mark) for mark in shown))
    more = f"; and {len(labels) - _MOST_NAMED} more" if len(labels) > _MOST_NAMED else ""
    return "; ".join(labels[:_MOST_NAMED]) + more


def _label(mark: Mark) -> str:
    return f"{mark.number}: {'predicted' if mark.column else 'gold'}, {mark.outcome}"


def _notes(ending: Iterable[Mark], placed: set[str]) -> tuple[Note, ...]:
    """Give each outcome one number a place; its first place is where its row leads to."""
    notes: dict[tuple[int, int], Note] = {}
    for mark in ending:
        key = mark.column, mark.number
        if key not in notes:
            first = mark.place not in placed
            placed.add(mark.place)
            notes[key] = Note(
                anchor=mark.anchor,
                number=mark.number,
                label=_label(mark),
                place=mark.place if first else "",
                column=mark.column,
                shown=mark.column < 2,
            )
    return tuple(sorted(notes.values(), key=lambda note: (note.number, note.column)))


def places_in(paragraphs: Iterable[Iterable[Piece]]) -> frozenset[str]:
    """Give the places that stand in a marked text."""
    return frozenset(
        note.place
        for pieces in paragraphs
        for piece in pieces
        for note in piece.notes
        if note.place
    )
