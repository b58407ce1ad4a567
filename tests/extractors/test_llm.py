"""The LLM extractor against a real server on loopback: what is asked, and what comes of answers."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import harness
from harness.errors import UsageError
from harness.extractors.base import Reading
from harness.extractors.desk import Budget, Desk, Settings, Task
from harness.extractors.llm import openai
from harness.extractors.llm.failures import FailureClass
from harness.extractors.llm.questions import passes, pieces
from harness.model.corpus import Article
from harness.model.facts import GoldSet, Prediction
from harness.model.results import ArticleError, Counts, Extraction
from harness.model.usage import AnswerClass, ModelCard, Price, total
from harness.pipeline import run
from harness.remembering import Remembered, remembered
from harness.report.models import warning_of
from harness.stores.cache import AnswerCache
from tests.goldfiles import write_goldset
from tests.modelserver import FACT, Asked, ModelServer, Reply, always, chat, facts, mode, serving

KEY = "sk-test-0123456789abcdefghij"


@pytest.fixture
def gold(tmp_path: Path) -> GoldSet:
    return harness.load_goldset(write_goldset(tmp_path))


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "HARNESS_LLM_BASE_URL", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HARNESS_LLM_API_KEY", KEY)


def settings(server: ModelServer, **more: Any) -> Settings:
    return Settings(base_url=server.url, backoff=0.01, timeout=5.0, **more)


def read(gold: GoldSet, server: ModelServer, desk: Desk | None = None, **more: Any) -> Extraction:
    """Let the model at the server read the gold set's one article."""
    made = desk or Desk(settings=settings(server, **more))
    (extraction,) = run(["llm:stub"], gold, desk=made).extractions
    return extraction


def test_facts_are_read_quoted_and_scored(gold: GoldSet) -> None:
    with serving(always(chat(facts(FACT)))) as server:
        extraction = read(gold, server)
    (said,) = extraction.predictions
    start = gold.articles["a1"].text.index("5 Millionen Euro")
    assert said.evidence == ((start, start + 16),)
    assert said.confidence == 0.9
    assert harness.evaluate(gold, extraction).counts() == Counts(tp=1, fn=2)
    assert extraction.usage["a1"].input_tokens == 900
    assert extraction.model is not None
    assert extraction.model.answered_by == ("stub-1",)
    assert extraction.model.cost(total(extraction.usage.values())) is None  # price unknown
    (asked,) = server.asked
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.payload["model"] == "stub"


def test_the_prompt_is_the_gold_sets_and_tells_no_fact(gold: GoldSet) -> None:
    with serving(always(chat(facts()))) as server:
        read(gold, server)
    (asked,) = server.asked
    instructions = asked.payload["messages"][0]["content"]
    for predicate in gold.predicates.values():
        assert f"`{predicate.name}`: {predicate.definition}" in instructions
    assert "EUR, PERCENT, ratio" in instructions
    assert gold.articles["a1"].text.strip() in asked.payload["messages"][-1]["content"]
    whole = json.dumps(asked.payload["messages"][:-1], ensure_ascii=False)
    for entity in gold.entities.values():
        assert entity.name not in whole


SHIPPED = [harness.load_goldset(name) for name in ("deepseek-2025", "deepseek-2025-traps")]


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda one: str(one.name))
def test_the_shipped_prompt_names_no_entity_of_gold(shipped: GoldSet) -> None:
    """The scorer's names are no part of the prompt; countries stand in any German text."""
    with serving(always(chat(facts()))) as server:
        run(["llm:stub"], shipped, desk=Desk(settings=settings(server)))
    whole = json.dumps(server.asked[0].payload["messages"][:-1], ensure_ascii=False)
    assert "### What counts" in whole  # the rules for extractors are there
    assert "passes" not in whole  # and what is for people is not
    for entity in shipped.entities.values():
        aliases = entity.aliases if entity.kind in ("ORG", "PER") else ()
        for name in (entity.name, *aliases) if entity.kind != "LOC" else ():
            if len(name) > 3:
                assert re.search(rf"\b{re.escape(name)}\b", whole, re.IGNORECASE) is None, name


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda one: str(one.name))
def test_the_shipped_prompt_is_short_enough_for_any_model(shipped: GoldSet) -> None:
    """Some 10,000 tokens, at 3.4 characters each, with the example and the schema."""
    task = Task(shipped.units, shipped.dimensions, shipped.guidelines)
    for strategy in ("one-pass", "by-type"):
        made = Settings(strategy=strategy)
        for one in passes(tuple(shipped.predicates.values()), task, made):
            assert one.length / 3.4 < 10_000
            assert len(one.system) > 10_000  # the rules are there


