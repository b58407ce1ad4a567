"""What a reader must know before any figure."""

from __future__ import annotations

import msgspec
import pytest

from harness.model.facts import GoldSet
from harness.model.results import ArticleError, Extraction, Run
from harness.report.head import alarms
from harness.scoring import evaluate
from tests.worlds import ARTICLE, gold, goldset


def articles(number: int) -> GoldSet:
    names = [f"a{at}" for at in range(1, number + 1)]
    found = {name: msgspec.structs.replace(ARTICLE, id=name) for name in names}
    return msgspec.structs.replace(goldset([gold()]), articles=found)


@pytest.mark.parametrize(
    ("failed", "told"),
    [
        (["a1: dead"], ["a1: dead. Its gold facts count as missed."]),
        (["a1: dead", "a2: dead"], ["a1 and a2: dead. Their gold facts count as missed."]),
        (
            ["a1: dead", "a2: hung", "a3: dead"],
            [
                "a1 and a3: dead. Their gold facts count as missed.",
                "a2: hung. Its gold facts count as missed.",
            ],
        ),
        # More than a reader wants to see named; all are in the rows.
        (
            [f"a{at}: dead" for at in range(1, 7)],
            ["6 articles: dead. Their gold facts count as missed."],
        ),
    ],
)
def test_what_failed_for_one_reason_is_told_in_one_line(failed: list[str], told: list[str]) -> None:
    world = articles(6)
    errors = tuple(ArticleError(*one.split(": ")) for one in failed)
    said = Extraction("x", "1", (), errors)
    run = Run(world.name, "1", world.hash, "retelling", (said,))
    found = list(alarms(world, run, [evaluate(world, said)]))
    assert {one.name for one in found} == {"x failed on"}
    assert [one.told for one in found] == told
