"""Counts by cluster as one table, and the bootstrap over its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from harness.model.results import METRICS, Counts, Metric, Place
from harness.model.signature import SEED, Unit, unit_of

Numbers: TypeAlias = NDArray[np.float64]

__all__ = ["METRICS", "Metric", "Numbers", "Sample", "product", "ratio"]

_CELLS = 4_000_000  # weights held at once: 32 MB


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Counts of one or more systems over the same clusters.

    `counts` has the shape (clusters, systems, 3) with TP, FP and FN last; they may be averages
    over repeats. `strata` gives each cluster's stratum, and clusters of one stratum are drawn for
    one another only.
    """

    counts: Numbers
    strata: NDArray[np.int64]
    unit: Unit

    @classmethod
    def of(cls, tables: Sequence[Mapping[Place, Counts]], paragraphs: Mapping[str, int]) -> Sample:
        """Lay out what each system counted by place; `paragraphs` tells how many an article has.

        The clusters are the paragraphs, stratified by article, and where some system has counts
        there the article's extra place; with 20 articles or more they are the articles.
        """
        if unit_of(len(paragraphs)) == "article":
            keys = {article: row for row, article in enumerate(paragraphs)}
            counts = np.zeros((len(keys), len(tables), 3))
            for system, table in enumerate(tables):
                for place, part in table.items():
                    counts[keys[place.article], system] += (part.tp, part.fp, part.fn)
            return cls(counts, np.zeros(len(keys), dtype=np.int64), "article")
        used = {place for table in tables for place in table}
        places = [
            place
            for article, number in paragraphs.items()
            for place in (*(Place(article, index) for index in range(number)), Place(article, None))
            if place.paragraph is not None or place in used
        ]
        rows = {place: row for row, place in enumerate(places)}
        counts = np.zeros((len(places), len(tables), 3))
        for system, table in enumerate(tables):
            for place, part in table.items():
                counts[rows[place], system] += (part.tp, part.fp, part.fn)
        stratum = {article: number for number, article in enumerate(paragraphs)}
        strata = np.array([stratum[place.article] for place in places], dtype=np.int64)
        return cls(counts, strata, "paragraph")

    @property
    def totals(self) -> Numbers:
        """Sums over all clusters, of the shape (systems, 3)."""
        return np.asarray(self.counts.sum(axis=0))

    def groups(self) -> list[NDArray[np.int64]]:
        """Give the rows of each stratum; those of a single cluster are drawn together as one."""
        found = [np.flatnonzero(self.strata == one) for one in np.unique(self.strata)]
        alone = [rows for rows in found if len(rows) == 1]
        if not alone:
            return found
        several = [rows for rows in found if len(rows) > 1]
        if len(alone) == 1 and several:
            # Nothing to draw it for but its smallest neighbour.
            several.sort(key=len)
            return [np.concatenate((several[0], alone[0])), *several[1:]]
        return [*several, np.concatenate(alone)]

    @property
    def freedom(self) -> int:
        """Degrees of freedom: clusters less strata."""
        groups = self.groups()
        return sum(map(len, groups)) - len(groups)

    @lru_cache(maxsize=8)  # noqa: B019 - one drawing serves all metrics of all systems
    def bootstrap(self, resamples: int, seed: int = SEED, *, small_strata: bool = True) -> Numbers:
        """Draw clusters with replacement; totals of the shape (resamples, systems, 3).

        Of n clusters in a stratum n - 1 are drawn and each weighs n / (n - 1), without which the
        spread in small strata comes out too small by that factor (Rao and Wu 1988, Resampling
        Inference with Complex Survey Data); `small_strata=False` draws n, the plain bootstrap.
        """
        systems = self.counts.shape[1]
        flat = self.counts.reshape(len(self.counts), systems * 3)
        sums = np.zeros((resamples, systems * 3))
        random = np.random.default_rng(seed)
        with threadpool_limits(1, "blas"):  # two threads on a busy machine wait for each other
            for rows in self.groups():
                drawn = max(1, len(rows) - 1) if small_strata else len(rows)
                self._draw(flat[rows], drawn, random, sums)
        sums.flags.writeable = False
        return sums.reshape(resamples, systems, 3)

    @staticmethod
    def _draw(counts: Numbers, drawn: int, random: np.random.Generator, sums: Numbers) -> None:
        """Add what one stratum gives to the sums of every resample, a chunk at a time."""
        clusters = len(counts)
        weight = clusters / drawn
        step = max(1, _CELLS // clusters)
        for start in range(0, len(sums), step):
            size = min(step, len(sums) - start)
            picks = random.integers(clusters, size=(size, drawn))
            picks += np.arange(size)[:, None] * clusters
            times = np.bincount(picks.ravel(), minlength=size * clusters)
            sums[start : start + size] += weight * product(times.reshape(size, clusters), counts)


def product(times: NDArray[np.integer[Any]], counts: Numbers) -> Numbers:
    """Add up counts by cluster, each taken so many times: one row a resample.

    In single precision where that is exact: whole counts whose sums stay below 2^24.
    """
    largest = np.abs(counts).max(initial=0) * times.sum(axis=1).max(initial=0)
    small = largest < 2**24 and np.array_equal(counts, np.rint(counts))
    kind = np.float32 if small else np.float64
    return np.asarray(times.astype(kind) @ counts.astype(kind), dtype=np.float64)


def ratio(metric: Metric, sums: Numbers) -> Numbers:
    """Give a metric of sums whose last axis is TP, FP, FN; NaN where it is undefined."""
    tp, fp, fn = sums[..., 0], sums[..., 1], sums[..., 2]
    right, whole = {
        "precision": (tp, tp + fp),
        "recall": (tp, tp + fn),
        "f1": (2 * tp, 2 * tp + fp + fn),
    }[metric]
    undefined = np.full_like(whole, np.nan)
    return np.divide(right, whole, out=undefined, where=whole > 0)
