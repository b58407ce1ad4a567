"""What came back: the text of an answer, how it came, and the whole items in it."""

from __future__ import annotations

from typing import Any

import msgspec

from harness.extractors.llm.salvage import items_of
from harness.model.usage import AnswerClass

_THOUGHT, _THOUGHT_ENDS = "<think>", "</think>"


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


def read_answer(answer: Answer) -> tuple[AnswerClass, list[Any]]:
    """Give the class of an answer and the items in it, unchecked; a cut one keeps whole items."""
    if answer.finish == "refusal":
        return AnswerClass.REFUSAL, []
    cut = answer.finish == "length"
    text = _said(answer.text, cut=cut).strip()
    if not text:
        return AnswerClass.CUT if cut else AnswerClass.EMPTY, []
    kind, items = items_of(text)
    if cut:
        return AnswerClass.CUT, items
    if kind is AnswerClass.AS_ASKED and text != answer.text.strip():
        return AnswerClass.PROSE, items
    return kind, items


def _said(text: str, *, cut: bool) -> str:
    """Take the model's thoughts away: a draft in them is no answer, unless nothing else is there.

    Some servers swallow the mark that begins a thought; one that is cut has no end.
    """
    *before, last = text.split(_THOUGHT_ENDS)
    said = "".join(part.partition(_THOUGHT)[0] for part in before if _THOUGHT in part)
    said += "" if cut and last.lstrip().startswith(_THOUGHT) else last
    return said if said.strip() or cut else text
