"""What servers do beside answering: forms they refuse, moods, limits, and what each call costs.

Each rule is held against a real server, with the number of calls it gets.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

import harness
from harness.extractors.desk import Budget, Desk, Progress, Settings
from harness.extractors.llm.failures import FailureClass
from harness.model.facts import GoldSet
from harness.model.results import Extraction
from harness.model.usage import total
from harness.pipeline import run
from harness.stores.cache import AnswerCache
from tests.goldfiles import write_goldset
from tests.modelserver import (
    FACT,
    Asked,
    ModelServer,
    Reply,
    always,
    chat,
    error,
    facts,
    mode,
    serving,
)

GOOD = chat(facts(FACT))
STRICT, UNBOUNDED = "json_schema bounded", "json_schema"
Answering = Callable[[Asked, int], Reply]


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "HARNESS_LLM_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HARNESS_LLM_API_KEY", "sk-test-0123456789abcdefghij")


@pytest.fixture
def gold(tmp_path: Path) -> GoldSet:
    """Give the small gold set's article five times."""
    one = harness.load_goldset(write_goldset(tmp_path))
    return many(one, 5)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[AnswerCache]:
    opened = AnswerCache(tmp_path / "answers.sqlite")
    yield opened
    opened.close()


def many(gold: GoldSet, count: int) -> GoldSet:
    """Give a gold set whose first article stands in it so many times, as "Text 0" and on."""
    first = next(iter(gold.articles.values()))
    articles = {
        f"a{n}": msgspec.structs.replace(first, id=f"a{n}", text=f"Text {n}\n{first.text}")
        for n in range(count)
    }
    return msgspec.structs.replace(gold, articles=articles, facts=())


def text(asked: Asked) -> str:
    """Give the text that is asked about."""
    return str(asked.payload["messages"][-1]["content"])


def read(
    gold: GoldSet,
    server: ModelServer,
    cache: AnswerCache | None = None,
    name: str = "llm:stub",
    desk: Desk | None = None,
    **more: Any,
) -> Extraction:
    made = Settings(base_url=server.url, **({"backoff": 0.01, "timeout": 5.0} | more))
    desk = replace(desk or Desk(), settings=made, cache=cache)
    (extraction,) = run([name], gold, desk=desk).extractions
    return extraction


def failed(extraction: Extraction) -> list[str]:
    return [one.article for one in extraction.errors]


# --- kept answers ---------------------------------------------------------------------------------


TOO_LONG = error(
    400,
    "'max_tokens' is too large: 8192. This model's maximum context length is 16384 tokens and "
    "your request has 9000 input tokens (8192 > 16384 - 9000).",
)


def no_room_for_text_3(asked: Asked, number: int) -> Reply:
    return TOO_LONG if "Text 3" in text(asked) and "max_tokens" in asked.payload else GOOD


def no_seed_from_the_third_on(asked: Asked, number: int) -> Reply:
    refused = number > 2 and "seed" in asked.payload
    return error(400, "Unsupported parameter: 'seed'") if refused else GOOD


def schema_for_the_first_alone(asked: Asked, number: int) -> Reply:
    refused = number > 1 and mode(asked).startswith("json_schema")
    return error(400, "response_format is not supported") if refused else GOOD


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        # One text leaves no room for so long an answer.
        (no_room_for_text_3, 6),
        # A gateway hands over to a server that takes less.
        (no_seed_from_the_third_on, 6),
        (schema_for_the_first_alone, 7),
    ],
)
def test_answers_are_found_again_in_whichever_form_each_was_asked_for(
    gold: GoldSet, cache: AnswerCache, answer: Answering, calls: int
) -> None:
    with serving(answer) as server:
        first = read(gold, server, cache, in_flight=1)
        assert len(server.asked) == calls
        second = read(gold, server, cache, in_flight=1)
        offline = read(gold, server, cache, offline=True)
        assert len(server.asked) == calls
    assert [failed(one) for one in (first, second, offline)] == [[]] * 3
    assert first.predictions == second.predictions == offline.predictions
    assert offline.calls == {"from cache": 5}


