"""Is one system better than another on the same clusters: the test, its limits, its correction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from harness.model.signature import SEED
from harness.statistics.intervals import Interval, difference_interval, differing, t_quantile
from harness.statistics.sample import Metric, Numbers, Sample, product, ratio

SWAPS = 10_000
EXACT_UP_TO = 16  # clusters that differ; 2^16 assignments are tried one and all
ALPHA, POWER = 0.05, 0.8
_SAME = 1e-12  # equal differences of ratios may differ by rounding, and must count as reached
_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Second system minus first in one metric, with what chance alone would do.

    `difference` and `p` are None where a figure is undefined. `clusters` counts those on which the
    two differ; `smallest` is the least p that so many could reach. `detectable` is the difference
    that such a sample would find in four of five cases; None where they differ in too few clusters
    to tell, or by more than that already.
    """

    metric: Metric
    difference: float | None
    interval: Interval | None
    p: float | None
    exact: bool
    clusters: int
    smallest: float
    detectable: float | None


@lru_cache(maxsize=64)  # whoever corrects a p and whoever shows it ask for the same test
def paired_test(
    sample: Sample,
    metric: Metric = "f1",
    systems: tuple[int, int] = (0, 1),
    *,
    family: int = 1,
    swaps: int = SWAPS,
) -> PairedTest:
    """Test whether two systems differ by more than which of them spoke where.

    Two-sided paired randomisation (Fisher's, as in Yeh 2000, More Accurate Tests for the
    Statistical Significance of Result Differences): the systems' counts are swapped cluster by
    cluster at random. With up to 16 clusters that differ all assignments are tried and p is exact;
    else p is (hits + 1) / (swaps + 1). It is not corrected; `family` tests are made together, and
    `detectable` is what the strictest of them finds.
    """
    first, second = sample.counts[:, systems[0]], sample.counts[:, systems[1]]
    clusters = differing(sample, systems)
    observed = float(ratio(metric, second.sum(axis=0)) - ratio(metric, first.sum(axis=0)))
    between, error = difference_interval(sample, metric, systems)
    least = None if error is None else detectable(sample, error, family)
    return PairedTest(
        metric=metric,
        difference=None if np.isnan(observed) else observed,
        interval=between,
        p=randomised_p(first, second, metric, swaps=swaps),
        exact=clusters <= EXACT_UP_TO,
        clusters=clusters,
        smallest=smallest_p(clusters, swaps),
        detectable=None if least is None or least <= abs(observed) else least,
    )


def randomised_p(
    first: Numbers, second: Numbers, metric: Metric, *, swaps: int = SWAPS, seed: int = SEED
) -> float | None:
    """Give p alone for two systems' counts of the shape (clusters, 3); None where undefined.

    An assignment in which a figure is undefined counts as reaching the observed difference: it
    speaks for none.
    """
    gap = (second - first)[(first != second).any(axis=1)]
    totals = first.sum(axis=0), second.sum(axis=0)
    observed = float(ratio(metric, totals[1]) - ratio(metric, totals[0]))
    if np.isnan(observed):
        return None
    hits = tried = 0
    with threadpool_limits(1, "blas"):
        for swapped in _assignments(len(gap), swaps, seed):
            moved = product(swapped, gap)
            reached = np.abs(ratio(metric, totals[1] - moved) - ratio(metric, totals[0] + moved))
            hits += int((np.isnan(reached) | (reached >= abs(observed) - _SAME)).sum())
            tried += len(swapped)
    return hits / tried if len(gap) <= EXACT_UP_TO else (hits + 1) / (tried + 1)


def _assignments(clusters: int, swaps: int, seed: int) -> Iterator[NDArray[np.uint8]]:
    """Give which clusters are swapped, one row an assignment, in chunks: all of them, or some."""
    random = np.random.default_rng(seed)
    exact = clusters <= EXACT_UP_TO
    tried = 2**clusters if exact else swaps
    step = max(1, _CELLS // max(1, clusters))
    for start in range(0, tried, step):
        size = min(step, tried - start)
        if exact:
            numbers = np.arange(start, start + size)[:, None]
            yield ((numbers >> np.arange(clusters)) & 1).astype(np.uint8)
        else:
            yield _random_bits(random, size, clusters)


def _random_bits(random: np.random.Generator, rows: int, columns: int) -> NDArray[np.uint8]:
    packed = np.frombuffer(random.bytes(rows * -(-columns // 8)), dtype=np.uint8)
    return np.unpackbits(packed.reshape(rows, -1), axis=1, count=columns)


def smallest_p(clusters: int, swaps: int = SWAPS) -> float:
    """Give the least two-sided p that swapping so many clusters can reach; 1 for none.

    An assignment and its mirror image differ equally, so five articles never get below 0.0625.
    """
    if clusters > EXACT_UP_TO:
        return 1 / (swaps + 1)
    return float(2 ** (1 - clusters)) if clusters else 1.0


def detectable(sample: Sample, error: float, family: int = 1) -> float:
    """Give the difference that would be found in four of five cases at the 5 % level.

    By the standard error of the present difference and Student's t, with the level divided among
    a family of tests, as Holm's first step does.
    """
    level = t_quantile(sample, 1 - ALPHA / family / 2)
    return (level + t_quantile(sample, POWER)) * error


def mcnemar(only_first: int, only_second: int) -> float:
    """Give the exact two-sided p that facts found by one system only fall so unevenly.

    McNemar 1947 in its binomial form: each such fact is a fair coin.
    """
    tosses = only_first + only_second
    tail = sum(comb(tosses, heads) for heads in range(min(only_first, only_second) + 1))
    return float(min(1.0, 2 * tail / 2**tosses))


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p values for being several, keeping their order (Holm 1979)."""
    adjusted, running = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        running = max(running, (len(p_values) - rank) * p_values[index])
        adjusted[index] = min(1.0, running)
    return adjusted
