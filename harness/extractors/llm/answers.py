"""What came back: the text of an answer, how it came, and the whole items in it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import msgspec

from harness.model.usage import AnswerClass

_TRIED = 50  # places at which JSON may begin in prose
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_STARTS = re.compile(r"[{\[]")
_FACTS = re.compile(r'"facts"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer as a server gave it, in no server's words.

    `finish` is "stop", "length" or "refusal". Tokens are None where the server told none. `model`
    is what the server calls who answered; `form` the form of the request.
    """

    text: str
    finish: str = "stop"
    input_tokens: int | None = None
    output_tokens: int | None = None
    model: str = ""
    form: str = ""


# Numbers stay as they were written: none becomes infinite, and no length is refused.
_whole = msgspec.json.Decoder(float_hook=Decimal)
_decoder = json.JSONDecoder(
    parse_float=Decimal, parse_int=Decimal, parse_constant=lambda constant: constant
)


def read_answer(answer: Answer) -> tuple[AnswerClass, list[Any]]:
    """Give the class of an answer and the items in it, unchecked; a cut one keeps whole items."""
    if answer.finish == "refusal":
        return AnswerClass.REFUSAL, []
    cut = answer.finish == "length"
    text = _THOUGHT.sub("", answer.text).strip()
    if not text:
        return AnswerClass.CUT if cut else AnswerClass.EMPTY, []
    kind, items = _items(text)
    if cut:
        return AnswerClass.CUT, items
    if kind is AnswerClass.AS_ASKED and text != answer.text.strip():
        return AnswerClass.PROSE, items
    return kind, items


def _items(text: str) -> tuple[AnswerClass, list[Any]]:
    try:
        return _of_value(_whole.decode(text))
    except (ValueError, ArithmeticError, RecursionError):
        pass
    whole = _decoded(text, 0)  # which takes more, such as half a surrogate pair
    if whole is not None and whole[1] == len(text):
        return _of_value(whole[0])
    begun = _FACTS.search(text)
    for start in [match.start() for match in _STARTS.finditer(text)][:_TRIED]:
        found = _decoded(text, start)
        if found is not None:
            kind, items = _of_value(found[0])
            if kind is AnswerClass.AS_ASKED or (items and begun is None):
                return AnswerClass.PROSE, items
    if begun is not None:
        return AnswerClass.BROKEN, _whole_items(text, begun.end())
    return AnswerClass.BROKEN if text[0] in "{[" else AnswerClass.NO_JSON, []


def _of_value(value: Any) -> tuple[AnswerClass, list[Any]]:
    if isinstance(value, dict) and isinstance(value.get("facts"), list):
        return AnswerClass.AS_ASKED, value["facts"]
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return AnswerClass.OFF_SCHEMA, value
    if isinstance(value, dict):
        return AnswerClass.OFF_SCHEMA, [value] if "predicate" in value else []
    return AnswerClass.NO_JSON, []


def _whole_items(text: str, start: int) -> list[Any]:
    """Read items one by one until one is not whole."""
    items: list[Any] = []
    while True:
        between = _BETWEEN.match(text, start)
        found = _decoded(text, between.end() if between else start)
        if found is None:
            return items
        items.append(found[0])
        start = found[1]


def _decoded(text: str, start: int) -> tuple[Any, int] | None:
    try:
        return _decoder.raw_decode(text, start)
    except (ValueError, ArithmeticError, RecursionError):
        return None