# What the model answers; its class; how many of its facts are kept; items left out and why.
ANSWERS: list[tuple[str, Reply, AnswerClass, int, dict[str, int]]] = [
    ("as asked", chat(facts(FACT)), AnswerClass.AS_ASKED, 1, {}),
    ("no facts is an answer", chat(facts()), AnswerClass.AS_ASKED, 0, {}),
    ("prose", chat("Here:\n```json\n" + facts(FACT) + "\n```\nDone."), AnswerClass.PROSE, 1, {}),
    ("thoughts", chat("<think>{}</think>" + facts(FACT)), AnswerClass.PROSE, 1, {}),
    ("bare list", chat(json.dumps([FACT])), AnswerClass.OFF_SCHEMA, 1, {}),
    ("other keys", chat('{"answer": 42}'), AnswerClass.OFF_SCHEMA, 0, {}),
    ("words", chat("I see no facts here."), AnswerClass.NO_JSON, 0, {}),
    ("a number", chat("42"), AnswerClass.NO_JSON, 0, {}),
    ("broken", chat(facts(FACT, FACT | {"subject": "B"})[:-30]), AnswerClass.BROKEN, 1, {}),
    ("cut", chat(facts(FACT, FACT)[:-9], "length"), AnswerClass.CUT, 1, {}),
    ("cut before a word", chat("", "length"), AnswerClass.CUT, 0, {}),
    ("empty", chat("  "), AnswerClass.EMPTY, 0, {}),
    ("refusal", chat("", refusal="I cannot."), AnswerClass.REFUSAL, 0, {}),
    ("filtered", chat("", "content_filter"), AnswerClass.REFUSAL, 0, {}),
    ("deep", chat("[" * 100_000), AnswerClass.BROKEN, 0, {}),
    (
        "one bad item costs that item",
        chat(facts(FACT, FACT | {"predicate": "cost"}, {"predicate": "assets"})),
        AnswerClass.AS_ASKED,
        1,
        {"item: no subject": 1, "item: unknown predicate": 1},
    ),
    (
        "an amount beyond all bounds",
        chat(facts(FACT | {"value": {"type": "quantity", "amount": 1, "unit": "EUR"}}).replace(
            '"amount": 1', '"amount": 97e4444').replace("5 Millionen Euro", "viel Geld")),
        AnswerClass.AS_ASKED,
        0,
        {"item: its value cannot be read": 1},
    ),
    (
        "not a number",
        chat(facts(FACT | {"confidence": 0.5}).replace("0.5", "NaN")),
        AnswerClass.AS_ASKED,
        1,
        {"confidence: not within 0 and 1": 1},
    ),
    (
        "half a surrogate pair",
        chat(facts(FACT | {"subject": "\ud800"}, FACT)),
        AnswerClass.AS_ASKED,
        1,
        {"item: text that no encoding can write": 1},
    ),
    (
        "what limits a fact may be unreadable, what makes it may not",
        chat(facts(FACT | {"qualifiers": {"as_of": "soon"}}, FACT | {"qualifiers": {"negated": 7}})),
        AnswerClass.AS_ASKED,
        1,
        {"item: negated, than or dimension cannot be read": 1, "qualifier: as_of": 1},
    ),
    ("not even objects", chat('{"facts": [1, null]}'), AnswerClass.AS_ASKED, 0,
     {"item: not an object": 2}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "kind", "kept", "left_out"),
    [row[1:] for row in ANSWERS],
    ids=[row[0] for row in ANSWERS],
)
def test_each_answer_has_a_class_and_keeps_its_whole_items(
    gold: GoldSet, reply: Reply, kind: AnswerClass, kept: int, left_out: dict[str, int]
) -> None:
    with serving(always(reply)) as server:
        extraction = read(gold, server)
    assert extraction.errors == ()  # the model has answered: that is no failure
    assert extraction.usage["a1"].answers == {kind: 1}
    assert len(extraction.predictions) == kept
    assert extraction.usage["a1"].left_out == left_out


