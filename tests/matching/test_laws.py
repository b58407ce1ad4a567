"""Laws that hold for all gold and all predictions."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.matching.alignment import collapse
from harness.matching.rules import Rules
from harness.model.corpus import Span
from harness.model.facts import GoldFact, Prediction
from harness.model.results import Counts, Level, Profile
from harness.model.values import QuantityValue
from harness.scoring import Evaluation, evaluate
from tests import reference
from tests.worlds import (
    ARTICLE,
    IDENTIFIER,
    TEXT,
    crowds,
    gold,
    gold_facts,
    goldset,
    itself,
    predicted,
    predictions,
    situations,
)

PROFILES: list[Profile] = ["standard", "strict"]
profiles = st.sampled_from(PROFILES)
Situation = tuple[list[GoldFact], list[Prediction]]


def scored(facts: list[GoldFact], said: list[Prediction], profile: Profile) -> Evaluation:
    return evaluate(goldset(facts), said, profile)


def all_counts(evaluation: Evaluation) -> list[Counts]:
    return [evaluation.counts(level) for level in Level]


@given(situations(), profiles, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    situation: Situation, profile: Profile, random: object
) -> None:
    facts, said = situation
    before = scored(facts, said, profile)
    random.shuffle(facts)  # type: ignore[attr-defined]
    random.shuffle(said)  # type: ignore[attr-defined]
    assert scored(facts, said, profile).matches == before.matches


@given(situations(), profiles)
def test_everything_is_in_exactly_one_outcome(situation: Situation, profile: Profile) -> None:
    facts, said = situation
    matches = scored(facts, said, profile).matches
    outcomes = [match.gold.id for match in matches if match.gold]
    assert sorted(outcomes) == sorted(fact.id for fact in facts)
    identities = [IDENTIFIER(match.prediction) for match in matches if match.prediction]
    assert sorted(identities) == sorted({IDENTIFIER(one) for one in said})
    assert sum(match.merged for match in matches if match.prediction) == len(said)


@given(situations(), profiles)
def test_scores_can_only_fall_from_value_to_grounded(
    situation: Situation, profile: Profile
) -> None:
    counted = all_counts(scored(*situation, profile))
    for looser, stricter in pairwise(counted):
        assert looser.tp >= stricter.tp
        assert looser.fp <= stricter.fp
        assert looser.fn <= stricter.fn
        assert (looser.precision or 0) >= (stricter.precision or 0)
        assert (looser.recall or 0) >= (stricter.recall or 0)


@settings(max_examples=300, deadline=None)
@given(st.one_of(situations(), crowds()), profiles)
def test_the_alignment_is_the_best_of_all(situation: Situation, profile: Profile) -> None:
    """Equal to brute force, in the whole lexicographic order and at every level's counts."""
    facts, said = situation
    collapsed = [one.prediction for one in collapse(said, IDENTIFIER)]
    table = reference.table(facts, collapsed, profile)
    best = reference.best(table)
    evaluation = scored(facts, said, profile)
    partner = {m.gold.id: m.prediction for m in evaluation.matches if m.gold}
    for row, fact in enumerate(table.gold):
        expected = table.said[best[row]] if best[row] >= 0 else None
        assert partner[fact.id] == expected
    for level in Level:
        counted = evaluation.counts(level)
        assert (counted.tp, counted.fp, counted.fn) == reference.counts(table, best, level)


@given(st.data(), situations(), profiles)
def test_evidence_never_changes_a_fact_count(
    data: st.DataObject, situation: Situation, profile: Profile
) -> None:
    facts, said = situation
    spans = st.lists(st.sampled_from([Span(0, 5), Span(26, 44), Span(98, 110)]), max_size=2)
    moved = [msgspec.structs.replace(one, evidence=tuple(data.draw(spans))) for one in said]
    before, after = scored(facts, said, profile), scored(facts, moved, profile)
    assert before.counts(Level.FACT) == after.counts(Level.FACT)


@given(situations(), profiles)
def test_a_wrong_prediction_raises_nothing(situation: Situation, profile: Profile) -> None:
    facts, said = situation
    wrong = predicted("cost", "Nobody", QuantityValue(Decimal(123), "USD"), spans=[(4, 12)])
    before, after = scored(facts, said, profile), scored(facts, [*said, wrong], profile)
    for level in Level:
        assert after.counts(level).tp == before.counts(level).tp
        assert after.counts(level).fp == before.counts(level).fp + 1
        assert after.counts(level).fn == before.counts(level).fn


