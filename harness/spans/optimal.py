"""The best one-to-one assignment of overlapping spans, for each SemEval-2013 scheme.

What is maximised, for each scheme by itself, over all one-to-one assignments of overlapping gold
and predicted spans: first the number of correct pairs, then the number of pairs. Correct is a pair
of

* `strict`: the same boundaries and label,
* `exact` and `partial`: the same boundaries,
* `ent_type`: the same label.

What is paired and not correct is incorrect (in `partial`: partial, half a credit), what is not
paired is missed or spurious. Both numbers are maxima, so they do not depend on the order of the
input, and precision, recall and F1 of each scheme are the highest any assignment gives. For
`partial` that needs a word: a correct pair (g, p) in place of the two partial pairs g-p', g'-p has
the same credit, so preferring correct pairs never costs any.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from harness.model.spans import LabelledSpan
from harness.spans.components import Part


class Pairing(NamedTuple):
    """Correct pairs and all pairs of each scheme; `exact` serves `partial` too."""

    strict: int = 0
    strict_pairs: int = 0
    exact: int = 0
    exact_pairs: int = 0
    typed: int = 0
    typed_pairs: int = 0


def pair_best(gold: Part, predicted: Part) -> Pairing:
    """Pair a component; see the module for what is best."""
    if len(gold) == 1 == len(predicted):
        return pair_two(gold[0], predicted[0])
    if len(gold) == 1:
        return _star(gold[0], predicted)
    if len(predicted) == 1:
        return _star(predicted[0], gold)
    neighbours = [
        [place for place, other in enumerate(predicted) if _overlap(span, other)] for span in gold
    ]

    def best(right: Callable[[LabelledSpan, LabelledSpan], bool]) -> tuple[int, int]:
        correct = [
            {place for place in near if right(span, predicted[place])}
            for span, near in zip(gold, neighbours, strict=True)
        ]
        return most_correct_pairs(neighbours, correct)

    return Pairing(*best(_same), *best(_same_bounds), *best(_same_label))


def pair_two(gold: LabelledSpan, predicted: LabelledSpan) -> Pairing:
    """Pair two spans that overlap."""
    bounds = gold.start == predicted.start and gold.end == predicted.end
    return _OF_TWO[bounds, gold.label == predicted.label]


_OF_TWO = {
    (bounds, label): Pairing(bounds and label, 1, bounds, 1, label, 1)
    for bounds in (False, True)
    for label in (False, True)
}


def _star(centre: LabelledSpan, others: Part) -> Pairing:
    near = [other for other in others if _overlap(centre, other)]
    if not near:
        return Pairing()
    strict = any(_same(centre, other) for other in near)
    exact = any(_same_bounds(centre, other) for other in near)
    typed = any(_same_label(centre, other) for other in near)
    return Pairing(strict, 1, exact, 1, typed, 1)


def most_correct_pairs(
    neighbours: Sequence[Sequence[int]], correct: Sequence[set[int]]
) -> tuple[int, int]:
    """Give the most correct edges of any matching, and the most edges of any with that many.

    `neighbours` lists the columns of each row, `correct` those of them that are correct. First a
    largest matching of correct edges alone: no matching of its size has more of them. Then
    successive best augmenting paths (Edmonds and Karp 1972): a matching that has the most correct
    edges of its size stays one when the path with the highest gain is flipped, and gains never
    grow, so the search ends at the first path that would cost a correct edge.
    """
    row_of: dict[int, int] = {}
    edges = [sorted(columns) for columns in correct]
    free = _take_free(range(len(edges)), edges, row_of)
    for row in free:
        _augment(row, edges, row_of)
    gained = len(row_of)
    held = set(row_of.values())
    _take_free((row for row in range(len(neighbours)) if row not in held), neighbours, row_of)
    while len(row_of) < len(neighbours):
        found = _best_path(neighbours, correct, row_of)
        if found is None or found[0] < 0:
            break
        row_of.update({column: row for row, column in found[1]})
    return gained, len(row_of)


def _take_free(
    rows: Iterable[int], columns: Sequence[Sequence[int]], row_of: dict[int, int]
) -> list[int]:
    """Give each row its first free column, and tell which rows found none."""
    without = []
    for row in rows:
        column = next((one for one in columns[row] if one not in row_of), None)
        if column is None:
            without.append(row)
        else:
            row_of[column] = row
    return without


def _augment(start: int, columns: Sequence[Sequence[int]], row_of: dict[int, int]) -> None:
    """Find a place for a row by moving others, breadth first; nothing changes without one."""
    through: dict[int, int] = {}
    column_of = {start: -1}
    waiting = deque([start])
    while waiting:
        row = waiting.popleft()
        for column in columns[row]:
            if column in through:
                continue
            through[column] = row
            holder = row_of.get(column)
            if holder is None:
                _flip(column, through, column_of, row_of)
                return
            column_of[holder] = column
            waiting.append(holder)


def _flip(
    column: int, through: dict[int, int], column_of: dict[int, int], row_of: dict[int, int]
) -> None:
    while column >= 0:
        row = through[column]
        row_of[column], column = row, column_of[row]


def _best_path(
    neighbours: Sequence[Sequence[int]], correct: Sequence[set[int]], row_of: dict[int, int]
) -> tuple[int, list[tuple[int, int]]] | None:
    """Find the augmenting path with the highest gain (Bellman-Ford), as its new edges."""
    column_of = {row: column for column, row in row_of.items()}
    gain_at = {row: 0 for row in range(len(neighbours)) if row not in column_of}
    through: dict[int, int] = {}  # by which row the best path so far comes to a column
    gain_to: dict[int, int] = {}
    waiting = deque(gain_at)
    while waiting:
        row = waiting.popleft()
        for column in neighbours[row]:
            gain = gain_at[row] + (column in correct[row])
            if column_of.get(row) == column or gain <= gain_to.get(column, gain - 1):
                continue
            gain_to[column], through[column] = gain, row
            holder = row_of.get(column)
            if holder is not None:
                gain_at[holder] = gain - (column in correct[holder])
                waiting.append(holder)
    free = [column for column in gain_to if column not in row_of]
    if not free:
        return None
    end = max(free, key=gain_to.__getitem__)
    path, column = [], end
    while True:
        row = through[column]
        path.append((row, column))
        if row not in column_of:
            return gain_to[end], path
        column = column_of[row]


def _overlap(one: LabelledSpan, other: LabelledSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _same(one: LabelledSpan, other: LabelledSpan) -> bool:
    return one == other


def _same_bounds(one: LabelledSpan, other: LabelledSpan) -> bool:
    return one.start == other.start and one.end == other.end


def _same_label(one: LabelledSpan, other: LabelledSpan) -> bool:
    return one.label == other.label
