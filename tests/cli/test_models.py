"""Models from the command line: run, offline, replay, budget, repeats, and no key anywhere."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from harness.extractors.desk import Settings
from tests.cli.conftest import KEY
from tests.goldfiles import write_goldset
from tests.modelserver import FACT, Asked, ModelServer, Reply, always, chat, facts, serving


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with the small gold set, away from the project."""
    write_goldset(tmp_path)
    return tmp_path


def asked_of(server: ModelServer) -> tuple[str, ...]:
    return ("--goldset", "small", "--base-url", server.url)


def test_the_second_run_is_offline_and_has_the_same_bytes(
    place: Path, stub: ModelServer, harness: Any
) -> None:
    first = harness("run", "llm:stub", *asked_of(stub), "--out", "one")
    assert first.returncode == 0, first.stderr
    assert "900 tokens in and 100 out, cost unknown" in first.stdout
    second = harness("run", "llm:stub", *asked_of(stub), "--offline", "--out", "two")
    assert second.returncode == 0, second.stderr
    assert len(stub.asked) == 1
    assert first.stdout == second.stdout
    for name in ("scores.json", "report.html", "llm-stub/answers.jsonl", "llm-stub/facts.jsonl"):
        # The report's head names the run, its last two sections tell time and command line.
        contents = [(place / run / name).read_bytes() for run in ("one", "two")]
        one, two = (
            whole[max(whole.find(b"<main"), 0) :].partition(b'<section id="worth"')[0]
            for whole in contents
        )
        assert one == two, name
    runs = [json.loads((place / name / "run.json").read_text()) for name in ("one", "two")]
    calls = [told.pop("volatile")["calls"]["llm:stub"] for told in runs]
    assert runs[0] == runs[1]
    assert calls == [{"sent": 1}, {"from cache": 1}]


def test_an_answer_that_was_cut_is_warned_of_and_a_name_is_no_picture(
    place: Path, harness: Any
) -> None:
    with serving(always(chat(facts(FACT, FACT)[:-9], "length"))) as server:
        done = harness("run", "llm:x", *asked_of(server), "--out", "r")
    assert done.returncode == 0, done.stderr
    assert "llm:x: Model x, answered by stub-1" in done.stdout  # `:x:` is a cross to rich
    assert "llm:x: 1 of 1 answers were cut by length" in done.stdout
    assert "1 of 1 answers were cut by length" in (place / "r" / "report.html").read_text()


def test_an_offline_miss_says_what_differs(stub: ModelServer, harness: Any) -> None:
    harness("run", "llm:stub", *asked_of(stub))
    done = harness("run", "llm:stub", *asked_of(stub), "--offline", "--seed", "7")
    assert done.returncode == 4
    assert "not in the cache: the nearest kept answer differs in: seed" in done.stderr
    told = harness("cache", "explain", "llm:stub", *asked_of(stub), "--temperature", "1")
    assert "a1/0/all" in told.stdout
    assert "differs in: temperature" in told.stdout
    assert len(stub.asked) == 1


def test_texts_of_ones_own_are_read_by_a_model_and_kept(
    place: Path, stub: ModelServer, harness: Any
) -> None:
    (place / "own.txt").write_text("Alpha AG hat 5 Millionen Euro.\n", encoding="utf-8")
    asked = ("extract", "own.txt", "--extractor", "llm:stub", *asked_of(stub), "--json")
    spent = harness(*asked, "--budget", "10")
    assert spent.returncode == 4
    assert "the budget of 10 tokens does not last" in spent.stderr
    missed = harness(*asked, "--offline")
    assert missed.returncode == 4
    assert "not in the cache" in missed.stderr
    assert not stub.asked
    first = harness(*asked)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["subject"] == "Alpha AG"
    again = harness(*asked, "--offline")
    assert again.stdout == first.stdout
    assert len(stub.asked) == 1
    assert harness(*asked, "--repeats", "2").returncode == 2


def test_each_of_several_readings_is_explained(stub: ModelServer, harness: Any) -> None:
    harness("run", "llm:stub", *asked_of(stub))
    told = harness("cache", "explain", "llm:stub", *asked_of(stub), "--repeats", "3")
    assert told.returncode == 0, told.stderr
    first, *misses = told.stdout.splitlines()
    assert first == "llm:stub: 3 questions in 3 readings, 1 of them answered here"
    assert [line.split()[0] for line in misses] == ["llm:stub#2", "llm:stub#3"]