@given(situations(), profiles)
def test_saying_it_twice_changes_nothing(situation: Situation, profile: Profile) -> None:
    facts, said = situation
    assert all_counts(scored(facts, said + said, profile)) == all_counts(
        scored(facts, said, profile)
    )


@given(st.data(), situations(), profiles)
def test_equal_identity_with_other_words_changes_no_slot_and_no_fact(
    data: st.DataObject, situation: Situation, profile: Profile
) -> None:
    facts, said = situation
    if not said:
        return
    again = msgspec.structs.replace(
        data.draw(st.sampled_from(said)), evidence=(Span(98, 110),), confidence=0.1
    )
    before, after = scored(facts, said, profile), scored(facts, [*said, again], profile)
    assert before.counts(Level.FACT) == after.counts(Level.FACT)


@given(gold_facts(), profiles)
def test_evidence_over_the_whole_text_grounds_nothing(
    facts: list[GoldFact], profile: Profile
) -> None:
    said = [msgspec.structs.replace(itself(f), evidence=(Span(0, len(TEXT)),)) for f in facts]
    evaluation = scored(facts, said, profile)
    assert evaluation.counts(Level.FACT).fn == 0
    assert evaluation.counts(Level.GROUNDED).tp == 0


@given(gold_facts(), profiles)
def test_gold_against_itself_is_perfect(facts: list[GoldFact], profile: Profile) -> None:
    counted = all_counts(scored(facts, [itself(fact) for fact in facts], profile))
    required = sum(not fact.optional for fact in facts)
    assert counted == [Counts(tp=required, optional=len(facts) - required)] * len(Level)


@given(gold_facts(), profiles)
def test_no_predictions_is_no_recall_and_undefined_precision(
    facts: list[GoldFact], profile: Profile
) -> None:
    for counted in all_counts(scored(facts, [], profile)):
        assert counted.precision is None
        assert counted.recall == (0 if any(not fact.optional for fact in facts) else None)


@given(st.data(), gold_facts(plain=True))
def test_swapping_gold_and_predictions_swaps_the_errors(
    data: st.DataObject, facts: list[GoldFact]
) -> None:
    """Where nothing is accepted, optional or vague, a match is one in both directions."""
    others = data.draw(gold_facts(plain=True))
    vague = [fact for fact in facts + others if getattr(fact.value, "vague", False)]
    if vague:
        return
    there = scored(facts, [itself(fact) for fact in others], "strict")
    back = scored(others, [itself(fact) for fact in facts], "strict")
    for level in Level:
        ours, theirs = there.counts(level), back.counts(level)
        assert (ours.tp, ours.fp, ours.fn) == (theirs.tp, theirs.fn, theirs.fp)


@given(st.data(), gold_facts(), profiles)
def test_flags_of_a_prediction_open_nothing(
    data: st.DataObject, facts: list[GoldFact], profile: Profile
) -> None:
    """`near` and `vague` are gold's to say; claimed by a prediction they change no outcome."""
    said = data.draw(predictions(facts))
    claiming = [
        msgspec.structs.replace(
            one, value=msgspec.structs.replace(one.value, near=True, vague=True)
        )
        if isinstance(one.value, QuantityValue)
        else one
        for one in said
    ]
    assert all_counts(scored(facts, said, profile)) == all_counts(scored(facts, claiming, profile))


@pytest.mark.parametrize("comparator", ["=", "~", ">", "<", ">=", "<="])
@pytest.mark.parametrize("profile", PROFILES)
def test_calling_itself_approximate_widens_nothing(comparator: str, profile: Profile) -> None:
    """No „rund“ of a prediction makes another amount right, nor a bound that is not near."""
    rules = Rules(ARTICLE, IDENTIFIER, profile)
    fact = gold(
        value=msgspec.structs.replace(QuantityValue(Decimal(100), "EUR"), comparator=comparator)
    )
    other_amount = predicted(value=QuantityValue(Decimal(101), "EUR", "~", near=True, vague=True))
    assert not rules.fit(fact, other_amount).value
    same_amount = predicted(value=QuantityValue(Decimal(100), "EUR", "~", near=True, vague=True))
    taken = {"~"} if profile == "strict" else {"~", "="}
    assert rules.fit(fact, same_amount).value == (comparator in taken)
