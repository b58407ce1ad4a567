"""The reader of answers: whatever wraps or breaks whole items, they are found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.extractors.llm.answers import Answer, read_answer
from harness.extractors.llm.providers import AnthropicMessages, OpenAIChat
from harness.model.usage import AnswerClass
from tests.modelserver import FACT

Items = list[dict[str, Any]]
# Fractions are read as decimals, which are equal to no float.
A, B, C = (FACT | {"subject": name, "confidence": 1} for name in "ABC")


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def facts(*items: dict[str, Any]) -> str:
    return written({"facts": list(items)})


BROKEN = '{"predicate": "cost", "subject": "B", "quote": "der „Rat" sagt, {es}", "value": {"a": 1}}'
READ: list[tuple[str, str, AnswerClass, Items]] = [
    # An example of the form before the answer.
    (f'Form: {facts()}\n{facts(A, B)}', "two objects", AnswerClass.PROSE, [A, B]),
    # A list that says an item again is the later draft; lists that do not stand together.
    (f'{facts(A, B)} Checked: {facts(B, C)}', "a draft", AnswerClass.PROSE, [B, C]),
    (f'1: {facts(A)} 2: {facts(B)}', "by paragraph", AnswerClass.PROSE, [A, B]),
    (f'{facts(A)} else {facts()}', "an empty one after it", AnswerClass.PROSE, [A]),
    (f'{facts(A)}</think>{facts(B)}', "a thought without a beginning", AnswerClass.PROSE, [B]),
    (f'{facts(A)}<think>good?</think>', "an afterthought", AnswerClass.PROSE, [A]),
    (f'<think>{facts(A)}</think> ', "all in a thought", AnswerClass.PROSE, [A]),
    (f'{written(A)}\n{written(B)}\n', "JSON Lines", AnswerClass.OFF_SCHEMA, [A, B]),
    (f'{written(A)}\n{BROKEN}\n{written(C)}', "a broken line", AnswerClass.BROKEN, [A, C]),
    (written({"result": {"facts": [A]}}), "wrapped", AnswerClass.OFF_SCHEMA, [A]),
    (written({"name": "facts", "arguments": {"facts": [A]}}), "a call", AnswerClass.OFF_SCHEMA, [A]),
    (written({"Facts": [A, B]}), "capital", AnswerClass.OFF_SCHEMA, [A, B]),
    (written({"facts": written([A, B])}), "a string", AnswerClass.OFF_SCHEMA, [A, B]),
    (written({"facts": [{"fact": A}, B]}), "items wrapped", AnswerClass.AS_ASKED, [A, B]),
    (written({"facts": A}), "no list", AnswerClass.OFF_SCHEMA, [A]),
    (f'{{"facts": [{written(A)}, {BROKEN}, {written(C)}]}}', "a mark inside", AnswerClass.BROKEN, [A, C]),
    (facts(A, B)[:-9] + ", " + written(C) + "]}", "an item without an end", AnswerClass.BROKEN, [A, C]),
    (facts(A).replace("5 Millionen", "5\nMillionen"), "a line break in a string", AnswerClass.AS_ASKED,
     [A | {"quote": "5\nMillionen Euro"}]),
    # A schema is no item, though it names a predicate.
    (written({"properties": {"predicate": {"type": "string"}}}), "a schema", AnswerClass.OFF_SCHEMA, []),
    ("So {nothing}.", "braces", AnswerClass.NO_JSON, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "items"), [(one[0], *one[2:]) for one in READ], ids=[one[1] for one in READ]
)
def test_whole_items_are_found(text: str, kind: AnswerClass, items: Items) -> None:
    assert read_answer(Answer(text)) == (kind, items)


def test_a_thought_that_was_cut_holds_no_answer() -> None:
    thought = Answer(f"<think>Perhaps {facts(A)}, or", "length")
    assert read_answer(thought) == (AnswerClass.CUT, [])


# --- laws -----------------------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=8)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner)
)
names = st.sampled_from(["cost", "rank", "license"])
items = st.fixed_dictionaries(
    {"predicate": names, "subject": st.text(max_size=8), "value": values, "quote": st.text()}
)
prose = st.text(
    st.characters(exclude_characters="<") | st.sampled_from([*'{}[]",:\\']), max_size=20
)

WRAPS: list[Callable[[Items], str]] = [
    lambda found: written({"facts": found}),
    lambda found: json.dumps({"facts": found}, indent=2),
    written,
    lambda found: written({"answer": {"facts": found}}),
    lambda found: written({"name": "facts", "arguments": written({"facts": found})}),
    lambda found: written({"facts": written(found)}),
    lambda found: "\n".join(map(written, found)),
    lambda found: "* " + "\n* ".join(map(written, found)),
    lambda found: f"```json\n{written(found)}\n```",
]


@given(st.lists(items, min_size=1, max_size=4), st.sampled_from(WRAPS), prose, prose)
def test_wrapped_items_are_found(
    found: Items, wrap: Callable[[Items], str], before: str, after: str
) -> None:
    for text in (wrap(found), before + wrap(found) + after, f"<think>{after}</think>{wrap(found)}"):
        assert read_answer(Answer(text))[1] == found


@given(st.lists(items, min_size=1, max_size=4), st.data())
def test_a_cut_answer_keeps_its_whole_items(found: Items, data: st.DataObject) -> None:
    """Wherever it is cut."""
    text = written({"facts": found})
    at = data.draw(st.integers(0, len(text)))
    ends = [len(written({"facts": found[:number]})) - 2 for number in range(1, len(found) + 1)]
    whole = sum(end <= at for end in ends)
    kind, kept = read_answer(Answer(text[:at], "length"))
    assert kind is AnswerClass.CUT
    assert kept == found[:whole]


@given(st.lists(items, min_size=1, max_size=3), st.lists(items, min_size=1, max_size=3))
def test_a_broken_item_costs_that_item(before: Items, after: Items) -> None:
    parts = [*map(written, before), BROKEN, *map(written, after)]
    kind, kept = read_answer(Answer(f'{{"facts": [{", ".join(parts)}]}}'))
    assert kind is AnswerClass.BROKEN
    assert kept == before + after


pieces = st.sampled_from(
    [*'{}[]",:\\', "<think>", "</think>", '"facts": [', written(A), "\ud800", "1e9"]
)


@given(st.lists(pieces | st.text(max_size=3)).map("".join), st.sampled_from(["stop", "length"]))
def test_any_text_is_read(text: str, finish: str) -> None:
    kind, kept = read_answer(Answer(text, finish))
    assert kind in AnswerClass
    assert isinstance(kept, list)


@pytest.mark.parametrize(
    "text",
    ["{" * 200_000, '{"a":' * 100_000, "[" * 200_000 + "]" * 200_000, "<think>" * 200_000,
     facts(*[A] * 2000)[:-1], 2 * f'{{"facts": [{"[" * 900}{"]" * 900}]}}', ('{"a":' * 500 + "[" + "1," * 100_000) + "x"],
    ids=["braces", "deep", "closed", "thoughts", "long", "drafts", "deep and long"],
)  # fmt: skip
def test_what_is_meant_to_keep_the_reader_busy_does_not(text: str) -> None:
    with_time = msgspec.structs.replace(Answer(text), finish="length")
    for answer in (Answer(text), with_time):
        read_answer(answer)


# --- what servers put where text should be --------------------------------------------------------

SAID = facts(A)
MESSAGES: list[tuple[dict[str, Any], str, AnswerClass]] = [
    ({"content": SAID, "reasoning_content": "Hm."}, "stop", AnswerClass.AS_ASKED),
    ({"content": [{"type": "text", "text": SAID}]}, "stop", AnswerClass.AS_ASKED),
    ({"content": None, "tool_calls": [{"function": {"name": "facts", "arguments": SAID}}]},
     "tool_calls", AnswerClass.AS_ASKED),
    ({"content": None, "tool_calls": [{"function": {"arguments": {"facts": [A]}}}]},
     "tool_calls", AnswerClass.AS_ASKED),
    # An answer that the server took for a thought, and a thought that is one.
    ({"content": "", "reasoning_content": SAID}, "stop", AnswerClass.AS_ASKED),
    ({"content": None, "reasoning": SAID}, "stop", AnswerClass.AS_ASKED),
    ({"content": None, "reasoning_content": SAID + " or"}, "length", AnswerClass.CUT),
    ({"content": None, "tool_calls": [None, {"function": 3}]}, "stop", AnswerClass.EMPTY),
]  # fmt: skip


@pytest.mark.parametrize(("message", "finish", "kind"), MESSAGES)
def test_the_chat_protocol_hides_no_answer(
    message: dict[str, Any], finish: str, kind: AnswerClass
) -> None:
    body = json.dumps({"choices": [{"message": message, "finish_reason": finish}]})
    answer = OpenAIChat("http://localhost/v1").answer(body)
    told, kept = read_answer(answer)
    assert told is kind
    assert kept == ([A] if kind is AnswerClass.AS_ASKED else [])
    assert (SAID in answer.text) == (kind is not AnswerClass.EMPTY)  # what came is kept


def test_each_call_of_a_tool_counts() -> None:
    blocks = [{"type": "tool_use", "input": {"facts": written([A])}},
              {"type": "tool_use", "input": {"facts": [B]}}]  # fmt: skip
    answer = AnthropicMessages().answer(json.dumps({"content": blocks}))
    assert read_answer(answer)[1] == [A, B]
