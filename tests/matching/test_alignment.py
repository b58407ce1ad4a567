"""Each criterion of the best alignment decides where all before it are equal."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from harness.matching.assignment import best_assignment
from harness.model.facts import Alternatives, GoldFact, Prediction, Qualifiers, Restated
from harness.model.results import Level
from harness.model.values import QuantityValue
from tests.worlds import gold, matched, predicted


def eur(amount: int) -> QuantityValue:
    return QuantityValue(Decimal(amount), "EUR")


def partners(facts: list[GoldFact], said: list[Prediction]) -> dict[str, Prediction | None]:
    outcomes = matched(facts, said)
    return {match.gold.id: match.prediction for match in outcomes if match.gold}


def test_two_facts_are_better_than_one_that_is_grounded() -> None:
    """A greedy match of the best pair would leave the second fact without a prediction."""
    either = gold(id="a", accept=Alternatives(subject=("Beta",)))
    only = gold(subject="Beta", id="b", value=eur(7), accept=Alternatives(value=(eur(5),)))
    first = gold(id="c", value=eur(5), subject="Beta")
    said = predicted(subject="Beta", value=eur(5), spans=[])
    other = predicted(subject="Beta", value=eur(7), spans=[])
    found = partners([first, only, either], [said, other])
    assert (found["c"], found["b"]) == (said, other)


def test_a_required_fact_goes_before_an_optional_one() -> None:
    """Also where the optional one is first in order and grounded, and the other is not."""
    optional = gold(id="a", value=eur(5), optional=True, spans=[(26, 44)])
    required = gold(id="b", value=eur(7), accept=Alternatives(value=(eur(5),)), spans=[(98, 110)])
    said = predicted(value=eur(5), spans=[(26, 44)])
    assert partners([optional, required], [said]) == {"a": None, "b": said}


def test_explaining_goes_before_grounding() -> None:
    fact = gold(value=eur(5), restated=Restated(value=(eur(7),)), spans=[(26, 44)])
    first, second = predicted(value=eur(5), spans=[]), predicted(value=eur(7), spans=[(26, 44)])
    assert partners([fact], [first, second]) == {"f1": first}


def test_grounded_goes_before_slot() -> None:
    """One pair shown in the text beats an unshown one that would leave a slot pair besides."""
    fact = gold(id="a", value=eur(5), accept=Alternatives(value=(eur(7),)), spans=[(26, 44)])
    slot = gold(id="b", value=eur(7), subject="Gamma", spans=[(98, 110)])
    shown = predicted(value=eur(7), spans=[(26, 44)])
    unshown = predicted(value=eur(5), spans=[])
    # With `unshown` for a, `shown` would be right up to slot for b.
    assert partners([fact, slot], [shown, unshown]) == {"a": shown, "b": None}


def test_slot_goes_before_value() -> None:
    fact = gold(value=eur(5), spans=[(26, 44)])
    slot = predicted(subject="Beta", value=eur(5), spans=[(98, 110)])
    value = predicted("price", value=eur(5), spans=[(26, 44)])
    assert partners([fact], [value, slot]) == {"f1": slot}


def test_value_goes_before_located() -> None:
    fact = gold(value=eur(5), spans=[(26, 44)])
    value = predicted("price", "Beta", eur(5), spans=[(26, 44)])
    located = predicted(value=eur(99), spans=[(26, 44)])
    assert partners([fact], [located, value]) == {"f1": value}


def test_more_located_pairs_go_before_a_better_overlap_of_one() -> None:
    one = gold(id="a", value=eur(5), accept=Alternatives(subject=("Gamma",)), spans=[(26, 44)])
    two = gold(id="b", value=eur(7), subject="Beta", accept=Alternatives(subject=("Alpha",)))
    for_both = predicted(value=eur(99), spans=[(26, 44)])
    for_one = predicted(subject="Gamma", value=eur(98), spans=[])
    assert partners([one, two], [for_both, for_one]) == {"a": for_one, "b": for_both}


def test_the_overlap_of_evidence_decides_between_equals() -> None:
    one = gold(id="a", value=eur(5), spans=[(4, 12)], subject="Gamma")
    two = gold(id="b", value=eur(5), spans=[(98, 110)], subject="Beta")
    said = predicted(value=eur(5), spans=[(98, 120)])
    assert partners([one, two], [said]) == {"a": None, "b": said}


def test_the_first_in_canonical_order_decides_last() -> None:
    one, two = (
        gold(id="a", value=eur(5), subject="Gamma"),
        gold(id="b", value=eur(5), subject="Beta"),
    )
    said = predicted(value=eur(5), spans=[])
    assert partners([two, one], [said]) == {"a": said, "b": None}
    other = predicted("cost", "Alpha AG Modell X", eur(5), spans=[])
    found = partners([two, one], [other, said])
    assert found == {"a": said, "b": other}


def test_an_early_exact_pair_does_not_cost_the_optimum() -> None:
    """The assignment finds the long way round: three pairs, each changed by the next."""
    weights = {(0, 0): 10, (0, 1): 9, (1, 1): 9, (1, 2): 8, (2, 0): 9}
    assert best_assignment(weights) == [(0, 1), (1, 2), (2, 0)]


def test_weights_of_any_size_are_compared_exactly() -> None:
    """A float would call these equal."""
    big = 10**40
    assert best_assignment({(0, 0): big, (0, 1): big + 1, (1, 0): big, (1, 1): big}) == [
        (0, 1),
        (1, 0),
    ]
    assert best_assignment({}) == []


def test_levels_are_told_for_each_pair() -> None:
    fact = gold(value=eur(5))
    (match,) = matched([fact], [predicted(value=eur(5))])
    assert match.level is Level.GROUNDED


def test_the_canonical_order_is_looked_for_and_not_come_by() -> None:
    """Two ways are equally good; the natural outcome of the search is not the first of them."""
    spans = [(26, 44)]
    # a and b take what the other takes; either way both are matched, and a takes the first.
    one = gold(id="a", value=eur(5), accept=Alternatives(value=(eur(7), eur(9))), spans=spans)
    two = gold(id="b", value=eur(7), accept=Alternatives(value=(eur(5),)), spans=[(98, 110)])
    three = gold(id="c", value=eur(9), accept=Alternatives(value=(eur(5),)), spans=[(98, 110)])
    said = [predicted(value=eur(amount), spans=[]) for amount in (5, 7, 9)]
    assert partners([three, two, one], said[::-1]) == {"a": said[0], "b": said[1], "c": said[2]}
    assert partners([one, two, three], [said[0], said[2]]) == {
        "a": said[0],
        "b": None,
        "c": said[2],
    }


def test_a_match_is_no_restatement_of_itself() -> None:
    fact = gold(value=eur(5), restated=Restated(value=(eur(7),)))
    (match,) = matched([fact], [predicted(value=eur(7))])
    assert match.level is Level.GROUNDED
    assert match.restates is None


def test_a_fact_is_restated_no_higher_than_it_is_matched() -> None:
    """Shown in its place, but the fact it repeats is matched without one."""
    fact = gold(value=eur(5), restated=Restated(value=(eur(7),)), spans=[(26, 44)])
    said = [predicted(value=eur(5), spans=[]), predicted(value=eur(7), spans=[(26, 44)])]
    first, again = matched([fact], said)
    assert first.level is Level.FACT
    assert again.restates is Level.FACT


def test_predictions_of_one_identity_join_their_evidence_and_the_surest_speaks() -> None:
    fact = gold(value=eur(5), spans=[(26, 44)])
    unsure = predicted(value=eur(5), spans=[(26, 44)], confidence=0.2)
    sure = predicted(
        value=eur(5), spans=[(98, 110)], confidence=0.9, qualifiers=Qualifiers(as_of="2024")
    )
    (match,) = matched([fact], [unsure, sure])
    assert match.prediction is not None
    assert match.prediction.evidence == ((98, 110), (26, 44))
    assert (match.prediction.confidence, match.prediction.qualifiers.as_of) == (0.9, "2024")
    assert (match.merged, match.level) == (2, Level.GROUNDED)
    equal = [msgspec.structs.replace(one, confidence=0.5) for one in (unsure, sure)]
    assert matched([fact], equal) == matched([fact], equal[::-1])


def test_ranges_that_end_differently_are_not_the_same() -> None:
    ends = [QuantityValue(Decimal(5), "EUR", upper=Decimal(end)) for end in (6, 7)]
    assert len(matched([], [predicted(value=value) for value in ends])) == 2


def test_what_differs_in_polarity_is_not_the_same() -> None:
    said = [predicted(value=eur(5)), predicted(value=eur(5), qualifiers=Qualifiers(negated=True))]
    outcomes = matched([], said)
    assert [match.merged for match in outcomes] == [1, 1]
