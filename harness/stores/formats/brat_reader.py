"""Annotations of brat (.ann), read back as gold facts; `brat` tells how facts stand in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from harness.errors import UsageError
from harness.model.facts import Role
from harness.stores.formats.brat import CERTAINTIES, FLAGS
from harness.stores.formats.foreign import ForeignFile, Place
from harness.stores.formats.offsets import Mark
from harness.stores.formats.settling import (
    LabelledArticle,
    Marked,
    RawFact,
    article_named,
    role_named,
    settle,
    texts_agree,
)
from harness.stores.goldsets import Ground
from harness.stores.seeds import read_text

_LINES = {
    "T": re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)"),
    "R": re.compile(r"(\S+) \S+?:(\S+) \S+?:(\S+)\s*"),
    "A": re.compile(r"(\S+) (\S+)(?: (.*?))?\s*"),
    "#": re.compile(r"(\S+) (\S+)\t(.*)"),
}
_LINES["M"] = _LINES["A"]
_WRITTEN = {
    "T": "T1<tab>type 0 5<tab>words",
    "R": "R1<tab>mention Arg1:T1 Arg2:T2",
    "A": "A1<tab>negated T1",
    "M": "A1<tab>negated T1",
    "#": "#1<tab>AnnotatorNotes T1<tab>{…}",
}


class _Line(NamedTuple):
    name: str
    groups: tuple[str, ...]
    place: Place


def read(file: ForeignFile, ground: Ground, article: str | None = None) -> list[LabelledArticle]:
    """Read an .ann file; the article is the one named, or that of the file's name.

    Faults are noted in the file. Raises UsageError where a text beside it cannot be read.
    """
    if file.path.suffix != ".ann":
        raise UsageError(f"{file.path}: brat's annotations are .ann files; give those")
    labelled = article_named(file, article or file.path.stem, ground.articles, Place())
    if labelled is None:
        return []
    beside = file.path.with_suffix(".txt")
    if beside.is_file() and not texts_agree(file, read_text(beside), labelled, Place()):
        return []
    raw = _Annotations(file).facts()
    return [settle(file, labelled, raw, ground.lists.predicates)]


class _Annotations:
    """The lines of an .ann file, by what they say."""

    def __init__(self, file: ForeignFile) -> None:
        self._file = file
        self._spans: dict[str, _Line] = {}
        self._said: list[_Line] = []  # attributes, notes
        self._relations: list[_Line] = []
        self._unreadable: set[str] = set()  # spans that are told to be broken, or their notes
        for number, line in enumerate(file.text.split("\n"), start=1):
            if line.strip():
                self._take(line.removesuffix("\r"), Place(number))

    def _take(self, line: str, place: Place) -> None:
        name, _, content = line.partition("\t")
        letter = name[:1]
        if letter in ("*", "N"):  # equivalences and database ids: nothing of ours
            return
        match = _LINES[letter].fullmatch(content) if letter in _LINES else None
        if match is None:
            known = "known are T, R, A, M and # lines"
            rule = f"such a line is {_WRITTEN[letter]}" if letter in _LINES else known
            self._unreadable.add(name)
            self._file.fault(place, f"cannot be read: {line[:60]!r}", rule)
        elif name in self._spans:
            self._file.fault(place, f"{name} stands twice", "an id stands once")
        else:
            parsed = _Line(name, tuple(group or "" for group in match.groups()), place)
            if letter == "T":
                self._spans[name] = parsed
            else:
                (self._relations if letter == "R" else self._said).append(parsed)

    def facts(self) -> list[RawFact]:
        """Give a fact for each span that a note speaks of, or that no relation leads to."""
        slots: dict[str, dict[str, Any]] = {}
        for line in self._said:
            if self._known(line, line.groups[1]):
                self._note(line, slots)
        links: dict[str, list[tuple[str, Role]]] = {}
        for line in self._relations:
            if self._known(line, line.groups[1]) and self._known(line, line.groups[2]):
                self._link(line, links)
        targets = {target for linked in links.values() for target, _ in linked}
        facts = []
        for name, span in self._spans.items():
            if name in slots or name not in targets:
                facts.append(self._fact(span, slots.get(name, {}), links.pop(name, [])))
        for name in links:
            rule = "a relation leads from a fact's span to its further evidence"
            what = f"{name} says no fact, but a relation begins there"
            self._file.fault(self._spans[name].place, what, rule, "turn the relation round")
        return facts

    def _known(self, line: _Line, span: str) -> bool:
        known = span in self._spans
        told = span in self._unreadable or (line.name[:1] == "#" and span[:1] in "RAMN*#")
        if not known and not told:
            rule = "there is no such T line"
            self._file.fault(line.place, f"{line.name} speaks of {span}", rule, "remove the line")
        return known

    def _note(self, line: _Line, slots: dict[str, dict[str, Any]]) -> None:
        _, span, written = line.groups
        if not line.name.startswith("#"):
            self._attribute(line, slots.setdefault(span, {}))
        elif written.lstrip().startswith("{"):  # any other note is for people
            try:
                content = json.loads(written)
            except json.JSONDecodeError as error:
                what = f"the note of {span} is not JSON: {error.msg} (at {error.pos + 1})"
                self._file.fault(line.place, what, "", "mend it")
                self._unreadable.add(span)
                slots.setdefault(span, {})
            else:
                known = slots.setdefault(span, {})
                said = content.get("qualifiers")
                if isinstance(said, dict):  # what is none is told when the fact is made
                    content["qualifiers"] = said | known.get("qualifiers", {})
                known |= content

    def _attribute(self, line: _Line, slots: dict[str, Any]) -> None:
        kind, _, value = line.groups
        if kind == "optional":
            slots["optional"] = True
        elif kind in FLAGS:
            slots.setdefault("qualifiers", {})[kind] = True
        elif kind == "certainty" and value in CERTAINTIES:
            slots.setdefault("qualifiers", {})[kind] = value
        else:
            known = f"known are {', '.join((*FLAGS, 'optional'))} and certainty with one of "
            what = f"unknown attribute {' '.join((kind, value)).strip()!r}"
            self._file.fault(line.place, what, known + ", ".join(CERTAINTIES))

    def _link(self, line: _Line, links: dict[str, list[tuple[str, Role]]]) -> None:
        said, begin, end = line.groups
        role = role_named(self._file, said, line.name, line.place)
        links.setdefault(begin, []).append((end, role))

    def _fact(
        self, span: _Line, slots: Mapping[str, Any], linked: list[tuple[str, Role]]
    ) -> RawFact:
        kept = dict(slots)
        said = kept.pop("role", "main")
        evidence = _marked(span, role_named(self._file, said, span.name, span.place))
        for name, role in linked:
            evidence += _marked(self._spans[name], role)
        read = None if span.name in self._unreadable else kept
        return RawFact(span.groups[0], read, evidence, span.place)


def _marked(line: _Line, role: Role) -> list[Marked]:
    """Give the pieces of a span, each with its part of the words that brat joined by spaces."""
    _, offsets, words = line.groups
    marked: list[Marked] = []
    cut = 0
    for piece in offsets.split(";"):
        start, end = map(int, piece.split())
        last = len(marked) == offsets.count(";")
        said = words[cut:] if last else words[cut : cut + end - start]
        marked.append(Marked(Mark(start, end, said), role, line.place, continues=bool(marked)))
        cut += end - start + 1
    return marked
