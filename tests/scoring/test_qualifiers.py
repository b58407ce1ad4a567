"""Qualifiers are judged on facts that are right, and nowhere else."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest

from harness.model.facts import Qualifiers
from harness.scoring import QualifierCounts, evaluate, qualifier_counts
from tests.worlds import gold, goldset, itself, predicted


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "outcome"),
    [
        ("attributed_to", "Alpha", "Alpha AG", "right"),  # an alias is the same source
        ("attributed_to", "Alpha", "Beta", "wrong"),
        ("attributed_to", "Alpha", None, "missed"),
        ("attributed_to", None, "Beta", "invented"),
        ("attributed_to", None, None, "silent"),
        ("as_of", "2025-01", "2025-01~", "right"),  # the sign of approximation is ignored
        ("as_of", "2025-01", "2025", "wrong"),
        ("certainty", "hedged", "hedged", "right"),
        ("certainty", "hedged", "asserted", "missed"),  # asserted is what is said of itself
        ("certainty", "asserted", "forecast", "invented"),
        ("scope", "in  Europa", "In Europa", "right"),
        ("former", True, False, "missed"),
    ],
)
def test_outcomes(name: str, ours: object, theirs: object, outcome: str) -> None:
    fact = gold(qualifiers=msgspec.convert({name: ours}, Qualifiers))
    said = msgspec.structs.replace(
        itself(fact), qualifiers=msgspec.convert({name: theirs}, Qualifiers)
    )
    counts = qualifier_counts(evaluate(goldset([fact]), [said]))
    assert counts[name] == QualifierCounts(**{outcome: 1})
    assert all(part == QualifierCounts(silent=1) for key, part in counts.items() if key != name)


def test_a_fact_that_is_wrong_has_no_qualifiers_to_judge() -> None:
    fact = gold(qualifiers=Qualifiers(certainty="hedged"))
    said = predicted(subject="Beta", qualifiers=Qualifiers(certainty="hedged"))
    counts = qualifier_counts(evaluate(goldset([fact]), [said]))
    assert set(counts.values()) == {QualifierCounts()}
    assert counts["certainty"].accuracy is None


def test_silence_does_not_look_like_skill() -> None:
    counts = QualifierCounts(right=1, missed=1, silent=8)
    assert counts.accuracy == Fraction(9, 10)
    assert counts.accuracy_where_said == Fraction(1, 2)