def test_surfaces_are_read_as_german_values(gold: GoldSet) -> None:
    said = FACT | {"value": None, "surface": "rund 5,5 Mio. Euro"}
    with serving(always(chat(facts(said)))) as server:
        (prediction,) = read(gold, server).predictions
    assert prediction.value == harness.QuantityValue(
        amount=Decimal(5_500_000), unit="EUR", comparator="~"
    )


# --- forms of request ---------------------------------------------------------------------------


def refuses(told: str, status: int, *modes: str) -> Callable[[Asked, int], Reply]:
    def answer(asked: Asked, number: int) -> Reply:
        if mode(asked) in modes:
            return Reply(status, json.dumps({"error": {"message": told}}).encode())
        return chat(facts(FACT))

    return answer


SCHEMAS = ("json_schema bounded", "json_schema")
FORMS = [
    # A strict server without bounds (400 that names one).
    (refuses("'maxLength' is not permitted", 400, SCHEMAS[0]), ["json_schema bounded", "json_schema"]),
    # Only json_object, told by a 400.
    (refuses("This response_format type is unavailable", 400, *SCHEMAS), [*SCHEMAS, "json_object"]),
    # Only json_object, and 500 for all else, as llama-cpp-python does: once may be a mood.
    (refuses("Internal Server Error", 500, *SCHEMAS), [SCHEMAS[0], *SCHEMAS, "json_object"]),
    # No format at all.
    (refuses("response_format is not supported", 422, *SCHEMAS, "json_object"),
     [*SCHEMAS, "json_object", "text"]),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "modes"), FORMS)
def test_a_server_is_asked_as_strictly_as_it_allows(
    gold: GoldSet, answer: Callable[[Asked, int], Reply], modes: list[str]
) -> None:
    with serving(answer) as server:
        extraction = read(gold, server)
    assert len(extraction.predictions) == 1
    assert [mode(asked) for asked in server.asked] == modes


