"""Facts on their way out: what they say as plain values, and which of them a tool can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from harness.model.corpus import Article, Span
from harness.model.facts import GoldFact, GoldSet, Role
from harness.stores.gold_writer import plain_lists, plain_value

ROLES: tuple[Role, ...] = ("main", "mention", "context")
WORD_FIELD = {"entity": "name", "date": "edtf", "text": "text"}  # values that are plain words


class Exported(NamedTuple):
    """Files by name, and by name what they do not hold."""

    files: Mapping[str, bytes]
    lost: list[str]


def slots_of(fact: GoldFact) -> dict[str, Any]:
    """Give what a fact says as plain values, defaults left out."""
    slots = {
        "id": fact.id,
        "subject": fact.subject,
        "value": plain_value(fact.value),
        "qualifiers": msgspec.to_builtins(fact.qualifiers),
        "accept": plain_lists(fact.accept),
        "restated": plain_lists(fact.restated),
        "optional": fact.optional,
        "tags": list(fact.tags),
    }
    return {key: said for key, said in slots.items() if said or key in ("subject", "value")}


def by_article(gold: GoldSet, lost: list[str]) -> Iterator[tuple[Article, list[GoldFact]]]:
    """Yield each article with the facts that stand in its text; the others are told in `lost`."""
    for article in gold.articles.values():
        kept = []
        for fact in gold.facts:
            if fact.article != article.id:
                continue
            if fact.evidence and all(_stands(article.text, item.span) for item in fact.evidence):
                kept.append(fact)
            else:
                lost.append(f"{article.id}: fact {fact.id!r}: it has no words in the text to mark")
        yield article, kept


def _stands(text: str, span: Span) -> bool:
    return 0 <= span.start < span.end <= len(text) and bool(text[span.start : span.end].strip())


def words_of_value(value: Mapping[str, Any]) -> str | None:
    """Give the words that are all of a value; None where it has more to it."""
    field = WORD_FIELD.get(value["type"])
    words = None if field is None else value[field]
    # Tools trim what people type, and an opening brace is read as JSON.
    plain = words is not None and words == words.strip() != "" and not words.startswith("{")
    return words if plain else None
