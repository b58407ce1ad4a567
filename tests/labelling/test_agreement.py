"""Agreement is measured by the matcher that scores extractors, alike in both directions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import krippendorff
import msgspec
import pytest
from hypothesis import given

from harness.errors import UsageError
from harness.labelling.agreement import Agreement, Pass, agree, alpha, joined
from harness.labelling.statistics import count
from harness.model.corpus import Article
from harness.model.facts import Alternatives, Entity, GoldFact, Qualifiers, Restated
from harness.model.results import Counts, Level
from harness.model.values import EntityValue, QuantityValue
from harness.report.words import percent
from harness.stores.annotations import load_annotation
from harness.stores.goldsets import load_goldset
from tests.goldfiles import FACTS, write_goldset
from tests.worlds import ARTICLE, ENTITIES, PREDICATES, gold, gold_facts


def eur(amount: int) -> QuantityValue:
    return QuantityValue(Decimal(amount), "EUR")


def compared(
    one: list[GoldFact], other: list[GoldFact], entities: tuple[Entity, ...] = ()
) -> Agreement:
    first, second = (
        Pass(name, ARTICLE, tuple(facts), entities) for name, facts in (("a", one), ("b", other))
    )
    return agree(first, second, ENTITIES, PREDICATES)


@given(gold_facts())
def test_everybody_agrees_with_himself(facts: list[GoldFact]) -> None:
    agreement = compared(facts, facts)
    for level in Level:
        assert agreement.f1(level) == 1
    assert agreement.disagreements == []
    assert all(one == other for one, other in agreement.units)


@given(gold_facts(plain=True), gold_facts(plain=True))
def test_both_directions_find_as_much(one: list[GoldFact], other: list[GoldFact]) -> None:
    """Where nothing is accepted, what is missing one way is too much the other way."""
    there, back = compared(one, other), compared(other, one)
    for level in (Level.SLOT, Level.FACT):
        ours, theirs = there.counts(level), back.counts(level)
        assert ours.tp + ours.fn == len(one)
        assert theirs.tp + theirs.fn == len(other)
        assert there.f1(level) == back.f1(level)


def test_what_either_side_accepts_is_accepted_by_both() -> None:
    wide = gold(value=eur(5), accept=Alternatives(subject=("Beta",), value=(eur(7),)))
    assert compared([wide], [gold(subject="Beta", value=eur(5))]).f1(Level.FACT) == 1
    assert compared([gold(subject="Beta", value=eur(5))], [wide]).f1(Level.FACT) == 1
    assert compared([gold(value=eur(7))], [wide]).f1(Level.FACT) == 1
    assert compared([gold(value=eur(9))], [wide]).f1(Level.FACT) == 0
    restated = gold(value=eur(100), restated=Restated(value=(eur(13),)))
    assert compared([gold(value=eur(13))], [restated]).f1(Level.FACT) == 1


def test_optional_is_set_aside_on_wish_whoever_says_so() -> None:
    same = gold(value=eur(5), id="f1")
    extra = gold("price", value=eur(5), id="f2", optional=True)
    agreement = compared([same], [same, extra])
    assert agreement.f1(Level.FACT) == Fraction(2, 3)
    assert agreement.f1(Level.FACT, required=True) == 1
    half = compared([same], [gold(value=eur(5), optional=True)])
    assert half.f1(Level.FACT) == 1
    assert half.f1(Level.FACT, required=True) is None


def test_a_disagreement_is_not_hidden_by_what_one_side_calls_optional() -> None:
    """A required fact that the other side has wrong stays missed, though that is optional there."""
    one = [gold(value=eur(5), id="f1"), gold(value=eur(1), id="f2")]
    other = [gold(value=eur(7), id="f1", optional=True), gold(value=eur(1), id="f2")]
    assert compared(one, other).f1(Level.FACT, required=True) == Fraction(2, 3)
    assert compared(one, other[1:]).f1(Level.FACT, required=True) == Fraction(2, 3)


def test_what_names_make_the_same_fact_is_one_on_both_sides() -> None:
    twice = [gold("owner", "Alpha", EntityValue("Beta"), id="f1")]
    twice.append(gold("owner", "Alpha AG", EntityValue("die Betas"), id="f2", spans=[(98, 110)]))
    assert compared(twice, twice).f1(Level.FACT) == 1
    assert compared(twice, twice[1:]).counts(Level.FACT) == Counts(tp=1)


def test_a_predicate_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown predicate 'kosten'"):
        compared([msgspec.structs.replace(gold(), predicate="kosten")], [])


def test_own_names_for_unknown_things_are_different_names() -> None:
    own = (Entity("Delta", "ORG"), Entity("Epsilon", "ORG"))
    one = gold("owner", value=EntityValue("Delta"))
    other = gold("owner", value=EntityValue("Epsilon"))
    assert compared([one], [one], own).f1(Level.FACT) == 1
    assert compared([one], [other], own).f1(Level.FACT) == 0
    # A name that the gold set knows as an alias is the gold set's.
    alias = gold("owner", value=EntityValue("Alpha AG"))
    assert compared([alias], [gold("owner", value=EntityValue("Alpha"))]).f1(Level.FACT) == 1


def test_alpha_is_over_predicate_and_polarity_of_shared_spans() -> None:
    one = [
        gold("cost", id="f1", spans=[(0, 10)]),
        gold("price", id="f2", spans=[(20, 30)]),
        gold("cost", id="f3", subject="Beta", spans=[(40, 50)]),
        gold("cost", id="f4", subject="Gamma", spans=[(60, 70)]),
    ]
    other = [
        gold("cost", id="f1", spans=[(0, 10)]),
        gold("price", id="f2", spans=[(20, 31)]),
        gold(
            "cost", id="f3", subject="Beta", spans=[(40, 50)], qualifiers=Qualifiers(negated=True)
        ),
        gold("cost", id="f4", subject="Gamma", spans=[(66, 90)]),  # another place
    ]
    agreement = compared(one, other)
    assert sorted(agreement.units) == [("cost", "cost"), ("cost", "not cost"), ("price", "price")]
    expected = krippendorff.alpha([[0, 0, 1], [0, 2, 1]], level_of_measurement="nominal")
    assert alpha(agreement) == pytest.approx(expected)
    assert alpha(compared(one[:1], other[:1])) is None  # one unit says nothing


def test_agreements_add_up_over_articles() -> None:
    one, other = compared([gold()], [gold()]), compared([gold()], [])
    assert joined([one, other]).counts(Level.FACT) == Counts(tp=1, fn=1)


def test_passes_over_different_texts_are_refused() -> None:
    other = Article("a1", "original", "de", "2025", ARTICLE.text)
    with pytest.raises(UsageError, match="not the same text"):
        agree(Pass("a", ARTICLE, (), ()), Pass("b", other, (), ()), ENTITIES, PREDICATES)


def test_annotation_files_are_quotes_or_offsets(tmp_path: Path) -> None:
    write_goldset(tmp_path)
    quotes = tmp_path / "q.yaml"
    quotes.write_text(FACTS + "entities:\n  - {name: Köln, kind: LOC}\n", encoding="utf-8")
    article = Article(
        "a1", "retelling", "de", "2025-01-28", (tmp_path / "seeds/a1/retelling.txt").read_text()
    )
    annotation = load_annotation(quotes, {"a1": article})
    assert [len(fact.evidence) for fact in annotation.facts] == [1, 1, 1]
    assert [entity.name for entity in annotation.entities] == ["Köln"]
    offsets = tmp_path / "o.yaml"
    offsets.write_text(
        "article: a1\nrendition: original\nparagraphs: [[0, 10], [14, 60]]\nfacts:\n"
        '  - {id: f, predicate: cost, subject: X, value: {type: text, text: y}, evidence: [[20, 30, "abc"]]}\n'
    )
    standing_in = load_annotation(offsets, {})
    assert standing_in.article.paragraphs == ((0, 10), (14, 60))
    assert standing_in.article.paragraph_at(20) == 1
    with pytest.raises(UsageError, match="does not have"):
        load_annotation(quotes, {})


def test_the_card_prints_the_agreement_as_measured() -> None:
    """The figures in the gold set's README are those that `harness gold agree` gives today."""
    folder = Path(__file__).parents[2] / "goldsets" / "deepseek-2025"
    card = (folder / "README.md").read_text(encoding="utf-8")
    gold_set = load_goldset(folder)
    agreements: dict[str, Agreement] = {}
    for path in sorted((folder / "passes").glob("*.a.yaml")):
        article = path.name.removesuffix(".a.yaml")
        first, second = (
            Pass(letter, one.article, one.facts, one.entities)
            for letter in "ab"
            for one in [load_annotation(folder / "passes" / f"{article}.{letter}.yaml", {})]
        )
        agreement = agree(first, second, gold_set.entities, gold_set.predicates)
        agreements[f"`{article}`"] = agreement
    agreements["**all**"] = joined(agreements.values())
    for name, agreement in agreements.items():
        levels = [percent(agreement.f1(level)) for level in Level]
        levels[Level.FACT - 1] = f"**{levels[Level.FACT - 1]}**"
        counts = agreement.counts(Level.FACT)
        cells = [
            name,
            *levels,
            percent(agreement.f1(Level.FACT, required=True)),
            f"{alpha(agreement):.3f}",
            *map(str, (counts.tp, counts.fn, counts.fp)),
        ]
        assert f"| {' | '.join(cells)} |" in card
    counted = count(gold_set)
    for article, tally in counted.by_article.items():
        tokens = counted.tokens[article]
        assert f"| `{article}` | {tokens} | {tally.required} | {tally.optional} |" in card
