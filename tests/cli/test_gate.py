"""`harness gate` as it is typed: the matrix of exit codes, and what the verdict tells."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.cli.main import run_command_line
from tests.cli.test_commands import ROOT
from tests.goldfiles import FACTS, write_goldset

GOOD = '{"article": "a1", "predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro", "evidence": [[72, 88]]}\n'
SEAT = '{"article": "a1", "predicate": "location", "subject": "Alpha AG", "surface": "Bonn"}\n'
CRASH = """
class Crash:
    name = "x"
    def fingerprint(self): return "1"
    def extract(self, article, predicates): raise OSError("nobody answers")
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the small gold set and a baseline of two facts found."""
    write_goldset(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crash.py").write_text(CRASH)
    score(GOOD + SEAT)
    assert harness("gate", "--accept", "--why", "first", "--who", "somebody") == 0
    return tmp_path


def harness(*arguments: str) -> int:
    return run_command_line(arguments)


def score(said: str, name: str = "x", *more: str) -> None:
    Path(f"{name}.jsonl").write_text(said)
    assert harness("score", f"{name}.jsonl", "--goldset", "small", *more) == 0


def policy(text: str) -> None:
    Path("pyproject.toml").write_text(text)


def change_run(**changed: object) -> None:
    latest = max(Path("reports").glob("run-*/run.json"))
    latest.write_text(json.dumps(json.loads(latest.read_text()) | changed))


def change_gold() -> None:
    path = Path("goldsets/small/facts/a1.yaml")
    path.write_text(FACTS.replace('edtf: "1999"', 'edtf: "1998"'))


def change_gold_and_score() -> None:
    change_gold()
    score(GOOD)


def crash() -> None:
    assert harness("run", "crash.py:Crash", "--goldset", "small") == 4


KILLED = """
import os, signal
class Killed:
    name = "x"
    def fingerprint(self): return "1"
    def extract(self, article, predicates): os.kill(os.getpid(), signal.SIGKILL)
