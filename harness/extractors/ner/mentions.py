"""Mentions: where a text names somebody, something or a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from harness.extractors.ner.text import Reading
from harness.german import Found, find, find_names
from harness.german.lexis import words
from harness.model.corpus import Span
from harness.model.facts import GoldSet
from harness.model.values import DateValue, TextValue, Value

_SMALL = words(
    "der die das den dem des ein eine einen einem einer eines von vom für mit aus in im bei beim"
    " und oder zu zum zur auf an am als wie"
)
TEXT = "TEXT"  # the kind of words that are a value themselves: „Open Source“
UNKNOWN = "NAME"  # the kind of a name of which only the shape is known


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text with its kind: one of gold's, or NAME where that is not known."""

    tokens: range
    span: Span
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class ValueMention:
    """A value in a text, typed; `sort` is its unit, „date“ or „text“."""

    tokens: range
    span: Span
    value: Value
    sort: str


class Mentioner(Protocol):
    """Finds names: what the pair classifier then makes facts of."""

    def mentions(self, reading: Reading) -> list[Mention]:
        """Find the names of a text, in order."""
        ...


class MentionTrainer(Protocol):
    """Makes a mentioner out of labelled articles."""

    def fingerprint(self) -> str:
        """Tell what the mentioners depend on beside the articles."""
        ...

    def fit(self, goldset: GoldSet, readings: Sequence[Reading]) -> Mentioner:
        """Learn from the articles of a gold set, which `readings` holds in their order."""
        ...


def mention(reading: Reading, tokens: range, kind: str) -> Mention:
    """Make a mention of some tokens."""
    span = reading.span(tokens)
    return Mention(tokens, span, reading.article.text[span.start : span.end], kind)


def listed_names(reading: Reading) -> list[Mention]:
    """Take the names that lists and shapes of words tell, without any learning."""
    found = []
    for name in find_names(reading.article.text):
        tokens = reading.tokens_in(name.span)
        if tokens:
            found.append(Mention(tokens, name.span, name.text, name.kind_hint or UNKNOWN))
    return found


def merged(*sources: Iterable[Mention]) -> list[Mention]:
    """Put mentions together; of several at the same place the first source's is kept."""
    kept: dict[tuple[int, int], Mention] = {}
    for source in sources:
        for one in source:
            kept.setdefault((one.tokens.start, one.tokens.stop), one)
    return [kept[place] for place in sorted(kept)]


def trimmed(reading: Reading, tokens: range) -> range:
    """Leave out marks and small words at both ends, which no name begins or ends with."""
    start, stop = tokens.start, tokens.stop
    while start < stop and _small(reading.tokens[start].text):
        start += 1
    while start < stop and _small(reading.tokens[stop - 1].text):
        stop -= 1
    return range(start, stop)


def _small(word: str) -> bool:
    return not word[0].isalnum() or word.lower() in _SMALL


def value_mentions(reading: Reading, tagged: Iterable[Mention]) -> list[ValueMention]:
    """Read the figures and dates of a text, and take the tagged words that are values."""
    article = reading.article
    found = [_value_mention(reading, one) for one in find(article.text, article.doc_date)]
    found += [
        ValueMention(one.tokens, one.span, TextValue(one.text), "text")
        for one in tagged
        if one.kind == TEXT
    ]
    return sorted((one for one in found if one.tokens), key=lambda one: one.span)


def _value_mention(reading: Reading, found: Found) -> ValueMention:
    value = found.values[0]
    sort = "date" if isinstance(value, DateValue) else value.unit
    return ValueMention(reading.tokens_in(found.span), found.span, value, sort)
