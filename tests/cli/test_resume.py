"""Runs that were stopped are read on: nothing is lost, nothing is read twice, nothing changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.stores.begun import find_begun, load_begun, read_earlier
from harness.stores.goldsets import load_goldset
from harness.stores.history import HISTORY_FILE, opened_history
from harness.stores.predictions import PredictionReader
from tests.cli.test_commands import ROOT, command
from tests.cli.test_running import ARTICLES, five_articles, hanging
from tests.modelserver import FACT, ModelServer, Reply, chat, facts

KILLS = 50
NAMES = ("noting", "nearest")
# Written by a run, and equal in equal runs; of `run.json` all but what is volatile.
FILES = ("scores.json", "gold.json", "{}/predictions.jsonl", "{}/facts.jsonl")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with five articles."""
    return five_articles(tmp_path)


def content_of(run: Path) -> list[bytes]:
    """Give all of a run that must not depend on how often it was stopped."""
    told = json.loads((run / "run.json").read_bytes())
    told.pop("volatile")
    files = {file.format(name) for file in FILES for name in NAMES}
    return [json.dumps(told).encode(), *((run / file).read_bytes() for file in sorted(files))]


def test_runs_that_are_killed_keep_every_article_and_are_resumed(place: Path) -> None:
    """By SIGKILL, which nobody hears, at moments spread over all of a run."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.cli.killing", str(KILLS)],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    runs = [json.loads(line) for line in errors.splitlines() if line.startswith('{"killed"')]
    assert len(runs) == KILLS
    gold = load_goldset(place / "goldsets" / "small")
    reader = PredictionReader(gold.articles, gold.predicates)
    seen = set()
    with opened_history(place / "reports" / HISTORY_FILE) as history:
        (series,) = [one for one in history.series() if one.extractor == "noting"]
        entered = {point.seen.run for point in history.points(series)}
    for told in runs:
        folder = place / told["killed"]
        finished = {name: finished_in(folder / name) for name in NAMES}
        if "again" not in told:  # killed before anything was begun
            assert not any(finished.values())
            continue
        earlier = read_earlier(folder, load_begun(folder), reader)
        for name in NAMES:
            whole = list(earlier[name].outcomes) if name in earlier else []
            assert whole == finished[name], told
        whole = told["killed"] if (folder / "run.json").is_file() else told["resumed"]
        assert content_of(place / whole) == content_of(place / "whole"), told
        assert (place / whole / "report.html").is_file(), told
        assert whole in entered, told
        if whole == told["killed"]:
            assert told["read"] == [], told
            lacked = "stands now in the history" in told["stderr"]
            assert lacked or "is a whole run; nothing is left to read" in told["stderr"]
            assert told["again"] == (0 if lacked else 2)
            seen.add("whole")
            continue
        assert told["again"] == 0, told["stderr"]
        assert told["read"] == [one for one in ARTICLES if one not in finished["noting"]], told
        seen.add(f"{len(finished['noting'])} {len(finished['nearest'])}")
    assert len(seen) > 5, "nearly all were killed at the same point"


def finished_in(folder: Path) -> list[str]:
    """Give the articles that the file of an extractor calls read, but for a line that is cut."""
    file = folder / "articles.jsonl"
    lines = file.read_text().split("\n")[:-1] if file.is_file() else []
    return [json.loads(line)["article"] for line in lines]


@pytest.fixture
def failing(place: Path) -> Path:
    """Give a folder with a run in which an extractor failed on one article of five."""
    (place / "weak.py").write_text(
        "from pathlib import Path\n"
        "from tests.extractors_of_tests import Assets\n"
        "class Weak(Assets):\n"
        "    name = 'weak'\n"
        "    def extract(self, article, predicates):\n"
        "        with Path('read.txt').open('a') as file:\n"
        "            file.write(f'{article.id} ')\n"
        "        if article.id == 'exits' and not Path('mended').exists():\n"
        "            raise RuntimeError('no luck')\n"
        "        yield from super().extract(article, predicates)\n"
    )
    (place / "mended.py").write_text("")
    done = command("run", "weak.py:Weak", "nearest", "--goldset", "small", cwd=place)
    assert done.returncode == 4
    (place / "read.txt").unlink()
    return place


def test_what_failed_is_read_again_and_nothing_else(failing: Path) -> None:
    """`--resume` alone goes on from the latest run, with all that was asked for there."""
    (failing / "mended").touch()
    done = command("run", "--resume", cwd=failing)
    assert done.returncode == 0, done.stderr
    assert ": of 5 articles were read: weak 4, nearest 5" in done.stderr
    assert (failing / "read.txt").read_text() == "exits "
    first, second = sorted((failing / "reports").glob("run-*"))
    told = json.loads((second / "run.json").read_text())
    report = (second / "report.html").read_text(encoding="utf-8")
    begun = "harness run weak.py:Weak nearest --goldset small"
    assert f"{begun} (resumed from reports/{first.name})" in report
    assert told["extractors"][0]["predictions"] == 5
    assert json.loads((first / "run.json").read_text())["extractors"][0]["predictions"] == 4
    done = command("run", "--resume", cwd=failing)
    assert done.returncode == 2
    assert "is a whole run; nothing is left to read" in done.stderr


def test_a_resumed_run_that_fails_again_can_be_resumed(failing: Path) -> None:
    for _ in range(2):
        assert command("run", "--resume", cwd=failing).returncode == 4
    (failing / "mended").touch()
    assert command("run", "--resume", cwd=failing).returncode == 0
    assert (failing / "read.txt").read_text() == "exits exits exits "


def test_a_run_that_was_stopped_by_hand_is_read_on(place: Path) -> None:
    """Here while two workers read: what came out of order is taken over as well."""
    with hanging(place, "slow.py:Slow", "nearest", "--jobs", "2") as process:
        while "a5" not in finished_in(place / "o" / "slow"):
            assert process.poll() is None
        process.kill()
        process.communicate(timeout=60)
    assert not (place / "o" / "run.json").exists()
    (place / "slow.py").write_text((place / "slow.py").read_text().replace("sleep(60)", "sleep(0)"))
    done = command("run", "--resume", "o", "--jobs", "1", "--out", "again", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "of 5 articles were read: slow 4, nearest 0" in done.stderr
    lines = (place / "again" / "slow" / "predictions.jsonl").read_text().splitlines()
    assert [json.loads(line)["article"] for line in lines] == list(ARTICLES)


def _changed_code(place: Path) -> None:
    code = (place / "weak.py").read_text()
    (place / "weak.py").write_text(f"{code}    def fingerprint(self): return '2'\n")


def _newer(place: Path) -> None:
    file = find_begun("latest", place / "reports") / "begun.json"
    file.write_text(file.read_text().replace('"format": 1', '"format": 2'))


def _broken(place: Path) -> None:
    file = find_begun("latest", place / "reports") / "begun.json"
    file.write_text(file.read_text()[:40])


def _nothing(place: Path) -> None:
    """Change nothing: the words of the command are what is wrong."""


@pytest.mark.parametrize(
    ("change", "words", "says"),
    [
        (_changed_code, [], "weak has changed since it read there; start a new run"),
        (_newer, [], "made by a newer harness; update"),
        (_broken, [], "begun.json:1"),
        (_nothing, ["--seed", "3"], "--seed beside --resume would make another run"),
        (_nothing, ["latest", "regex"], "an extractor beside --resume would make another run"),
        (_nothing, ["--goldset", "small"], "--goldset beside --resume would make another run"),
        (_nothing, ["nowhere"], "nowhere: no run that could be read on"),
        (_nothing, ["--reports", "empty"], "empty: holds no run that could be read on"),
    ],
)
def test_what_would_be_another_run_is_refused(
    failing: Path, change: Callable[[Path], None], words: list[str], says: str
) -> None:
    change(failing)
    before = sorted((failing / "reports").glob("run-*"))
    done = command("run", "--resume", *words, cwd=failing)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert sorted((failing / "reports").glob("run-*")) == before
    assert not (failing / "read.txt").exists()


def test_other_gold_is_refused(failing: Path) -> None:
    text = failing / "seeds" / "a5" / "retelling.txt"
    text.write_text(text.read_text() + "\nUnd noch ein Satz.\n", encoding="utf-8")
    done = command("run", "--resume", cwd=failing)
    assert done.returncode == 2
    assert "which is now" in done.stderr


def test_articles_that_are_not_whole_are_read_again(failing: Path) -> None:
    """A disk that lost power, or a hand, took lines away: nothing is believed that is not there."""
    (failing / "mended").touch()
    run = find_begun("latest", failing / "reports")
    file = run / "weak" / "predictions.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[1:-1]) + lines[-1][:30])  # first gone, last cut
    done = command("run", "--resume", "--out", "again", cwd=failing)
    assert done.returncode == 0, done.stderr
    assert (failing / "read.txt").read_text() == "a1 exits a5 "


def test_what_a_model_answered_is_not_asked_again(
    place: Path,
    stub: ModelServer,
    harness: Any,
) -> None:
    """Nor forgotten: tokens, calls and the name the server gave are those of both stretches."""
    good = chat(facts(FACT))
    refused = Reply(status=400, body=b'{"error": {"message": "no"}}')

    for name in ARTICLES:  # each a text of its own, or the cache would know the answer
        text = place / "seeds" / name / "retelling.txt"
        text.write_text(f"{text.read_text(encoding='utf-8')}\nNotiz {name}.\n", encoding="utf-8")
    stub.answer = lambda asked, _: refused if spoilt in json.dumps(asked.payload) else good
    spoilt = "Notiz exits"
    words = ("llm:stub", "--goldset", "small", "--base-url", stub.url, "--in-flight", "1")
    first = harness("run", *words, "--seed", "7", "--out", "one")
    assert first.returncode == 4, first.stderr
    (place / "kept" / "answers.sqlite").unlink()  # what is taken over comes from the run alone
    asked = len(stub.asked)
    spoilt = "nothing of the kind"
    second = harness("run", "--resume", "one", "--out", "two")
    assert second.returncode == 0, second.stderr
    assert len(stub.asked) == asked + 1
    assert stub.asked[-1].payload["seed"] == 7
    told = json.loads((place / "two" / "run.json").read_text())
    (model,) = told["extractors"]
    assert sum(one["input_tokens"] for one in model["usage"].values()) == 5 * 900
    assert model["model"]["answered_by"] == ["stub-1"]
    assert told["volatile"]["calls"]["llm:stub"] == {"sent": len(stub.asked)}
    assert len((place / "two" / "llm-stub" / "answers.jsonl").read_bytes().splitlines()) == 5
    assert " then " not in model["fingerprint"]
    third = harness("run", *words, "--seed", "7", "--out", "three")
    assert third.stdout == second.stdout
