"""What README shows works as it is typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def block(language: str, containing: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    (found,) = [one for one in blocks if containing in one]
    return str(found)


def test_the_predictions_are_all_right(tmp_path: Path) -> None:
    lines = [line for line in block("console", "mine.jsonl").splitlines() if line.startswith("{")]
    (tmp_path / "mine.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = python("-m", "harness", "score", "mine.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(lines) == 4
    fact = next(line for line in done.stdout.splitlines() if " fact " in line)
    assert fact.split("│")[2].strip() == "100.0"
    grounded = next(line for line in done.stdout.splitlines() if " grounded " in line)
    assert grounded.split("│")[6].strip() == "1"


def test_the_extractor_runs(tmp_path: Path) -> None:
    code = block("python", "class Chinese")
    assert len(code.splitlines()) <= 14
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    done = python("-m", "harness", "run", "mine.py:Chinese", "regex", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    fact = done.stdout.split("chinese")[1].split(" fact ")[1].splitlines()[0]
    assert fact.split("│")[1].strip() == "100.0"


def test_the_python_functions_run(tmp_path: Path) -> None:
    (tmp_path / "try.py").write_text(block("python", "import harness"), encoding="utf-8")
    done = python("try.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.match(r"0\.\d+", done.stdout)


def test_the_figures_are_those_of_the_shipped_gold(tmp_path: Path) -> None:
    """Table and gold hash in README are what `harness run` prints today."""
    done = python("-m", "harness", "run", cwd=tmp_path)
    shown = block("console", "make run").splitlines()
    for line in done.stdout.splitlines():
        assert line in shown, f"README is out of date: {line}"


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_somewhere(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("language", "file"), [("python", "origins.py"), ("sh", "falls.sh")])
def test_the_examples_are_the_files(language: str, file: str) -> None:
    """`tests/cli/test_running.py` runs the files."""
    text = (ROOT / "examples" / file).read_text(encoding="utf-8")
    assert block(language, text.splitlines()[1 if language == "sh" else 0]) == text


def test_span_lines_are_scored(tmp_path: Path) -> None:
    """Both shapes of span lines that README shows, and what the Python line gives."""
    (tmp_path / "gold.jsonl").write_text(block("json", '"doc"'), encoding="utf-8")
    done = python("-m", "harness", "score", "--spans", "gold.jsonl", "gold.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "100.00" in done.stdout
    (code,) = re.findall(r"`(harness\.score_spans\(.*?\.f1)`", README)
    done = python("-c", f"import harness; print({code})", cwd=tmp_path)
    assert done.stdout.strip() == "0.5", done.stderr
