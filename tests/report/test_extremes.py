"""What an extractor is worst and best at: the least F1 first, and of too few facts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec
import pytest

from harness.model.facts import GoldFact, Prediction
from harness.model.results import Extraction
from harness.model.values import EntityValue, QuantityValue
from harness.report.extremes import extremes
from harness.scoring import evaluate
from tests.worlds import gold, goldset, itself


def facts(predicate: str, number: int) -> list[GoldFact]:
    subjects = ("Alpha", "Beta", "Gamma")
    return [
        gold(
            predicate,
            subjects[at % 3],
            EntityValue(subjects[(at + 1) % 3])
            if predicate == "owner"
            else QuantityValue(Decimal(at + 1), "EUR"),
            id=f"{predicate}-{at}",
        )
        for at in range(number)
    ]


COST, PRICE, FEW = facts("cost", 6), facts("price", 5), facts("owner", 3)


def wrong(fact: GoldFact) -> Prediction:
    return msgspec.structs.replace(itself(fact), value=QuantityValue(Decimal(99), "EUR"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            [*map(itself, COST), *map(itself, PRICE[:2]), wrong(PRICE[2]), itself(FEW[0])],
            "x is worst at price (2 of 5 found, 1 wrong), and best at cost (6 of 6 found).",
        ),
        # What is all right is not the worst of anything, and what finds nothing not the best.
        (
            [*map(itself, COST), *map(itself, PRICE)],
            "x is best at cost (6 of 6 found).",
        ),
        # One right of a predicate with too few facts to look at.
        ([itself(FEW[0])], "x finds no fact of any."),
    ],
)
def test_worst_and_best(said: Sequence[Prediction], told: str) -> None:
    world = goldset([*COST, *PRICE, *FEW])
    found = extremes(
        [evaluate(world, Extraction(name, "1", tuple(said))) for name in ("x", "empty")]
    )
    assert found is not None
    assert found.sentences == (told,)


def test_of_too_few_facts_nothing_is_told() -> None:
    world = goldset(FEW)
    assert extremes([evaluate(world, Extraction("x", "1", tuple(map(itself, FEW))))]) is None
