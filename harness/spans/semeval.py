"""Pairs of every document added up to the counts of SemEval-2013, overall and by label.

A label's counts are those of its own spans alone: the same rule on the documents without all
other labels. That is how nervaluate does it, so a pair of two labels is incorrect overall, and
missed for the one label and spurious for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import TypeAlias

from harness.model.spans import SchemeScores, SpanCounts, SpanDocument
from harness.spans.components import Part, components, without_isolated
from harness.spans.optimal import Pairing

SCHEMES = ("strict", "exact", "partial", "ent_type")

Rule: TypeAlias = Callable[[Part, Part], Pairing]

_label = itemgetter(2)


class _Side:
    """How many spans a side has, and how many of them were not taken early, by label."""

    def __init__(self) -> None:
        self.all = Counter[str]()
        self.rest = Counter[str]()


def score_by_rule(documents: Iterable[SpanDocument], rule: Rule, profile: str) -> SchemeScores:
    """Pair every document's components by a rule and add up."""
    gold_side, predicted_side = _Side(), _Side()
    overall = [0] * len(Pairing._fields)
    by_label: dict[str, list[int]] = {}
    for document in documents:
        gold, predicted = without_isolated(document.gold, document.predicted)
        gold_side.all.update(map(_label, document.gold))
        gold_side.rest.update(map(_label, gold))
        predicted_side.all.update(map(_label, document.predicted))
        for part, other in components(gold, predicted):
            pairing = rule(part, other)
            _add(overall, pairing)
            for label in {*map(_label, part)}.intersection(map(_label, other)):
                alone = [span for span in part if span[2] == label]
                other_alone = [span for span in other if span[2] == label]
                whole = len(alone) == len(part) and len(other_alone) == len(other)
                own = pairing if whole else rule(alone, other_alone)
                _add(by_label.setdefault(label, [0] * len(pairing)), own)
    early = gold_side.all - gold_side.rest
    labels = sorted(gold_side.all | predicted_side.all)
    return SchemeScores(
        profile,
        _counts(overall, early.total(), gold_side.all.total(), predicted_side.all.total()),
        {
            label: _counts(
                by_label.get(label, [0] * len(overall)),
                early[label],
                gold_side.all[label],
                predicted_side.all[label],
            )
            for label in labels
        },
    )


def _add(sums: list[int], pairing: Pairing) -> None:
    for place, number in enumerate(pairing):
        sums[place] += number


def _counts(sums: list[int], early: int, gold: int, predicted: int) -> Mapping[str, SpanCounts]:
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
