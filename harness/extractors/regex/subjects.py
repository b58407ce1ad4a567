"""Find whom a clause is about: the nearest fitting mention, and all in a row with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from harness.extractors.regex.sentences import LINK, Reading, Sentence
from harness.extractors.regex.story import SOURCES

MARK = re.compile(r"⟨(?P<sort>[nv])(?P<index>\d+)\|(?P<kind>\w+)⟩")
_NO_SUBJECT_BEFORE = re.compile(
    r"(?:\b[Ll]aut|\bAngaben (?:von|des \w+|der)?|\bDarstellung (?:von|des|der)|\bwie"
    r"|\bgegenüber|\bals|\bVergleich (?:zu|mit)|\bneben|\b(?:Spitze|Gipfel) (?:de[rs]|von)"
    r"|⟨v[^⟩]*⟩ von|\b(?:in|an|gegen|durch|mit|hinter|unter)|⟩ de[rs] [\w-]+|⟩ (?:von|vom|aus"
    r"|der|des)"
    r"|\bAnalyst\w* (?:von|bei|der)|⟨n\d+\|PER⟩ (?:von|bei|vom))"
    r" ?(?:de[rm] |die |das |den )?(?:[\w-]+ )?\Z"
)
# „A, B und C“, each with its article and its trade: „der Auftragsfertiger TSMC aus Taiwan und …“.
_ITEM = r"(?:(?:de[rmns]|die|das|auch) )?(?:[\w-]+ ){0,2}?"
_PLACED = r"(?: aus (?:de[nr] )?⟨n\d+\|LOC⟩)?"
_ASIDE = r"(?:, (?:die|der|das) [^⟨⟩,;:]{3,60})?"
_ROW_LEFT = re.compile(
    rf"⟨n(?P<index>\d+)\|(?P<kind>\w+)⟩{_PLACED}{_ASIDE}(?:,| und| sowie| oder"
    rf"|, aber auch) {_ITEM}\Z"
)
_ROW_RIGHT = re.compile(
    rf"{_PLACED}{_ASIDE}(?:,| und| sowie| oder|, aber auch) {_ITEM}⟨n(?P<index>\d+)\|(?P<kind>\w+)⟩"
)


_SUBJECTS = frozenset({"ORG", "PRODUCT", "PER", "NAME", "GROUP"})


def subject_of(
    reading: Reading,
    number: int,
    marked: tuple[int, int],
    kinds: Collection[str],
    first: Collection[str] = (),
) -> int | None:
    """Find the index of the mention that a cue at a stretch of a marked sentence is about.

    Looks before the cue in its clause, then behind it, then earlier in the sentence, and last in
    the sentence before. In the sentence, `first` are the kinds that are preferred.
    """
    if first and set(first) < set(kinds):
        preferred = _in_sentence(reading, number, marked, first)
        if preferred is not None:
            return preferred
    found = _in_sentence(reading, number, marked, kinds)
    return _spoken_of(reading, number, kinds) if found is None else found


def _in_sentence(
    reading: Reading, number: int, marked: tuple[int, int], kinds: Collection[str]
) -> int | None:
    sentence = reading.sentences[number]
    clause = sentence.clause(marked[0])
    fitting = _fitting(reading, sentence, kinds)
    before = [index for place, index in fitting if clause[0] <= place < marked[0]]
    behind = [index for place, index in fitting if marked[0] <= place < clause[1]]
    earlier = [index for place, index in fitting if place < clause[0]]
    if before or behind:
        return before[-1] if before else behind[0]
    return earlier[-1] if earlier else None


def _spoken_of(reading: Reading, number: int, kinds: Collection[str]) -> int | None:
    """Take what the sentence before began with, where this one names nobody."""
    told = {reading.names[one].kind for one in reading.sentences[number].names}
    # A person alone does not stand in the way of a firm: „Finanzchefin Muster will investieren“.
    if (told - ({"PER"} if "PER" not in kinds else set())) & _SUBJECTS:
        return None
    return implied_of(reading, number, kinds, farthest=1)


def implied_of(
    reading: Reading, number: int, kinds: Collection[str], farthest: int = 3
) -> int | None:
    """Find what the sentences before, in the same paragraph, began with: „Geldgeber ist …“."""
    for back in range(number - 1, max(-1, number - 1 - farthest), -1):
        here, before = reading.sentences[number], reading.sentences[back]
        if "\n" in reading.text[before.span.end : here.span.start]:
            return None
        fitting = _fitting(reading, before, kinds or _SUBJECTS)
        if fitting:
            return fitting[0][1]
    return None


def row_of(sentence: Sentence, index: int) -> Sequence[int]:
    """List the mentions that stand in a row with one: „A, B und C“, in the order of the text."""
    mark = re.search(rf"⟨n{index}\|(?P<kind>\w+)⟩", sentence.marked)
    if mark is None:
        return [index]
    left, place = [], mark.start()
    while (match := _ROW_LEFT.search(sentence.marked, max(0, place - 180), place)) is not None:
        if not _alike(match["kind"], mark["kind"]):
            break
        left.append(int(match["index"]))
        place = match.start()
    right, place = [], mark.end()
    while (match := _ROW_RIGHT.match(sentence.marked, place)) is not None:
        if not _alike(match["kind"], mark["kind"]):
            break
        right.append(int(match["index"]))
        place = match.end()
    row = [*reversed(left), index, *right]
    # Without an „und“ it is an apposition: „Muster, Bosch-Tochter“.
    first = sentence.marked.find(f"⟨n{row[0]}|")
    told = sentence.marked[first:place]
    return row if len(row) > 1 and re.search(r" (?:und|sowie|oder|auch) ", told) else [index]


def _alike(kind: str, other: str) -> bool:
    return kind == other or {kind, other} <= {"ORG", "NAME"}


def _fitting(
    reading: Reading, sentence: Sentence, kinds: Collection[str]
) -> Sequence[tuple[int, int]]:
    """List (place in the marked sentence, index) of the mentions that may be a subject."""
    return [
        (match.start(), int(match["index"]))
        for match in MARK.finditer(sentence.marked)
        if match["sort"] == "n"
        and match["kind"] in kinds
        and reading.names[int(match["index"])].text not in SOURCES
        and (
            sentence.marked[match.start() - 1 : match.start()] == LINK
            or not _NO_SUBJECT_BEFORE.search(
                sentence.marked, max(0, match.start() - 60), match.start()
            )
        )
    ]
