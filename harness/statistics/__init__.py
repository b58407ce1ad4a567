"""Uncertainty of figures from small samples: intervals, paired tests and their correction."""

from harness.statistics.intervals import FEWEST, Interval, difference_interval, interval, wilson
from harness.statistics.paired import (
    ALPHA,
    PairedTest,
    detectable,
    holm,
    mcnemar,
    paired_test,
    randomised_p,
    smallest_p,
)
from harness.statistics.sample import METRICS, Metric, Sample, ratio

__all__ = [
    "ALPHA",
    "FEWEST",
    "METRICS",
    "Interval",
    "Metric",
    "PairedTest",
    "Sample",
    "detectable",
    "difference_interval",
    "holm",
    "interval",
    "mcnemar",
    "paired_test",
    "randomised_p",
    "ratio",
    "smallest_p",
    "wilson",
]
