"""Facts as a gold file that people like to read, and that loads as the very same facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import yaml

from harness.errors import UsageError
from harness.model.corpus import Article, Span
from harness.model.facts import Alternatives, Evidence, GoldFact, Restated
from harness.model.values import QuantityValue, Value
from harness.stores.gold_facts import occurrences

_RESOLVER: Any = yaml.resolver.Resolver()
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
# A letter first, then nothing that may mean something to YAML; all else is quoted.
_PLAIN = re.compile(r"[^\W\d_](?:[\w./+()-]|\x20(?=[\w(]))*")
_BOOLEANS = {"y", "n"}  # of YAML 1.1, though PyYAML lets them be
# What YAML calls unprintable or takes for a line break, and what nobody would see.
_HIDDEN = re.compile(
    "[\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)
_LONGEST = 110  # characters of a line that could also be several
_QUALIFIERS = (
    *("than", "dimension", "as_of", "attributed_to"),
    *("certainty", "negated", "former", "scope"),
)
_QUANTITY_KEYS = ("type", "amount", "upper", "unit", "comparator", "near", "vague")
_STATED = {"type", "amount", "unit", "comparator"}  # keys written also where they are the default


def header_lines(article: Article, *, empty: bool = False) -> list[str]:
    """Give the lines before the first fact."""
    return [f"article: {_quoted(article.id)}", "facts: []" if empty else "facts:"]


def fact_lines(article: Article, fact: GoldFact) -> list[str]:
    """Write one fact as an item of the list `facts`.

    Raises UsageError for evidence that no quote can name: blank words, or a place outside.
    """
    fields = [
        f"id: {_scalar(fact.id)}",
        f"predicate: {_scalar(fact.predicate)}",
        f"subject: {_scalar(fact.subject)}",
        f"value: {_flow(plain_value(fact.value))}",
    ]
    said = msgspec.to_builtins(fact.qualifiers)
    if said:
        fields.append(
            f"qualifiers: {_flow({key: said[key] for key in _QUALIFIERS if key in said})}"
        )
    fields += _evidence_lines(article, fact)
    for key in ("accept", "restated"):
        if listed := plain_lists(getattr(fact, key)):
            fields += _listing(key, listed)
    if fact.optional:
        fields.append("optional: true")
    if fact.tags:
        fields.append(f"tags: {_flow(fact.tags)}")
    return [f"  - {fields[0]}", *(f"    {field}" for field in fields[1:])]


def _evidence_lines(article: Article, fact: GoldFact) -> list[str]:
    pieces = [_piece(article, fact.id, item) for item in fact.evidence]
    if len(pieces) == 1 and not pieces[0].startswith("{"):
        return [f"evidence: [{pieces[0]}]"]
    return ["evidence:" if pieces else "evidence: []", *(f"  - {piece}" for piece in pieces)]


def _piece(article: Article, fact: str, item: Evidence) -> str:
    quote, nth = quote_of(article, fact, item.span)
    more: dict[str, Any] = {"nth": nth} if nth is not None else {}
    if item.role != "main":
        more["role"] = item.role
    if not more:
        return _quoted(quote)
    told = "".join(f", {key}: {_flow(value)}" for key, value in more.items())
    return f"{{quote: {_quoted(quote)}{told}}}"


def quote_of(article: Article, fact: str, span: Span) -> tuple[str, int | None]:
    """Give the words of a span, and which of their occurrences it is where they have several.

    Raises UsageError where no quote can name the span.
    """
    quote = article.text[span.start : span.end] if 0 <= span.start < span.end else ""
    starts = occurrences(article.text, quote)
    if span.start not in starts or span.end > len(article.text):
        raise UsageError(
            f"{article.id}: evidence [{span.start}, {span.end}) of {fact!r} covers no words of "
            f"the text (0 to {len(article.text)}); a gold file names evidence by its words"
        )
    return quote, starts.index(span.start) + 1 if len(starts) > 1 else None


def plain_value(value: Value) -> dict[str, Any]:
    """Give a value as gold files write it: what it does not say is left out, digits stay."""
    plain: dict[str, Any] = msgspec.to_builtins(value)
    if not isinstance(value, QuantityValue):
        return plain
    kept = {}
    for key in _QUANTITY_KEYS:
        if key in _STATED or plain[key] not in (None, False):
            kept[key] = plain[key]
    for key in ("amount", "upper"):
        if key in kept:
            text = str(kept[key])
            kept[key] = int(text) if _INTEGER.fullmatch(text) else text
    return kept


def plain_lists(lists: Alternatives | Restated) -> dict[str, list[Any]]:
    """Give what is accepted or restated as gold files write it; empty lists are left out."""
    found: dict[str, list[Any]] = {}
    for key in lists.__struct_fields__:
        listed = getattr(lists, key)
        if listed:
            found[key] = list(map(plain_value, listed)) if key == "value" else list(listed)
    return found


# -- YAML ------------------------------------------------------------------------------------------


def _listing(key: str, lists: Mapping[str, Any]) -> list[str]:
    """Write a mapping of lists on one line, or on several where that would be long."""
    line = f"{key}: {_flow(lists)}"
    if len(line) <= _LONGEST:
        return [line]
    lines = [f"{key}:"]
    for name, items in lists.items():
        if name == "value":
            lines += [f"  {name}:", *(f"    - {_flow(item)}" for item in items)]
        else:
            lines.append(f"  {name}: {_flow(items)}")
    return lines


def _flow(content: Any) -> str:
    """Write a value on one line."""
    if isinstance(content, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in content.items()) + "}"
    if isinstance(content, Sequence) and not isinstance(content, str):
        return "[" + ", ".join(map(_flow, content)) + "]"
    if isinstance(content, bool):
        return "true" if content else "false"
    return str(content) if isinstance(content, int) else _scalar(content)


def _scalar(text: str) -> str:
    """Write a text without quotes where every reader of YAML takes it as it stands."""
    read_as = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    is_text = read_as == "tag:yaml.org,2002:str"
    if _PLAIN.fullmatch(text) and is_text and text.casefold() not in _BOOLEANS:
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """Write a text in double quotes, where JSON and YAML agree but for what is hidden."""

    def escape(match: re.Match[str]) -> str:
        number = ord(match[0])
        return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"

    return _HIDDEN.sub(escape, json.dumps(text, ensure_ascii=False))
