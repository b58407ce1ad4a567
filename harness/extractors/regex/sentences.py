"""Cut a text into sentences whose names and values are replaced by marks that rules can see."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness import german
from harness.extractors.regex.mentions import mentions
from harness.extractors.regex.story import Mention
from harness.model.corpus import Article, Span
from harness.model.values import DateValue

# Marks stand in ⟨⟩; this sign before one tells a pronoun, where a clause may begin.
LINK = "‹"
_PLAIN = str.maketrans({"⟨": "(", "⟩": ")", LINK: "'"})
_END = re.compile(r"[.!?…][“”\"»«)]*(?=\s+[„\"»(]?[A-ZÄÖÜ0-9])")
_LONGEST = 1200  # characters
# A point behind one of these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:ca|bzw|Dr|Prof|Nr|St|Mio|Mrd|Tsd|Bio|Inc|Corp|Co|Ltd|vgl|usw|etc|z|B|u|a|d|h|i|v|H|S|Jan|Feb|Apr"
    r"|Aug|Sept|Okt|Nov|Dez|sog|ggf|Abs|Art|Chr)|\b[A-Z]|(?<![0-9])[0-9]{1,2})\.\Z"
)
_CLAUSE = re.compile(
    r"[;:]|[^\S\r\n][–—][^\S\r\n]|,[^\S\r\n](?:und|aber|doch|während|weil|da|dass|wobei|nachdem|obwohl"
    r"|als|sodass|denn|die|der|das|was|wie|wo|sondern|wodurch|womit|um|ohne|wenn|nach)(?=[^\S\r\n])"
    rf"|,[^\S\r\n](?:(?:in|an|bei|mit|von|zu|für|auf|durch|aus) )?(?={LINK}⟨)"
    r"|,[^\S\r\n](?=[\w ]*⟨n[^⟩]*⟩ (?:wurde|ist|war|hat)\b)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in marks: `⟨n3|ORG⟩` is the name with index 3, `⟨v5|PERCENT⟩` the value 5."""

    span: Span
    marked: str
    names: tuple[int, ...]
    values: tuple[int, ...]
    places: tuple[tuple[int, int], ...]

    def offset(self, marked: int) -> int:
        """Give the offset in the text of an offset in the marked sentence."""
        index = bisect_right(self.places, marked, key=lambda place: place[0]) - 1
        start, real = self.places[max(0, index)]
        return real + marked - start

    def clause(self, marked: int) -> tuple[int, int]:
        """Give the stretch of the marked sentence between the links around an offset."""
        start, end = 0, len(self.marked)
        for link in _CLAUSE.finditer(self.marked):
            if link.start() < marked:
                start = link.end()
            else:
                end = link.start()
                break
        return start, end


@dataclass(frozen=True, slots=True)
class Reading:
    """An article read: its text, names, values and sentences."""

    text: str
    names: Sequence[Mention]
    values: Sequence[german.Found]
    sentences: Sequence[Sentence]


def read(article: Article) -> Reading:
    """Find names and values in an article, and cut it into marked sentences."""
    spans = [span for line in article.paragraphs for span in _split(article.text, line)]
    names = mentions(article.text, spans, german.find_names(article.text))
    values = german.find(article.text, article.doc_date)
    marks = sorted(
        [(name.span, _mark(index, name)) for index, name in enumerate(names)]
        + [(value.span, f"⟨v{index}|{label(value)}⟩") for index, value in enumerate(values)]
    )
    return Reading(article.text, names, values, list(_marked(article.text, spans, marks)))


def _mark(index: int, mention: Mention) -> str:
    return f"{LINK if mention.linked else ''}⟨n{index}|{mention.kind}⟩"


def label(found: german.Found) -> str:
    """Name the kind of a value as rules write it: date, money, duration, or its unit."""
    value = found.values[0]
    if isinstance(value, DateValue):
        return "date"
    if value.unit in german.MONEY:
        return "money"
    return "duration" if value.unit in german.DURATIONS else value.unit


def _split(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for match in _END.finditer(text, line.start, line.end):
        if _ABBREVIATION.search(text, max(start, match.start() - 6), match.start() + 1):
            continue
        yield from _cut(text, start, match.end())
        start = match.end()
    yield from _cut(text, start, line.end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut what is too long for a sentence, so that rules take linear time on any text."""
    while end - start > _LONGEST:
        blank = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        stop = blank + 1 if blank > 0 else start + _LONGEST
        yield Span(start, stop)
        start = stop
    if start < end:
        yield Span(start, end)


def _marked(
    text: str, spans: Sequence[Span], marks: Sequence[tuple[Span, str]]
) -> Iterator[Sentence]:
    index = 0
    for span in spans:
        inside: list[tuple[Span, str]] = []
        while index < len(marks) and marks[index][0].start < span.end:
            inside.append(marks[index])
            index += 1
        yield _sentence(text, span, inside)


def _sentence(text: str, span: Span, marks: Sequence[tuple[Span, str]]) -> Sentence:
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    names: list[int] = []
    values: list[int] = []
    end, length = span.start, 0
    for place, mark in marks:
        if place.start < end:
            continue  # a value in a name („Formel 1“) or a name in a value: the first one counts
        plain = text[end : place.start].translate(_PLAIN)
        places += [(length, end), (length + len(plain), place.start)]
        parts += [plain, mark]
        length += len(plain) + len(mark)
        end = place.end
        (names if "⟨n" in mark else values).append(int(mark.split("|")[0].lstrip(f"{LINK}⟨nv")))
    rest = text[end : max(end, span.end)].translate(_PLAIN)
    places.append((length, end))
    return Sentence(span, "".join([*parts, rest]), tuple(names), tuple(values), tuple(places))
