"""Paired tests: laws, closed forms and limits."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from harness.statistics import (
    ALPHA,
    METRICS,
    Metric,
    Sample,
    detectable,
    holm,
    mcnemar,
    paired_test,
    smallest_p,
)
from harness.statistics.sample import Numbers, ratio

CLUSTER = st.tuples(*[st.integers(0, 5)] * 6)
P = st.floats(0, 1)


def two(clusters: list[tuple[int, ...]]) -> Sample:
    counts = np.array(clusters, dtype=float).reshape(-1, 2, 3)
    return Sample(counts, np.zeros(len(counts), dtype=np.int64), "paragraph")


@given(st.lists(CLUSTER, min_size=1, max_size=6), st.sampled_from(METRICS))
def test_exact_p_is_what_trying_every_swap_gives(
    clusters: list[tuple[int, ...]], metric: Metric
) -> None:
    """The reference swaps every cluster, also those that do not differ."""
    sample = two(clusters)
    result = paired_test(sample, metric)
    first, second = sample.counts[:, 0], sample.counts[:, 1]

    def gap(ours: Numbers, theirs: Numbers) -> float:
        return float(ratio(metric, theirs.sum(axis=0)) - ratio(metric, ours.sum(axis=0)))

    observed = gap(first, second)
    if np.isnan(observed):
        assert result.p is None
        return
    hits = 0
    for swapped in product([False, True], repeat=len(clusters)):
        mask = np.array(swapped)[:, None]
        reached = gap(np.where(mask, second, first), np.where(mask, first, second))
        hits += bool(np.isnan(reached) or abs(reached) >= abs(observed) - 1e-9)
    assert result.exact
    assert result.p == hits / 2 ** len(clusters)


@given(st.lists(CLUSTER, min_size=1, max_size=8))
def test_who_is_first_changes_the_sign_and_nothing_else(clusters: list[tuple[int, ...]]) -> None:
    sample = two(clusters)
    one, other = paired_test(sample), paired_test(sample, systems=(1, 0))
    assert one.p == other.p
    if one.difference is not None and other.difference is not None:
        assert one.difference == pytest.approx(-other.difference)


def test_equal_systems_cannot_be_told_apart() -> None:
    result = paired_test(two([(3, 1, 2, 3, 1, 2)] * 9))
    assert (result.difference, result.p, result.clusters, result.smallest) == (0, 1, 0, 1)


def test_random_swaps_come_near_the_exact_answer() -> None:
    """Seventeen clusters that differ are drawn; the same without one of no weight are tried."""
    random = np.random.default_rng(3)
    clusters = [tuple(random.integers(0, 6, 6)) for _ in range(16)]
    exact = paired_test(two(clusters))
    drawn = paired_test(two([*clusters, (0, 0, 0, 0, 0, 1)]))
    assert exact.exact
    assert not drawn.exact
    assert drawn.p == pytest.approx(exact.p, abs=0.03)


def test_random_p_is_never_zero() -> None:
    result = paired_test(two([(9, 0, 0, 0, 0, 9)] * 30))
    assert result.p == smallest_p(30) == 1 / 10_001


@pytest.mark.parametrize(("only_first", "only_second"), [(0, 0), (5, 0), (3, 9), (40, 41)])
def test_mcnemar_is_a_fair_coin(only_first: int, only_second: int) -> None:
    tosses = only_first + only_second
    expected = binomtest(only_first, tosses).pvalue if tosses else 1.0
    assert mcnemar(only_first, only_second) == pytest.approx(expected)


@given(st.lists(P, max_size=8))
def test_holm_only_raises_and_keeps_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(0 <= before <= after <= 1 for before, after in zip(p_values, adjusted, strict=True))
    ranks = sorted(range(len(p_values)), key=p_values.__getitem__)
    assert [adjusted[index] for index in ranks] == sorted(adjusted)


def test_what_could_be_detected() -> None:
    """About 1.96 + 0.84 standard errors where clusters are many; more with few, or many tests."""
    many, few = two([(1, 0, 0, 1, 0, 0)] * 20_001), two([(1, 0, 0, 1, 0, 0)] * 12)
    assert detectable(many, 0.1) == pytest.approx(0.2802, abs=1e-4)
    assert detectable(many, 0.1) < detectable(few, 0.1) < detectable(few, 0.1, family=3)


@pytest.mark.parametrize("lost", range(9))
def test_what_no_test_can_tell_has_no_interval_and_promises_nothing(lost: int) -> None:
    """Five clusters never reach p = 0.05: an interval from them would exclude 0 all the same."""
    same = [(4, 1, 1, 4, 1, 1)] * 30
    result = paired_test(two([*same, *[(1, 0, 0, 0, 0, 1)] * lost]))
    assert result.clusters == lost
    assert (result.interval is None) == (result.smallest > ALPHA) == (lost < 6)
    if result.smallest > ALPHA:
        assert result.detectable is None
    if result.detectable is not None:
        assert result.detectable > abs(result.difference or 0)
