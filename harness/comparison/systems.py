"""What is compared: an extractor by one reading, or by several whose counts are averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from harness.model.facts import GoldSet
from harness.model.results import Counts, Level, Place
from harness.scoring import Evaluation, must_belong_together
from harness.scoring.evaluation import Side
from harness.statistics import Sample

FactKey: TypeAlias = tuple[str, str]  # article and id of a gold fact


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """An extractor as it is compared: its readings, one or several, on the same gold."""

    name: str
    readings: tuple[Evaluation, ...] = field(repr=False)

    @property
    def goldset(self) -> GoldSet:
        """The gold set of all readings."""
        return self.readings[0].goldset

    @property
    def failed(self) -> frozenset[str]:
        """The articles that some reading failed on: what it would find there nobody knows."""
        return frozenset(error.article for one in self.readings for error in one.errors)

    def counts(self, level: Level = Level.FACT) -> Counts:
        """Add up the counts of all readings; ratios of the sum are those of the average."""
        return sum((one.counts(level) for one in self.readings), Counts())

    @lru_cache(maxsize=32)  # noqa: B019 - each is compared with all others
    def found(self, level: Level = Level.FACT) -> dict[FactKey, int]:
        """Tell in how many readings a gold fact is right; facts that never are, are left out."""
        times: dict[FactKey, int] = defaultdict(int)
        for reading in self.readings:
            for match in reading.matches:
                if match.gold is not None and match.right_at(level):
                    times[match.gold.article, match.gold.id] += 1
        return dict(times)

    def by_place(self, level: Level = Level.FACT) -> dict[Place, Counts]:
        """Add up what all readings counted, apart by place."""
        found: dict[Place, Counts] = {}
        for reading in self.readings:
            for place, part in reading.by_place(level).items():
                found[place] = found.get(place, Counts()) + part
        return found


def as_system(one: Evaluation | System) -> System:
    """Take a single evaluation for a system of one reading."""
    return one if isinstance(one, System) else System(one.extractor, (one,))


def systems_of(evaluations: Iterable[Evaluation]) -> list[System]:
    """Put the repeats of an extractor together, in the order in which they first come."""
    groups: dict[str, list[Evaluation]] = {}
    for evaluation in evaluations:
        groups.setdefault(evaluation.repeats or evaluation.extractor, []).append(evaluation)
    return [System(name, tuple(readings)) for name, readings in groups.items()]


def sample_of(
    systems: Sequence[Evaluation | System],
    level: Level = Level.FACT,
    of: Callable[[Side], bool] | None = None,
) -> Sample:
    """Lay out what systems counted by place, for intervals and tests; `of` picks a slice.

    The counts of a system with several readings are averaged place by place. Raises
    MixedFiguresError where some do not belong together.
    """
    all_of_them = [as_system(one) for one in systems]
    readings = [reading for system in all_of_them for reading in system.readings]
    must_belong_together(readings)
    tables = [reading.by_place(level, of) for reading in readings]
    sample = Sample.of(tables, _paragraphs_of(readings[0].goldset))
    if len(readings) == len(all_of_them):
        return sample
    columns, first = [], 0
    for system in all_of_them:
        last = first + len(system.readings)
        columns.append(sample.counts[:, first:last].mean(axis=1))
        first = last
    return Sample(np.stack(columns, axis=1), sample.strata, sample.unit)


def averaged(
    tables: Sequence[Mapping[Place, Counts]], readings: Sequence[int], goldset: GoldSet
) -> Sample:
    """Lay out what systems counted by place, each table the sum of so many readings."""
    sample = Sample.of(tables, _paragraphs_of(goldset))
    return Sample(sample.counts / np.array(readings)[None, :, None], sample.strata, sample.unit)


def _paragraphs_of(goldset: GoldSet) -> Mapping[str, int]:
    """Tell how many paragraphs each article has."""
    return {name: len(article.paragraphs) for name, article in goldset.articles.items()}