def test_the_cache_is_counted_and_cleared(stub: ModelServer, harness: Any) -> None:
    harness("run", "llm:stub", *asked_of(stub))
    (model,) = json.loads(harness("cache", "stats", "--json").stdout)["models"]
    assert (model["model"], model["answers"]) == ("stub", 1)
    assert "0 answers forgotten" in harness("cache", "clear", "--model", "other").stdout
    assert "1 answers forgotten" in harness("cache", "clear").stdout
    harness("run", "llm:stub", *asked_of(stub))
    assert len(stub.asked) == 2


def test_no_error_and_no_refusal_is_kept(harness: Any) -> None:
    replies = [chat("", refusal="no"), chat(""), chat(facts(FACT))]

    def answer(asked: Asked, number: int) -> Reply:
        return replies[number - 1]

    with serving(answer) as server:
        for _ in range(4):
            assert harness("run", "llm:stub", *asked_of(server)).returncode == 0
    assert len(server.asked) == 3


def test_without_a_server_one_line_tells_and_the_rest_is_scored(place: Path, harness: Any) -> None:
    done = harness("run", "llm:x", "nearest", "--goldset", "small", HARNESS_LLM_API_KEY="")
    assert done.returncode == 4
    lines = [line for line in done.stderr.splitlines() if "llm:x" in line]
    assert len(lines) == 1
    assert "set OPENAI_API_KEY" in lines[0]
    assert "--base-url" in lines[0]
    assert "nearest" in done.stdout


def test_a_run_that_asks_no_model_makes_no_cache(place: Path, harness: Any) -> None:
    assert harness("run", "nearest", "--goldset", "small").returncode == 0
    assert not (place / "kept").exists()


def test_a_dry_run_calls_nobody_and_needs_no_key(
    place: Path, stub: ModelServer, harness: Any
) -> None:
    done = harness(
        "run", "llm:gpt-4o", "nearest", "--dry-run", "--goldset", "small", HARNESS_LLM_API_KEY=""
    )
    assert done.returncode == 0, done.stderr
    assert "1 questions, 0 of them in the cache" in done.stdout
    assert "(list prices of" in done.stdout
    assert "asks nobody" in done.stdout
    assert "all together" not in done.stdout  # of one
    vote = harness("run", "vote:llm:stub,nearest", *asked_of(stub), "--dry-run")
    assert "1 questions" in vote.stdout
    harness("run", "llm:stub", *asked_of(stub), "--dry-run")
    assert not stub.asked
    assert not (place / "reports").exists()


def test_a_price_of_ones_own_is_used_and_an_old_one_told_of(
    stub: ModelServer, harness: Any
) -> None:
    asked = ("run", "llm:stub", *asked_of(stub), "--dry-run")
    own = harness(*asked, HARNESS_PRICES="stub=2/8EUR")
    assert re.search(r"0\.\d{4} EUR, .* \(list prices of HARNESS_PRICES\)", own.stdout)
    assert "note:" not in own.stderr
    bad = harness(*asked, HARNESS_PRICES="stub=much")
    assert bad.returncode == 2
    assert "write MODEL=INPUT/OUTPUT" in bad.stderr
    old = harness("run", "llm:gpt-4o", "--goldset", "small", "--dry-run")
    assert "note: gpt-4o: its price is of 2025-06-01" in old.stderr


