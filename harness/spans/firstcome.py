"""First-come pairing as nervaluate 1.2.1 does it, quirks included.

Predictions are taken in their order, and each takes a gold span in the order of gold; what an
earlier prediction took is gone, even for an equal one that comes later. A pair must share at
least one per cent of the gold span.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.model.spans import LabelledSpan
from harness.spans.components import Part
from harness.spans.optimal import Pairing, pair_two

_LEAST_SHARED = 1.0  # per cent of the gold span, nervaluate's default


def pair_first_come(gold: Part, predicted: Part) -> Pairing:
    """Pair a component; each scheme goes through it on its own."""
    if len(gold) == 1 == len(predicted):
        enough = _shares_enough(predicted[0], gold[0])
        return pair_two(gold[0], predicted[0]) if enough else Pairing()
    strict, strict_pairs = _first_correct(gold, predicted, _same)
    exact, exact_pairs = _first_correct(gold, predicted, _same_bounds)
    typed, typed_pairs = _nearest_of_label(gold, predicted)
    return Pairing(strict, strict_pairs, exact, exact_pairs, typed, typed_pairs)


def _first_correct(
    gold: Part, predicted: Part, right: Callable[[LabelledSpan, LabelledSpan], bool]
) -> tuple[int, int]:
    """Take the first right gold span, else the first that shares enough."""
    left, correct = list(gold), 0
    for span in predicted:
        place = next((at for at, one in enumerate(left) if right(span, one)), None)
        if place is not None:
            correct += 1
        else:
            place = next((at for at, one in enumerate(left) if _shares_enough(span, one)), None)
        if place is not None:
            del left[place]
    return correct, len(gold) - len(left)


def _nearest_of_label(gold: Part, predicted: Part) -> tuple[int, int]:
    """Take the gold span of the same label with the nearest boundaries, else the first other."""
    left, correct = list(gold), 0
    for span in predicted:
        near = [at for at, one in enumerate(left) if _shares_enough(span, one)]
        if not near:
            continue
        alike = [at for at in near if left[at].label == span.label]
        correct += bool(alike)
        del left[min(alike, key=lambda at: _distance(span, left[at])) if alike else near[0]]
    return correct, len(gold) - len(left)


def _same(span: LabelledSpan, gold: LabelledSpan) -> bool:
    return span == gold


def _same_bounds(span: LabelledSpan, gold: LabelledSpan) -> bool:
    return span.start == gold.start and span.end == gold.end


def _shares_enough(span: LabelledSpan, gold: LabelledSpan) -> bool:
    shared = min(span.end, gold.end) - max(span.start, gold.start)
    # The order of the operations is nervaluate's: at exactly one per cent it decides.
    return shared > 0 and shared / (gold.end - gold.start) * 100.0 >= _LEAST_SHARED


def _distance(span: LabelledSpan, gold: LabelledSpan) -> int:
    return abs(span.start - gold.start) + abs(span.end - gold.end)
