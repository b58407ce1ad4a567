"""Faults of servers as people see them: calls, exit code, one line that tells, all else scored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harness.cli.interrupts import Interrupts
from harness.cli.progress import Progressing
from harness.extractors.desk import Progress, Settings
from tests.goldfiles import write_goldset
from tests.modelserver import (
    FACT,
    SELF_SIGNED,
    Asked,
    ModelServer,
    Reply,
    always,
    chat,
    error,
    facts,
    serving,
)

ROOT = Path(__file__).parents[2]
GOOD = chat(facts(FACT))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the small gold set; waits before another attempt are short."""
    write_goldset(tmp_path)
    monkeypatch.setattr("harness.cli.models.Settings", partial(Settings, backoff=0.01))
    return tmp_path


@pytest.fixture
def secure() -> Iterator[ModelServer]:
    with serving(always(GOOD), tls=True) as server:
        yield server


def hangs(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    handler.rfile.read(1)  # until the client has gone


def breaks_off(handler: Any) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"choices": ')


INSIDE = Reply(body=json.dumps({"error": {"code": 402, "message": "no credits"}}).encode())
# What the server does, always; how many calls that takes; the class and words in the line.
FAULTS: list[tuple[str, Reply, int, str, str]] = [
    ("500 storm", Reply(500, b"oops"), 4, "server error", "answers 500: oops"),
    ("503 storm", Reply(503, b"overloaded"), 4, "server error", "overloaded"),
    ("far too busy", Reply(429, b"later", {"Retry-After": "3600"}), 1, "rate limited",
     "asks to wait 3,600 s"),
    ("hangs", Reply(then=hangs), 2, "timeout", "took more than 0.3 s"),
    ("breaks off", Reply(then=breaks_off), 4, "disconnected", "breaks off"),
    ("broken JSON", Reply(200, b'{"choices": [{'), 2, "garbled response", "no JSON"),
    ("wrong charset", Reply(200, b"\xff\xfe{", {"Content-Type": "application/json; charset=ascii"}),
     2, "garbled response", "no ascii"),
    ("ten megabytes", Reply(200, b" " * 10_000_000), 1, "response too large", "4,000,000"),
    ("redirect", Reply(307, b"", {"Location": "https://a.example/v1/chat/completions"}), 1,
     "redirect", "leads to https://a.example/v1; name that with --base-url"),
    ("wrong model", error(404, "model 'x' not found"), 1, "unknown model", "it knows stub"),
    ("key", error(401, "who are you"), 1, "key refused", "look after the key"),
    ("error inside a 200", INSIDE, 1, "key refused", "answers 402: no credits"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "calls", "kind", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_each_fault_is_told_in_one_line_and_the_rest_is_scored(
    place: Path, harness: Any, reply: Reply, calls: int, kind: str, words: str
) -> None:
    with serving(always(reply)) as server:
        asked = ("--goldset", "small", "--base-url", server.url, "--timeout", "0.3")
        done = harness("run", "llm:x", "nearest", *asked, "--out", "r")
        assert len(server.asked) == calls
    assert done.returncode == 4
    (line,) = [line for line in done.stderr.splitlines() if "llm:x" in line]
    assert f"{kind}: " in line
    assert words in line
    assert "nearest" in done.stdout
    assert not (place / "r" / "nearest" / "errors.jsonl").exists()


@pytest.mark.parametrize("trusted", [False, True])
def test_a_self_signed_certificate_is_refused_unless_it_is_named(
    place: Path, harness: Any, secure: ModelServer, trusted: bool
) -> None:
    asked = ("run", "llm:x", "nearest", "--goldset", "small", "--base-url", secure.url)
    if trusted:  # in a process of its own, for it is read but once
        environment = os.environ | {"PYTHONPATH": str(ROOT), "SSL_CERT_FILE": str(SELF_SIGNED)}
        environment["HARNESS_CACHE"] = str(place / "kept")
        command = [sys.executable, "-m", "harness", *asked]
        code = subprocess.run(command, cwd=place, env=environment, check=False).returncode
    else:
        done = harness(*asked)
        code = done.returncode
        assert "TLS error: " in done.stderr
        assert "SSL_CERT_FILE" in done.stderr
    assert len(secure.asked) == trusted
    assert code == (0 if trusted else 4)


def test_a_server_that_lists_no_models_today_loses_no_answer(
    place: Path, harness: Any, stub: ModelServer
) -> None:
    asked = ("run", "llm:x", "--goldset", "small", "--base-url", stub.url)
    assert harness(*asked).returncode == 0
    stub.listing = lambda _: Reply(429, b"busy")
    assert harness(*asked).returncode == 0
    assert harness(*asked, "--offline").returncode == 0
    assert len(stub.asked) == 1


def test_the_common_key_goes_to_no_other_server_and_the_refusal_says_which_would(
    place: Path, harness: Any
) -> None:
    keys = {"HARNESS_LLM_API_KEY": "", "OPENAI_API_KEY": "sk-meant-for-openai"}
    with serving(always(error(401, "no key"))) as server:
        done = harness("run", "llm:x", "--goldset", "small", "--base-url", server.url, **keys)
    assert "authorization" not in server.asked[0].headers
    assert done.returncode == 4
    assert "no key was sent: set HARNESS_LLM_API_KEY" in done.stderr


def test_a_key_without_tls_is_told_once_before_it_is_sent(place: Path, harness: Any) -> None:
    asked = ("run", "llm:x", "--goldset", "small", "--base-url", "http://127.0.0.2.example:9/v1")
    done = harness(*asked)
    told = "note: the key goes to http://127.0.0.2.example:9/v1 without TLS; https hides it"
    assert done.stderr.count(told) == 1
    assert done.stderr.index(told) < done.stderr.index("no server: ")
    assert "without TLS" not in harness(*asked, "--offline").stderr


def test_a_key_with_a_line_break_is_a_wrong_setting(place: Path, harness: Any) -> None:
    done = harness("run", "llm:x", "--goldset", "small", HARNESS_LLM_API_KEY="sk-012\n3456789")
    assert done.returncode == 2
    assert "HARNESS_LLM_API_KEY holds a line break" in done.stderr
    assert "3456789" not in done.stderr


def test_a_prompt_that_was_cut_is_told(place: Path, harness: Any) -> None:
    told = json.loads(GOOD.body) | {"usage": {"prompt_tokens": 100, "completion_tokens": 9}}
    with serving(always(Reply(body=json.dumps(told).encode()))) as server:
        done = harness("run", "llm:x", "--goldset", "small", "--base-url", server.url)
    assert done.returncode == 0
    assert done.stderr.count("it may have cut the prompt") == 1


ANTHROPIC: list[tuple[str, Callable[[Asked, int], Reply], int, int, str]] = [
    ("shorter answers", lambda asked, _: _haiku(asked), 2, 0, ""),
    ("no such model", lambda *_: error(404, "model: claude-x"), 1, 4, "unknown model: "),
    ("busy", lambda *_: Reply(200, b'{"error": {"type": "overloaded_error"}}'), 4, 4,
     "server error: "),
]  # fmt: skip


def _haiku(asked: Asked) -> Reply:
    if asked.payload["max_tokens"] > 4096:
        return error(400, f"max_tokens: {asked.payload['max_tokens']} > 4096, the maximum")
    block = {"type": "tool_use", "name": "facts", "input": {"facts": [FACT]}}
    return Reply(body=json.dumps({"content": [block], "stop_reason": "tool_use"}).encode())


@pytest.mark.parametrize(
    ("answer", "calls", "code", "words"),
    [row[1:] for row in ANTHROPIC],
    ids=[row[0] for row in ANTHROPIC],
)
def test_anthropic_is_asked_at_the_url_that_other_programs_are_told(
    place: Path,
    harness: Any,
    answer: Callable[[Asked, int], Reply],
    calls: int,
    code: int,
    words: str,
) -> None:
    with serving(answer) as server:
        environment = {"ANTHROPIC_API_KEY": "sk-ant-0123456789", "ANTHROPIC_BASE_URL": server.url}
        done = harness("run", "anthropic:x", "--goldset", "small", **environment)
    assert {asked.path for asked in server.asked} == {"/v1/messages"}
    assert len(server.asked) == calls
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "ends in /v1" not in done.stderr


def test_without_an_anthropic_server_the_hint_is_its_own(place: Path, harness: Any) -> None:
    environment = {"ANTHROPIC_API_KEY": "sk-0123456789", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}
    done = harness("run", "anthropic:x", "--goldset", "small", **environment)
    assert done.returncode == 4
    assert "or name another with ANTHROPIC_BASE_URL" in done.stderr
    assert "--base-url" not in done.stderr


def test_progress_tells_what_failed_and_the_rate_since_the_first_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watch = Progressing(Interrupts(), every=0.0)
    watch.note(Progress("llm:x", 3, 1, 5, 2.0, 3000, None, ""))
    told = "llm:x: 3 of 5 questions answered, 1 failed, 3,000 tokens, 1.5 answers/s\n"
    assert capsys.readouterr().err == told
