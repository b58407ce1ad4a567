"""The best one-to-one assignment, exactly, over weights of any size.

Every component of the graph is solved with the Hungarian method in its primal-dual form (Kuhn 1955,
Munkres 1957): most rows find their column by bidding, the rest along the cheapest way (Jonker and
Volgenant 1987). The canonical order is no part of the weights: it is
found afterwards among the edges that a best choice can have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Edge = tuple[int, int]

_BIDS = 4  # for each row; two rows could outbid each other by the least amount for ever


def best_assignment(weights: Mapping[Edge, int]) -> list[Edge]:
    """Choose edges (row, column), no row or column twice, with the greatest sum of weights.

    Of several best choices it takes the first in canonical order: the one in which the first row
    has the lowest column it can have, then the second row, and so on; having none comes last.
    Weights are positive integers without bound, so a lexicographic order packed into one number
    is decided exactly.
    """
    chosen: list[Edge] = []
    for edges in _components(weights):
        one_row = edges[0][0] == edges[-1][0]  # they are sorted, rows first
        if one_row or len({column for _, column in edges}) == 1:
            # Only one edge can be chosen; `max` keeps the first of equals.
            chosen.append(max(edges, key=weights.__getitem__))
        else:
            prices = _Prices({edge: weights[edge] for edge in edges})
            prices.settle()
            chosen += _Circles(prices).first()
    return sorted(chosen)


def _components(weights: Mapping[Edge, int]) -> list[list[Edge]]:
    """Split the edges into parts that share no row and no column, each in order."""
    columns_of: dict[int, list[int]] = {}
    rows_of: dict[int, list[int]] = {}
    for row, column in weights:
        columns_of.setdefault(row, []).append(column)
        rows_of.setdefault(column, []).append(row)
    parts, seen, crossed = [], set[int](), set[int]()
    for start in sorted(columns_of):
        if start in seen:
            continue
        seen.add(start)
        waiting, rows = [start], [start]
        while waiting:
            for column in columns_of[waiting.pop()]:
                if column not in crossed:
                    crossed.add(column)
                    fresh = [row for row in rows_of[column] if row not in seen]
                    seen.update(fresh)
                    rows += fresh
                    waiting += fresh
        parts.append(sorted((row, column) for row in rows for column in columns_of[row]))
    return parts


class _Prices:
    """A component with an assignment and prices that prove it to be the best.

    Every row also has a private place of weight 0 that stands for "not assigned" (its column is
    None), so that every row must be placed. Throughout, for every edge,
    row price + column price >= weight; column prices are >= 0, and 0 where the column is free;
    placed rows are placed where this is an equation ("tight"). Once every row is placed, the sum
    of prices bounds every assignment from above and equals this one (linear programming duality).
    """

    def __init__(self, weights: Mapping[Edge, int]) -> None:
        self.edges: dict[int, list[tuple[int, int]]] = {}
        for (row, column), weight in weights.items():
            self.edges.setdefault(row, []).append((column, weight))
        self.row_price = {row: max(w for _, w in edges) for row, edges in self.edges.items()}
        self.column_price = dict.fromkeys((column for _, column in weights), 0)
        self.column_of: dict[int, int | None] = {}  # a row that is not in it has no place yet
        self.row_of: dict[int, int] = {}

    def settle(self) -> None:
        """Let rows bid for columns, which places most of them, then place each that is left."""
        free = list(self.edges)
        for _ in range(_BIDS * len(free)):
            if not free:
                break
            outbid = self._bid(free.pop())
            if outbid is not None:
                free.append(outbid)
        for row in self.edges:
            if row not in self.column_of:
                self._squeeze_in(row)

    def tight(self, row: int) -> Iterator[int]:
        """Give the columns that a row has in any best assignment, as far as prices tell."""
        price = self.row_price[row]
        for column, weight in self.edges[row]:
            if price + self.column_price[column] == weight:
                yield column

    def _bid(self, row: int) -> int | None:
        """Give a row its best column, at a price that makes the second best as good.

        Gives the row that had it before, if any. A row whose best column is held by another and
        no better than the second best stays without, for no bid would raise a price.
        """
        columns = [column for column, _ in self.edges[row]]
        worths = [weight - self.column_price[column] for column, weight in self.edges[row]]
        best = max(worths)
        first = worths.index(best)
        second = max(0, max(worths[:first], default=0), max(worths[first + 1 :], default=0))
        self.row_price[row] = second
        if best <= 0:
            self.column_of[row] = None
            return None
        column = columns[first]
        if best == second and column in self.row_of:
            equals = (one for one, worth in zip(columns, worths, strict=True) if worth == best)
            free = next((one for one in equals if one not in self.row_of), None)
            if free is None:
                return None
            column = free
        self.column_price[column] += best - second
        outbid = self.row_of.get(column)
        if outbid is not None:
            del self.column_of[outbid]
        self.column_of[row], self.row_of[column] = column, row
        return outbid

    def _squeeze_in(self, start: int) -> None:
        """Place a row along the cheapest way, and move the prices so that it becomes tight.

        It is Dijkstra's search, in which time stands for cost: from when they are reached, prices
        of rows fall and prices of columns rise, so no edge is ever broken.
        """
        due = dict.fromkeys(self.column_price, self.row_price[start] + 1)
        reached_from: dict[int, int] = {}
        row_time, column_time, time = {start: 0}, dict[int, int](), 0
        row = start
        end, leaver = self.row_price[start], start  # when the price of which row will be 0
        while True:
            if self.row_price[row] + time < end:
                end, leaver = self.row_price[row] + time, row
            self._look_around(row, time, due, reached_from)
            time = min(end, min(due.values(), default=end))
            reached = [] if time == end else [one for one, at in due.items() if at == time]
            free = next((column for column in reached if column not in self.row_of), None)
            if free is not None or not reached:
                break
            column = reached[-1]
            row = self.row_of[column]
            del due[column]
            column_time[column] = row_time[row] = time
        self._shift(leaver if free is None else reached_from[free], free, reached_from)
        for row, since in row_time.items():
            self.row_price[row] -= time - since
        for column, since in column_time.items():
            self.column_price[column] += time - since

    def _look_around(
        self, row: int, time: int, due: dict[int, int], reached_from: dict[int, int]
    ) -> None:
        """Note which columns a row that was just reached will reach sooner than others do."""
        price, column_price = self.row_price[row] + time, self.column_price
        for column, weight in self.edges[row]:
            at = price + column_price[column] - weight
            if at < due.get(column, 0):  # those that were reached are due no more
                due[column], reached_from[column] = at, row

    def _shift(self, row: int, place: int | None, reached_from: Mapping[int, int]) -> None:
        """Move a row to a place, and whoever comes after it to the place that it leaves."""
        while True:
            left = self.column_of.get(row)
            self.column_of[row] = place
            if place is not None:
                self.row_of[place] = row
            if left is None:
                return
            row, place = reached_from[left], left


_NOBODY = -1


class _Circles:
    """Changes a best assignment into the first best one in canonical order.

    By complementary slackness the best assignments are exactly those that place every row on a
    tight edge (or nowhere, at a row price of 0) and leave no column free whose price is not 0.
    From one of them to another one rows move in circles, each to the place of the next. Nobody can
    be one of a circle: somebody comes to where nobody was (takes a free column, or goes nowhere),
    or nobody comes to where somebody was (who was nowhere, or in a column that may stay free). So
    a row can have a column exactly if a way leads back to its own place from who is there.
    """

    def __init__(self, prices: _Prices) -> None:
        self._column_of, self._row_of = prices.column_of, prices.row_of
        self._rows = sorted(prices.edges)
        self._tight = {row: list(prices.tight(row)) for row in self._rows}
        self._may_stay_free = {column for column, at in prices.column_price.items() if at == 0}
        # Who can come to a place, as bits of rows: a column, or nowhere (None).
        self._takers: dict[int | None, int] = dict.fromkeys(prices.column_price, 0)
        self._takers[None] = 0
        for bit, row in enumerate(self._rows):
            for column in self._tight[row]:
                self._takers[column] |= 1 << bit
            if prices.row_price[row] == 0:
                self._takers[None] |= 1 << bit

    def first(self) -> list[Edge]:
        """Give each row in turn the lowest column it can have, and leave it there."""
        for place, row in enumerate(self._rows):
            own = self._column_of[row]
            lower = [column for column in self._tight[row] if own is None or column < own]
            if lower:
                later = (1 << len(self._rows)) - (2 << place)
                follows = self._ways_to(row, later)
                for column in lower:
                    if self._row_of.get(column, _NOBODY) in follows:
                        self._turn(row, column, follows)
                        break
        return [(row, column) for row, column in self._column_of.items() if column is not None]

    def _ways_to(self, goal: int, movable: int) -> dict[int, int]:
        """For everyone from whom moves lead to the goal's place: whose place comes next."""
        follows: dict[int, int] = {}
        waiting = [goal]
        while waiting:
            row = waiting.pop()
            if row == _NOBODY:
                fresh = self._takers[None]
                for column, takers in self._takers.items():
                    if column not in self._row_of:
                        fresh |= takers
            else:
                own = self._column_of[row]
                fresh = 0 if own is None else self._takers[own]
                if _NOBODY not in follows and (own is None or own in self._may_stay_free):
                    follows[_NOBODY] = row
                    waiting.append(_NOBODY)
            fresh &= movable
            movable ^= fresh
            while fresh:
                lowest = fresh & -fresh
                fresh ^= lowest
                mover = self._rows[lowest.bit_length() - 1]
                follows[mover] = row
                waiting.append(mover)
        return follows

    def _turn(self, goal: int, column: int, follows: Mapping[int, int]) -> None:
        """Give the goal a column, and everyone on the way back from there the next place."""
        moves: dict[int, int | None] = {goal: column}
        mover = self._row_of.get(column, _NOBODY)
        while mover != goal:
            next_one = follows[mover]
            if mover != _NOBODY:
                moves[mover] = self._place_of(next_one, mover)
            mover = next_one
        for row in moves:
            own = self._column_of[row]
            if own is not None:
                del self._row_of[own]
        for row, place in moves.items():
            self._column_of[row] = place
            if place is not None:
                self._row_of[place] = row

    def _place_of(self, row: int, mover: int) -> int | None:
        """Give a row's place; that of nobody is a free column that the mover can take."""
        if row != _NOBODY:
            return self._column_of[row]
        return next((one for one in self._tight[mover] if one not in self._row_of), None)
