"""The quick way against the whole search: no pair is settled early that could cost the best one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.matching import Tally, alignment
from harness.matching.candidates import ByValue
from harness.matching.rules import Fit, Rules
from harness.model.corpus import Article, Span
from harness.model.facts import Alternatives, GoldFact, Prediction, Restated
from harness.model.results import Counts, Level, Match, Profile
from harness.model.values import EntityValue, QuantityValue
from tests.worlds import (
    ARTICLE,
    IDENTIFIER,
    TEXT,
    crowds,
    gold,
    gold_facts,
    predicted,
    predictions,
    situations,
)

Situation = tuple[list[GoldFact], list[Prediction]]
PROFILES: list[Profile] = ["standard", "strict"]
profiles = st.sampled_from(PROFILES)


@st.composite
def large(draw: st.DrawFn) -> Situation:
    """Draw more facts than brute force could try, named in more ways than gold names them."""
    facts = draw(gold_facts(most=12))
    said = draw(predictions(facts, most=14))
    return facts, [draw(st.sampled_from(_spellings(one))) for one in said]


def _spellings(said: Prediction) -> list[Prediction]:
    names = {"Alpha": "Alpha AG", "Beta": "die Betas", "Bonn": "Bonns"}
    found = [said, msgspec.structs.replace(said, subject=names.get(said.subject, "Nobody"))]
    if isinstance(said.value, EntityValue):
        value = EntityValue(names.get(said.value.name, "alpha-ag"))
        found.append(msgspec.structs.replace(said, value=value))
    return found


worlds = st.one_of(situations(), crowds(), large())


def every_fit(facts: list[GoldFact], said: list[Prediction], rules: Rules) -> dict[Any, Fit]:
    """Hold everything against everything."""
    fits = {
        (row, column): rules.fit(fact, one)
        for row, fact in enumerate(facts)
        for column, one in enumerate(said)
    }
    return {edge: fit for edge, fit in fits.items() if fit.level is not None or fit.located}


def searched_whole(situation: Situation, rules: Rules) -> tuple[Match, ...]:
    """Match with every pair in one search and nothing settled."""
    facts = sorted(situation[0], key=lambda fact: fact.id)
    said = alignment.collapse(situation[1], IDENTIFIER)
    fits = every_fit(facts, [one.prediction for one in said], rules)
    again = {
        (row, column): level
        for row, column in fits
        if (level := rules.restatement(facts[row], said[column].prediction)) is not None
    }
    board = alignment._Board(facts, said, {}, fits, again)
    return tuple(alignment._outcomes(board, rules, ()))


@settings(max_examples=400, deadline=None)
@given(worlds, profiles)
def test_settling_pairs_early_changes_no_outcome(situation: Situation, profile: Profile) -> None:
    """Not a count, not a partner, not a class, not the order."""
    rules = Rules(ARTICLE, IDENTIFIER, profile)
    assert alignment.match_article(rules, *situation) == searched_whole(situation, rules)


def eur(amount: int) -> QuantityValue:
    return QuantityValue(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("facts", "said", "settled"),
    [
        # Nobody else is right there: settled, though others want the same evidence.
        ([gold(value=eur(5))], [predicted(value=eur(5)), predicted(value=eur(7))], 1),
        # A second prediction is right too: only the search can tell which one is grounded.
        (
            [gold(value=eur(5), accept=Alternatives(value=(eur(7),)))],
            [predicted(value=eur(5)), predicted(value=eur(7))],
            0,
        ),
        # The equal prediction is needed elsewhere: b takes nothing else, a takes both.
        (
            [
                gold(id="a", value=eur(5), accept=Alternatives(value=(eur(7),))),
                gold(id="b", value=eur(7), accept=Alternatives(value=(eur(5),))),
            ],
            [predicted(value=eur(5)), predicted(value=eur(7))],
            0,
        ),
        # The text's second words are one more way of being right.
        (
            [gold(value=eur(5), restated=Restated(value=(eur(7),)))],
            [predicted(value=eur(5)), predicted(value=eur(7))],
            0,
        ),
    ],
)
def test_what_is_settled(facts: list[GoldFact], said: list[Prediction], settled: int) -> None:
    rules = Rules(ARTICLE, IDENTIFIER, "standard")
    board = alignment._lay_out(facts, alignment.collapse(said, IDENTIFIER), rules)
    assert len(board.settled) == settled


@given(worlds, profiles)
def test_no_fitting_value_is_left_out(situation: Situation, profile: Profile) -> None:
    """The index gives every prediction that a look at each of them would give."""
    facts, said = situation
    rules = Rules(ARTICLE, IDENTIFIER, profile)
    by_value = ByValue(rules, enumerate(said))
    for fact in facts:
        predicate = IDENTIFIER.predicates[fact.predicate]
        found = set(by_value.columns(fact, rules.values(fact)))
        for column, one in enumerate(said):
            fits = (rules.value_fits(predicate, v, one.value) for v in rules.values(fact))
            assert column in found or not any(fits)


@given(worlds, profiles)
def test_a_tally_says_of_all_what_each_match_says(situation: Situation, profile: Profile) -> None:
    facts = [msgspec.structs.replace(one, tags=(one.id, one.subject)) for one in situation[0]]
    matches = alignment.match_article(Rules(ARTICLE, IDENTIFIER, profile), facts, situation[1])
    tally = Tally()
    for match in matches:  # folded in one by one, as articles can be
        tally.add([match])
    for level in Level:
        slices: dict[str, Counts] = {}
        tags: dict[str, Counts] = {}
        for match in matches:
            for side, part in match.sides(level):
                slices[side.predicate] = slices.get(side.predicate, Counts()) + part
            if match.gold is not None and not match.gold.optional:
                part = Counts(tp=1) if match.right_at(level) else Counts(fn=1)
                for tag in match.gold.tags:
                    tags[tag] = tags.get(tag, Counts()) + part
        assert tally.predicates.at(level) == slices
        assert tally.counts(level) == sum(slices.values(), Counts())
        assert tally.tags.at(level) == tags


@pytest.mark.parametrize(
    ("name", "mentioned"),
    [
        ("Alpha", True),
        ("Lizenz", True),
        ("lizen", True),  # an ending may follow
        ("izenz", False),  # no word begins there
        ("gamma schweigt", True),
        ("5 Mill", True),
        ("…", False),
        ("»«", False),  # nothing is left of it
    ],
)
def test_a_name_stands_where_a_word_begins(name: str, mentioned: bool) -> None:
    article = Article("a1", "retelling", "de", "2025-01-28", TEXT)
    said = predicted("owner", "Nobody", EntityValue(name), spans=[Span(0, 3)])
    (match,) = alignment.match_article(Rules(article, IDENTIFIER, "standard"), [], [said])
    assert match.error == ("spurious" if mentioned else "unsupported")
