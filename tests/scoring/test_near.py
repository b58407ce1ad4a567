"""Near misses name what came closest, and which slots failed."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given

from harness.matching import Fit, Rules
from harness.model.facts import GoldFact, Prediction, Qualifiers
from harness.model.results import ErrorClass
from harness.model.values import QuantityValue
from harness.scoring import evaluate, near_misses
from tests.worlds import ARTICLE, IDENTIFIER, gold, goldset, itself, predicted, situations

Situation = tuple[list[GoldFact], list[Prediction]]


def test_a_wrong_pair_is_its_own_near_miss() -> None:
    evaluation = evaluate(goldset([gold()]), [predicted(subject="Beta")])
    (near,) = near_misses(evaluation).values()
    assert (near.gold.id, near.failed, near.taken) == ("f1", ("subject",), False)


def test_a_polarity_that_is_wrong_is_named() -> None:
    evaluation = evaluate(goldset([gold()]), [predicted(qualifiers=Qualifiers(negated=True))])
    (near,) = near_misses(evaluation).values()
    assert near.failed == ("polarity",)


def test_a_second_wrong_value_points_at_the_fact_that_is_taken() -> None:
    """The fact itself was found; the extra prediction came near it all the same."""
    fact = gold()
    extra = predicted(value=QuantityValue(Decimal(77), "EUR"))
    evaluation = evaluate(goldset([fact]), [itself(fact), extra])
    (near,) = near_misses(evaluation).values()
    assert (near.gold.id, near.failed, near.taken) == ("f1", ("value",), True)


def test_what_shares_nothing_is_near_nothing() -> None:
    extra = predicted("license", subject="Beta", value=QuantityValue(Decimal(7), "USD"))
    assert not near_misses(evaluate(goldset([gold()]), [extra]))


@given(situations())
def test_only_what_is_wrong_has_a_near_miss(situation: Situation) -> None:
    facts, said = situation
    evaluation = evaluate(goldset(facts), said)
    for index, near in near_misses(evaluation).items():
        match = evaluation.matches[index]
        assert match.error is not None
        assert match.gold in {None, near.gold}
        assert match.prediction in {None, near.prediction}
        if match.gold and match.prediction and match.error is not ErrorClass.RECITED:
            assert near.failed


@given(situations())
def test_nothing_in_the_article_has_more_slots_right(situation: Situation) -> None:
    """Only what shares predicate or value is looked at; nothing is lost by it."""
    facts, said = situation
    evaluation = evaluate(goldset(facts), said)
    rules = Rules(ARTICLE, IDENTIFIER, "standard")
    sides = [one.prediction for one in evaluation.matches if one.prediction is not None]
    found = near_misses(evaluation)
    for index, match in enumerate(evaluation.matches):
        if match.gold is not None and match.prediction is None and match.error is not None:
            best = max((slots(rules.fit(match.gold, one)) for one in sides), default=0)
            near = found.get(index)
            assert (near is not None) == (best >= 2)
            assert near is None or slots(rules.fit(match.gold, near.prediction)) == best


def slots(fit: Fit) -> int:
    return fit.predicate + fit.subject + fit.value + fit.place
