"""A disk that is full, from end to end: what could be written stays, and the run can be resumed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Done
from tests.cli.test_commands import ROOT
from tests.cli.test_running import five_articles

RUN = ("run", "tests.extractors_of_tests:Assets", "--goldset", "small")
FILES = ("begun.json", "run.json", "gold.json", "scores.json", "report.html")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with five articles; in it come to lie a whole run and its baseline."""
    five_articles(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _whole(place: Path, harness: Callable[..., Done]) -> None:
    assert harness(*RUN, "--out", "reports/whole").returncode == 0
    assert harness("gate", "--accept", "--why", "first", "--who", "Ann").returncode == 0


def limited(place: Path, room: int, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file of more bytes, as the system has it: no patch of ours."""
    return subprocess.run(
        [sys.executable, "-m", "harness", *words],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        capture_output=True,
        text=True,
        check=False,
    )


# How many bytes a file may have, and the first that has more.
ROOMS = [
    (0, "begun.json"),
    (700, "predictions.jsonl"),
    (2_500, "facts.jsonl"),
    (7_700, "scores.json"),
    (60_000, "report.html"),
]


@pytest.mark.parametrize(("room", "first"), ROOMS)
def test_a_full_disk_loses_no_article_and_the_run_is_resumed(
    place: Path, harness: Callable[..., Done], room: int, first: str
) -> None:
    """Until then no verdict speaks of the run before."""
    done = limited(place, room, *RUN, "--out", "reports/cut")
    assert done.returncode == 5, done.stderr
    assert f"{first}: cannot be written (File too large)" in done.stderr
    assert "the figures above are not stored" in done.stderr
    assert "Traceback" not in done.stderr
    assert "assets" in done.stdout  # what is computed is shown
    cut = place / "reports" / "cut"
    assert not (cut / "run.json").exists()
    assert not [one for one in cut.rglob("*") if one.name.startswith(".")], "a part was left"
    judged = harness("gate")
    assert judged.returncode == 3
    assert "reports/cut, was not finished" in judged.stderr
    if room == 0:  # nothing says what was asked for
        return
    again = harness("run", "--resume", "reports/cut", "--out", "reports/again")
    assert again.returncode == 0, again.stderr
    whole, other = place / "reports" / "whole", place / "reports" / "again"
    assert all((other / name).is_file() for name in FILES)
    assert (other / "scores.json").read_bytes() == (whole / "scores.json").read_bytes()
    judged = harness("gate")
    assert judged.returncode == 0
    assert judged.stdout.startswith("PASS: reports/again of 2")


def test_a_full_disk_cuts_no_baseline(place: Path) -> None:
    before = (place / "reports" / "baseline.json").read_bytes()
    done = limited(place, 100, "gate", "--accept", "--why", "again", "--who", "Ann")
    assert done.returncode == 5
    assert "baseline.json: cannot be written (File too large)" in done.stderr
    assert (place / "reports" / "baseline.json").read_bytes() == before
