"""Intervals: what small samples can and cannot say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from harness.model.results import Counts, Place
from harness.statistics import METRICS, Metric, Sample, difference_interval, interval, ratio, wilson

COUNTS = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


def laid_out(*articles: list[tuple[int, int, int]]) -> Sample:
    """Give a sample with one system, a list of (TP, FP, FN) by paragraph for each article."""
    table = {
        Place(f"a{number}", index): Counts(*counts)
        for number, article in enumerate(articles)
        for index, counts in enumerate(article)
    }
    return Sample.of([table], {f"a{number}": len(one) for number, one in enumerate(articles)})


@pytest.mark.parametrize("right", [0, 1, 5, 9, 10])
def test_wilson_is_what_scipy_says(right: int) -> None:
    expected = binomtest(right, 10).proportion_ci(method="wilson")
    assert wilson(right, 10) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(
    ("article", "metric", "method"),
    [
        ([(1, 0, 1), (1, 0, 1)], "recall", None),  # four facts: no interval
        ([(2, 0, 1), (1, 0, 1)], "recall", "Wilson"),  # five: few
        ([(4, 0, 1), (2, 0, 2)], "recall", "Wilson"),  # nine: still few
        ([(4, 0, 1), (2, 0, 3)], "recall", "bootstrap"),  # ten
        ([(0, 9, 9), (0, 3, 3)], "recall", "Wilson"),  # at 0 resampling sees no spread
        ([(9, 0, 0), (3, 0, 0)], "f1", "Wilson"),  # at 1 neither
        ([(5, 0, 5), (5, 0, 5)], "recall", "Wilson"),  # all paragraphs alike: no spread either
        ([(9, 0, 9)], "recall", "Wilson"),  # one paragraph cannot be resampled
        ([(0, 0, 20)], "precision", None),  # undefined
    ],
)
def test_which_interval(
    article: list[tuple[int, int, int]], metric: Metric, method: str | None
) -> None:
    found = interval(laid_out(article), metric)
    assert (found.method if found else None) == method


@given(st.lists(st.lists(COUNTS, min_size=1, max_size=6), min_size=1, max_size=5))
def test_an_interval_holds_its_figure_and_stays_within_bounds(
    articles: list[list[tuple[int, int, int]]],
) -> None:
    sample = laid_out(*articles)
    for metric in METRICS:
        found = interval(sample, metric, resamples=200)
        if found is not None:
            point = float(ratio(metric, sample.totals[0]))
            assert 0 <= found.low <= point + 1e-12
            assert point - 1e-12 <= found.high <= 1


def test_f1_at_zero_is_no_certainty() -> None:
    """A system that found none of 20 may still find one in six."""
    found = interval(laid_out([(0, 0, 10), (0, 0, 10)]), "f1")
    assert found is not None
    assert found.low == 0
    assert 0.2 < found.high < 0.35


def test_small_strata_are_corrected() -> None:
    """With two clusters a stratum the plain bootstrap sees half of the variance."""
    sample = laid_out(*[[(4, 0, 0), (0, 0, 4)] for _ in range(8)])
    plain = ratio("recall", sample.bootstrap(4_000, small_strata=False)).std()
    corrected = ratio("recall", sample.bootstrap(4_000)).std()
    assert corrected / plain == pytest.approx(2**0.5, rel=0.05)


def test_a_paragraph_alone_in_its_article_is_drawn_with_its_like() -> None:
    """Else the one paragraph would never vary, and count as certain."""
    sample = laid_out([(3, 0, 1)], [(1, 0, 5)], [(2, 1, 2), (0, 0, 2)])
    assert sorted(map(len, sample.groups())) == [2, 2]
    single = laid_out([(3, 0, 1)], [(1, 0, 5), (2, 1, 2), (0, 0, 2)])
    assert sorted(map(len, single.groups())) == [4]


def test_undefined_resamples_are_counted() -> None:
    """Precision of predictions that stand in one paragraph alone is often 0/0."""
    found = interval(laid_out([(5, 6, 0), (0, 0, 3), (0, 0, 3)]), "precision")
    assert found is not None
    assert found.undefined > 100


def test_many_articles_are_resampled_as_a_whole() -> None:
    sample = laid_out(*[[(1, 1, 1), (2, 0, 0)] for _ in range(20)])
    assert sample.unit == "article"
    assert sample.counts.shape == (20, 1, 3)
    assert len(sample.groups()) == 1


def test_what_shows_no_evidence_is_a_cluster_of_its_own() -> None:
    table = {Place("a", 0): Counts(tp=1), Place("a", None): Counts(fp=7)}
    assert len(Sample.of([table], {"a": 2}).counts) == 3
    assert len(Sample.of([{Place("a", 0): Counts(tp=1)}], {"a": 2}).counts) == 2


def test_the_same_counts_give_the_same_interval() -> None:
    """Whoever stands beside it."""
    one = {Place("a", 0): Counts(5, 1, 3), Place("a", 1): Counts(2, 3, 4)}
    other = {Place("a", 0): Counts(1, 9, 7), Place("a", 1): Counts(2, 0, 4)}
    alone = interval(Sample.of([one], {"a": 3}), "f1")
    beside = interval(Sample.of([other, one], {"a": 3}), "f1", system=1)
    assert alone == beside


def test_no_difference_where_one_figure_is_undefined() -> None:
    silent = {Place("a", 0): Counts(fn=6)}
    speaks = {Place("a", 0): Counts(tp=3, fn=3), Place("a", 1): Counts(fp=2)}
    sample = Sample.of([silent, speaks], {"a": 2})
    assert difference_interval(sample, "precision") == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "given"),
    [
        ([(3, 1, 2), (1, 1, 0)] * 3, [(4, 0, 1), (2, 1, 1)] * 3, True),
        # Five places that differ: no test could tell, so no interval may.
        ([(3, 1, 2)] * 9, [(3, 1, 2)] * 4 + [(4, 1, 1)] * 5, False),
        # The same in every resample: the sample shows no spread.
        ([(3, 1, 2), (1, 1, 0)], [(3, 1, 2), (1, 1, 0)], False),
        ([(2, 0, 0)] * 9, [(0, 2, 2)] * 9, False),  # 1 and 0, whatever is drawn
        # Four facts on one side are too few, as for a figure alone.
        ([(1, 1, 0), (1, 0, 1)], [(3, 1, 2), (1, 1, 0)], False),
        ([(3, 1, 2), (1, 1, 0)], [(1, 1, 0), (1, 0, 1)], False),
    ],
)
def test_a_difference_has_an_interval_where_it_can_have_one(
    one: list[tuple[int, int, int]], other: list[tuple[int, int, int]], given: bool
) -> None:
    tables = [
        {Place("a", index): Counts(*counts) for index, counts in enumerate(side)}
        for side in (one, other)
    ]
    found, error = difference_interval(Sample.of(tables, {"a": len(one)}))
    assert (found is not None, error is not None) == (given, given)


def test_chunks_do_not_change_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = laid_out([(1, 2, 3), (4, 5, 6), (7, 8, 9)], [(1, 0, 1), (0, 1, 0)])
    whole = sample.bootstrap(100)
    monkeypatch.setattr("harness.statistics.sample._CELLS", 7)
    assert np.array_equal(whole, sample.bootstrap(100))
