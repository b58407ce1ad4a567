"""The extractor `regex` on invented news of other subjects than the gold: floors, so that no tuning eats them."""

from __future__ import annotations

import pytest

from harness.extractors.regex import Regex
from tests.extractors.news import counts, news


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        # Written and labelled before the rules grew (then P 0.76, R 0.20); read while they did.
        ("news", 0.85, 0.70),
        # Written half-way. Their first run had P 0.75, R 0.24; what it missed were mostly names,
        # and the finding of names and some rules were mended after reading it.
        ("unseen", 0.75, 0.55),
        # Written when the rules were done: the first and only run had P 0.81, R 0.55.
        ("later", 0.70, 0.45),
    ],
)
def test_other_subjects(name: str, precision: float, recall: float) -> None:
    """Cars, banks, chips, energy, medicines: the rules are not written for one set of articles."""
    found = counts(Regex(), news(name))
    assert found.precision is not None
    assert found.recall is not None
    assert float(found.precision) >= precision
    assert float(found.recall) >= recall
