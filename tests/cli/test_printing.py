"""Readers who go away change neither what is decided nor what is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import GOOD, command
from tests.goldfiles import write_goldset


def unread(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose output nobody reads."""
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        return subprocess.run(
            [sys.executable, "-m", "harness", *arguments],
            cwd=place,
            stdout=theirs,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(theirs)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with a baseline, and a run that has lost a fact since."""
    write_goldset(tmp_path)
    for said in (GOOD, ""):
        (tmp_path / "mine.jsonl").write_text(said)
        assert command("score", "mine.jsonl", "--goldset", "small", cwd=tmp_path).returncode == 0
        if said:
            accept = ("gate", "--accept", "--why", "first", "--who", "Ann")
            assert command(*accept, cwd=tmp_path).returncode == 0
    return tmp_path


@pytest.mark.parametrize("form", [(), ("--json",), ("--github",)])
def test_a_verdict_that_nobody_reads_is_one(place: Path, form: tuple[str, ...]) -> None:
    done = unread(place, "gate", *form, "--junit", "j.xml", "--summary", "s.md")
    assert (done.returncode, done.stderr) == (1, "")
    assert "<failure" in (place / "j.xml").read_text()
    assert "FAIL" in (place / "s.md").read_text()


def test_a_run_that_nobody_reads_is_whole(place: Path) -> None:
    done = unread(place, "score", "mine.jsonl", "--goldset", "small", "--out", "o")
    assert done.returncode == 0, done.stderr
    assert (place / "o" / "run.json").is_file()
    assert "Exception" not in done.stderr


def test_findings_that_nobody_reads_are_findings(place: Path) -> None:
    facts = place / "goldsets/small/facts/a1.yaml"
    facts.write_text(facts.read_text().replace("amount: 5000000", "amount: 7000000"))
    assert unread(place, "gold", "lint", "small").returncode == 1