def test_a_text_that_leaves_no_room_takes_the_limit_from_no_other(
    gold: GoldSet, cache: AnswerCache
) -> None:
    with serving(no_room_for_text_3) as server:
        read(gold, server, cache, in_flight=1)
        read(gold, server, cache, in_flight=1, seed=7)
    unlimited = [text(asked)[-400:] for asked in server.asked if "max_tokens" not in asked.payload]
    assert len(unlimited) == 2
    assert all("Text 3" in one for one in unlimited)


def test_a_text_that_is_too_long_by_itself_is_asked_for_once_more_only(gold: GoldSet) -> None:
    with serving(always(TOO_LONG)) as server:
        extraction = read(gold, server, in_flight=1)
    assert len(server.asked) == 2 * 5
    assert len(failed(extraction)) == 5
    assert extraction.errors[0].message.startswith("bad request: ")


def test_an_answer_that_another_version_kept_is_told_as_none(
    gold: GoldSet, cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(always(GOOD)) as server:
        read(gold, server, cache)
        monkeypatch.setattr("harness.extractors.llm.keeping.Keeper._key", lambda *_: "another")
        extraction = read(gold, server, cache, offline=True)
    assert "no answer to such a question is kept" in extraction.errors[0].message


OTHER = json.dumps({"data": [{"id": "stub", "owned_by": "somebody else"}]}).encode()
LISTINGS: list[tuple[str, Callable[[int], Reply], int, int]] = [
    # what a request for the models gets in the second run, how often it is made, calls then
    ("busy", lambda _: Reply(429, b"busy"), 3, 0),
    ("broken", lambda _: Reply(500, b"oops"), 3, 0),
    ("no list", lambda _: Reply(200, b"<html>"), 3, 0),
    ("hangs", lambda _: Reply(wait=1.0), 3, 0),
    ("back at the second time", lambda n: Reply(502) if n == 1 else Reply(body=OTHER), 2, 5),
    ("another model", lambda _: Reply(body=OTHER), 1, 5),
    ("lists none any more", lambda _: Reply(404), 1, 5),
]


@pytest.mark.parametrize(
    ("listing", "listings", "calls"),
    [row[1:] for row in LISTINGS],
    ids=[row[0] for row in LISTINGS],
)
def test_only_what_a_server_says_of_its_model_makes_it_another(
    gold: GoldSet,
    cache: AnswerCache,
    listing: Callable[[int], Reply],
    listings: int,
    calls: int,
) -> None:
    with serving(always(GOOD)) as server:
        read(gold, server, cache)
        server.asked.clear()
        server.listings, server.listing = 0, listing
        extraction = read(gold, server, cache, timeout=0.3)
        assert (server.listings, len(server.asked)) == (listings, calls)
    assert failed(extraction) == []


def test_a_model_is_found_under_the_name_that_its_server_gives_it(
    gold: GoldSet, cache: AnswerCache
) -> None:
    """Ollama serves llama3.1 and lists llama3.1:latest."""
    with serving(always(GOOD)) as server:
        server.models = [{"id": "qwen3:4b"}, {"id": "llama3.1:latest", "owned_by": "library"}]
        first = read(gold, server, cache, name="llm:llama3.1")
        assert "server's model:" in first.fingerprint
        server.models[1]["owned_by"] = "me"
        assert read(gold, server, cache, name="llm:llama3.1").fingerprint != first.fingerprint
    assert len(server.asked) == 10


# --- forms ----------------------------------------------------------------------------------------


def test_a_storm_of_errors_is_not_multiplied_by_forms(gold: GoldSet) -> None:
    with serving(always(Reply(500, b"oops"))) as server:
        extraction = read(gold, server)
    assert len(server.asked) == 4 * 5
    assert len(failed(extraction)) == 5


def test_a_passing_storm_makes_nobody_less_strict(gold: GoldSet, cache: AnswerCache) -> None:
    with serving(lambda _, number: Reply(500) if number <= 5 else GOOD) as server:
        read(gold, server, cache, in_flight=5)
        read(gold, server, cache, in_flight=5, seed=7)
    assert Counter(map(mode, server.asked)) == {STRICT: 15}


def test_what_only_errors_taught_is_tried_again_in_the_next_run(
    gold: GoldSet, cache: AnswerCache
) -> None:
    def knows_no_schema(asked: Asked, number: int) -> Reply:
        return Reply(500) if mode(asked).startswith("json_schema") else GOOD

    with serving(knows_no_schema) as server:
        for seed in (1, 2):
            server.asked.clear()
            extraction = read(gold, server, cache, in_flight=1, seed=seed)
            assert failed(extraction) == []
            assert mode(server.asked[0]) == STRICT
            modes = Counter(map(mode, server.asked))
            assert modes["json_object"] == 5
            # Two questions try each form, the second while the first one waits; the others gain.
            assert modes[STRICT] <= 2 * 2
            assert modes[UNBOUNDED] <= 2


def test_what_words_taught_is_remembered(gold: GoldSet, cache: AnswerCache) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        strict = mode(asked).startswith("json_schema")
        return error(400, "response_format json_schema is unknown") if strict else GOOD

    with serving(answer) as server:
        read(gold, server, cache, in_flight=1)
        server.asked.clear()
        read(gold, server, cache, in_flight=1, seed=2)
    assert Counter(map(mode, server.asked)) == {"json_object": 5}


def test_a_word_in_passing_is_not_about_the_form(gold: GoldSet) -> None:
    """ "restricted" holds "strict"."""
    with serving(always(error(400, "Your account is restricted."))) as server:
        extraction = read(gold, server)
    assert len(server.asked) == 5
    assert len(failed(extraction)) == 5


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # Anthropic, OpenAI, DeepSeek, Groq.
        ("max_tokens: 8192 > 4096, the maximum allowed for claude-3-haiku-20240307", 4096),
        (
            "max_tokens is too large: 8192. This model supports at most 4,096 completion tokens",
            4096,
        ),
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 2048]", 2048),
        ("`max_tokens` must be less than or equal to `1024` for this `context_window`", 1024),
    ],
)
def test_answers_are_as_long_as_a_server_says_they_may_be(
    gold: GoldSet, cache: AnswerCache, told: str, expected: int
) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        return error(400, told) if asked.payload["max_tokens"] > expected else GOOD

    with serving(answer) as server:
        first = read(gold, server, cache, in_flight=1, max_tokens=8192)
        read(gold, server, cache, in_flight=1, max_tokens=8192, seed=2)
        assert [one.payload["max_tokens"] for one in server.asked[1:]] == [expected] * 10
        # Who asks for less gets less.
        read(gold, server, cache, in_flight=1, max_tokens=512)
        assert server.asked[-1].payload["max_tokens"] == 512
    assert failed(first) == []


