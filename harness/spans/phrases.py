"""Phrases that are right as a whole: the counts of seqeval and conlleval, and seqeval's means.

Phrases of a document are a set: a second equal one counts nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from harness.model.spans import (
    LabelledSpan,
    PhraseCounts,
    PhraseScores,
    SpanDocument,
    TaggedDocument,
)
from harness.spans.tags import Reading

_label = attrgetter("label")


def score_phrases(documents: Iterable[SpanDocument], profile: str) -> PhraseScores:
    """Count equal phrases document by document."""
    return PhraseScores(profile, _count((one.gold, one.predicted) for one in documents))


def score_tagged(documents: Iterable[TaggedDocument], read: Reading, profile: str) -> PhraseScores:
    """Count equal phrases sentence by sentence, and tokens with the right tag."""
    tokens = correct_tokens = 0

    def sides() -> Iterator[tuple[Iterable[LabelledSpan], Iterable[LabelledSpan]]]:
        nonlocal tokens, correct_tokens
        for document in documents:
            for gold, predicted in document.sentences:
                tokens += len(gold)
                correct_tokens += sum(map(str.__eq__, gold, predicted))
                yield read(gold), read(predicted)

    by_label = _count(sides())
    return PhraseScores(profile, by_label, tokens, correct_tokens)


def _count(
    sides: Iterable[tuple[Iterable[LabelledSpan], Iterable[LabelledSpan]]],
) -> dict[str, PhraseCounts]:
    correct, gold, predicted = Counter[str](), Counter[str](), Counter[str]()
    for one, other in sides:
        ours, theirs = set(one), set(other)
        correct.update(map(_label, ours & theirs))
        gold.update(map(_label, ours))
        predicted.update(map(_label, theirs))
    return {
        label: PhraseCounts(correct[label], gold[label], predicted[label])
        for label in sorted({*gold, *predicted})
    }


class Ratios(NamedTuple):
    """Precision, recall and F1 with the number of gold phrases behind them."""

    precision: float | None
    recall: float | None
    f1: float | None
    support: int


def ratios(counts: PhraseCounts, zero_division: float = 0.0) -> Ratios:
    """Give the ratios as seqeval does; `zero_division` stands where one is undefined."""
    precision = counts.correct / counts.predicted if counts.predicted else zero_division
    recall = counts.correct / counts.gold if counts.gold else zero_division
    both = precision + recall
    return Ratios(precision, recall, 2 * precision * recall / both if both else 0.0, counts.gold)


def averages(scores: PhraseScores, zero_division: float = 0.0) -> dict[str, Ratios]:
    """Give the micro, macro and weighted means over labels as seqeval does.

    Macro without any label is undefined: there is nothing to take the mean of.
    """
    rows = [ratios(one, zero_division) for one in scores.by_label.values()]
    overall = scores.overall
    if overall.gold:
        weighted = _mean(rows, [one.support for one in rows])
    else:
        # seqeval's own choice where no label has weight: recall is what zero_division says.
        others = 0.0 if overall.predicted else zero_division
        weighted = Ratios(others, zero_division, others, 0)
    return {
        "micro": ratios(overall, zero_division),
        "macro": _mean(rows, [1] * len(rows)),
        "weighted": weighted,
    }


def _mean(rows: Sequence[Ratios], weights: Sequence[int]) -> Ratios:
    support, total = sum(row.support for row in rows), sum(weights)
    if not total:
        return Ratios(None, None, None, support)

    def mean(values: Iterable[float | None]) -> float:
        weighed = zip(values, weights, strict=True)
        return sum((value or 0.0) * weight for value, weight in weighed) / total

    precision, recall = (mean(row[place] for row in rows) for place in (0, 1))
    return Ratios(precision, recall, mean(row.f1 for row in rows), support)
