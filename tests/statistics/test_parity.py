"""What scipy, scikit-learn and statsmodels answered on given counts (tests/parity)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pytest

from harness.statistics import Sample, holm, mcnemar, paired_test, ratio, smallest_p

PARITY = json.loads(
    (Path(__file__).parents[1] / "parity" / "statistics.json").read_text(encoding="utf-8")
)
DOCUMENTS = PARITY["per_doc_counts"]["sonar"]


def of_documents(*runs: str) -> Sample:
    """Lay out the parity file's (TP, predicted, gold) by document as one stratum."""
    counts = [
        [(tp, predicted - tp, gold - tp) for tp, predicted, gold in DOCUMENTS[run]] for run in runs
    ]
    array = np.array(counts, dtype=float).transpose(1, 0, 2)
    return Sample(array, np.zeros(len(array), dtype=np.int64), "article")


@pytest.mark.parametrize("run", list(DOCUMENTS))
def test_plain_bootstrap(run: str) -> None:
    """The same seed draws the same documents; without the small-strata factor it is the plain one."""
    expected = PARITY["bootstrap"]["sonar"][run]
    sample = of_documents(run)
    drawn = ratio("f1", sample.bootstrap(2_000, 12345, small_strata=False))[:, 0]
    assert float(ratio("f1", sample.totals)[0]) == pytest.approx(expected["point"], abs=1e-12)
    assert drawn.mean() == pytest.approx(expected["mean"], abs=1e-12)
    assert drawn.std(ddof=1) == pytest.approx(expected["sd_ddof1"], abs=1e-12)
    bounds = np.percentile(drawn, [2.5, 97.5])
    assert bounds == pytest.approx(expected["np_percentile_2.5_97.5"], abs=1e-12)


@pytest.mark.parametrize("case", PARITY["exact_permutation"], ids=lambda case: f"{case['b']}")
def test_exact_paired_randomisation(case: dict[str, Any]) -> None:
    result = paired_test(of_documents(case["a"], case["b"]))
    assert result.exact
    assert result.difference == pytest.approx(-case["diff_micro_f1"], abs=1e-12)
    assert result.p == case["p_two_sided_ge"]


@pytest.mark.parametrize("case", PARITY["mcnemar"], ids=lambda case: case["b"])
def test_mcnemar(case: dict[str, Any]) -> None:
    (_, only_first), (only_second, _) = case["table"]
    assert mcnemar(only_first, only_second) == pytest.approx(case["exact_p"], rel=1e-12)


@pytest.mark.parametrize("family", list(PARITY["holm_bh"]))
def test_holm(family: str) -> None:
    case = PARITY["holm_bh"][family]
    assert holm(case["p"]) == pytest.approx(case["holm"], abs=1e-12)


@pytest.mark.parametrize(("documents", "p"), PARITY["min_two_sided_p_by_docs"].items())
def test_smallest_p(documents: str, p: float) -> None:
    assert smallest_p(int(documents)) == p


def test_the_agreement_package_gives_the_published_alpha() -> None:
    """Agreement (harness gold agree) rests on this library."""
    case = PARITY["krippendorff_2011"]
    ratings = np.array(case["data"], dtype=float)
    for level in ("nominal", "ordinal", "interval", "ratio"):
        alpha = krippendorff.alpha(ratings, level_of_measurement=level)
        assert alpha == pytest.approx(case[level], abs=1e-9)
