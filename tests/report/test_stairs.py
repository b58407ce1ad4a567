"""The stairs show all that is required, and the sentence below them where it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from harness.model.corpus import Span
from harness.model.facts import GoldFact, Prediction
from harness.model.results import Extraction
from harness.model.values import QuantityValue
from harness.report.slices import stairs
from harness.scoring import evaluate
from tests.worlds import gold, goldset, itself

FACTS = [gold(id=f"f{one}", value=QuantityValue(Decimal(one), "EUR")) for one in range(1, 6)]


def otherwise(fact: GoldFact, how: str) -> Prediction:
    """Say a fact so that it is right up to a level, and no further."""
    changed: dict[str, dict[str, Any]] = {
        "value": {"predicate": "price", "subject": "Beta"},
        "slot": {"subject": "Beta"},
        "fact": {"evidence": (Span(0, 5),)},
    }
    return msgspec.structs.replace(itself(fact), **changed[how])


@pytest.mark.parametrize(
    ("said", "found", "sentence"),
    [
        ([], [0, 0, 0, 0], "x finds none of 5 values."),
        (
            list(map(itself, FACTS)),
            [5, 5, 5, 5],
            "x finds 5 of 5 values; none is lost on the way.",
        ),
        # Each step is told, not only the greatest, and so is what was never found.
        (
            [
                otherwise(FACTS[0], "value"),
                otherwise(FACTS[1], "slot"),
                otherwise(FACTS[2], "fact"),
            ],
            [3, 2, 1, 0],
            (
                "x finds 3 of 5 values and never 2; 1 is lost at level slot, taken for something else; "
                "1 is lost at level fact, known by kind, but not whose; 1 is lost at level "
                "grounded, right, but shown in another place."
            ),
        ),
        (
            [*(otherwise(one, "slot") for one in FACTS[:2]), *map(itself, FACTS[2:4])],
            [4, 4, 2, 2],
            (
                "x finds 4 of 5 values and never 1; 2 are lost at level fact, known by kind, but "
                "not whose."
            ),
        ),
    ],
)
def test_every_loss_is_drawn_and_told(
    said: Sequence[Prediction], found: Sequence[int], sentence: str
) -> None:
    world = goldset(FACTS)
    both = [evaluate(world, Extraction(name, "1", tuple(said))) for name in ("x", "empty")]
    (shown,) = stairs(both, {"x": 1, "empty": 2})  # empty has no stairs
    assert [step.found for step in shown.steps] == found
    assert shown.sentence == sentence
    assert [float(step.high) for step in shown.steps] == [20 * one for one in found]
    assert all(float(step.high) + float(step.missing) == 100 for step in shown.steps)
