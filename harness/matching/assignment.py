"""The best one-to-one assignment, exactly, over weights of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Edge = tuple[int, int]


def best_assignment(weights: Mapping[Edge, int]) -> list[Edge]:
    """Choose edges (row, column), no row or column twice, with the greatest sum of weights.

    Of several best choices it takes the first in canonical order: the one in which the first row
    has the lowest column it can have, then the second row, and so on. Weights are positive
    integers without bound, so a lexicographic order packed into one number is decided exactly.
    The graph is solved component by component with the Hungarian method (Kuhn 1955, in the O(n²m)
    form with potentials).
    """
    chosen: list[Edge] = []
    for rows, columns in _components(weights):
        if len(rows) == 1 and len(columns) == 1:
            chosen.append((rows[0], columns[0]))
            continue
        table = _table(weights, rows, columns)
        if len(rows) <= len(columns):
            pairs = _hungarian(table)
        else:
            turned = [list(column) for column in zip(*table, strict=True)]
            pairs = [(row, column) for column, row in _hungarian(turned)]
        chosen += [(rows[row], columns[column]) for row, column in pairs]
    return sorted(edge for edge in chosen if edge in weights)


def _table(
    weights: Mapping[Edge, int], rows: Sequence[int], columns: Sequence[int]
) -> list[list[int]]:
    """Lay out a component, with the canonical order as the least of all criteria."""
    width = len(columns)
    base = (width + 1) ** len(rows)
    table = []
    for place, row in enumerate(rows):
        rank = (width + 1) ** (len(rows) - 1 - place)
        table.append(
            [
                weights[row, column] * base + (width - order) * rank
                if (row, column) in weights
                else 0
                for order, column in enumerate(columns)
            ]
        )
    return table


def _components(edges: Mapping[Edge, int]) -> list[tuple[list[int], list[int]]]:
    """Split the graph into parts that share no row and no column."""
    columns_of: dict[int, list[int]] = {}
    rows_of: dict[int, list[int]] = {}
    for row, column in edges:
        columns_of.setdefault(row, []).append(column)
        rows_of.setdefault(column, []).append(row)
    parts, seen = [], set[int]()
    for start in sorted(columns_of):
        if start in seen:
            continue
        rows, columns, waiting = {start}, set[int](), [start]
        while waiting:
            for column in columns_of[waiting.pop()]:
                if column not in columns:
                    columns.add(column)
                    fresh = set(rows_of[column]) - rows
                    rows |= fresh
                    waiting += sorted(fresh)
        seen |= rows
        parts.append((sorted(rows), sorted(columns)))
    return parts


def _hungarian(table: Sequence[Sequence[int]]) -> list[Edge]:
    """Solve a table with no more rows than columns; weight 0 stands for "not assigned"."""
    height, width = len(table), len(table[0])
    infinite = sum(max(row) for row in table) * 2 + 2
    row_price, column_price = [0] * (height + 1), [0] * (width + 1)
    row_of = [0] * (width + 1)  # which row (from 1) holds a column; 0 none; column 0 is a stand-in
    for row in range(1, height + 1):
        row_of[0] = row
        _augment(table, row_of, row_price, column_price, infinite)
    return [(row_of[column] - 1, column - 1) for column in range(1, width + 1) if row_of[column]]


def _augment(
    table: Sequence[Sequence[int]],
    row_of: list[int],
    row_price: list[int],
    column_price: list[int],
    infinite: int,
) -> None:
    """Give the row in stand-in column 0 a place, along the cheapest alternating path."""
    width = len(column_price) - 1
    distance, previous, done = [infinite] * (width + 1), [0] * (width + 1), [False] * (width + 1)
    column = 0
    while True:
        done[column] = True
        row, step, nearest = row_of[column], infinite, 0
        for other in range(1, width + 1):
            if done[other]:
                continue
            # The table holds weights to be greatest; costs to be least are their negatives.
            cost = -table[row - 1][other - 1] - row_price[row] - column_price[other]
            if cost < distance[other]:
                distance[other], previous[other] = cost, column
            if distance[other] < step:
                step, nearest = distance[other], other
        for other in range(width + 1):
            if done[other]:
                row_price[row_of[other]] += step
                column_price[other] -= step
            else:
                distance[other] -= step
        column = nearest
        if row_of[column] == 0:
            break
    while column:
        row_of[column] = row_of[previous[column]]
        column = previous[column]
