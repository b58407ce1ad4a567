"""The schema of an answer keeps the rules of the strictest servers, and takes what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import harness
from harness.extractors.desk import Settings, Task
from harness.extractors.llm.answers import Answer, read_answer
from harness.extractors.llm.items import ItemReader
from harness.extractors.llm.questions import Pass, passes
from harness.extractors.llm.quotes import QuoteFinder
from harness.model.corpus import Article, Span
from harness.model.usage import AnswerClass

GOLD = harness.load_goldset("deepseek-2025")
FULL = Task(GOLD.units, GOLD.dimensions)
ASKED = [
    one
    for task in (FULL, Task())  # with closed lists, and without any
    for strategy in ("one-pass", "by-type")
    for one in passes(tuple(GOLD.predicates.values()), task, Settings(strategy=strategy))
]
SCHEMAS = [schema for one in ASKED for schema in (one.schema, one.bounded)]


def nodes(schema: dict[str, Any], depth: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each schema in a schema, with how many objects are around it."""
    yield schema, depth
    inner = depth + (schema.get("type") == "object")
    below = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    for one in below + ([schema["items"]] if "items" in schema else []):
        yield from nodes(one, inner)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_rules_of_strict_servers_are_kept(schema: dict[str, Any]) -> None:
    """Types everywhere, nothing optional, nothing added, five levels at most."""
    Draft202012Validator.check_schema(schema)
    for node, depth in nodes(schema):
        assert "type" in node or "anyOf" in node, node
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        for word in node.get("enum", ()):
            assert isinstance(word, str)
        assert depth < 5


@pytest.mark.parametrize("one", ASKED, ids=lambda one: str(one.name))
def test_the_example_is_an_answer_as_asked(one: Pass) -> None:
    answer = yaml.safe_load(one.example[1])
    assert answer["facts"]
    for schema in (one.schema, one.bounded):
        Draft202012Validator(schema).validate(answer)


def test_the_example_says_what_is_in_its_text() -> None:
    """Word for word, so that a model learns to quote; and each type of value, with what limits it."""
    one = next(one for one in ASKED if one.name == "all")
    user, (kind, said) = one.example[0], read_answer(Answer(one.example[1]))
    assert kind is AnswerClass.AS_ASKED
    assert " " not in one.example[1].partition('"subject"')[0]  # no token for spaces
    text = user.partition("\n\n")[2]
    article = Article("example", "retelling", "de", "2019-06-12", text)
    reader = ItemReader(article, GOLD.predicates, QuoteFinder(text, Span(0, len(text))), FULL)
    assert len(reader.read(said)) == len(said)
    assert not reader.left_out
    assert reader.quotes == {"exact": len(said)}
    values = [fact["value"] for fact in said]
    assert {value["type"] for value in values} == {"entity", "date", "quantity", "text"}
    assert any(value.get("vague") for value in values)
    assert any(value.get("upper") and not value["vague"] for value in values)
    assert any(fact["qualifiers"]["negated"] for fact in said)
    assert any(fact["qualifiers"]["than"] for fact in said)


def test_the_example_keeps_to_the_lists_of_the_gold_set() -> None:
    predicates = tuple(GOLD.predicates.values())
    (asked,) = passes(predicates, Task(("USD",), ("price",)), Settings())
    said = yaml.safe_load(asked.example[1])["facts"]
    assert said
    assert not [fact for fact in said if fact["value"]["type"] == "quantity"]