"""


def kill(*more: str) -> None:
    """Run an extractor whose process is killed while it reads."""
    Path("killed.py").write_text(KILLED)
    words = ("run", "killed.py:Killed", "--goldset", "small", *more)
    path = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "harness", *words], env=os.environ | path, check=False
    )
    assert done.returncode == -signal.SIGKILL


def kill_alone() -> None:
    shutil.rmtree("reports")
    kill()


def name_and_kill() -> None:
    score(GOOD + SEAT, "x", "--out", "reports/mine")
    kill()


def empty_folder() -> None:
    """Leave what a run leaves that is killed before it writes anything."""
    Path("reports/run-29990101T000000-01-small-retelling").mkdir()


def kill_and_run_again() -> None:
    kill()
    score(GOOD + SEAT)


def name_oddly_and_go_on() -> None:
    """Make a run whose name sorts after all that come, and then a better one."""
    score(GOOD, "x", "--out", "reports/run-C")
    score(GOOD + SEAT)


WAIVER = """
[[tool.harness.gate.waivers]]
fact = "{fact}"
reason = "known"
expires = 2999-01-01
"""
MUST_FIND = "[tool.harness.gate]\nmust_find = ['a1/founded-alpha']\n"


def both() -> None:
    """Make a run of two extractors."""
    Path("x.jsonl").write_text(GOOD + SEAT)
    Path("new.jsonl").write_text(GOOD)
    assert harness("score", "x.jsonl", "new.jsonl", "--goldset", "small") == 0


def judge_both() -> None:
    policy('[tool.harness.gate]\nextractors = ["x", "new"]')
    both()


def terms_of_another() -> None:
    policy("[tool.harness.gate.extractor.new]\nmax_lost = 1")
    both()


MATRIX: list[tuple[str, Callable[[], object], tuple[str, ...], int, str]] = [
    ("nothing changed", lambda: None, (), 0, "PASS"),
    ("one extractor of the run", lambda: None, ("latest:x",), 0, "PASS"),
    ("a fact lost", lambda: score(GOOD), (), 1, "lost 1 fact"),
    (
        "a fact lost in a run that lies elsewhere",
        *(lambda: score(GOOD, "x", "--out", "z/mine"), (), 1, "FAIL: z/mine of 2"),
    ),
    (
        "it is that run which is accepted",
        lambda: score(GOOD, "x", "--out", "z/mine"),
        *(("--accept", "--why", "x", "--who", "y"), 0, "accepted z/mine of 2"),
    ),
    (
        "a name that sorts last is not the latest",
        name_oddly_and_go_on,
        (),
        0,
        "PASS: reports/run-2",
    ),
    ("the newest run was killed", kill, (), 3, "was not finished: `harness run --resume reports/"),
    (
        "the newest run was killed elsewhere",
        *(lambda: kill("--out", "z/killed"), (), 3, "run --resume z/killed"),
    ),
    ("and nothing else was ever run", kill_alone, (), 3, "was not finished"),
    (
        "a killed run is no baseline, and neither is the one before",
        *(kill, ("--accept", "--why", "x", "--who", "y"), 3, "was not finished"),
    ),
    ("a run folder without a word", empty_folder, (), 3, "was not finished"),
    ("after the killed run another was made", kill_and_run_again, (), 0, "PASS"),
    ("the run before was meant", name_and_kill, ("reports/mine",), 0, "PASS: reports/mine of 2"),
    ("below a floor", lambda: policy("[tool.harness.gate]\nfloors.f1 = 0.9"), (), 1, "floor"),
    (
        "a typo in the policy",
        lambda: policy("[tool.harness.gate]\nmax_lots = 0"),
        (),
        2,
        "max_lots",
    ),
    (
        "a fact that there is not",
        lambda: policy('[tool.harness.gate]\nmust_find = ["a1/none"]'),
        *((), 2, "pyproject.toml:2"),
    ),
    (
        "a waiver of a fact that there is not",
        lambda: policy(f"# ours\n{WAIVER.format(fact='a1/location')}"),
        *((), 2, "pyproject.toml:4:1: 'a1/location' is no fact"),
    ),
    (
        "a typo in the extractors that are judged",
        lambda: policy('[tool.harness.gate]\nextractors = ["y"]'),
        *((), 2, "pyproject.toml:2:1: extractor 'y' is neither in the run nor in the baseline"),
    ),
    (
        "a typo in the extractors that are accepted",
        lambda: policy('[tool.harness.gate]\nextractors = ["y"]'),
        *(("--accept", "--why", "x", "--who", "y"), 2, "pyproject.toml:2"),
    ),
    (
        "an extractor that the policy judges and the baseline lacks",
        *(judge_both, (), 3, "is not in the baseline"),
    ),
    (
        "one extractor is asked for, and the policy has terms for another of the run",
        *(terms_of_another, ("latest:x",), 0, "PASS"),
    ),
    (
        "a waiver of a fact that was never found and must be",
        lambda: policy(MUST_FIND + WAIVER.format(fact="a1/founded-alpha")),
        *((), 0, "note: x: a1/founded-alpha is not found, and waived until 2999-01-01"),
    ),
    ("an unknown option", lambda: None, ("--acept",), 2, "No such option"),
    ("an unknown run", lambda: None, ("reports/none",), 2, "reports/none"),
    ("no run at all", lambda: shutil.rmtree("reports"), (), 2, "no run yet"),
    ("--accept without a reason", lambda: None, ("--accept",), 2, "--why"),
    ("a reason without --accept", lambda: None, ("--why", "so"), 2, "--accept"),
    (
        "a broken baseline",
        lambda: Path("reports/baseline.json").write_text("{"),
        *((), 2, "baseline.json:1"),
    ),
    (
        "a baseline of a newer harness is not written over",
        lambda: Path("reports/baseline.json").write_text('{"format": 99}'),
        *(("--accept", "--why", "x", "--who", "y"), 2, "newer harness"),
    ),
    (
        "a broken one is, and that is told",
        lambda: Path("reports/baseline.json").write_text("{"),
        *(("--accept", "--why", "x", "--who", "y"), 0, "note: the old baseline tells nothing"),
    ),
    ("no baseline", lambda: Path("reports/baseline.json").unlink(), (), 3, "no baseline yet"),
    ("another extractor", lambda: score(GOOD + SEAT, "renamed"), (), 3, "not in the run"),
    ("gold that changed after the run", change_gold, (), 3, "run the extractors again"),
    ("gold that changed before", change_gold_and_score, (), 3, "gold hash"),
    ("an interrupted run", lambda: change_run(complete=False), (), 3, "interrupted"),
    ("a dead provider", crash, (), 3, "failed on a1"),
    (
        "a dead provider is no baseline",
        *(crash, ("--accept", "--why", "x", "--who", "y"), 3, "failed on articles"),
    ),
    (
        "a baseline that cannot be written",
        lambda: Path("file").write_text(""),
        *(("--accept", "--why", "x", "--who", "y", "--baseline", "file/b.json"), 5, "cannot be"),
    ),
]


@pytest.mark.parametrize(
    ("happens", "arguments", "code", "told"), [pytest.param(*row[1:], id=row[0]) for row in MATRIX]
)
def test_exit_codes(
    place: Path,
    capfd: pytest.CaptureFixture[str],
    happens: Callable[[], object],
    arguments: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    happens()
    capfd.readouterr()
    assert harness("gate", *arguments) == code
    shown = capfd.readouterr()
    assert told in shown.out + shown.err


def test_the_verdict_names_what_was_lost_and_who_found_it_last(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = min(Path("reports").glob("run-*"))
    score(GOOD)
    capfd.readouterr()
    assert harness("gate") == 1
    told = capfd.readouterr().out
    assert "x lost a1/location-alpha\n" in told
    assert "a1:3 „Alpha AG aus Bonn“" in told
    assert f"last found by {first.as_posix()}, 2" in told
    assert harness("gate", "--json") == 1
    verdict = json.loads(capfd.readouterr().out)
    assert verdict["verdict"] == "FAIL"
    (lost,) = verdict["extractors"][0]["lost"]
    assert lost["fact"] == "a1/location-alpha"
    assert lost["last_found"]["run"] == first.as_posix()
    assert verdict["extractors"][0]["now"]["recall"] == "1/3"


def test_restored_is_passed_and_a_broken_history_is_no_reason(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    score(GOOD)
    Path("reports/history.sqlite").write_bytes(b"not a database" * 100)
    for extra in ("-wal", "-shm"):
        Path(f"reports/history.sqlite{extra}").unlink(missing_ok=True)
    assert harness("gate") == 1
    assert "the history cannot be asked" in capfd.readouterr().err
    score(GOOD + SEAT)  # its exit code is 0, though nothing can be entered
    assert "not entered into the history" in capfd.readouterr().err
    assert harness("gate") == 0


def test_accepting_is_stable_and_tells_what_it_leaves_out(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    again = ("gate", "--accept", "--why", "first", "--who", "somebody")
    before = Path("reports/baseline.json").read_bytes()
    assert harness(*again) == 0
    assert Path("reports/baseline.json").read_bytes() == before
    score(GOOD, "other")
    assert harness(*again) == 0
    assert "no longer holds x" in capfd.readouterr().err


def test_accepting_tells_what_it_changes(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    again = ("gate", "--accept", "--why", "so", "--who", "somebody")
    score(GOOD)
    capfd.readouterr()
    assert harness(*again) == 0
    told = capfd.readouterr().out
    assert f"accepted {max(Path('reports').glob('run-*')).as_posix()} of 2" in told
    assert "F1 80.0 -> 50.0 %" in told
    assert "    lost: a1/location-alpha\n" in told
    score(GOOD + SEAT)
    assert harness(*again) == 0
    told = capfd.readouterr().out
    assert "    gained: a1/location-alpha\n" in told
    assert "warning: F1 rose from 50.0 to 80.0 %" in told
    change_gold_and_score()
    assert harness(*again) == 0
    assert "the old baseline cannot be compared" in capfd.readouterr().out


def test_a_baseline_keeps_its_profile(place: Path) -> None:
    assert harness("gate", "--accept", "--why", "x", "--who", "y", "--profile", "strict") == 0
    assert json.loads(Path("reports/baseline.json").read_text())["profile"] == "strict"
    assert harness("gate", "--accept", "--why", "x", "--who", "y") == 0
    assert json.loads(Path("reports/baseline.json").read_text())["profile"] == "strict"
    assert harness("gate") == 0


def test_originals_are_quoted_on_demand_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write_goldset(tmp_path)
    monkeypatch.chdir(tmp_path)
    more = ("--goldset", "small", "--originals", "originals")
    Path("x.jsonl").write_text(SEAT)
    assert harness("score", "x.jsonl", *more) == 0
    accept = ("--accept", "--why", "x", "--who", "y")
    assert harness("gate", *accept, "--originals", "originals") == 0
    assert "Firma" not in Path("reports/baseline.json").read_text()
    Path("x.jsonl").write_text("")
    assert harness("score", "x.jsonl", *more) == 0
    capfd.readouterr()
    for flags, quoted in (((), False), (("--allow-original-text",), True)):
        for form in ((), ("--json",)):
            assert harness("gate", "--originals", "originals", *flags, *form) == 1
            assert ("eine Firma aus Bonn" in capfd.readouterr().out) is quoted
    assert harness("gate") == 2  # the rendition is told, and how to get there
    assert "--originals DIR" in capfd.readouterr().err