def test_a_schema_that_is_ignored_is_asked_for_once_in_another_form(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        return chat(facts(FACT) if mode(asked) == "json_object" else "Sure! Here are the facts.")

    with serving(answer) as server:
        extraction = read(gold, server)
    assert [mode(asked) for asked in server.asked] == ["json_schema bounded", "json_object"]
    assert len(extraction.predictions) == 1


def test_a_parameter_that_a_model_does_not_take_is_left_away(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        for name, told in (
            ("temperature", "Unsupported value: 'temperature' must be 1 with this model."),
            ("max_tokens", "'max_tokens' is not supported. Use 'max_completion_tokens' instead."),
        ):
            if name in asked.payload:
                return Reply(400, json.dumps({"error": {"message": told}}).encode())
        return chat(facts(FACT))

    with serving(answer) as server:
        extraction = read(gold, server)
    assert len(extraction.predictions) == 1
    assert mode(server.asked[-1]) == "json_schema bounded"
    assert "max_completion_tokens" in server.asked[-1].payload


def test_what_waits_is_asked_in_the_form_that_is_known_by_then(gold: GoldSet) -> None:
    """Questions are made ready before their turn; what the first one learned holds for them."""
    article = gold.articles["a1"]
    articles = [msgspec.structs.replace(article, id=f"a{number}") for number in range(6)]
    with serving(refuses("no response_format json_schema", 400, *SCHEMAS)) as server:
        model = openai("stub")
        model.equip(Desk(settings=settings(server, in_flight=1)))
        readings = list(model.extract_many(articles, tuple(gold.predicates.values())))
    assert [one.error for one in readings] == [None] * 6
    modes = [mode(asked) for asked in server.asked]
    assert modes.count(SCHEMAS[0]) == modes.count(SCHEMAS[1]) == 1
    assert modes.count("json_object") == 6


def test_an_article_without_a_word_is_read_and_holds_none_up(gold: GoldSet) -> None:
    article = gold.articles["a1"]
    blank = [msgspec.structs.replace(article, id=name, text=" \n") for name in ("a0", "a2")]
    with serving(always(chat(facts(FACT)))) as server:
        model = openai("stub")
        model.equip(Desk(settings=settings(server)))
        readings = list(
            model.extract_many([blank[0], article, blank[1]], tuple(gold.predicates.values()))
        )
    assert [(one.article, len(one.predictions)) for one in readings] == [
        ("a0", 0),
        ("a1", 1),
        ("a2", 0),
    ]
    assert len(server.asked) == 1


def test_what_a_server_takes_is_remembered(gold: GoldSet, tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "cache.sqlite")
    with serving(refuses("no response_format json_schema", 400, *SCHEMAS)) as server:
        desk = Desk(settings=settings(server), cache=cache)
        read(gold, server, desk)
        server.asked.clear()
        read(gold, server, replace(desk, settings=settings(server, seed=2)))
    assert [mode(asked) for asked in server.asked] == ["json_object"]
    cache.close()


# --- faults ---------------------------------------------------------------------------------------


def breaks_off(handler: Any) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"choices": ')


def hangs_up(handler: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def drips(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


FAULTS: list[tuple[str, Reply, FailureClass, int, str]] = [
    # name, what the server does, the class, how many calls are made, words of the message
    ("bad request", Reply(400, b'{"error": {"message": "context too long"}}'),
     FailureClass.BAD_REQUEST, 1, "context too long"),
    ("too large", Reply(413, b"no"), FailureClass.BAD_REQUEST, 1, "413"),
    ("key", Reply(401, b'{"error": {"message": "bad key"}}'), FailureClass.KEY_REFUSED, 1, "bad key"),
    ("quota", Reply(429, b'{"error": {"code": "insufficient_quota", "message": "pay"}}'),
     FailureClass.KEY_REFUSED, 1, "pay"),
    ("model", Reply(404, b'{"error": {"message": "no such model"}}'),
     FailureClass.UNKNOWN_MODEL, 1, "it knows stub"),
    ("redirect", Reply(307, b"", {"Location": "https://elsewhere.example/v1"}),
     FailureClass.REDIRECT, 1, "leads to https://elsewhere.example/v1"),
    ("storm", Reply(503, b"overloaded"), FailureClass.SERVER_ERROR, 4, "503: overloaded"),
    ("long wait", Reply(429, b"{}", {"Retry-After": "3600"}), FailureClass.RATE_LIMITED, 1, "429"),
    ("no JSON", Reply(200, b"<html>"), FailureClass.GARBLED, 2, "no JSON"),
    ("no choice", Reply(200, b'{"choices": []}'), FailureClass.GARBLED, 2, "no choice"),
    ("charset", Reply(200, b'{"a": "\xff\xfe"}'), FailureClass.GARBLED, 2, "no utf-8"),
    ("unknown charset", Reply(200, b"\xff", {"Content-Type": "application/json; charset=wtf-9"}),
     FailureClass.GARBLED, 2, "no wtf-9"),
    ("ten megabytes", Reply(200, b" " * 10_000_000), FailureClass.TOO_LARGE, 1, "4,000,000"),
    ("disconnect in the middle", Reply(then=breaks_off), FailureClass.DISCONNECTED, 4, "breaks off"),
    ("hangs up", Reply(then=hangs_up), FailureClass.DISCONNECTED, 4, "broke off"),
    ("slow drip", Reply(then=drips), FailureClass.TIMEOUT, 2, "more than 0.3 s"),
    ("hang", Reply(wait=2), FailureClass.TIMEOUT, 2, "more than 0.3 s"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "kind", "calls", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_each_fault_ends_in_its_class_and_costs_nothing_else(
    gold: GoldSet, reply: Reply, kind: FailureClass, calls: int, words: str
) -> None:
    with serving(always(reply)) as server:
        made = Settings(base_url=server.url, backoff=0.01, timeout=0.3)
        failed, sound = run(["llm:stub", "nearest"], gold, desk=Desk(settings=made)).extractions
        assert len(server.asked) == calls
    (error,) = failed.errors
    assert error.message.startswith(f"{kind}: ")
    assert words in error.message
    assert not failed.predictions
    assert sound.errors == ()
    assert KEY not in error.message + error.traceback


def test_a_server_that_is_not_there_is_asked_once(gold: GoldSet) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    (extraction,) = run(["llm:x"], gold, desk=Desk(settings=Settings(base_url=url))).extractions
    (error,) = extraction.errors
    assert error.message.startswith(f"no server: nothing answers at {url}; start it")


def test_a_server_without_tls_where_tls_is_asked_for(gold: GoldSet) -> None:
    with serving(always(chat(facts()))) as server:
        made = Settings(base_url=server.url.replace("http:", "https:"))
        (extraction,) = run(["llm:x"], gold, desk=Desk(settings=made)).extractions
    assert extraction.errors[0].message.startswith("TLS error: ")


def test_a_storm_that_passes_costs_nothing(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        return Reply(503, b"busy") if number < 3 else chat(facts(FACT))

    with serving(answer) as server:
        extraction = read(gold, server)
    assert len(extraction.predictions) == 1
    assert extraction.calls == {"again after: server error": 2, "sent": 3}


def test_retry_after_is_kept(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        refused = Reply(429, b"{}", {"Retry-After": "0.3"})
        return refused if number == 1 else chat(facts(FACT))

    with serving(answer) as server:
        assert len(read(gold, server).predictions) == 1
    first, second = server.asked
    assert second.at - first.at >= 0.3


def test_concurrency_falls_to_what_the_server_takes() -> None:
    """A server that takes four at a time gets all its questions answered, and few refusals."""
    gold = SHIPPED[0]
    article = gold.articles["000-ki-coup"]
    articles = [msgspec.structs.replace(article, id=f"a{number}") for number in range(60)]
    at_once: list[int] = []

    def answer(asked: Asked, number: int) -> Reply:
        at_once.append(server._at_once)
        if server._at_once > 4:
            return Reply(429, b"{}")
        return replace(chat(facts()), wait=0.02)

    with serving(answer) as server:
        model = openai("stub")
        model.equip(Desk(settings=settings(server, in_flight=32, guidelines=False)))
        readings = list(model.extract_many(articles, tuple(gold.predicates.values())))
    assert [one.article for one in readings] == [one.id for one in articles]
    assert [one.error for one in readings] == [None] * 60
    refused = sum(count > 4 for count in at_once)
    assert refused < 2 * 60  # it does not hammer
    assert max(at_once[-20:]) <= 12  # and has come down from 32


# --- Anthropic ------------------------------------------------------------------------------------


def messages(block: dict[str, Any], stop: str = "tool_use") -> Reply:
    told = {
        "type": "message",
        "model": "claude-stub-1",
        "content": [block],
        "stop_reason": stop,
        "usage": {"input_tokens": 700, "cache_read_input_tokens": 200, "output_tokens": 90},
    }
    return Reply(body=json.dumps(told).encode())


@pytest.mark.parametrize(
    ("reply", "kind", "kept"),
    [
        (messages({"type": "tool_use", "name": "facts", "input": {"facts": [FACT]}}),
         AnswerClass.AS_ASKED, 1),
        (messages({"type": "text", "text": "So: " + facts(FACT)}, "end_turn"), AnswerClass.PROSE, 1),
        (messages({"type": "text", "text": ""}, "refusal"), AnswerClass.REFUSAL, 0),
        (messages({"type": "tool_use", "name": "facts", "input": {}}, "max_tokens"),
         AnswerClass.CUT, 0),
    ],
)  # fmt: skip
def test_the_anthropic_protocol(
    gold: GoldSet,
    monkeypatch: pytest.MonkeyPatch,
    reply: Reply,
    kind: AnswerClass,
    kept: int,
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with serving(always(reply)) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url.removesuffix("/v1"))
        (extraction,) = run(["anthropic:claude-stub"], gold).extractions
    assert extraction.errors == ()
    assert extraction.usage["a1"].answers == {kind: 1}
    assert extraction.usage["a1"].input_tokens == 900  # what a cache read is input, too
    assert len(extraction.predictions) == kept
    (asked,) = server.asked
    assert asked.path == "/v1/messages"
    assert asked.headers["x-api-key"] == KEY
    assert asked.headers["anthropic-version"] == "2023-06-01"
    assert asked.payload["tool_choice"] == {"type": "tool", "name": "facts"}


# --- pieces, passes, merging, many articles -------------------------------------------------------


def article_of(text: str) -> Article:
    return Article("a", "retelling", "de", "2025-01-28", text)


@pytest.mark.parametrize(
    ("lengths", "longest", "expected"),
    [
        # All fits.
        ([10, 10], 100, [(0, 1)]),
        # Cut at a paragraph's end; one paragraph is in both.
        ([40, 40, 40], 90, [(0, 1), (1, 2)]),
        # No room for the shared paragraph: the next one begins anew.
        ([80, 80, 80], 90, [(0, 0), (1, 1), (2, 2)]),
        # A paragraph that is too long is a piece of its own.
        ([10, 200, 10], 90, [(0, 0), (1, 1), (2, 2)]),
        ([], 90, []),
    ],
)
def test_articles_are_cut_at_paragraph_ends(
    lengths: list[int], longest: int, expected: list[tuple[int, int]]
) -> None:
    article = article_of("\n".join("x" * length for length in lengths))
    lines = article.paragraphs
    assert pieces(article, longest) == [(lines[a].start, lines[b].end) for a, b in expected]


@given(st.lists(st.integers(1, 60), max_size=30), st.integers(1, 120))
def test_pieces_hold_every_paragraph_whole_and_grow_no_longer(
    lengths: list[int], longest: int
) -> None:
    article = article_of("\n".join("x" * length for length in lengths))
    found = pieces(article, longest)
    for line in article.paragraphs:
        assert any(one.start <= line.start and line.end <= one.end for one in found)
    for one in found:
        assert one.length <= longest or one in article.paragraphs
    assert found == sorted(found)


def test_what_two_pieces_say_is_one_fact(tmp_path: Path) -> None:
    gold = harness.load_goldset(write_goldset(tmp_path))
    with serving(always(chat(facts(FACT)))) as server:
        extraction = read(gold, server, chunk=75)
    assert len(server.asked) == 2
    assert len(extraction.predictions) == 1
    assert extraction.usage["a1"].answers == {AnswerClass.AS_ASKED: 2}


def test_by_type_asks_once_a_type_of_value(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        return chat(facts(FACT) if "`assets`" in instructions(asked) else facts())

    def instructions(asked: Asked) -> str:
        return str(asked.payload["messages"][0]["content"])

    with serving(answer) as server:
        extraction = read(gold, server, strategy="by-type")
    assert len(server.asked) == 3  # date, entity, quantity
    for asked in server.asked:
        schema = json.dumps(asked.payload["response_format"])
        told = [name for name in gold.predicates if f"`{name}`" in instructions(asked)]
        assert told == [name for name in gold.predicates if f'"{name}"' in schema]
    assert len(extraction.predictions) == 1


def test_one_failed_piece_fails_its_article_and_no_other(gold: GoldSet) -> None:
    first = gold.articles["a1"]
    second = msgspec.structs.replace(first, id="a2")
    two = msgspec.structs.replace(gold, articles={"a1": first, "a2": second}, facts=())

    def answer(asked: Asked, number: int) -> Reply:
        broken = "5 Millionen" in asked.payload["messages"][-1]["content"] and number <= 2
        return Reply(400, b"{}") if broken else chat(facts(FACT))

    with serving(answer) as server:
        extraction = read(two, server, chunk=75, in_flight=1)
    assert [error.article for error in extraction.errors] == ["a1"]
    assert {one.article for one in extraction.predictions} == {"a2"}


def test_closing_the_readings_ends_the_calls(gold: GoldSet) -> None:
    article = gold.articles["a1"]
    articles = [msgspec.structs.replace(article, id=f"a{number}") for number in range(40)]
    with serving(always(replace(chat(facts()), wait=0.05))) as server:
        model = openai("stub")
        model.equip(Desk(settings=settings(server, in_flight=2)))
        readings = model.extract_many(articles, tuple(gold.predicates.values()))
        assert isinstance(next(readings), Reading)
        readings.close()
        time.sleep(0.5)  # what had left before the close may arrive after it on a busy machine
        asked = len(server.asked)
        time.sleep(0.3)
        assert len(server.asked) == asked < 40


def test_money_is_counted_by_the_price_table(gold: GoldSet, monkeypatch: Any) -> None:
    price = Price(Decimal("2.50"), Decimal("10.00"), "USD", "2025-06-01")
    card = ModelCard("stub", (), price, "2025-03")
    monkeypatch.setattr("harness.extractors.llm.reader.card_of", lambda *_: card)
    article = gold.articles["a1"]
    articles = {f"a{n}": msgspec.structs.replace(article, id=f"a{n}") for n in range(6)}
    many = msgspec.structs.replace(gold, articles=articles, facts=())
    budget = Budget(money=Decimal("0.05"), currency="USD")
    with serving(always(chat(facts(FACT)))) as server:
        desk = Desk(settings=settings(server, in_flight=1), budget=budget)
        extraction = read(many, server, desk)
        assert extraction.model is not None
        spent = extraction.model.cost(total(extraction.usage.values()))
    # 900 tokens in and 100 out are 0.00325 USD a question.
    assert spent == Decimal("0.00325") * 6 == budget.spent
    assert budget.aside == 0
    with serving(always(chat(facts(FACT)))) as server:
        small = Budget(money=Decimal("0.01"), currency="USD")
        desk = Desk(settings=settings(server, in_flight=1), budget=small)
        extraction = read(many, server, desk)
    assert small.spent == Decimal("0.00325") * 3  # and a fourth would go beyond
    assert len(server.asked) == 3
    stopped = [error.message for error in extraction.errors]
    assert stopped == ["budget spent: not read: the budget of 0.01 USD does not last for it"] * (
        6 - len(server.asked)
    )
    assert "training data reaches 2025-03" in warning_of(many, card)
    assert warning_of(many, ModelCard("x", (), None, "2024-12")) == ""
    with pytest.raises(UsageError, match="prices are in USD"):
        read(gold, server, replace(desk, budget=Budget(money=Decimal(1), currency="EUR")))


def test_on_changed_texts_reading_and_reciting_are_told_apart() -> None:
    """One model says the text's values, one the world's, one both, one nothing."""
    traps = SHIPPED[1]
    world = {(fact.article, fact.id): fact for fact in traps.world}
    gold = [fact for fact in traps.facts if (fact.article, fact.id) in world]

    def said(facts_of: Any) -> Extraction:
        predictions = tuple(
            Prediction(one.article, one.predicate, one.subject, one.value, one.qualifiers)
            for one in facts_of
        )
        return Extraction("x", "1", predictions)

    reader, reciter, parrot, nobody = (
        remembered(traps, harness.evaluate(traps, said(ones)))
        for ones in (gold, world.values(), [*gold, *world.values()], [])
    )
    assert reader == Remembered(read=85, recited=0, both=0, neither=0)
    assert nobody == Remembered(read=0, recited=0, both=0, neither=85)
    assert reciter is not None
    assert parrot is not None
    assert (reciter.read, reciter.both) == (0, 0)
    assert reciter.recited >= 80  # a few of the world's facts are gold elsewhere in the text
    assert parrot.read + parrot.both == 85
    assert parrot.both >= 80
    assert remembered(SHIPPED[0], harness.evaluate(SHIPPED[0], said([]))) is None


def test_an_article_that_was_not_read_was_neither_read_nor_recited() -> None:
    traps = SHIPPED[1]
    first = next(iter(traps.articles))
    there = sum(fact.article == first for fact in traps.world)
    failed = Extraction("x", "1", (), (ArticleError(first, "timeout", ""),))
    told = remembered(traps, harness.evaluate(traps, failed))
    assert told == Remembered(read=0, recited=0, both=0, neither=85 - there, unread=there)
    assert told.changed == 85 - there
    assert there > 0
