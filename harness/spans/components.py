"""Documents cut into parts that cannot influence each other.

Two spans overlap where they share at least one unit; only overlapping spans can be a pair. Spans
linked by a chain of overlaps form a component, and no assignment, best or first-come, ever reaches
from one component into another. Two consequences carry the speed of the whole room:

* Where neither side of a document overlaps itself, a gold and a predicted span of the same
  boundaries are a component of their own: whatever overlaps the one covers the other, and would
  be a second span of its side on the same stretch. So equal spans are taken as pairs at once, at
  no cost to any assignment of the rest, and sides in the order of text need one walk.
* Where a side overlaps itself that is not so: in gold A[0,10) A[0,2) against A[0,10) A[8,10) the
  equal pair, taken early, leaves one pair of the same label instead of two. Such documents are
  searched whole, component by component.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from operator import attrgetter, le
from typing import NamedTuple

from harness.model.spans import LabelledSpan, Spans

Part = list[LabelledSpan]

_start, _end = attrgetter("start"), attrgetter("end")


class Split(NamedTuple):
    """A document cut up: labels of equal pairs taken at once, the spans left, and components.

    `parts` are the components of what is left in which both sides have spans.
    """

    equal: list[str]
    gold: Spans
    predicted: Spans
    parts: list[tuple[Part, Part]]


def is_flat(spans: Spans) -> bool:
    """Tell whether no two spans of a side share a unit."""
    # On a flat side the n-th span to end is the n-th to start; on others a span starts too early.
    return _is_flat_in_order(spans) or all(
        map(le, sorted(map(_end, spans)), sorted(map(_start, spans))[1:])
    )


def _is_flat_in_order(spans: Spans) -> bool:
    return all(map(le, map(_end, spans), islice(map(_start, spans), 1, None)))


def split(gold: Spans, predicted: Spans) -> Split:
    """Cut a document up."""
    if _is_flat_in_order(gold) and _is_flat_in_order(predicted):
        return _walk(gold, predicted)
    return Split([], gold, predicted, list(components(gold, predicted)))


def _walk(gold: Spans, predicted: Spans) -> Split:
    """Walk through two flat sides in the order of text, side by side."""
    equal: list[str] = []
    left: Part = []
    left_predicted: Part = []
    parts: list[tuple[Part, Part]] = []
    at = other_at = 0
    end, other_end = len(gold), len(predicted)
    while at < end and other_at < other_end:
        one, other = gold[at], predicted[other_at]
        if one == other:
            equal.append(one.label)
            at += 1
            other_at += 1
        elif one.end <= other.start:
            left.append(one)
            at += 1
        elif other.end <= one.start:
            left_predicted.append(other)
            other_at += 1
        else:
            part = _chain(gold, predicted, at, other_at)
            parts.append(part)
            left += part[0]
            left_predicted += part[1]
            at += len(part[0])
            other_at += len(part[1])
    left += gold[at:]
    left_predicted += predicted[other_at:]
    return Split(equal, left, left_predicted, parts)


def _chain(gold: Spans, predicted: Spans, at: int, other_at: int) -> tuple[Part, Part]:
    """Follow a chain of overlaps from where it begins, on both sides."""
    parts: tuple[Part, Part] = ([gold[at]], [predicted[other_at]])
    sides = ((gold, at, parts[0]), (predicted, other_at, parts[1]))
    reached = max(gold[at].end, predicted[other_at].end)
    grown = True
    while grown:
        grown = False
        for side, first, part in sides:
            following = first + len(part)
            if following < len(side) and side[following].start < reached:
                part.append(side[following])
                reached = max(reached, side[following].end)
                grown = True
    return parts


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
