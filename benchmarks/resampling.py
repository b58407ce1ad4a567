"""How fast resampling is, as a ratio to scipy on the same counts in the same process.

Usage: python -m benchmarks.resampling
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, permutation_test

from harness.statistics import METRICS, Sample, randomised_p, ratio

CLUSTERS, SYSTEMS, RESAMPLES, ROUNDS = 2_500, 26, 10_000, 5
Numbers = NDArray[np.float64]


def f1(tp: Numbers, fp: Numbers, fn: Numbers, axis: int = -1) -> Numbers:
    """Give micro F1 of counts by cluster, as scipy calls it."""
    right = tp.sum(axis=axis)
    return np.asarray(2 * right / (2 * right + fp.sum(axis=axis) + fn.sum(axis=axis)))


def seconds(work: Callable[[], object]) -> float:
    """Give the CPU seconds that something takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


def resampled(counts: Numbers) -> None:
    """Draw all resamples and give every ratio of every system."""
    sample = Sample(counts, np.zeros(len(counts), dtype=np.int64), "article")
    sums = sample.bootstrap(RESAMPLES)
    for metric in METRICS:
        ratio(metric, sums)


def scipys_bootstrap(counts: Numbers) -> None:
    """Let scipy draw the same number of resamples of one F1."""
    bootstrap(
        tuple(counts[:, 0].T),
        f1,
        n_resamples=RESAMPLES,
        paired=True,
        vectorized=True,
        method="percentile",
        batch=100,
    )


def scipys_permutation(counts: Numbers) -> None:
    """Let scipy swap the clusters of two systems for one F1."""
    rows = np.arange(len(counts))

    def gap(first: NDArray[np.int64], second: NDArray[np.int64], axis: int = -1) -> Numbers:
        return f1(*columns(second), axis=axis) - f1(*columns(first), axis=axis)

    def columns(rows: NDArray[np.int64]) -> tuple[Numbers, Numbers, Numbers]:
        return tp[rows], fp[rows], fn[rows]

    tp, fp, fn = np.concatenate((counts[:, 0], counts[:, 1])).T
    permutation_test(
        (rows, rows + len(counts)),
        gap,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        vectorized=True,
        batch=100,
    )


def swapped(counts: Numbers) -> None:
    """Test one F1 by swapping the clusters of two systems."""
    randomised_p(counts[:, 0], counts[:, 1], "f1", swaps=RESAMPLES)


def main() -> None:
    """Take turns between ours and scipy's, and print the medians of the paired ratios."""
    random = np.random.default_rng(1)
    counts = random.poisson(10, (CLUSTERS, SYSTEMS, 3)).astype(float)
    for name, ours, theirs in (
        (
            f"bootstrap, {SYSTEMS} x P, R, F1 / scipy's of one F1",
            resampled,
            scipys_bootstrap,
        ),
        ("paired randomisation / scipy's of one F1", swapped, scipys_permutation),
    ):
        pairs = [
            (seconds(lambda: ours(counts)), seconds(lambda: theirs(counts)))  # noqa: B023
            for _ in range(ROUNDS)
        ]
        factor = statistics.median(scipys / mine for mine, scipys in pairs)
        mine, scipys = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(f"{name}: {mine:.2f} s against {scipys:.2f} s, {factor:.1f} times as fast")


if __name__ == "__main__":
    main()
