"""Intervals for precision, recall, F1 and their differences, honest also for small samples."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import Literal

import numpy as np

from harness.model.signature import SEED
from harness.statistics.sample import Metric, Sample, ratio

RESAMPLES = 2_000
LEVEL = 0.95
FEWEST = 5  # facts below which no interval is given
_NOTHING = 1e-12  # sums of floats that are equal may differ by rounding
FEW = 10  # facts below which clusters say too little about the spread
FEWEST_DIFFERING = 6  # clusters below which no test of a pair can reach 5 %: 2 / 2^5 is above it


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; `undefined` counts the resamples in which the figure was 0/0."""

    low: float
    high: float
    method: Literal["bootstrap", "Wilson"]
    undefined: int = 0


def interval(
    sample: Sample,
    metric: Metric = "f1",
    system: int = 0,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval | None:
    """Give the interval of a system's figure; None where it is undefined or has under five facts.

    The standard error comes from the stratified cluster bootstrap. The interval is symmetric in
    log odds, with Student's t for clusters less strata: taken from percentiles of so few clusters
    it is too short (benchmarks/coverage.md). Where the figure is 0 or 1, has fewer than ten facts
    below the line, or does not vary, it is Wilson's.
    """
    facts, tp = _facts(sample, metric, system), float(sample.totals[system][0])
    if facts < FEWEST:
        return None
    drawn = ratio(metric, sample.bootstrap(resamples, seed)[:, system])
    undefined = int(np.isnan(drawn).sum())
    spread = float(np.nanstd(drawn, ddof=1)) if undefined < resamples - 1 else 0.0
    if tp in (0, facts) or facts < FEW or not spread or not sample.freedom:
        low, high = wilson(tp, facts)
        if metric == "f1":  # Wilson's is for TP / (TP + FP + FN), and F1 grows with that
            low, high = 2 * low / (1 + low), 2 * high / (1 + high)
        return Interval(low, high, "Wilson", undefined)
    point = float(ratio(metric, sample.totals[system]))
    reach = (
        t_quantile(sample, (1 + LEVEL) / 2) * spread / (point * (1 - point))
    )  # the delta method, in log odds
    odds = log(point / (1 - point))
    low, high = (1 / (1 + exp(min(-odds - sign * reach, 700))) for sign in (-1, 1))
    return Interval(low, high, "bootstrap", undefined)


def difference_interval(
    sample: Sample,
    metric: Metric = "f1",
    systems: tuple[int, int] = (0, 1),
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[Interval | None, float | None]:
    """Give the interval of second minus first and its standard error, both on shared clusters.

    None where one figure is undefined or has under five facts, where the difference is the same in
    every resample, and where the two differ in so few clusters that these say nothing of how much
    they vary; no test could tell them apart either.
    """
    few = min(_facts(sample, metric, system) for system in systems) < FEWEST
    if few or differing(sample, systems) < FEWEST_DIFFERING or not sample.freedom:
        return None, None
    first, second = (float(ratio(metric, sample.totals[system])) for system in systems)
    sums = sample.bootstrap(resamples, seed)
    drawn = ratio(metric, sums[:, systems[1]]) - ratio(metric, sums[:, systems[0]])
    undefined = int(np.isnan(drawn).sum())
    if np.isnan(first + second) or undefined >= resamples - 1:
        return None, None
    error = float(np.nanstd(drawn, ddof=1))
    if error < _NOTHING:
        return None, None
    reach = t_quantile(sample, (1 + LEVEL) / 2) * error
    point = second - first
    return Interval(
        max(-1.0, point - reach), min(1.0, point + reach), "bootstrap", undefined
    ), error


def differing(sample: Sample, systems: tuple[int, int] = (0, 1)) -> int:
    """Count the clusters on which two systems differ."""
    first, second = (sample.counts[:, system] for system in systems)
    return int((first != second).any(axis=1).sum())


def wilson(right: float, whole: float) -> tuple[float, float]:
    """Give the score interval of a proportion (Wilson 1927).

    It takes what it counts as independent; for facts of one paragraph that is too kind.
    """
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    share = right / whole
    middle = share + z * z / (2 * whole)
    reach = z * (share * (1 - share) / whole + z * z / (4 * whole * whole)) ** 0.5
    low, high = ((middle + sign * reach) / (1 + z * z / whole) for sign in (-1, 1))
    return 0.0 if right == 0 else low, 1.0 if right == whole else high


def t_quantile(sample: Sample, share: float) -> float:
    """Give the quantile of Student's t for clusters less strata."""
    # Imported where it is used: it takes as long as all else that a command imports.
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(sample.freedom, share))


def _facts(sample: Sample, metric: Metric, system: int) -> float:
    """Count what a system's figure is a share of; for F1, what is right or wrong on either side."""
    tp, fp, fn = (float(one) for one in sample.totals[system])
    return {"precision": tp + fp, "recall": tp + fn, "f1": tp + fp + fn}[metric]
