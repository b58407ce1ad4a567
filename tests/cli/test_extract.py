"""`harness extract`: any text, without gold, and never by one who learned from it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import ROOT, command
from tests.goldfiles import ORIGINAL, RETELLING, write_goldset

TEXT = "Die Firma Beta ist aus Rom. Sie hat 5 Millionen Euro, und das seit gestern.\n"
MEMORY = "tests.extractors_of_tests:Memory"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_goldset(tmp_path)
    (tmp_path / "mine.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def extracted(*arguments: str, place: Path, **more: str) -> list[dict[str, object]]:
    done = command("extract", "--extractor", *arguments, cwd=place, **more)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_predictions_bear_the_file_s_name_and_can_be_scored(place: Path) -> None:
    found = extracted("nearest", "mine.txt", place=place)
    assert {line["article"] for line in found} == {"mine.txt"}
    assert "5000000" in {line["value"].get("amount") for line in found}  # type: ignore[attr-defined]
    text = place / "a1"
    text.write_text(RETELLING, encoding="utf-8")
    done = command("extract", "--extractor", "nearest", "a1", "--goldset", "small", cwd=place)
    (place / "said.jsonl").write_text(done.stdout)
    scored = command("score", "said.jsonl", "--goldset", "small", "--json", cwd=place)
    assert scored.returncode == 0, scored.stderr
    run = command("run", "nearest", "--goldset", "small", "--json", cwd=place)
    levels = [json.loads(one.stdout)["extractors"][0]["levels"] for one in (scored, run)]
    assert levels[0] == levels[1]


def test_standard_input_is_a_text_too(place: Path) -> None:
    found = extracted("nearest", "-", place=place, input=TEXT)
    assert {line["article"] for line in found} == {"stdin"}


def test_dates_are_counted_from_the_text_s(place: Path) -> None:
    found = extracted("nearest", "mine.txt", "--doc-date", "2019-07-02", place=place)
    assert {"type": "date", "edtf": "2019-07-01"} in [line["value"] for line in found]


def test_a_gold_text_has_its_own_date(place: Path) -> None:
    (place / "probe.py").write_text(
        "from harness import Prediction, TextValue\n"
        "class Probe:\n"
        "    name = 'probe'\n"
        "    def fingerprint(self):\n        return '1'\n"
        "    def extract(self, article, predicates):\n"
        "        told = f'{article.doc_date} {article.language} {[one.name for one in predicates]}'\n"
        "        yield Prediction(article.id, predicates[0].name, 'x', TextValue(told))\n"
    )
    arguments = ["probe.py:Probe", "seeds/a1/retelling.txt", "originals/renamed.txt"]
    given = ["--goldset", "small", "--predicates", "assets, location", "--language", "en"]
    found = extracted(*arguments, *given, place=place)
    told = "2025-01-28 en ['location', 'assets']"
    assert [line["value"] for line in found] == [{"type": "text", "text": told}] * 2


def test_files_of_one_name_are_told_apart(place: Path) -> None:
    (place / "other").mkdir()
    (place / "other" / "mine.txt").write_text(TEXT)
    found = extracted("nearest", "mine.txt", "other/mine.txt", place=place)
    assert {line["article"] for line in found} == {"mine.txt", "other/mine.txt"}


def test_who_learns_learns_from_all_gold_but_the_text_itself(place: Path) -> None:
    """`Memory` repeats what it learned about names that a text holds; the file's name is no help."""
    arguments = [MEMORY, "--goldset", "small", "mine.txt", "seeds/a1/retelling.txt", "o.txt"]
    (place / "mine.txt").write_text("Alpha ist auch hier.")
    (place / "o.txt").write_text(ORIGINAL)
    done = command("extract", "--extractor", *arguments, cwd=place)
    assert done.returncode == 0, done.stderr
    assert {json.loads(line)["article"] for line in done.stdout.splitlines()} == {"mine.txt"}
    assert done.stderr.splitlines() == [
        "memory: fitted on the 1 articles of small 1",
        "memory: retelling.txt is the gold article a1: read by one fitted without it",
        "memory: o.txt is the gold article a1: read by one fitted without it",
    ]


def test_a_trap_copy_is_held_out_with_its_article(tmp_path: Path) -> None:
    """It is no article of the default gold set, but tells the same story."""
    trap = ROOT / "seeds" / "000-ki-coup-trap" / "retelling.txt"
    done = command("extract", "--extractor", MEMORY, trap, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "is the gold article 000-ki-coup-trap: read by one fitted without it" in done.stderr


def test_a_table_on_a_terminal(place: Path) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "120", "TERM": "dumb"}
    with subprocess.Popen(
        [sys.executable, "-m", "harness", "extract", "--extractor", "nearest", "mine.txt"],
        cwd=place,
        env=environment,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"in 1 text" not in shown and (chunk := os.read(ours, 65_536)):
            shown += chunk
        process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert "│ 5,000,000 EUR │ 5 Millionen Euro" in shown.decode()


def test_a_table_can_be_asked_for(place: Path) -> None:
    done = command("extract", "--extractor", "empty", "mine.txt", "--table", cwd=place)
    assert done.stdout == "0 facts in 1 text\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nearest", "nowhere.txt"], "nowhere.txt: cannot be read"),
        (["nearest", "latin.txt"], "latin.txt: byte 1 is not UTF-8"),
        (["nearest", "bom.txt"], "begins with a byte order mark"),
        (["nearest", "mine.txt", "mine.txt"], "mine.txt: is named twice"),
        (["nearst", "mine.txt"], "did you mean 'nearest'"),
        (["nearest", "mine.txt", "--predicates", "cots"], "did you mean 'cost'"),
        (["nearest", "mine.txt", "--doc-date", "gestern"], "--doc-date"),
        (["nearest", "mine.txt", "--doc-date", "2023/.."], "has no end"),
        (["nearest", "mine.txt", "--jobs", "0"], "--jobs"),
        (["nearest", "mine.txt", "--timeout", "0"], "--timeout"),
        (["nearest"], "Missing argument"),
    ],
)
def test_wrong_usage_is_exit_code_2(place: Path, arguments: list[str], says: str) -> None:
    (place / "latin.txt").write_bytes("Köln".encode("latin-1"))
    (place / "bom.txt").write_bytes("\ufeffKöln".encode())
    done = command("extract", "--extractor", *arguments, cwd=place)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_every_text_that_cannot_be_read_is_told(place: Path) -> None:
    done = command("extract", "--extractor", "nearest", "x.txt", "y.txt", cwd=place)
    assert len(done.stderr.splitlines()) == 2


def test_a_text_that_an_extractor_fails_on_costs_no_other(place: Path) -> None:
    script = 'grep -q Firma && exit 3; echo why >&2; echo \'{"predicate": "cost", "subject": "x", "surface": "1 Euro"}\''
    (place / "grep.sh").write_text(script)
    (place / "other.txt").write_text("anders")
    done = command(
        "extract", "--extractor", "command:sh grep.sh", "mine.txt", "other.txt", cwd=place
    )
    assert done.returncode == 4
    assert "command:sh grep.sh failed on mine.txt: ended with exit code 3" in done.stderr
    assert "why" in done.stderr
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["article"] == "other.txt"
