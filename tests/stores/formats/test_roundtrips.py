"""What goes out to a tool comes back: every fact that the format can hold, the others by name."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from harness.model.corpus import Article, Span
from harness.model.facts import Evidence, GoldFact, GoldSet
from harness.model.values import TextValue
from harness.stores.formats.imports import import_labels
from harness.stores.formats.registry import FORMATS
from harness.stores.gold_facts import FactReader
from harness.stores.goldsets import Ground, load_goldset, load_ground
from tests.labelled import TEXTS, articles, goldset, ground

ALL = pytest.mark.parametrize("name", FORMATS)
SUFFIXES = {"label-studio": ".json", "brat": ".ann", "web-annotation": ".jsonld"}


def there_and_back(
    name: str, gold: GoldSet, below: Ground, *, folder: Path
) -> tuple[list[GoldFact], list[str]]:
    """Export, import and load; gives the facts in order, and what was told to be lost."""
    files, lost = FORMATS[name].export(gold)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    paths = [folder / file for file in files if file.endswith(SUFFIXES[name])]
    facts = []
    for article, written in import_labels(FORMATS[name], paths, below).items():
        path = folder / f"{article}.yaml"
        path.write_bytes(written.encode())
        facts += FactReader(path, below.articles[article], below.lists).read()
    return facts, lost


@ALL
@given(drawn=articles())
def test_every_fact_comes_back(name: str, drawn: tuple[Article, list[GoldFact]]) -> None:
    article, facts = drawn
    with tempfile.TemporaryDirectory() as folder:
        gold, below = goldset(article, facts), ground(article)
        again, lost = there_and_back(name, gold, below, folder=Path(folder))
    if name != "brat":
        assert lost == []
    assert [fact.id for fact in again] == [fact.id for fact in facts]
    for old, new in zip(facts, again, strict=True):
        if not any(repr(old.id) in told for told in lost):
            assert new == old


@ALL
def test_the_shipped_gold_comes_back(name: str, tmp_path: Path) -> None:
    gold = load_goldset()
    facts, lost = there_and_back(name, gold, load_ground(), folder=tmp_path)
    assert lost == []
    assert tuple(facts) == gold.facts


@ALL
def test_two_exports_are_the_same_bytes(name: str) -> None:
    gold = load_goldset()
    assert FORMATS[name].export(gold) == FORMATS[name].export(gold)


@ALL
def test_a_fact_that_stands_nowhere_is_lost_by_name(name: str, tmp_path: Path) -> None:
    """No tool can mark what has no words: no evidence, blanks alone, a place outside."""
    article = Article("a1", "retelling", "de", "2025-01-28", TEXTS[0])
    facts = [
        GoldFact(f"f{number}", "a1", "no", "Alpha", TextValue(str(number)), evidence)
        for number, evidence in enumerate(
            [
                (),
                (Evidence(Span(35, 37)),),
                (Evidence(Span(0, 5)), Evidence(Span(30, 99))),
                (Evidence(Span(0, 5)),),
            ]
        )
    ]
    again, lost = there_and_back(name, goldset(article, facts), ground(article), folder=tmp_path)
    assert [fact.id for fact in again] == ["f3"]
    told = "it has no words in the text to mark"
    assert lost == [f"a1: fact 'f{number}': {told}" for number in (0, 1, 2)]


@ALL
def test_facts_without_an_id_get_one(name: str, tmp_path: Path) -> None:
    article = Article("a1", "retelling", "de", "2025-01-28", TEXTS[0])
    span = (Evidence(Span(0, 5)),)
    facts = [
        GoldFact("", "a1", "no", "Öl & Gas", TextValue("1"), span),
        GoldFact("no-oel-gas-2", "a1", "no", "Öl & Gas", TextValue("2"), span),
        GoldFact("", "a1", "no", "Öl & Gas", TextValue("3"), span),
        GoldFact("", "a1", "no", "~", TextValue("4"), span),
    ]
    again, _ = there_and_back(name, goldset(article, facts), ground(article), folder=tmp_path)
    assert [fact.id for fact in again] == ["no-oel-gas", "no-oel-gas-2", "no-oel-gas-3", "no"]


def test_an_article_without_facts_comes_back_empty(tmp_path: Path) -> None:
    """But Web Annotation, whose page has nothing in it, tells no article."""
    article = Article("a1", "retelling", "de", "2025-01-28", TEXTS[0])
    for name in ("label-studio", "brat"):
        files, _ = FORMATS[name].export(goldset(article, []))
        for file, content in files.items():
            (tmp_path / file).write_bytes(content)
        paths = [tmp_path / file for file in files if file.endswith(SUFFIXES[name])]
        assert import_labels(FORMATS[name], paths, ground(article)) == {
            "a1": 'article: "a1"\nfacts: []\n'
        }


def test_json_is_json() -> None:
    """Plain JSON with plain letters, readable in a diff."""
    for name, file in (("label-studio", "tasks.json"), ("web-annotation", "000-ki-coup.jsonld")):
        content = FORMATS[name].export(load_goldset()).files[file].decode()
        json.loads(content)
        assert "für" in content
        assert "\n" in content
