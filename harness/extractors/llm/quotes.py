"""Where the words that a model quotes stand in the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from typing import Any, Literal, TypeAlias

from harness.errors import ExtractorError
from harness.german.numberwords import spelt
from harness.model.corpus import Span

How: TypeAlias = Literal["exact", "aligned", "not found", "none given"]

_FLOOR = 88.0  # similarity in per cent below which words are other words
_SHORTEST = 10  # characters; anything shorter is similar to too much
_GAP = re.compile(r"\s*(?:\[\s*)?(?:\.{3}|…)(?:\s*\])?\s*")
_EDGES = " \t\r\n\"'„“”‚‘’«»‹›"
_MOST = 3  # spans that scoring looks at
# With another one of these the text says something else, however alike the letters are.
_TELLING = re.compile(
    r"\d|(?P<no>(?:nicht|nie|ohne|weder)\Z|kein)"
    r"|(?P<million>mio\Z|million)|(?P<milliarde>mrd\Z|milliarde)|(?P<billion>billion)"
)
_WORD = re.compile(r"\S+")


class QuoteFinder:
    """Finds quotes in one piece of an article, and only then elsewhere in it.

    What is quoted again for the same fact stands at the next place where those words stand; other
    facts with the same words take the first place not before the quote that came last.
    """

    def __init__(self, text: str, piece: Span) -> None:
        self._text = text
        self._piece = piece
        self._last = piece.start
        self._seen: Counter[tuple[str, Hashable]] = Counter()

    def find(self, quote: str, fact: Hashable) -> tuple[How, tuple[Span, ...]]:
        """Tell how a quote was found, and where; an ellipsis parts it into spans."""
        quote = " ".join(quote.split())
        if not _GAP.sub("", quote).strip(_EDGES):
            return "none given", ()
        found = self._exact(quote, fact) or self._exact(quote.strip(_EDGES), fact)
        if found is not None:
            return "exact", (found,)
        parts = [part for part in _GAP.split(quote) if part.strip(_EDGES)]
        spans = [self._exact(part.strip(_EDGES), fact) or self._near(part) for part in parts]
        kept = tuple(span for span in spans if span is not None)
        if not kept or len(kept) < len(parts):
            return "not found", ()
        self._last = kept[0].start
        return "aligned", kept[:_MOST]

    def _exact(self, words: str, fact: Hashable) -> Span | None:
        # Short words in the middle of others are there by chance.
        edge = r"\b" if len(words) < _SHORTEST else ""
        whole = r"\s+".join(map(re.escape, words.split()))  # a space is as good as another
        whole = rf"{edge if words[0].isalnum() else ''}{whole}{edge if words[-1].isalnum() else ''}"
        ends = {match.start(): match.end() for match in re.finditer(whole, self._text)}
        if not ends:
            return None
        inside = [at for at in ends if self._piece.start <= at < self._piece.end] or list(ends)
        again = self._seen[words, fact]
        self._seen[words, fact] += 1
        after = [at for at in inside if at >= self._last] or inside
        at = inside[min(again, len(inside) - 1)] if again else after[0]
        self._last = at
        return Span(at, ends[at])

    def _near(self, words: str) -> Span | None:
        """Align words that differ a little: quotation marks, an ending."""
        words = words.strip(_EDGES)
        if len(words) < _SHORTEST:
            return None
        fuzz = import_rapidfuzz()
        best = fuzz.partial_ratio_alignment(
            words, self._text[slice(*self._piece)], score_cutoff=_FLOOR
        )
        if best is None or best.dest_end - best.dest_start < len(words) * 0.8:
            return None
        found = self._whole_words(
            Span(self._piece.start + best.dest_start, self._piece.start + best.dest_end)
        )
        # What is aligned is as long as the quote, and may have a word too many at its ends.
        fits = max(self._trimmed(found), key=lambda span: fuzz.ratio(words, self._words(span)))
        return fits if _telling(self._words(fits)) == _telling(words) else None

    def _words(self, span: Span) -> str:
        return self._text[slice(*span)]

    def _trimmed(self, span: Span) -> list[Span]:
        """Give a span, and the same without its first or last word, or both."""
        words = [match.span() for match in _WORD.finditer(self._text, *span)]
        starts = [start for start, _ in words[: 2 if len(words) > 2 else 1]]
        ends = [end for _, end in words[-2 if len(words) > 2 else -1 :]]
        return [Span(start, end) for start in starts for end in reversed(ends)]

    def _whole_words(self, span: Span) -> Span:
        """Widen a span to whole words, and take spaces from its ends."""
        start, end = span
        while start > 0 and self._text[start].isalnum() and self._text[start - 1].isalnum():
            start -= 1
        while end < len(self._text) and self._text[end - 1].isalnum() and self._text[end].isalnum():
            end += 1
        while start < end - 1 and self._text[start].isspace():
            start += 1
        while end > start + 1 and self._text[end - 1].isspace():
            end -= 1
        return Span(start, end)


def _telling(words: str) -> list[str]:
    """List what no likeness may change: digits, number words, scales and negations."""
    found = []
    for word in re.findall(r"\d|[^\W\d_]+", words.lower()):
        known = _TELLING.match(word)
        if known is not None:
            found.append(known.lastgroup or word)
        elif (number := spelt(word)) is not None and number > 1:
            found.append(str(number))
    return found


def import_rapidfuzz() -> Any:
    """Import the aligner; raises ExtractorError, naming the extra."""
    try:
        from rapidfuzz import fuzz  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ExtractorError("needs rapidfuzz; pip install 'factharness[llm]'") from error
    return fuzz
