"""What a gate compares with: counts and found facts of an accepted run, by ids and hashes only."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import msgspec

from harness.model.corpus import Rendition
from harness.model.results import Counts, Level, Place, Profile

FORMAT = 1


class Tally(NamedTuple):
    """TP, FP and FN, added up over an extractor's readings."""

    tp: int
    fp: int
    fn: int


# One for each level, in the levels' order.
Tallies: TypeAlias = tuple[Tally, Tally, Tally, Tally]
Times: TypeAlias = tuple[int, int, int, int]


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who made a run the baseline, why, and at which commit."""

    who: str
    why: str
    commit: str | None = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One extractor of the baseline.

    `places` holds what was counted in each place, written "article/paragraph" or "article/-", and
    `found` in how many of the `readings` a gold fact (article/id) was right, both level by level.
    `unsupported` and `cost` are of all readings together.
    """

    fingerprint: str
    readings: int
    places: Mapping[str, Tallies]
    found: Mapping[str, Times]
    unsupported: int
    cost: Decimal | None = None
    currency: str | None = None

    def by_place(self, level: Level = Level.FACT) -> dict[Place, Counts]:
        """Give the counts of a level by place."""
        return {read_place(name): Counts(*parts[level - 1]) for name, parts in self.places.items()}

    def counts(self, level: Level = Level.FACT) -> Counts:
        """Add up the counts of a level."""
        return sum(self.by_place(level).values(), Counts())

    def by_article(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Add up the counts of a level apart by article."""
        found: dict[str, Counts] = {}
        for place, part in self.by_place(level).items():
            found[place.article] = found.get(place.article, Counts()) + part
        return found

    def times(self, fact: str, level: Level = Level.FACT) -> int:
        """Tell in how many readings a fact was right at a level."""
        return self.found.get(fact, (0, 0, 0, 0))[level - 1]


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The run that later ones are held against, with all that its figures depend on."""

    format: int
    goldset: str
    goldset_version: str
    goldset_hash: str
    rendition: Rendition
    profile: Profile
    scoring: int
    accepted: Accepted
    extractors: Mapping[str, Entry]


def written_place(place: Place) -> str:
    """Write a place as a baseline does."""
    return f"{place.article}/{'-' if place.paragraph is None else place.paragraph}"


def read_place(written: str) -> Place:
    """Read a place as a baseline writes it; raises ValueError where it is none."""
    article, _, paragraph = written.rpartition("/")
    return Place(article, None if paragraph == "-" else int(paragraph))
