"""What a model is asked: the prompt, a piece of an article, and the schema of the answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml
from jinja2 import Environment, FunctionLoader, StrictUndefined

from harness.extractors.desk import Settings, Task
from harness.extractors.llm.schema import answer_schema
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate

_OVERLAP = 1  # paragraphs that two pieces share, so that what refers back is understood


@dataclass(frozen=True)
class Pass:
    """One reading of the text for some predicates: instructions, example, schema of the answer."""

    name: str
    system: str
    example: tuple[str, str]
    schema: dict[str, Any]
    bounded: dict[str, Any]

    @cached_property
    def hash(self) -> str:
        """Give 12 hex digits for all but the text: what the prompt is."""
        told = json.dumps([self.system, self.example, self.bounded], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @cached_property
    def length(self) -> int:
        """How many characters are sent beside the text."""
        schema = json.dumps(self.bounded, ensure_ascii=False)
        return len(self.system) + sum(map(len, self.example)) + len(schema)


@dataclass(frozen=True)
class Question:
    """One thing to ask: a pass over a piece of an article, which takes `of` questions in all."""

    article: str
    of: int
    piece: int
    span: Span
    asked: Pass
    user: str

    @property
    def text_hash(self) -> str:
        """Give 12 hex digits for the text that is asked about."""
        return hashlib.sha256(self.user.encode()).hexdigest()[:12]

    @property
    def place(self) -> str:
        """Name the question within its run."""
        return f"{self.article}/{self.piece}/{self.asked.name}"


def passes(predicates: Sequence[Predicate], task: Task, settings: Settings) -> tuple[Pass, ...]:
    """Make the passes of a strategy: one for all predicates, or one a type of value."""
    if settings.strategy == "one-pass":
        return (_pass("all", tuple(predicates), task, settings),)
    types = dict.fromkeys(predicate.value_type for predicate in predicates)
    return tuple(
        _pass(name, tuple(one for one in predicates if one.value_type == name), task, settings)
        for name in types
    )


def questions(
    articles: Sequence[Article], asked: Sequence[Pass], settings: Settings
) -> Iterator[Question]:
    """Yield what is to be asked, article by article, piece by piece, pass by pass."""
    for article in articles:
        cut = pieces(article, settings.chunk)
        for number, span in enumerate(cut):
            user = _user(article, span)
            for one in asked:
                yield Question(article.id, len(cut) * len(asked), number, span, one, user)


def hash_of_text(article: Article, span: Span) -> str:
    """Give the hash that a question on a piece of the article has."""
    return Question(article.id, 1, 0, span, _NOTHING, _user(article, span)).text_hash


def pieces(article: Article, longest: int) -> list[Span]:
    """Cut an article at paragraph ends into pieces that overlap by a paragraph.

    A paragraph that is longer than a piece may be is a piece of its own.
    """
    found: list[Span] = []
    lines = article.paragraphs
    first = 0
    while first < len(lines):
        last = first
        while last + 1 < len(lines) and lines[last + 1].end - lines[first].start <= longest:
            last += 1
        found.append(Span(lines[first].start, lines[last].end))
        if last + 1 == len(lines):
            break
        back = max(first + 1, last + 1 - _OVERLAP)
        fits = lines[last + 1].end - lines[back].start <= longest
        first = back if fits else last + 1
    return found


_NOTHING = Pass("", "", ("", ""), {}, {})


def _user(article: Article, span: Span) -> str:
    text = article.text[slice(*span)]
    return _render("text.j2", doc_date=article.doc_date, text=text).strip()


def _pass(name: str, predicates: tuple[Predicate, ...], task: Task, settings: Settings) -> Pass:
    types = tuple(dict.fromkeys(predicate.value_type for predicate in predicates))
    system = _render(
        "instructions.j2",
        predicates=predicates,
        types=types,
        compared=any(predicate.compared for predicate in predicates),
        task=task,
        guidelines=task.guidelines.strip() if settings.guidelines else "",
    )
    return Pass(
        name,
        system.strip(),
        _example(predicates, task),
        answer_schema(predicates, task, bounded=False),
        answer_schema(predicates, task, bounded=True),
    )


def _example(predicates: Sequence[Predicate], task: Task) -> tuple[str, str]:
    """Give a text of our own and what is to be answered, as far as the gold set's lists go.

    It is written without spaces, as answers should be: they are tokens, too.
    """
    held = _held_example()
    asked = {predicate.name: predicate.value_type for predicate in predicates}
    compared = any(predicate.compared for predicate in predicates)
    facts = [
        _whole(fact, held["defaults"], compared=compared)
        for fact in held["facts"]
        if asked.get(fact["predicate"]) == fact["value"]["type"] and _listed(fact, task)
    ]
    user = _render("text.j2", doc_date=held["doc_date"], text=held["text"].strip())
    written = json.dumps({"facts": facts}, ensure_ascii=False, separators=(",", ":"))
    return user.strip(), written


def _whole(fact: dict[str, Any], defaults: dict[str, Any], *, compared: bool) -> dict[str, Any]:
    """Fill in what a fact does not say; all is in the order of the schema."""
    value, limits = fact["value"], defaults["qualifiers"]
    return {
        "predicate": fact["predicate"],
        "subject": fact["subject"],
        "value": defaults["value"].get(value["type"], {}) | value,
        "surface": defaults["surface"],
        "quote": fact["quote"],
        "qualifiers": limits
        | (defaults["compared"] if compared else {})
        | fact.get("qualifiers", {}),
        "confidence": fact.get("confidence", defaults["confidence"]),
    }


def _listed(fact: dict[str, Any], task: Task) -> bool:
    """Whether the gold set knows the unit and the dimension of a fact."""
    unit, dimension = fact["value"].get("unit"), fact.get("qualifiers", {}).get("dimension")
    return (unit is None or not task.units or unit in task.units) and (
        dimension is None or not task.dimensions or dimension in task.dimensions
    )


@cache
def _held_example() -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load(_packaged("example.yaml"))
    return held


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 - a prompt is no HTML
        loader=FunctionLoader(_packaged),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _render(name: str, **told: Any) -> str:
    return _environment().get_template(name).render(**told)


def _packaged(name: str) -> str:
    return files("harness.extractors.llm").joinpath("prompt", name).read_text(encoding="utf-8")
