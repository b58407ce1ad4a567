"""Evidence marked in running text: overlapping spans cut into pieces that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from harness.model.corpus import Article, Span
from harness.report.words import visible

_MOST_NAMED = 8  # marks named at one place; all of them have a row of their own


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to mark: whose it is, what came of it, and where its row stands."""

    span: Span
    side: str  # "gold" or "predicted"
    outcome: str
    anchor: str
    number: int


@dataclass(frozen=True, slots=True)
class Note:
    """A link from the end of a marked span to its row."""

    anchor: str
    number: int
    label: str
    target: bool  # whether rows link back to this place


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with equal marks throughout; `classes` is empty for plain text."""

    text: str
    classes: str
    title: str
    notes: tuple[Note, ...]


def mark_text(article: Article, marks: Sequence[Mark]) -> tuple[tuple[Piece, ...], ...]:
    """Cut an article into paragraphs of pieces; notes stand behind the piece that ends a span."""
    noted: set[str] = set()
    return tuple(_paragraph(article, line, marks, noted) for line in article.paragraphs)


def _paragraph(
    article: Article, line: Span, marks: Sequence[Mark], noted: set[str]
) -> tuple[Piece, ...]:
    here = [mark for mark in marks if mark.span.overlap(line)]
    edges = {line.start, line.end}
    for mark in here:
        edges |= {max(line.start, mark.span.start), min(line.end, mark.span.end)}
    cuts = sorted(edges)
    pieces = []
    for start, end in pairwise(cuts):
        covering = [mark for mark in here if mark.span.start < end and start < mark.span.end]
        ending = [mark for mark in covering if min(mark.span.end, line.end) == end]
        pieces.append(
            Piece(
                text=visible(article.text[start:end]),
                classes=_classes(covering),
                title=_title(covering),
                notes=_notes(ending, noted),
            )
        )
    return tuple(pieces)


def _classes(covering: Sequence[Mark]) -> str:
    """Name how a piece is drawn: gold below, prediction above; the worst outcome decides."""
    found = {f"{mark.side}-{mark.outcome.split(maxsplit=1)[0]}" for mark in covering}
    return " ".join(sorted(found))


def _title(covering: Sequence[Mark]) -> str:
    labels = list(dict.fromkeys(_label(mark) for mark in covering))
    more = f"; and {len(labels) - _MOST_NAMED} more" if len(labels) > _MOST_NAMED else ""
    return "; ".join(labels[:_MOST_NAMED]) + more


def _label(mark: Mark) -> str:
    return f"{mark.number}: {mark.side}, {mark.outcome}"


def _notes(ending: Sequence[Mark], noted: set[str]) -> tuple[Note, ...]:
    """Link each outcome once a place; the first place of all is where its row links back to."""
    notes: dict[str, Note] = {}
    for mark in ending:
        if mark.anchor not in notes:
            target = mark.anchor not in noted
            noted.add(mark.anchor)
            notes[mark.anchor] = Note(mark.anchor, mark.number, _label(mark), target)
    return tuple(sorted(notes.values(), key=lambda note: note.number))
