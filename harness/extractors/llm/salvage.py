"""Items in the text of an answer, however they are wrapped and wherever it breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from harness.model.usage import AnswerClass

_PATIENCE = 10  # times the length of a text that may be read in vain; else some need squares of it
_TRIED = 1000  # braces that may begin nothing whole; an answer of broken items has some hundreds
_DEEPEST = 8  # wrappings around an item
_FACTS = re.compile(r'"facts"\s*:\s*\[', re.IGNORECASE)

# Numbers stay as they were written: none becomes infinite, and no length is refused.
_whole = msgspec.json.Decoder(float_hook=Decimal)
_decoder = json.JSONDecoder(
    parse_float=Decimal, parse_int=Decimal, parse_constant=lambda constant: constant, strict=False
)


def items_of(text: str) -> tuple[AnswerClass, list[Any]]:
    """Give the class of a text that is not empty, and the items in it, unchecked.

    Where it is no JSON as a whole, each object that is whole counts, so that a broken item costs
    that item alone.
    """
    whole = _value_of(text)
    if whole is not None:
        return _of_value(whole[0])
    values, around = _scanned(text)
    items = _latest([_of_value(value) for value in values])
    if _FACTS.search(around) or around.lstrip()[:1] in ("{", "["):
        return AnswerClass.BROKEN, items
    if not values:
        return AnswerClass.NO_JSON, []
    return AnswerClass.PROSE if around.strip(" \t\r\n,") else AnswerClass.OFF_SCHEMA, items


def _of_value(value: Any) -> tuple[AnswerClass, list[Any]]:
    if isinstance(value, dict) and isinstance(value.get("facts"), list):
        listed = value["facts"]
        return AnswerClass.AS_ASKED, [one for told in listed for one in _inside(told) or [told]]
    items = _inside(value)
    if items or isinstance(value, dict):
        return AnswerClass.OFF_SCHEMA, items
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return AnswerClass.OFF_SCHEMA, value
    return AnswerClass.NO_JSON, []


def _inside(value: Any, depth: int = _DEEPEST) -> list[Any]:
    """Find the items in a value: whatever names a predicate, also in JSON within a string."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        decoded = _value_of(value)
        value = None if decoded is None else decoded[0]
    if isinstance(value, dict):
        if isinstance(value.get("predicate"), str):
            return [value]
        value = list(value.values())
    if not isinstance(value, list) or not depth:
        return []
    return [one for told in value for one in _inside(told, depth - 1)]


def _latest(read: Sequence[tuple[AnswerClass, list[Any]]]) -> list[Any]:
    """Join the items of several values; a list that says an item again takes the former's place.

    So a draft gives way to what follows it, while lists by paragraph stand together.
    """
    kept: list[tuple[AnswerClass, list[Any]]] = []
    for kind, items in read:
        if kind is AnswerClass.AS_ASKED:
            before = {_said(one) for told, ones in kept for one in ones if told is kind}
            if not before.isdisjoint(map(_said, items)):
                kept = [one for one in kept if one[0] is not kind]
        kept.append((kind, items))
    return [one for _, items in kept for one in items]


def _said(item: Any) -> str:
    names = ("predicate", "subject", "value", "surface")
    said = [item.get(name) for name in names] if isinstance(item, dict) else item
    try:
        return repr(said)
    except RecursionError:  # deeper than any fact
        return ""


def _scanned(text: str) -> tuple[list[Any], str]:
    """Decode each whole object in a text, outermost first; give what stands around them, too."""
    values, around, end = [], "", 0
    patience = _PATIENCE * len(text)
    start = text.find("{")
    while start >= 0 and patience > 0:
        try:
            value, after = _decoder.raw_decode(text, start)
        except (ValueError, ArithmeticError, RecursionError) as error:
            patience -= getattr(error, "pos", start) - start + _PATIENCE * len(text) // _TRIED + 1
            start = text.find("{", start + 1)
            continue
        around += text[end:start]
        values.append(value)
        end = after
        start = text.find("{", end)
    return values, around + text[end:]


def _value_of(text: str) -> tuple[Any] | None:
    """Decode a text that is one value; None where it is not (and not the value null)."""
    try:
        return (_whole.decode(text),)
    except (ValueError, ArithmeticError, RecursionError):
        pass
    text = text.strip()
    try:  # what takes more, such as half a surrogate pair
        value, end = _decoder.raw_decode(text)
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return (value,) if end == len(text) else None
