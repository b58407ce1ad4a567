"""Outcomes counted at all levels at once, so that articles can be folded in one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeAlias, TypeVar

from harness.model.facts import GoldFact, Prediction
from harness.model.results import Counts, ErrorClass, Level, Match
from harness.model.values import value_type

Key = TypeVar("Key", bound=Hashable)

# All that decides what a side of a match adds to the counts of any level: whether it is gold's,
# the level the match is right at (0 for none), whether gold is optional, and the level at which
# the prediction only says a matched fact again (0 for none).
State: TypeAlias = tuple[bool, int, bool, int]


def _counts(state: State, times: int, level: Level) -> Counts | None:
    """Tell what so many sides in a state add at a level; None where they stand in no slice."""
    is_gold, reached, optional, restates = state
    right = reached >= level
    if is_gold:
        if optional:
            return Counts(optional=times) if right else None
        return Counts(tp=times) if right else Counts(fn=times)
    if right:
        return None  # gold's side counts for both
    return Counts(restated=times) if restates >= level else Counts(fp=times)


class Slices(Generic[Key]):
    """Sides of matches, counted apart by a key such as their predicate."""

    def __init__(self) -> None:
        self._times: dict[Key, dict[State, int]] = defaultdict(dict)

    def add(self, key: Key, state: State) -> None:
        """Count one side."""
        times = self._times[key]
        times[state] = times.get(state, 0) + 1

    def at(self, level: Level) -> dict[Key, Counts]:
        """Give the counts at a level, for every key with a side that counts there."""
        found = {}
        for key, times in self._times.items():
            parts = [_counts(state, number, level) for state, number in times.items()]
            counting = [part for part in parts if part is not None]
            if counting:
                first, *others = counting
                found[key] = sum(others, first)
        return found


def states_of(match: Match) -> Iterator[tuple[GoldFact | Prediction, State]]:
    """Give the sides of a match that count at some level, each with its state."""
    level = 0 if match.level is None else match.level.value
    if match.gold is not None:
        yield match.gold, (True, level, match.gold.optional, 0)
    if match.prediction is not None and level < Level.GROUNDED:  # else right at every level
        restates = 0 if match.restates is None else match.restates.value
        yield match.prediction, (False, level, False, restates)


class Tally:
    """Counts of outcomes by everything that figures are told apart by.

    What `Match.sides` says of one match at one level, this says of many at every level; the two
    sides of a wrong pair may fall into different slices.
    """

    def __init__(self, matches: Iterable[Match] = ()) -> None:
        self.articles = Slices[str]()
        self.predicates = Slices[str]()
        self.value_types = Slices[str]()
        self.tags = Slices[str]()
        self.errors = Slices[tuple[ErrorClass, str]]()
        self.add(matches)

    def add(self, matches: Iterable[Match]) -> None:
        """Count more matches, for example those of one more article."""
        for match in matches:
            for side, state in states_of(match):
                self._add_side(side, state, match)
                if isinstance(side, GoldFact) and not side.optional:
                    for tag in side.tags:  # a false positive has no tag: recall only
                        self.tags.add(tag, state)

    def counts(self, level: Level) -> Counts:
        """Count all that was added together."""
        return sum(self.value_types.at(level).values(), Counts())

    def _add_side(self, side: GoldFact | Prediction, state: State, match: Match) -> None:
        self.articles.add(side.article, state)
        self.predicates.add(side.predicate, state)
        self.value_types.add(value_type(side.value), state)
        if match.error is not None:
            self.errors.add((match.error, match.detail), state)
