"""Read comparisons: „zehnmal billiger als GPT-4“ is a ratio, a reference and a dimension."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.extractors.regex.sentences import Reading, Sentence
from harness.extractors.regex.subjects import MARK, subject_of

_KINDS = frozenset({"ORG", "PRODUCT", "NAME"})
_RATIO = re.compile(r"⟨v(?P<value>\d+)\|ratio⟩")
_THAN = re.compile(
    r"(?P<between>[^⟨⟩;:]{0,60}?)\b(?:als|wie|gegenüber|im Vergleich zu)"
    r" (?:(?:bei|beim|für|von|zu|de[rmsn]|das|die"
    r"|Konkurrent|Modell|[\w-]+e[nrs]?) ){0,3}"
    r"(?P<than>⟨n\d+\|(?:ORG|PRODUCT|NAME)⟩)"
)
_OF_THAT = re.compile(
    r"(?P<between>[^⟨⟩;:]{0,10}?)(?:der|des) (?P<what>[A-ZÄÖÜ]\w+) (?:von|des|der) (?:[\w-]+ )?"
    r"(?P<than>⟨n\d+\|(?:ORG|PRODUCT|NAME)⟩)"
)
# The first that matches the words around the ratio wins.
_DIMENSIONS = (
    ("energy", r"[Ss]trom|[Ee]nergie|sparsamer"),
    ("compute", r"[Rr]echen(?:leistung|aufwand|zeit|kapazität)|[Rr]essourcen"),
    ("chips", r"[Cc]hips|Grafikprozessoren|GPUs"),
    ("data", r"\b[Dd]aten"),
    ("popularity", r"beliebt|Nutzer|Downloads|heruntergeladen"),
    ("efficiency", r"effizient"),
    ("price", r"billig|günstig|teuer|teurer|preiswert|[Pp]reis"),
    ("cost", r"[Kk]osten|kostet|Geld|Aufwand|Budget"),
    ("share", r"[Aa]nteil"),
    ("performance", r"schnell|leistung|Leistung|stark|stärker|langsam"),
    ("time", r"\b[Zz]eit|länger|kürzer"),
    ("size", r"groß|größer|klein|Parameter"),
)  # fmt: skip


def comparisons(reading: Reading, number: int) -> Iterator[tuple[int, int, int, str, int]]:
    """Yield (subject, value, reference, dimension, place) of the comparisons in a sentence."""
    sentence = reading.sentences[number]
    for match in _RATIO.finditer(sentence.marked):
        told = _THAN.match(sentence.marked, match.end()) or _OF_THAT.match(
            sentence.marked, match.end()
        )
        if told is None:
            continue
        value, than = int(match["value"]), _index(told["than"])
        dimension = _dimension(reading, sentence, value, told)
        subject = subject_of(reading, number, match.span(), _KINDS)
        if dimension is not None and subject is not None and subject != than:
            yield subject, value, than, dimension, match.start()


def _index(mark: str) -> int:
    match = MARK.fullmatch(mark)
    return int(match["index"]) if match else -1


def _dimension(reading: Reading, sentence: Sentence, value: int, told: re.Match[str]) -> str | None:
    """Name what is compared: by the words of the ratio, those behind it, then the clause."""
    start, end = sentence.clause(told.start())
    span = reading.values[value].span
    words = (reading.text[span.start : span.end], told[0], sentence.marked[start:end])
    for place in words:
        for dimension, pattern in _DIMENSIONS:
            if re.search(pattern, place):
                return dimension
    return None
