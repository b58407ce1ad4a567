"""brat stand-off: a text (.txt) and its annotations (.ann), and the configuration for a collection.

A span (T) with the predicate as its type is a fact's first evidence; relations (R) called main,
mention or context lead to further spans. Attributes (A) say negated, former, optional and
certainty; an AnnotatorNotes line (#) at the first span holds the rest as JSON. `brat_reader` is the
way back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, get_args

from harness.model.corpus import Article, Span
from harness.model.facts import Certainty, GoldFact, GoldSet, Predicate
from harness.stores.formats.exchange import ROLES, Exported, by_article, slots_of

FLAGS = ("negated", "former")
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
_TYPE = re.compile(r"[^\s;:]+")
# brat reads its lines with Python's splitlines, which ends them at all of these.
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_PIECE = re.compile(f"[^{_BREAKS}]+")


def export(gold: GoldSet) -> Exported:
    """Write a .txt and an .ann for each article, and annotation.conf."""
    lost: list[str] = []
    files = {"annotation.conf": annotation_conf(gold.predicates.values())}
    for article, facts in by_article(gold, lost):
        lines = _Lines(article, lost)
        for fact in facts:
            lines.add(fact)
        files[f"{article.id}.txt"] = _as_brat_reads(article.text).encode()
        files[f"{article.id}.ann"] = "".join(f"{line}\n" for line in lines.lines).encode()
    return Exported(files, lost)


def annotation_conf(predicates: Iterable[Predicate]) -> bytes:
    """Write brat's configuration: which types, relations and attributes there are."""
    names = [predicate.name for predicate in predicates if _TYPE.fullmatch(predicate.name)]
    certainties = "|".join(CERTAINTIES)
    lines = [
        *("[entities]", *names),
        *("[relations]", *(f"{role}\tArg1:<ENTITY>, Arg2:<ENTITY>" for role in ROLES)),
        "[events]",
        *("[attributes]", *(f"{flag}\tArg:<ENTITY>" for flag in (*FLAGS, "optional"))),
        f"certainty\tArg:<ENTITY>, Value:{certainties}",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _as_brat_reads(text: str) -> str:
    """Give a text as brat counts in it: it reads with universal newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Lines:
    """The lines of one .ann file, numbered as brat wants them."""

    def __init__(self, article: Article, lost: list[str]) -> None:
        self.lines: list[str] = []
        self._article = article
        self._lost = lost
        self._counts: dict[str, int] = {}

    def add(self, fact: GoldFact) -> None:
        """Add a fact, or tell in `lost` why brat has no line for it."""
        named = f"{self._article.id}: fact {fact.id!r}"
        if not _TYPE.fullmatch(fact.predicate):
            rule = "a type has no blanks, colons or semicolons"
            self._lost.append(f"{named}: {rule}, but the predicate is {fact.predicate!r}")
            return
        for item in fact.evidence:
            pieces = _pieces(self._article.text, item.span)
            if Span(pieces[0].start, pieces[-1].end) != item.span:
                told = f"[{item.span.start}, {item.span.end})"
                self._lost.append(f"{named}: line breaks at the ends of its evidence {told}")
        spans = [self._span(fact.predicate, item.span) for item in fact.evidence]
        for item, name in list(zip(fact.evidence, spans, strict=True))[1:]:
            self._line("R", f"{item.role} Arg1:{spans[0]} Arg2:{name}")
        self._slots(fact, spans[0])

    def _span(self, predicate: str, span: Span) -> str:
        text = self._article.text
        pieces = _pieces(text, span)
        offsets = []
        for piece in pieces:
            start = len(_as_brat_reads(text[: piece.start]))
            offsets.append(f"{start} {start + piece.end - piece.start}")
        words = " ".join(text[piece.start : piece.end] for piece in pieces)
        return self._line("T", f"{predicate} {';'.join(offsets)}\t{words}")

    def _slots(self, fact: GoldFact, span: str) -> None:
        slots = slots_of(fact)
        qualifiers: dict[str, Any] = slots.get("qualifiers", {})
        for flag in FLAGS:
            if qualifiers.pop(flag, False):
                self._line("A", f"{flag} {span}")
        if certainty := qualifiers.pop("certainty", None):
            self._line("A", f"certainty {span} {certainty}")
        if slots.pop("optional", False):
            self._line("A", f"optional {span}")
        if fact.evidence[0].role != "main":
            slots["role"] = fact.evidence[0].role
        if not qualifiers:
            slots.pop("qualifiers", None)
        note = json.dumps(slots, ensure_ascii=False)
        for character in "\x85\u2028\u2029":  # the line breaks that JSON lets stand
            note = note.replace(character, f"\\u{ord(character):04x}")
        self._line("#", f"AnnotatorNotes {span}\t{note}")

    def _line(self, letter: str, content: str) -> str:
        self._counts[letter] = self._counts.get(letter, 0) + 1
        name = f"{letter}{self._counts[letter]}"
        self.lines.append(f"{name}\t{content}")
        return name


def _pieces(text: str, span: Span) -> list[Span]:
    """Cut a span at its line breaks, for brat has one line a span; blank pieces are left out."""
    found = _PIECE.finditer(text, span.start, span.end)
    return [Span(match.start(), match.end()) for match in found if match[0].strip()]
