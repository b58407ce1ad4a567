"""Who learns is never scored on what it learned from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

import harness
from harness.errors import ExtractorError
from harness.model.corpus import Article, story_of
from harness.model.facts import Alternatives, Entity, Evidence, GoldFact, GoldSet, Predicate
from harness.model.values import EntityValue, QuantityValue
from harness.pipeline import run
from harness.stores.goldsets import load_goldset
from harness.stores.predictions import PredictionReader
from harness.stores.runs import RunFolder, load_extractions, load_stored
from harness.training import LEAVE_ONE_OUT, Folds, fitted
from tests.extractors_of_tests import Assets, Learned, Memory


def article(name: str, text: str) -> Article:
    return Article(name, "retelling", "de", "2025-01-28", text)


def fact(name: str, subject: str, value: str, **more: Any) -> GoldFact:
    evidence = (Evidence(harness.Span(0, 1)),)
    return GoldFact("f", name, "location", subject, EntityValue(value), evidence, **more)


TEXTS = {
    "a1": "Die Alpha AG sitzt in Bonn.",
    "a1-trap": "Die Alpha AG sitzt in Köln.",
    "a2": "Beta-Gruppe und Gammas Leute sitzen in Rom; STRASSE heißt ein Haus.",
}
ENTITIES = (
    Entity("Alpha", "ORG", ("Alpha AG",)),  # only the article held out names it
    Entity("Beta", "ORG", ("Beta Gruppe", "Betakonzern", "Alpha AG")),
    Entity("Gamma", "ORG"),  # the text has the genitive
    Entity("Delta", "ORG", ("Straße",)),  # known by its alias, in another spelling
    Entity("Omega", "ORG"),  # in no text, but a fact of the other article names it
    Entity("Oma", "PER"),  # part of no word of the text
    Entity("Leer", "LOC", ("",)),
)
GOLD = GoldSet(
    name="small",
    version="1",
    language="de",
    rendition="retelling",
    articles={name: article(name, text) for name, text in TEXTS.items()},
    facts=(
        fact("a1", "Alpha", "Bonn"),
        fact("a1-trap", "Alpha", "Köln"),
        fact("a2", "Beta", "Omega"),
    ),
    predicates={"location": Predicate("location", "entity", ("ORG",), "Sitz", ("LOC",))},
    entities={entity.name: entity for entity in ENTITIES},
    hash="0" * 64,
    world=(fact("a1-trap", "Alpha", "Bonn"), fact("a2", "Beta", "Bonn")),
)


def test_an_article_and_its_trap_copy_are_one_story() -> None:
    assert story_of("000-ki-coup-trap") == story_of("000-ki-coup") == "000-ki-coup"


@pytest.mark.parametrize("held_out", ["a1", "a1-trap"])
def test_a_story_is_left_out_whole(held_out: str) -> None:
    left = GOLD.without(held_out)
    assert set(left.articles) == {"a2"}
    assert {one.article for one in (*left.facts, *left.world)} == {"a2"}
    assert left.hash != GOLD.hash


def test_names_seen_only_in_the_held_out_article_are_unknown() -> None:
    known = GOLD.without("a1").entities
    assert set(known) == {"Beta", "Gamma", "Delta", "Omega"}
    assert known["Beta"].aliases == ("Beta Gruppe",)
    assert known["Delta"].aliases == ("Straße",)


def test_what_was_never_in_the_set_leaves_it_as_it_is() -> None:
    assert GOLD.without("a3") is GOLD


def test_nothing_is_left_of_a_set_of_one_story() -> None:
    left = GOLD.without("a2").without("a1")
    assert not left.articles
    assert not left.facts
    assert not left.entities


def test_a_trainable_extractor_never_reads_what_it_was_fitted_on() -> None:
    """`Memory` raises where it is asked about an article that it has seen."""
    (extraction,) = run([Memory()], GOLD).extractions
    assert extraction.errors == ()
    assert extraction.folds == LEAVE_ONE_OUT
    signature = str(harness.evaluate(GOLD, extraction).signature)
    assert f"|folds:{LEAVE_ONE_OUT}|" in signature


def test_who_does_not_learn_has_no_folds() -> None:
    (extraction,) = run(["empty"], GOLD).extractions
    assert extraction.folds == ""
    assert "folds" not in str(harness.evaluate(GOLD, extraction).signature)


def test_the_shipped_articles_are_held_out_over_their_trap_copies() -> None:
    base, traps = load_goldset(), load_goldset("deepseek-2025-traps")
    for name in base.articles:
        assert set(base.without(f"{name}-trap").articles) == set(base.articles) - {name}
        assert set(traps.without(name).articles) == set(traps.articles) - {f"{name}-trap"}


def test_no_fold_knows_a_name_that_only_its_article_holds() -> None:
    gold = load_goldset()
    for name in gold.articles:
        left = gold.without(name)
        text = " ".join(one.text for one in left.articles.values()).casefold()
        lost = set(gold.entities) - set(left.entities)
        assert lost, name
        for entity in lost:
            assert f" {entity.casefold()} " not in text, (name, entity)


def test_a_fit_that_fails_costs_its_article() -> None:
    class Failing(Memory):
        name = "failing"

        def fit(self, goldset: GoldSet) -> Learned:
            if "a2" not in goldset.articles:
                raise ZeroDivisionError("nothing to learn from")
            return super().fit(goldset)

    (extraction,) = run([Failing()], GOLD).extractions
    (error,) = extraction.errors
    assert error.article == "a2"
    assert "nothing to learn from" in error.message


def test_one_story_is_fitted_once() -> None:
    fits = []

    class Counting(Memory):
        def fit(self, goldset: GoldSet) -> Learned:
            fits.append(set(goldset.articles))
            return super().fit(goldset)

    run([Counting()], GOLD)
    assert fits == [{"a2"}, {"a1", "a1-trap"}]


def test_whoever_has_fit_is_fitted_be_it_able_to_read_or_not() -> None:
    """An extractor with `fit` and `extract` cannot bring what it learned elsewhere."""

    class Both(Memory, Assets):
        name = "both"

    (extraction,) = run([Both()], GOLD).extractions
    assert extraction.folds == LEAVE_ONE_OUT


def test_fit_gives_a_new_extractor() -> None:
    class Itself(Learned):
        def fit(self, goldset: GoldSet) -> Learned:
            self.learned_from = goldset
            return self

    class Nothing(Memory):
        def fit(self, goldset: GoldSet) -> Any:
            assert goldset

    with pytest.raises(ExtractorError, match="it must give a new one"):
        fitted(Itself("itself", GOLD), GOLD)
    with pytest.raises(ExtractorError, match="fit gave a NoneType, no extractor"):
        fitted(Nothing(), GOLD)


def test_fitted_extractors_are_kept_for_few_stories() -> None:
    texts = {f"b{number}": article(f"b{number}", "Alpha") for number in range(20)}
    folds = Folds(Memory(), msgspec.structs.replace(GOLD, articles=texts))
    first = folds.reader_of("b0")
    assert folds.reader_of("b0") is first
    for name in texts:
        folds.reader_of(name)
    assert folds.reader_of("b0") is not first


def test_a_run_read_again_still_tells_how_it_was_made(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run-1")
    folder.finish(run([Memory()], GOLD, folder), {})
    reader = PredictionReader(GOLD.articles, GOLD.predicates)
    (again,) = load_extractions(folder.path, load_stored(folder.path), reader)
    assert again.folds == LEAVE_ONE_OUT


def test_names_that_an_accepted_value_uses_are_known() -> None:
    value = QuantityValue(Decimal(1), "EUR")
    gold = msgspec.structs.replace(
        GOLD,
        facts=(fact("a2", "Beta", "Rom", accept=Alternatives(("Oma",), (value,))),),
    )
    assert "Oma" in gold.without("a1").entities