@pytest.mark.parametrize(
    "told",
    [
        "System role not supported",
        "Developer instruction is not enabled for models/gemma-3-27b-it",
        "Conversation roles must alternate user/assistant/user/assistant/...",
    ],
)
def test_without_a_system_role_the_instructions_open_the_talk(gold: GoldSet, told: str) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        return error(400, told) if asked.payload["messages"][0]["role"] == "system" else GOOD

    with serving(answer) as server:
        extraction = read(gold, server, in_flight=1)
    assert failed(extraction) == []
    assert len(server.asked) == 6
    first, last = server.asked[0].payload["messages"], server.asked[-1].payload["messages"]
    assert [one["role"] for one in last] == ["user", "assistant", "user"]
    assert last[0]["content"] == first[0]["content"] + "\n\n" + first[1]["content"]


def test_one_question_finds_out_whether_a_schema_is_ignored(gold: GoldSet) -> None:
    """The others wait for it; nothing was better, so they keep what they have."""
    gold = many(gold, 20)
    with serving(always(replace(chat("Sure: " + facts(FACT)), wait=0.02))) as server:
        extraction = read(gold, server, in_flight=8)
    assert Counter(map(mode, server.asked)) == {STRICT: 20, "json_object": 1}
    taken = total(extraction.usage.values())
    assert (taken.input_tokens, taken.output_tokens) == (900 * 21, 100 * 21)  # all that was paid
    assert len(extraction.predictions) == 20


