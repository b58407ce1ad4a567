"""Tag sequences read as spans of tokens: leniently, as conlleval and seqeval do, and strictly.

A tag is a prefix and a label: B-PER, I-PER, O; a prefix alone is a span without a label. Lenient
reading takes every sequence: IOB1, IOB2 and IOBES alike, and what breaks their rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

from harness.model.spans import LabelledSpan

Scheme: TypeAlias = Literal["IOB1", "IOB2", "IOBES"]
Tag: TypeAlias = tuple[str, str]
Reading: TypeAlias = Callable[[Sequence[str]], Iterator[LabelledSpan]]

SCHEMES: tuple[Scheme, ...] = ("IOB1", "IOB2", "IOBES")
PREFIXES = {"IOB1": "IOB", "IOB2": "IOB", "IOBES": "IOBES"}
OUTSIDE: Tag = ("O", "")
_UNNAMED = "_"  # what seqeval calls a span without a label


def _split(tag: str) -> Tag:
    return tag[0], tag[1:].split("-", maxsplit=1)[-1]


def read_as_seqeval(tags: Sequence[str]) -> Iterator[LabelledSpan]:
    """Read as seqeval 1.2.2 does by default: S and E end a span, B, S and a new label begin one."""
    return _read(tags, lambda before, tag: before[0] in "ES" or tag[0] in "BS", _UNNAMED)


def read_as_conlleval(tags: Sequence[str]) -> Iterator[LabelledSpan]:
    """Read as conlleval does: B begins a span except after E; an S is a prefix it does not know."""
    breaks = {("B", "B"), ("I", "B"), ("E", "E"), ("E", "I")}
    return _read(tags, lambda before, tag: (before[0], tag[0]) in breaks, "")


def _read(
    tags: Sequence[str], breaks: Callable[[Tag, Tag], bool], unnamed: str
) -> Iterator[LabelledSpan]:
    begin, before = 0, OUTSIDE
    for place, tag in enumerate([*map(_split, tags), OUTSIDE]):
        border = before[1] != tag[1] or "O" in {before[0], tag[0]} or breaks(before, tag)
        if border and before[0] != "O":
            yield LabelledSpan(begin, place, before[1] or unnamed)
        if border:
            begin = place
        before = tag


def read_strictly(tags: Sequence[str], scheme: Scheme) -> Iterator[LabelledSpan]:
    """Read as seqeval 1.2.2 does in its strict mode: what breaks the scheme is no span at all."""
    split = [(tag[0], tag[1:].strip("-") or _UNNAMED) for tag in tags]
    split.append(("O", _UNNAMED))
    place, before = 0, split[-1]
    while place < len(split):
        if not _begins(scheme, before, split[place]):
            before = split[place]
            place += 1
            continue
        begin = place
        place += 1
        while _continues(scheme, split[place - 1], split[place]):
            place += 1
        if _closes(scheme, split[place - 1], split[place]):
            yield LabelledSpan(begin, place, split[begin][1])
        before = split[place - 1]


def _begins(scheme: Scheme, before: Tag, tag: Tag) -> bool:
    if scheme == "IOB1":
        alike = before[1] == tag[1]
        fresh = before[0] in "OB" or not alike
        return (tag[0] == "I" and fresh) or (tag[0] == "B" and before[0] in "IB" and alike)
    return tag[0] in "BS"


def _continues(scheme: Scheme, before: Tag, tag: Tag) -> bool:
    inside = tag[0] == "I" or (scheme == "IOBES" and tag[0] == "E")
    return inside and before[0] in "BI" and before[1] == tag[1]


def _closes(scheme: Scheme, last: Tag, following: Tag) -> bool:
    if scheme == "IOBES":
        return last[0] in "ES"
    # In IOB1 a B only parts two spans of one label.
    return scheme == "IOB2" or (last[0], following[0]) != ("B", "B") or last[1] == following[1]


def detect_scheme(sentences: Iterable[Sequence[str]]) -> Scheme:
    """Name the scheme that the tags of gold follow; without a sign of another it is IOB2."""
    begun_by_inside = parted = False
    for tags in sentences:
        for before, tag in pairwise([OUTSIDE, *map(_split, tags)]):
            if tag[0] in "ES":
                return "IOBES"
            fresh = before[0] == "O" or before[1] != tag[1]
            begun_by_inside |= tag[0] == "I" and fresh
            parted |= tag[0] == "B" and fresh
    return "IOB1" if begun_by_inside and not parted else "IOB2"


def breaks_scheme(before: str, tag: str, scheme: Scheme) -> bool:
    """Tell whether a scheme forbids a tag after another; a sentence begins and ends with O."""
    last, this = _split(before), _split(tag)
    alike, is_open, goes_on = last[1] == this[1], last[0] in "BI", this[0] in "IE"
    if scheme == "IOB1":
        return this[0] == "B" and not (is_open and alike)
    if scheme == "IOB2":
        return goes_on and not (is_open and alike)
    return goes_on != is_open or (goes_on and not alike)
