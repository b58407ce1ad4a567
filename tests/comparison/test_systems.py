"""Repeats are averaged before anything is tested, and golds are told apart fact by fact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.comparison import (
    System,
    by_predicate,
    compare,
    compare_all,
    restricted,
    sample_of,
    shared_facts,
    split,
    systems_of,
)
from harness.model.facts import GoldFact, Prediction
from harness.model.results import Extraction
from harness.model.values import QuantityValue
from harness.scoring import Evaluation, evaluate
from harness.stores.locks import FORMAT, Lock
from tests.worlds import gold, goldset, itself, situations

FACTS = [gold(id=f"f{one}", value=QuantityValue(Decimal(one), "EUR")) for one in range(1, 9)]
GOLD = goldset(FACTS)


def reading(name: str, repeats: str, *numbers: int) -> Evaluation:
    said = tuple(itself(FACTS[number - 1]) for number in numbers)
    return evaluate(GOLD, Extraction(name, "1", said, repeats=repeats))


def test_repeats_are_one_system_in_the_order_they_come() -> None:
    systems = systems_of([reading("a#1", "a", 1), reading("b", "", 1), reading("a#2", "a", 1, 2)])
    assert [(one.name, len(one.readings)) for one in systems] == [("a", 2), ("b", 1)]
    assert systems[0].found() == {("a1", "f1"): 2, ("a1", "f2"): 1}


def test_counts_are_averaged_place_by_place() -> None:
    several = System("a", (reading("a#1", "a", 1), reading("a#2", "a", 1, 2, 3)))
    sample = sample_of([several, reading("b", "", 1)])
    assert sample.counts.sum(axis=0).tolist() == [[2.0, 0.0, 6.0], [1.0, 0.0, 7.0]]


@given(situations(), st.integers(2, 4))
def test_equal_repeats_say_what_one_reading_says(
    situation: tuple[list[GoldFact], list[Prediction]], number: int
) -> None:
    """A law: repeating an answer that never varies adds no certainty and changes no figure."""
    facts, said = situation
    of = goldset(facts)
    one = evaluate(of, Extraction("x", "1", tuple(said)))
    other = evaluate(of, Extraction("y", "1", tuple(said[1:])))
    once, often = (
        compare(other, one),
        compare(System("y", (other,) * number), System("x", (one,) * number)),
    )
    assert np.array_equal(once.sample.counts, often.sample.counts)
    assert once.difference("f1") == often.difference("f1")
    assert (once.gained, once.lost) == (often.gained, often.lost)
    assert once.test().p == often.test().p


def test_shares_tell_how_often_a_fact_is_found() -> None:
    before = System("a", (reading("a#1", "a", 1), reading("a#2", "a", 1, 2)))
    found = compare(before, reading("b", "", 2))
    assert [fact.id for fact in found.gained] == ["f2"]
    assert [fact.id for fact in found.lost] == ["f1"]
    assert found.shares["a1", "f2"] == (Fraction(1, 2), Fraction(1))


def test_holm_counts_systems_and_not_readings() -> None:
    systems = systems_of(
        [reading("a#1", "a", 1), reading("a#2", "a"), reading("b", "", *range(1, 9))]
    )
    (pair,) = compare_all(systems)
    assert pair.corrected == pair.test().p


def test_by_predicate_shows_where_they_differ_only() -> None:
    facts = [gold(), gold("price", id="f2"), gold("seat", id="f3")]
    of = goldset(facts)
    one = evaluate(of, Extraction("x", "1", (itself(facts[0]), itself(facts[1]))))
    other = evaluate(of, Extraction("y", "1", (itself(facts[0]),)))
    (row,) = by_predicate(other, one)
    assert (row.predicate, row.before.tp, row.after.tp) == ("price", 0, 1)


def lock(**facts: str) -> Lock:
    hashes = {f"a1/{name}": content for name, content in facts.items()}
    return Lock(FORMAT, "small", "1", "h", {"a1": "text"}, hashes)


def test_shared_facts() -> None:
    now = lock(f1="same", f2="changed", f3="new")
    found = shared_facts([lock(f1="same", f2="old", f4="gone"), lock(f1="same", f3="new")], now)
    assert found.facts == ("a1/f1",)
    assert found.changed == ("a1/f2", "a1/f3")
    assert (found.articles, found.left_out) == (("a1",), ())


def test_changed_facts_count_for_nobody() -> None:
    """Missed, they are no false negative; said, no false positive."""
    shared = shared_facts([lock(f1="same")], lock(**{f"f{n}": "same" for n in range(1, 9)}))
    of = restricted(GOLD, shared)
    assert of.hash != GOLD.hash
    for said in ([], [2, 3]):
        counts = evaluate(of, [itself(FACTS[number - 1]) for number in [1, *said]]).counts()
        assert (counts.tp, counts.fp, counts.fn) == (1, 0, 0)


_ratios = st.fractions(0, 1)


@given(_ratios, _ratios, _ratios, _ratios)
def test_the_parts_of_a_split_add_up(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> None:
    found = split((a, b), (c, d))
    assert found is not None
    assert found.by_gold + found.by_extractor == found.whole == b - a
    same_gold = split((a, b), (a, b))
    assert same_gold is not None
    assert same_gold.by_gold == 0


@pytest.mark.parametrize("missing", range(4))
def test_no_split_of_what_is_undefined(missing: int) -> None:
    figures = [None if index == missing else Fraction(1, 2) for index in range(4)]
    assert split((figures[0], figures[1]), (figures[2], figures[3])) is None