@pytest.mark.parametrize(
    ("budget", "says"),
    [
        ("100", "the budget of 100 tokens does not last for it"),
        ("0.5k", "the budget of 500 tokens does not last for it"),
    ],
)
def test_a_spent_budget_stops_cleanly(
    stub: ModelServer, harness: Any, budget: str, says: str
) -> None:
    done = harness("run", "llm:stub", "nearest", *asked_of(stub), "--budget", budget, "--json")
    assert done.returncode == 4
    assert says in done.stderr
    assert not stub.asked
    model, nearest = json.loads(done.stdout)["extractors"]
    assert model["levels"]["fact"]["fn"] == 3  # what was not read stays in the denominator
    assert not nearest["failures"]


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--budget", "much"), "write tokens"),
        (("--budget", "2.50USD"), "its price is unknown"),
        (("--base-url", "http://user:pass@127.0.0.1/v1"), "put keys into the environment"),
        (("--base-url", "http://127.0.0.1/v1?key=secret"), "put keys into the environment"),
        (("--base-url", "localhost"), "is no base URL"),
    ],
)
def test_a_wrong_setting_is_told_before_anything_is_written(
    place: Path, stub: ModelServer, harness: Any, option: tuple[str, str], says: str
) -> None:
    done = harness("run", "llm:stub", *asked_of(stub), *option)
    assert done.returncode == 2
    assert says in done.stderr
    assert "pass@" not in done.stderr + done.stdout
    assert "secret" not in done.stderr + done.stdout
    assert not (place / "reports").exists()


def test_a_dry_run_guesses_by_the_text_gives_a_range_and_adds_up(place: Path, harness: Any) -> None:
    """Measured with o200k_base: 37,877 tokens of prompts, 35,735 of gold written as facts."""
    asked = ("run", "--dry-run", "llm:gpt-4o", "--repeats", "2", "--json")
    rows = json.loads(harness(*asked).stdout)
    assert [row["extractor"] for row in rows] == ["llm:gpt-4o#1", "llm:gpt-4o#2"]
    for row in rows:
        assert row["questions"] == 5
        assert row["input_tokens"] == pytest.approx(37_877, rel=0.1)
        assert row["output_tokens"] == pytest.approx(35_735, rel=0.1)
        assert row["most_output_tokens"] == 5 * Settings().max_tokens
        assert row["cost"] == pytest.approx(0.45, rel=0.1)
        assert row["cost"] < row["most_cost"]
    by_type = json.loads(harness(*asked, "--strategy", "by-type").stdout)[0]
    assert by_type["questions"] > 5  # which share the facts
    assert by_type["output_tokens"] == pytest.approx(35_735, rel=0.1)
    *_, told = harness(*asked[:-1], "regex", "anthropic:unknown").stdout.splitlines()
    assert told.startswith("all together")
    assert "20 questions" in told
    assert "price unknown" in told  # of one of them


def test_a_budget_that_was_exceeded_is_told(harness: Any) -> None:
    """The second answer is longer than any before it, and than it should be."""

    def answer(asked: Asked, number: int) -> Reply:
        told = json.loads(chat(facts(FACT)).body)
        written = 16_000 if number == 2 else 1000
        told["usage"] = {"prompt_tokens": 5000, "completion_tokens": written}
        return Reply(body=json.dumps(told).encode())

    with serving(answer) as server:
        options = ("--base-url", server.url, "--no-guidelines", "--budget", "20k")
        done = harness("run", "llm:stub", *options, "--in-flight", "1")
    assert len(server.asked) in (2, 3)  # one was ready, and may be sent before that is read
    assert done.returncode == 4
    assert "does not last for it" in done.stderr
    spent = 6_000 * len(server.asked) + 15_000
    told = f"the budget of 20,000 tokens was exceeded by what was under way: {spent:,} tokens"
    assert done.stderr.count(told) == 1


def test_repeats_are_kept_apart_and_summed_up(stub: ModelServer, place: Path, harness: Any) -> None:
    replies = [chat(facts(FACT)), chat(facts()), chat(facts(FACT))]
    stub.answer = lambda asked, _: replies[asked.payload["seed"] - 1]
    done = harness("run", "llm:stub", *asked_of(stub), "--repeats", "3", "--json", "--out", "r")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one["name"] for one in told["extractors"]] == [f"llm:stub#{n}" for n in (1, 2, 3)]
    (repeats,) = told["repeats"]
    assert repeats["name"] == "llm:stub"
    recall = repeats["levels"]["fact"]["recall"]
    assert recall == {"mean": pytest.approx(2 / 9), "min": 0.0, "max": pytest.approx(1 / 3)}
    assert repeats["levels"]["fact"]["precision"]["mean"] is None  # undefined in one reading
    assert repeats["agreement"] == pytest.approx(1 / 3)  # pairs: 0, 1, 0
    assert repeats["found_by"] == {"all": 0, "some": 1, "none": 2}
    report = (place / "r" / "report.html").read_text()
    assert "Several readings" in report
    again = harness("score", "r", "--goldset", "small", "--json")
    assert json.loads(again.stdout)["repeats"] == told["repeats"]
    harness("run", "llm:stub", *asked_of(stub), "--repeats", "3")
    assert len(stub.asked) == 3


