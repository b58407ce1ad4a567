"""Documents cut into parts that cannot influence each other.

Two spans overlap where they share at least one unit; only overlapping spans can be a pair. Spans
linked by a chain of overlaps form a component, and no assignment, best or first-come, ever reaches
from one component into another. Two consequences carry the speed of the whole room:

* Where neither side of a document overlaps itself, a gold and a predicted span of the same
  boundaries are a component of their own: whatever overlaps the one covers the other, and would
  be a second span of its side on the same stretch. So such a pair is taken early, by set
  arithmetic, at no cost to any assignment of the rest.
* Where a side overlaps itself that is not so: in gold A[0,10) A[0,2) against A[0,10) A[8,10) the
  equal pair, taken early, leaves one pair of the same label instead of two. Such documents are
  searched whole, component by component.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import filterfalse, islice
from operator import attrgetter, le

from harness.model.spans import LabelledSpan, Spans

Part = list[LabelledSpan]

_start, _end = attrgetter("start"), attrgetter("end")


def is_flat(spans: Spans) -> bool:
    """Tell whether no two spans of a side share a unit."""
    # On a flat side the n-th span to end is the n-th to start; on others a span starts too early.
    return _is_flat_in_order(spans) or all(
        map(le, sorted(map(_end, spans)), sorted(map(_start, spans))[1:])
    )


def _is_flat_in_order(spans: Spans) -> bool:
    return all(map(le, map(_end, spans), islice(map(_start, spans), 1, None)))


def take_isolated(gold: Spans, predicted: Spans) -> tuple[Collection[LabelledSpan], Spans, Spans]:
    """Take the equal pairs that are components of their own, and give what is left in order."""
    common = set(gold).intersection(predicted)
    if not common or not (is_flat(gold) and is_flat(predicted)):
        return (), gold, predicted
    return (
        common,
        list(filterfalse(common.__contains__, gold)),
        list(filterfalse(common.__contains__, predicted)),
    )


def components(gold: Spans, predicted: Spans) -> Iterator[tuple[Part, Part]]:
    """Give the components in which both sides have spans, each side in the order of input."""
    if not gold or not predicted:
        return
    places = [(span.start, span.end, 0, place) for place, span in enumerate(gold)]
    places += [(span.start, span.end, 1, place) for place, span in enumerate(predicted)]
    places.sort()
    sides: tuple[list[int], list[int]] = ([], [])
    reached = places[0][1]
    for start, end, side, place in places:
        if start >= reached:
            if sides[0] and sides[1]:
                yield _part(gold, sides[0]), _part(predicted, sides[1])
            sides = ([], [])
        sides[side].append(place)
        reached = max(reached, end)
    if sides[0] and sides[1]:
        yield _part(gold, sides[0]), _part(predicted, sides[1])


def _part(spans: Spans, places: list[int]) -> Part:
    places.sort()
    return [spans[place] for place in places]
