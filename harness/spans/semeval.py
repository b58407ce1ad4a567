"""Pairs of every document added up to the counts of SemEval-2013, overall and by label.

A label's counts are those of its own spans alone: the same rule on the documents without all
other labels. That is how nervaluate does it, so a pair of two labels is incorrect overall, and
missed for the one label and spurious for the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TypeAlias

from harness.model.spans import SchemeScores, SpanCounts, SpanDocument
from harness.spans.components import Part, components, split
from harness.spans.optimal import Pairing

SCHEMES = ("strict", "exact", "partial", "ent_type")

Rule: TypeAlias = Callable[[Part, Part], Pairing]

_label = attrgetter("label")


def score_by_rule(documents: Iterable[SpanDocument], rule: Rule, profile: str) -> SchemeScores:
    """Pair every document's components by a rule and add up."""
    early, rest_gold, rest_predicted = Counter[str](), Counter[str](), Counter[str]()
    pairings = Counter[Pairing]()
    of_label: defaultdict[str, Counter[Pairing]] = defaultdict(Counter)
    for document in documents:
        equal, gold, predicted, parts = split(document.gold, document.predicted)
        early.update(equal)
        rest_gold.update(map(_label, gold))
        rest_predicted.update(map(_label, predicted))
        for part, other in parts:
            pairing = rule(part, other)
            pairings[pairing] += 1
            for label, own in _by_label(part, other, pairing, rule):
                of_label[label][own] += 1
    all_gold, all_predicted = early + rest_gold, early + rest_predicted
    return SchemeScores(
        profile,
        _counts(pairings, early.total(), all_gold.total(), all_predicted.total()),
        {
            label: _counts(of_label[label], early[label], all_gold[label], all_predicted[label])
            for label in sorted(all_gold | all_predicted)
        },
    )


def _by_label(
    gold: Part, predicted: Part, pairing: Pairing, rule: Rule
) -> Iterator[tuple[str, Pairing]]:
    labels = {*map(_label, gold), *map(_label, predicted)}
    if len(labels) == 1:
        yield labels.pop(), pairing
        return
    for label in labels:
        ours = [span for span in gold if span.label == label]
        theirs = [span for span in predicted if span.label == label]
        if ours and theirs:
            # What is left of a component may fall apart.
            for part, other in components(ours, theirs):
                yield label, rule(part, other)


def _counts(
    pairings: Counter[Pairing], early: int, gold: int, predicted: int
) -> Mapping[str, SpanCounts]:
    sums = [
        sum(pairing[place] * times for pairing, times in pairings.items())
        for place in range(len(Pairing._fields))
    ]
    strict, strict_pairs, exact, exact_pairs, typed, typed_pairs = (one + early for one in sums)

    def counts(correct: int, pairs: int, *, half: bool = False) -> SpanCounts:
        return SpanCounts(
            correct=correct,
            incorrect=0 if half else pairs - correct,
            partial=pairs - correct if half else 0,
            missed=gold - pairs,
            spurious=predicted - pairs,
        )

    return {
        "strict": counts(strict, strict_pairs),
        "exact": counts(exact, exact_pairs),
        "partial": counts(exact, exact_pairs, half=True),
        "ent_type": counts(typed, typed_pairs),
    }