def test_a_recording_is_scored_without_model_or_key(
    place: Path, stub: ModelServer, harness: Any
) -> None:
    live = harness("run", "llm:stub", *asked_of(stub), "--json")
    done = harness("cache", "export", "latest", "answers")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (place / "answers").iterdir()) == [
        "answers.jsonl",
        "recording.json",
    ]
    replayed = harness("run", "replay:answers", "--goldset", "small", "--json")
    assert replayed.returncode == 0, replayed.stderr
    first, second = (json.loads(one.stdout)["extractors"][0] for one in (live, replayed))
    for part in ("levels", "by_predicate", "errors_by_class", "model"):
        assert first[part] == second[part], part
    assert second["name"] == "replay:answers"
    assert len(stub.asked) == 1
    # A text that has changed since was not what the model answered on.
    text = place / "seeds" / "a1" / "retelling.txt"
    text.write_text(text.read_text().replace("Ein Haus", "Mein Haus"))
    changed = harness("run", "replay:answers", "--goldset", "small")
    assert changed.returncode == 4
    assert "is another than the one that was answered on" in changed.stderr


def test_answers_on_originals_are_exported_on_demand_only(
    place: Path, stub: ModelServer, harness: Any
) -> None:
    done = harness("run", "llm:stub", *asked_of(stub), "--originals", "originals", "--out", "o")
    assert done.returncode == 0, done.stderr
    refused = harness("cache", "export", "o", "answers")
    assert refused.returncode == 2
    assert "--allow-original-text" in refused.stderr
    assert not (place / "answers").exists()
    allowed = harness("cache", "export", "o", "answers", "--allow-original-text")
    assert allowed.returncode == 0, allowed.stderr


@pytest.mark.parametrize("key", [KEY, "schlüssel-äö-0123456789"])
def test_the_key_is_in_nothing_that_is_written(
    place: Path, harness: Any, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """Also where the server itself says it back: in an answer, an error, a redirect."""
    monkeypatch.setattr("harness.cli.models.Settings", partial(Settings, backoff=0.01))
    said = f"Incorrect API key provided: {key}"
    escaped = json.dumps({"error": {"message": said}}).replace("/", "\\/").encode()
    misread = json.dumps({"error": {"message": said}}, ensure_ascii=False).encode("utf-8")
    replies = {
        "good": chat(facts(FACT | {"subject": key}, FACT | {"quote": f"key {key}"})),
        "prose": chat(f"Your key is {key}."),
        "php": chat(facts(FACT | {"subject": key}).replace("/", "\\/")),
        "refused": Reply(401, escaped),
        "broken": Reply(500, misread.decode("latin-1").encode()),
        "moved": Reply(307, b"", {"Location": f"https://elsewhere.example/?key={quote(key)}"}),
        "inside": Reply(200, escaped),
    }
    printed = ""
    for name, reply in replies.items():
        with serving(always(reply)) as server:
            for verb in (("run",), ("run", "--json"), ("run", "--dry-run"), ("cache", "explain")):
                done = harness(
                    verb[0], *verb[1:], f"llm:{name}", *asked_of(server), HARNESS_LLM_API_KEY=key
                )
                printed += done.stdout + done.stderr
            sent = server.asked[0].headers["authorization"]
            assert sent.encode("latin-1").decode() == f"Bearer {key}"
    printed += harness("cache", "stats").stdout
    written = [path for path in place.rglob("*") if path.is_file()]
    assert len([path for path in written if path.name == "run.json"]) == 2 * len(replies)
    forms = {key, quote(key), quote(key, safe=""), key.encode().decode("latin-1")}
    forms |= {json.dumps(key)[1:-1], json.dumps(key)[1:-1].replace("/", "\\/")}
    for form in forms:
        assert form not in printed
        for path in written:
            assert form.encode() not in path.read_bytes(), path
