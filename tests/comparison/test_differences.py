"""Comparisons: exact differences, facts by id, and tests that know how many there are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import msgspec
import numpy as np
import pytest

from harness.comparison import Comparison, System, compare, compare_all, sample_of
from harness.errors import MixedFiguresError
from harness.model.facts import GoldFact
from harness.model.results import METRICS, ArticleError, Counts, Extraction, Level, Place
from harness.model.values import QuantityValue
from harness.report.pairs import pair_row, pair_rows
from harness.scoring import Evaluation, evaluate
from harness.statistics import Sample, holm, paired_test
from tests.worlds import gold, goldset, itself, predicted

FACTS = [gold(id=f"f{one}", value=QuantityValue(Decimal(one), "EUR")) for one in range(1, 9)]
GOLD = goldset(FACTS)


def says(name: str, *numbers: int) -> Evaluation:
    said = tuple(itself(FACTS[number]) for number in numbers)
    return evaluate(GOLD, Extraction(name, "1", said))


def test_a_fact_is_gained_and_another_lost() -> None:
    found = compare(says("one", 0, 1), says("two", 1, 2, 3))
    assert [fact.id for fact in found.gained] == ["f3", "f4"]
    assert [fact.id for fact in found.lost] == ["f1"]
    assert found.difference("recall") == Fraction(1, 8)
    assert found.mcnemar == 1.0  # two against one is what a coin does
    assert found.smallest_p_by_article == 1.0  # one article cannot tell anything


def test_many_pairs_are_corrected_together() -> None:
    evaluations = [says("one", 0), says("two", 0, 1, 2, 3, 4), says("three", 5)]
    pairs = compare_all(evaluations)
    plain = [pair.test().p for pair in pairs]
    assert None not in plain
    assert [pair.corrected for pair in pairs] == holm([p for p in plain if p is not None])


def test_a_pair_from_its_other_side() -> None:
    """All that belongs to a side goes with it: shares and numbers of readings, too."""
    one, two = says("one", 0, 1), says("two", 1, 2, 3)
    pair = compare(System("x", (one, one, two)), System("y", (two, two)))
    turned = pair.turned()
    assert turned.readings == (2, 3)
    straight = compare(System("y", (two, two)), System("x", (one, one, two)))
    for field in ("names", "before", "after", "gained", "lost", "readings", "shares"):
        assert getattr(turned, field) == getattr(straight, field), field
    for metric in METRICS:
        assert turned.test(metric) == straight.test(metric)


@pytest.mark.parametrize(
    ("slot", "value", "named"),
    [
        ("hash", "other", "gold hash"),
        ("rendition", "original", "rendition"),
    ],
)
def test_figures_of_other_gold_are_refused_by_name(slot: str, value: str, named: str) -> None:
    other = evaluate(
        msgspec.structs.replace(GOLD, **{slot: value}), Extraction("two", "1", (predicted(),))
    )
    for asked in (compare, lambda one, two: sample_of([one, two]), lambda *all_: compare_all(all_)):
        with pytest.raises(MixedFiguresError, match=named):
            asked(says("one", 0), other)


def test_figures_of_another_profile_are_refused_by_name() -> None:
    strict = evaluate(GOLD, Extraction("two", "1", (predicted(),)), "strict")
    with pytest.raises(MixedFiguresError, match="profile"):
        pair_rows([says("one", 0), strict])


def test_places() -> None:
    """Gold decides where it is; a false positive is where it points, or nowhere."""
    elsewhere = GoldFact(
        "g", "a1", "cost", "Beta", QuantityValue(Decimal(7), "EUR"), FACTS[0].evidence
    )
    spans = [article.paragraphs for article in GOLD.articles.values()]
    third = spans[0][2]
    said = [
        itself(FACTS[0]),
        predicted(subject="Nobody", value=QuantityValue(Decimal(70), "EUR"), spans=(third,)),
        predicted(subject="Nobody", value=QuantityValue(Decimal(71), "EUR"), spans=()),
    ]
    table = evaluate(goldset([FACTS[0], elsewhere]), said).by_place()
    assert (table[Place("a1", 0)].tp, table[Place("a1", 0)].fn) == (1, 1)
    assert table[Place("a1", 2)].fp == 1
    assert table[Place("a1", None)].fp == 1


def test_places_add_up_to_the_whole_at_every_level() -> None:
    evaluation = says("one", 0, 3)
    for level in Level:
        parts = evaluation.by_place(level).values()
        assert sum(part.tp for part in parts) == evaluation.counts(level).tp
        assert sum(part.fn for part in parts) == evaluation.counts(level).fn


def test_sentences_say_what_can_be_said() -> None:
    better, worse = says("good", *range(8)), says("poor", 0)
    (row,) = pair_rows([better, worse])
    assert row.first == "good"
    assert row.sentence.startswith(
        "good and poor are not distinguishable: they differ in 1 paragraph only, where no test gets "
        "below p = 1.000 (77.8 points of F1, p = 1.000"
    )
    silent = says("empty")
    assert pair_rows([better, silent]) == ()


Part = tuple[int, int, int]


def pair_of(*clusters: tuple[Part, Part]) -> Comparison:
    """Give a pair that counts so in each paragraph; "good" is the second."""
    sample = Sample(np.array(clusters, dtype=float), np.zeros(len(clusters), int), "paragraph")
    before, after = (Counts(*map(int, part)) for part in sample.totals)
    pair = compare(says("poor", 0), says("good", 0))
    corrected = paired_test(sample).p
    return replace(pair, sample=sample, before=before, after=after, corrected=corrected)


def spread(one: Part, other: Part, times: int) -> Comparison:
    """Give a pair that differs in some of thirty paragraphs."""
    return pair_of(*[((2, 1, 1), (2, 1, 1))] * (30 - times), *[(one, other)] * times)


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (spread((0, 0, 3), (0, 0, 3), 1), "count alike in every paragraph: the same figures."),
        (spread((0, 0, 2), (2, 0, 0), 5), "differ in 5 paragraphs only, where no test gets below"),
        (spread((0, 0, 2), (2, 0, 0), 8), "good is better than poor on these articles: by"),
        (spread((1, 0, 2), (2, 0, 1), 4), "differ in 4 paragraphs only"),
    ],
)
def test_every_kind_of_difference_has_its_sentence(pair: Comparison, told: str) -> None:
    assert told in pair_row(pair).sentence


def test_who_failed_is_compared_with_nobody() -> None:
    """Its figures stand, for errors stay in the denominator; that it lost is no finding."""
    good, poor = says("good", *range(8)), says("poor", 0)
    dead = evaluate(GOLD, Extraction("dead", "1", (), (ArticleError("a1", "no server"),)))
    pairs = {one.sentence: one for one in pair_rows([good, poor, dead])}
    assert "good and dead are not compared: dead failed on 1 of 1 article." in pairs
    assert "poor and dead are not compared: dead failed on 1 of 1 article." in pairs
    refused = [one for one in pairs.values() if one.second == "dead"]
    assert [(one.p, one.corrected, one.verdict) for one in refused] == [
        ("–", "–", "not compared")
    ] * 2
    assert not any("Holm" in told for told in pairs)  # one pair is left to test
    found = compare(good, dead)
    assert (found.failed, found.turned().failed) == ((0, 1), (1, 0))


def test_what_would_be_found_is_more_than_what_was() -> None:
    """Gains and losses that nearly even out: seven against six."""
    better, worse = (2, 0, 1), (1, 0, 2)
    pair = pair_of(*[(worse, better)] * 7, *[(better, worse)] * 6)
    sentence = pair_row(pair).sentence
    assert "not distinguishable with 39 facts (2.3 points" in sentence
    assert sentence.endswith("points would be.")
    assert (pair.test().detectable or 0) > 0.023


def test_claims_stand_beside_the_full_figures() -> None:
    facts = [gold(), gold("price", id="f2")]
    said = Extraction("x", "1", (itself(facts[0]),), claims=("cost",))
    evaluation = evaluate(goldset(facts), said)
    assert evaluation.counts().recall == Fraction(1, 2)
    claimed = evaluation.claimed()
    assert claimed is not None
    assert claimed.recall == 1
    assert evaluate(goldset(facts), []).claimed() is None
