"""Zero lines: what an extractor scores that says nothing, or that takes the nearest of everything.

An extractor that reads should beat both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from harness import german
from harness.german.fingerprint import fingerprint
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Prediction
from harness.model.values import DateValue, QuantityValue
from harness.version import __version__

# The most usual predicate for a value of a unit; money and durations are told by their sets, and
# any other unit counts something. A bare number says too little to be a fact.
_USUAL = {
    "PERCENT": "decline",
    "percentage_point": "decline",
    "rank": "rank",
    "ratio": "compares_to",
}


class Empty:
    """Yield nothing: no recall, and no precision to speak of."""

    name = "empty"
    deterministic = True

    def fingerprint(self) -> str:
        """Tell the version; the answer never changes."""
        return f"empty {__version__}"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterable[Prediction]:
        """Yield nothing, whatever the article says."""
        del article, predicates
        return ()


class Nearest:
    """Yield every value in the text with the nearest name as its subject."""

    name = "nearest"
    deterministic = True

    def fingerprint(self) -> str:
        """Hash the rules that read values and names."""
        return f"nearest {__version__} {fingerprint()}"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        """Give each value the most usual predicate of its unit, where that is asked for."""
        asked = {predicate.name for predicate in predicates}
        names = german.find_names(article.text)
        for found in german.find(article.text, article.doc_date):
            predicate = usual_predicate(found.values[0])
            subject = _nearest(names, found.span)
            if predicate in asked and subject is not None:
                yield Prediction(
                    article=article.id,
                    predicate=predicate or "",
                    subject=subject.text,
                    value=found.values[0],
                    evidence=(found.span,),
                )


def usual_predicate(value: QuantityValue | DateValue) -> str | None:
    """Name the predicate that a value most often belongs to; None for a bare number."""
    if isinstance(value, DateValue):
        return "event_date"
    if value.unit in german.MONEY:
        return "investment"
    if value.unit in german.DURATIONS:
        return "duration"
    return None if value.unit == "number" else _USUAL.get(value.unit, "count")


def _nearest(names: Sequence[german.Name], span: Span) -> german.Name | None:
    """Find the name with the fewest characters between; the earlier one of two as near."""
    index = bisect_left(names, span.start, key=lambda name: name.span.start)
    around = names[max(0, index - 1) : index + 1]
    return min(around, key=lambda name: _distance(name.span, span), default=None)


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
