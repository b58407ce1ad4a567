"""First-come pairing as nervaluate 1.2.1 does it, quirks included.

Predictions are taken in their order, and each takes a gold span in the order of gold; what an
earlier prediction took is gone, even for an equal one that comes later. A pair must share at
least one per cent of the gold span.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.model.spans import SpanTuple
from harness.spans.components import Part
from harness.spans.optimal import Pairing

_LEAST_SHARED = 1.0  # per cent of the gold span, nervaluate's default


def pair_first_come(gold: Part, predicted: Part) -> Pairing:
    """Pair a component; each scheme goes through it on its own."""
    strict, strict_pairs = _first_correct(gold, predicted, lambda one, other: one == other)
    exact, exact_pairs = _first_correct(gold, predicted, lambda one, other: one[:2] == other[:2])
    typed, typed_pairs = _nearest_of_label(gold, predicted)
    return Pairing(strict, strict_pairs, exact, exact_pairs, typed, typed_pairs)


def _first_correct(
    gold: Part, predicted: Part, right: Callable[[SpanTuple, SpanTuple], bool]
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
        alike = [at for at in near if left[at][2] == span[2]]
        correct += bool(alike)
        del left[min(alike, key=lambda at: _distance(span, left[at])) if alike else near[0]]
    return correct, len(gold) - len(left)


def _shares_enough(span: SpanTuple, gold: SpanTuple) -> bool:
    shared = min(span[1], gold[1]) - max(span[0], gold[0])
    # The order of the operations is nervaluate's: at exactly one per cent it decides.
    return shared > 0 and shared / (gold[1] - gold[0]) * 100.0 >= _LEAST_SHARED


def _distance(span: SpanTuple, gold: SpanTuple) -> int:
    return abs(span[0] - gold[0]) + abs(span[1] - gold[1])
