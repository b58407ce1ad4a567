"""A text cut into tokens and sentences, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from harness.german.lexis import words
from harness.model.corpus import Article, Span

# Words are cut at hyphens and apostrophes, so that a name inside a compound can be labelled.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+\d*|[^\w\s]|\d+|_")
_ENDS = frozenset(".!?…")
_CLOSING = frozenset("“”\"»«)’'")
# A full stop behind one of these, a number or a single letter ends no sentence.
_SHORT = words(
    "z b u a d h ca bzw usw dr prof st nr str mio mrd bio tsd vgl inc co ltd corp jan feb"
    " mär apr jun jul aug sep sept okt nov dez"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a text."""

    text: str
    start: int
    end: int


class Reading:
    """The tokens of an article and the sentences they form; a sentence never leaves its line."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.tokens: list[Token] = []
        self.sentences: list[range] = []
        self.paragraphs: list[int] = []
        for number, paragraph in enumerate(article.paragraphs):
            first = len(self.tokens)
            self.tokens += [
                Token(match[0], match.start(), match.end())
                for match in _TOKEN.finditer(article.text, paragraph.start, paragraph.end)
            ]
            for sentence in _sentences(self.tokens, first):
                self.sentences.append(sentence)
                self.paragraphs.append(number)

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _firsts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def tokens_in(self, span: Span) -> range:
        """Give the tokens that a span covers at least in part."""
        first = bisect_right(self._starts, span.start) - 1
        if first < 0 or self.tokens[first].end <= span.start:
            first += 1
        last = first
        while last < len(self.tokens) and self.tokens[last].start < span.end:
            last += 1
        return range(first, last)

    def sentence_of(self, token: int) -> int:
        """Give the number of the sentence that holds a token."""
        return bisect_right(self._firsts, token) - 1

    def span(self, tokens: range) -> Span:
        """Give the place of some tokens, which must not be none."""
        return Span(self.tokens[tokens.start].start, self.tokens[tokens.stop - 1].end)


def _sentences(tokens: list[Token], first: int) -> list[range]:
    sentences, start = [], first
    for index in range(first, len(tokens)):
        if index + 1 == len(tokens) or _ends_here(tokens, index):
            sentences.append(range(start, index + 1))
            start = index + 1
    return sentences


def _ends_here(tokens: list[Token], index: int) -> bool:
    """Tell whether a sentence ends with a token that is not the paragraph's last."""
    mark, following = tokens[index], tokens[index + 1]
    if mark.text in _CLOSING and index and tokens[index - 1].text in _ENDS:
        return following.start > mark.end and not following.text[0].islower()
    if mark.text not in _ENDS or following.text in _ENDS or following.text in _CLOSING:
        return False
    if following.start == mark.end or following.text[0].islower():
        return False
    before = tokens[index - 1].text if index else ""
    if mark.text == "." and mark.start == (tokens[index - 1].end if index else 0):
        # „3. Januar“, but „… seit 2015. Der …“
        if before.isdigit():
            return len(before) > 2
        return len(before) > 1 and before.lower() not in _SHORT
    return True
