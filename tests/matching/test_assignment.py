"""The assignment against every assignment there is, and where rows and columns crowd."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.matching.assignment import Edge, best_assignment

BIG = 10**40  # a float calls this and BIG + 1 equal

# Few different weights make many ties, so that the canonical order has much to decide.
weights = st.sampled_from([[1], [1, 2], [1, 2, 3], [5, 6, 10, 11], [BIG, BIG + 1, 1]]).flatmap(
    lambda pool: st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.sampled_from(pool), max_size=14
    )
)


def assignments(edges: dict[Edge, int], rows: list[int]) -> Iterator[list[Edge]]:
    """Yield every assignment, in canonical order."""
    if not rows:
        yield []
        return
    first, *others = rows
    for row, column in sorted(edge for edge in edges if edge[0] == first):
        left = {edge: weight for edge, weight in edges.items() if edge[1] != column}
        for rest in assignments(left, others):
            yield [(row, column), *rest]
    yield from assignments(edges, others)


@settings(max_examples=400, deadline=None)
@given(weights)
def test_it_is_the_first_of_the_best(edges: dict[Edge, int]) -> None:
    """`max` keeps the first of equals, and assignments come in canonical order."""
    every = assignments(edges, sorted({row for row, _ in edges}))
    best = max(every, key=lambda chosen: sum(edges[edge] for edge in chosen))
    assert best_assignment(edges) == best


@given(weights, st.randoms(use_true_random=False))
def test_the_order_of_edges_changes_nothing(edges: dict[Edge, int], random: object) -> None:
    shuffled = list(edges.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert best_assignment(dict(shuffled)) == best_assignment(edges)


SIZE = 60


@pytest.mark.parametrize(
    ("edges", "best"),
    [
        # All alike: only the canonical order decides.
        (
            {(row, column): 1 for row in range(SIZE) for column in range(SIZE)},
            [(row, row) for row in range(SIZE)],
        ),
        # More rows than columns: the last ones go without.
        (
            {(row, column): 1 for row in range(SIZE) for column in range(9)},
            [(row, row) for row in range(9)],
        ),
        # The heaviest go together, by the rearrangement inequality.
        (
            {(row, column): (row + 1) * (column + 1) for row in range(SIZE) for column in range(9)},
            [(SIZE - 9 + column, column) for column in range(9)],
        ),
        # A chain in which the last row's only column moves every other row on by one.
        (
            {(row, column): 2 for row in range(SIZE) for column in (row, row + 1)}
            | {(SIZE, 0): 2, (SIZE, SIZE): 1},
            [*((row, row + 1) for row in range(SIZE)), (SIZE, 0)],
        ),
    ],
)
def test_crowds(edges: dict[Edge, int], best: list[Edge]) -> None:
    assert best_assignment(edges) == best
