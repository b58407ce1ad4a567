"""Confidence: matching is redone at every threshold; fixed labels are what scikit-learn says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, brier_score_loss

from harness.model.facts import GoldFact, Prediction
from harness.model.results import ArticleError, Counts, Extraction
from harness.model.values import QuantityValue
from harness.scoring import confidence_of, evaluate
from tests.worlds import gold, goldset, itself, predicted, situations


def sure(prediction: Prediction, confidence: float | None) -> Prediction:
    return msgspec.structs.replace(prediction, confidence=confidence)


def costs(number: int) -> list[GoldFact]:
    """Give facts that no other's prediction fits."""
    return [
        gold(id=f"f{one}", value=QuantityValue(Decimal(one + 1), "EUR")) for one in range(number)
    ]


def wrong(number: int) -> Prediction:
    return predicted(value=QuantityValue(Decimal(1000 + number), "USD"))


def extraction(*said: Prediction) -> Extraction:
    return Extraction("x", "1", said)


@pytest.mark.parametrize(
    "said",
    [
        [],  # nothing said
        [sure(predicted(), 0.5), sure(wrong(1), None)],  # one says nothing
    ],
)
def test_without_confidence_on_every_prediction_there_is_nothing_to_judge(
    said: list[Prediction],
) -> None:
    assert confidence_of(goldset([gold()]), extraction(*said)) is None


def test_points_from_the_surest_down() -> None:
    facts = costs(3)
    said = [sure(itself(facts[0]), 0.9), sure(wrong(1), 0.9), sure(itself(facts[1]), 0.4)]
    found = confidence_of(goldset(facts), extraction(*said))
    assert found is not None
    assert [(point.threshold, point.counts) for point in found.points] == [
        (0.9, Counts(tp=1, fp=1, fn=2)),  # equal confidences are one threshold
        (0.4, Counts(tp=2, fp=1, fn=1)),
    ]
    assert found.average_precision == Fraction(1, 3) * Fraction(1, 2) + Fraction(1, 3) * Fraction(
        2, 3
    )


def test_matching_is_redone() -> None:
    """Alone, the first of two ways to say a fact is right; with the better one it is left over.

    Labels fixed at the end would call it wrong at every threshold.
    """
    fact = gold()
    coarse = predicted(value=QuantityValue(Decimal(5_000_000), "EUR"), spans=((100, 110),))
    said = extraction(sure(coarse, 0.9), sure(itself(fact), 0.5))
    (last,) = (one for one in evaluate(goldset([fact]), said).matches if one.gold)
    assert last.prediction is not None
    assert last.prediction.confidence == 0.5
    found = confidence_of(goldset([fact]), said)
    assert found is not None
    assert [point.counts for point in found.points] == [Counts(tp=1), Counts(tp=1, fp=1)]


def test_an_article_that_failed_is_silent_at_every_threshold() -> None:
    fact = gold()
    failed = Extraction("x", "1", (sure(itself(fact), 0.9),), (ArticleError("a1", "crash"),))
    assert confidence_of(goldset([fact]), failed) is None


RANKED = st.lists(st.tuples(st.booleans(), st.integers(0, 10)), min_size=1, max_size=12)


@given(RANKED)
def test_where_labels_stay_fixed_scikit_learn_says_the_same(
    ranked: list[tuple[bool, int]],
) -> None:
    """Every gold fact is said by somebody, and no prediction competes with another."""
    labels = [right for right, _ in ranked]
    scores = [tenth / 10 for _, tenth in ranked]
    facts = costs(sum(labels))
    right = iter(facts)
    said = [
        sure(itself(next(right)) if is_right else wrong(index), score)
        for index, (is_right, score) in enumerate(zip(labels, scores, strict=True))
    ]
    found = confidence_of(goldset(facts), extraction(*said))
    assert found is not None
    if any(labels):
        assert found.average_precision is not None
        assert float(found.average_precision) == pytest.approx(
            average_precision_score(labels, scores), abs=1e-12
        )
    else:
        assert found.average_precision is None
    assert found.brier == pytest.approx(brier_score_loss(labels, scores, pos_label=1), abs=1e-12)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 199)), min_size=2, max_size=30))
def test_calibration_is_scikit_learns(ranked: list[tuple[bool, int]]) -> None:
    """Apart from edges: its bins are closed on the other side, so scores lie within bins."""
    labels = [right for right, _ in ranked]
    scores = [min(0.999, (step + 0.5) / 200) for _, step in ranked]
    facts = costs(sum(labels))
    right = iter(facts)
    said = [
        sure(itself(next(right)) if is_right else wrong(index), score)
        for index, (is_right, score) in enumerate(zip(labels, scores, strict=True))
    ]
    found = confidence_of(goldset(facts), extraction(*said))
    assert found is not None
    true, mean = calibration_curve(labels, scores, n_bins=10)
    assert [float(one.share_right) for one in found.bins] == pytest.approx(list(true))
    assert [one.mean_confidence for one in found.bins] == pytest.approx(list(mean))
    assert sum(one.number for one in found.bins) == len(ranked)


@given(situations(), st.randoms(use_true_random=False))
def test_the_last_point_is_the_whole(
    situation: tuple[list[GoldFact], list[Prediction]], random: Random
) -> None:
    """And recall never falls on the way there."""
    facts, said = situation
    said = [sure(one, random.randint(0, 4) / 4) for one in said]
    found = confidence_of(goldset(facts), extraction(*said))
    if found is None:
        assert not said
        return
    assert found.points[-1].counts == evaluate(goldset(facts), said).counts()
    recalls = [point.counts.recall or 0 for point in found.points]
    assert recalls == sorted(recalls)


def test_optional_and_restated_predictions_are_on_neither_side() -> None:
    facts = [gold(), gold("price", id="f2", optional=True)]
    found = confidence_of(
        goldset(facts), extraction(sure(itself(facts[0]), 0.75), sure(itself(facts[1]), 0.1))
    )
    assert found is not None
    assert found.brier == 0.0625
    assert [one.number for one in found.bins] == [1]