def test_where_another_form_is_better_only_what_was_under_way_is_asked_again(
    gold: GoldSet,
) -> None:
    """All turns come free while the one that finds out is under way; nobody takes them."""

    def answer(asked: Asked, number: int) -> Reply:
        if mode(asked) == "json_object":
            return replace(GOOD, wait=0.02 if number > 10 else 0.5)
        return replace(chat("I see no facts."), wait=0.2 if number > 1 else 0.0)

    gold = many(gold, 40)
    with serving(answer) as server:
        extraction = read(gold, server, in_flight=8)
    assert len(extraction.predictions) == 40
    modes = Counter(map(mode, server.asked))
    assert modes["json_object"] == 40
    assert 8 <= modes[STRICT] <= 10  # the first turn is handed on before its answer is read
    assert total(extraction.usage.values()).input_tokens == 900 * len(server.asked)


def test_a_form_that_is_refused_is_not_asked_for_again_and_again(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        if mode(asked) == "json_object":
            return error(400, "'response_format.type' must be 'json_schema' or 'text'")
        return chat("Sure: " + facts(FACT))

    with serving(answer) as server:
        extraction = read(gold, server, in_flight=2)
    assert Counter(map(mode, server.asked)) == {STRICT: 5, "json_object": 1}
    assert len(extraction.predictions) == 5


# --- limits ---------------------------------------------------------------------------------------


def test_a_wait_beyond_patience_ends_the_whole_run_at_once(gold: GoldSet) -> None:
    refused = replace(error(429, "daily limit reached"), headers={"Retry-After": "3600"})
    began = time.monotonic()
    with serving(always(refused)) as server:
        extraction = read(gold, server, in_flight=2)
    assert len(server.asked) <= 2
    assert time.monotonic() - began < 10
    assert len(failed(extraction)) == 5
    assert {one.message for one in extraction.errors} == {
        f"rate limited: {server.url} answers 429: daily limit reached; it asks to wait 3,600 s"
    }


def test_who_waits_for_another_reason_waits_no_longer_then(gold: GoldSet) -> None:
    """The gate is closed for a minute, and an answer under way says that all is over."""

    def answer(asked: Asked, number: int) -> Reply:
        if number == 1:
            return replace(error(429, "slow down"), headers={"Retry-After": "60"})
        over = replace(error(429, "that was all"), headers={"Retry-After": "3600"})
        return replace(over, wait=0.3)

    began = time.monotonic()
    with serving(answer) as server:
        extraction = read(gold, server, in_flight=2)
    assert time.monotonic() - began < 20
    assert len(server.asked) == 2
    assert all("that was all" in one.message for one in extraction.errors)


def test_a_question_beyond_a_limit_a_minute_is_asked_once(gold: GoldSet) -> None:
    told = "Request too large for gpt-4o on tokens per min (TPM): Limit 10000, Requested 17384."

    def answer(asked: Asked, number: int) -> Reply:
        return error(429, told, code="rate_limit_exceeded") if "Text 3" in text(asked) else GOOD

    with serving(answer) as server:
        extraction = read(gold, server)
    assert len(server.asked) == 5
    assert failed(extraction) == ["a3"]
    assert extraction.errors[0].message.startswith("bad request: ")
    assert "--max-tokens" in extraction.errors[0].message


# --- words ----------------------------------------------------------------------------------------


def test_a_gateway_is_understood_by_what_it_passes_on(gold: GoldSet) -> None:
    raw = json.dumps({"error": {"message": "Unsupported parameter: 'temperature'."}})

    def answer(asked: Asked, number: int) -> Reply:
        refused = error(400, "Provider returned error", code=400, metadata={"raw": raw})
        return refused if "temperature" in asked.payload else GOOD

    with serving(answer) as server:
        extraction = read(gold, server, in_flight=1)
    assert failed(extraction) == []
    assert len(server.asked) == 6


def test_what_a_server_repeats_of_a_request_it_does_not_complain_of(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        repeated = {name: asked.payload[name] for name in ("seed", "response_format")}
        bad = {"loc": ["body", "messages"], "msg": "Value error", "input": repeated}
        return Reply(422, json.dumps({"detail": [bad]}).encode())

    with serving(answer) as server:
        extraction = read(gold, server)
    assert len(server.asked) == 5
    assert extraction.errors[0].message.startswith("bad request: ")


def within(told: Any, **more: Any) -> Reply:
    """Put an error into a response of success."""
    return Reply(body=json.dumps({"error": told} | more).encode())


WITHIN = [
    # what stands in the response, the class, calls for one question, words
    (within({"code": 502, "message": "Provider returned error", "metadata": {"raw": "no GPU"}}),
     FailureClass.SERVER_ERROR, 4, "answers 502: Provider returned error: no GPU"),
    (within({"code": 429, "message": "slow"}), FailureClass.RATE_LIMITED, 8, "answers 429: slow"),
    (within({"type": "invalid_request_error", "message": "bad text"}),
     FailureClass.BAD_REQUEST, 1, "answers 400: bad text"),
    (within({"code": "401", "message": "no user"}), FailureClass.KEY_REFUSED, 1, "no user"),
    (within("no such endpoint"), FailureClass.SERVER_ERROR, 4, "answers 500: no such endpoint"),
    (within(None, choices=[{"error": {"code": 502, "message": "went away"},
                            "message": {"content": "{"}}]),
     FailureClass.SERVER_ERROR, 4, "answers 502: went away"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "kind", "calls", "words"), WITHIN)
def test_an_error_in_a_response_of_success_is_one(
    gold: GoldSet, reply: Reply, kind: FailureClass, calls: int, words: str
) -> None:
    with serving(always(reply)) as server:
        extraction = read(many(gold, 1), server, backoff=0.001)
    assert len(server.asked) == calls
    assert extraction.errors[0].message.startswith(f"{kind}: ")
    assert words in extraction.errors[0].message


def test_an_error_that_is_null_is_none(gold: GoldSet) -> None:
    told = json.loads(GOOD.body) | {"error": None}
    with serving(always(Reply(body=json.dumps(told).encode()))) as server:
        assert len(read(gold, server).predictions) == 5


FORBIDDEN = [
    # what the server says to text 3 alone, in_flight 1; which articles fail, calls
    (error(403, "Your input was flagged", code=403), ["a3"], 5),
    (Reply(403, b"<html>Forbidden</html>"), ["a3"], 5),
    # It has served before, but now the key does not do.
    (error(403, "API key has expired"), ["a3", "a4"], 4),
]


@pytest.mark.parametrize(("reply", "lost", "calls"), FORBIDDEN)
def test_a_403_concerns_its_article_unless_it_means_the_key(
    gold: GoldSet, reply: Reply, lost: list[str], calls: int
) -> None:
    with serving(lambda asked, _: reply if "Text 3" in text(asked) else GOOD) as server:
        extraction = read(gold, server, in_flight=1)
    assert failed(extraction) == lost
    assert len(server.asked) == calls


def test_a_403_before_anything_was_served_means_the_key(gold: GoldSet) -> None:
    with serving(always(Reply(403, b"Forbidden"))) as server:
        extraction = read(gold, server, in_flight=1)
    assert len(server.asked) == 1
    assert extraction.errors[0].message.startswith("key refused: ")


def test_moderation_of_the_first_article_ends_nothing(gold: GoldSet) -> None:
    flagged = error(403, "Your chosen model requires moderation and your input was flagged")
    with serving(lambda _, number: flagged if number == 1 else GOOD) as server:
        extraction = read(gold, server, in_flight=1)
    assert failed(extraction) == ["a0"]


@pytest.mark.parametrize("status", [400, 404])
def test_a_wrong_model_is_asked_for_once_and_the_nearest_are_named(
    gold: GoldSet, status: int
) -> None:
    with serving(always(error(status, "gpt-4o-mimi is not a valid model ID"))) as server:
        server.models = [{"id": f"aa-{n}"} for n in range(20)] + [{"id": "gpt-4o-mini"}]
        extraction = read(gold, server, name="llm:gpt-4o-mimi", in_flight=1)
    assert len(server.asked) == 1
    assert extraction.errors[0].message.startswith("unknown model: ")
    assert "; it knows gpt-4o-mini" in extraction.errors[0].message


def test_a_redirect_names_the_base_url(gold: GoldSet) -> None:
    moved = Reply(308, b"", {"Location": "https://gate.example/api/v1/chat/completions"})
    with serving(always(moved)) as server:
        extraction = read(gold, server, in_flight=1)
    assert len(server.asked) == 1
    assert extraction.errors[0].message.endswith(
        "leads to https://gate.example/api/v1; name that with --base-url"
    )


def test_nothing_that_a_server_says_acts_upon_a_terminal(gold: GoldSet) -> None:
    evil = "evil \x1b[31mRED\x1b]0;title\x07 \u202egnp"
    with serving(always(error(400, evil))) as server:
        extraction = read(many(gold, 1), server)
    assert "evil \\x1b[31mRED\\x1b]0;title\\x07 \\u202egnp" in extraction.errors[0].message


def test_json_is_utf_8_whatever_its_label_says(gold: GoldSet) -> None:
    told = json.dumps(
        json.loads(chat(facts(FACT | {"subject": "Müller"})).body), ensure_ascii=False
    )
    label = {"Content-Type": "application/json; charset=iso-8859-1"}
    with serving(always(Reply(body=told.encode(), headers=label))) as server:
        (said,) = read(many(gold, 1), server).predictions
    assert said.subject == "Müller"


def test_a_prompt_that_a_server_has_cut_is_told_once(gold: GoldSet) -> None:
    told = json.loads(GOOD.body) | {"usage": {"prompt_tokens": 512, "completion_tokens": 9}}
    desk = Desk()
    with serving(always(Reply(body=json.dumps(told).encode()))) as server:
        read(gold, server, desk=desk)
    (note,) = desk.notes
    assert note.startswith(f"{server.url} counts 512 tokens in a prompt of about ")


# --- budget and progress --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tokens", "answers"),
    [
        # While no answer has come, only so many go as fit if all are as long as may be.
        (40_000, 2),
        (60_000, 3),
        (1_000_000, 5),
        # One that holds for no more than the first is not refused for what might have been.
        (20_000, 1),
    ],
)
def test_a_budget_holds_with_many_under_way_and_long_answers(tokens: int, answers: int) -> None:
    """The size of perfect answers on the shipped texts, and of its prompt in other tokens."""
    gold = harness.load_goldset("deepseek-2025")
    told = json.loads(GOOD.body) | {"usage": {"prompt_tokens": 12_000, "completion_tokens": 7_150}}
    budget = Budget(tokens=tokens)
    with serving(always(Reply(body=json.dumps(told).encode(), wait=0.05))) as server:
        extraction = read(
            gold, server, max_tokens=16_384, guidelines=False, desk=Desk(budget=budget)
        )
    assert len(server.asked) == answers
    assert budget.spent == answers * 19_150 <= tokens
    assert budget.aside == 0
    assert len(failed(extraction)) == 5 - answers


def test_a_budget_ends_while_one_finds_out_whether_a_schema_is_ignored(gold: GoldSet) -> None:
    """Nobody waits for whom nobody lets go."""
    desk = Desk(budget=Budget(tokens=12_000))
    with serving(always(replace(chat("Sure: " + facts(FACT)), wait=0.02))) as server:
        extraction = read(many(gold, 20), server, in_flight=4, max_tokens=2000, desk=desk)
    assert desk.budget.spent <= 12_000
    assert 0 < len(failed(extraction)) < 20


def test_progress_counts_from_the_first_question_and_failures_apart(gold: GoldSet) -> None:
    seen: list[Progress] = []

    def answer(asked: Asked, number: int) -> Reply:
        return error(400, "no") if "Text 3" in text(asked) else replace(GOOD, wait=0.1)

    with serving(answer) as server:
        read(gold, server, in_flight=1, desk=Desk(tell=seen.append))
    assert [(one.answered, one.failed, one.total) for one in seen][-1] == (4, 1, 5)
    assert seen[0].seconds >= 0.1
    assert seen[-1].seconds >= 0.4
