"""What confidences are worth is told where they are given, and marked where it means nothing."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from harness.model.results import Extraction, Run
from harness.model.values import QuantityValue
from harness.report.sureness import Sure, confidence_lines, confidences_of, sure_view
from harness.scoring import evaluate
from tests.worlds import gold, goldset, itself

FACTS = [gold(id=f"f{one}", value=QuantityValue(Decimal(one), "EUR")) for one in range(1, 5)]
GOLD = goldset(FACTS)
TONES = {"silent": 1, "said": 2}


def judged(*confidences: float | None) -> tuple[Sure | None, int]:
    """Say one fact with each confidence, the second of them wrongly."""
    said = [
        msgspec.structs.replace(
            itself(fact), confidence=sure, subject="Beta" if number == 1 else fact.subject
        )
        for number, (fact, sure) in enumerate(zip(FACTS, confidences, strict=False))
    ]
    both = Extraction("said", "1", tuple(said)), Extraction("silent", "1", ())
    run = Run(GOLD.name, GOLD.version, GOLD.hash, GOLD.rendition, both)
    evaluations = [evaluate(GOLD, one) for one in both]
    found = confidences_of(GOLD, run, [evaluations])
    return sure_view(evaluations, found, TONES), len(confidence_lines(found, "standard", TONES))


@pytest.mark.parametrize(
    ("confidences", "average", "brier", "thresholds", "drawn", "noted"),
    [
        # Right at recall 1/4; wrong; right at recall 1/2 with precision 2/3.
        ((0.9, 0.8, 0.7), "41.7", "0.247", "3", 1, 0),
        ((1.0, 1.0), "(12.5)", "0.500", "1", 0, 1),  # nothing to rank by
    ],
)
def test_what_confidences_are_worth(
    confidences: tuple[float, ...],
    average: str,
    brier: str,
    thresholds: str,
    drawn: int,
    noted: int,
) -> None:
    found, lines_drawn = judged(*confidences)
    assert found is not None
    said, silent = found.rows
    assert (said.average_precision, said.brier, said.thresholds) == (average, brier, thresholds)
    assert (silent.average_precision, silent.brier, silent.thresholds) == ("–", "–", "–")
    assert (lines_drawn, len(found.notes)) == (drawn, noted)
    (calibration,) = found.calibrations
    assert sum(one.number for one in calibration.bins) == len(confidences)


def test_nothing_is_told_where_one_prediction_has_no_confidence() -> None:
    assert judged(0.9, None) == (None, 0)
