"""The package as it is installed: the wheel brings its gold along and runs from anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", folder, ROOT], check=True, cwd=folder)
    (wheel,) = folder.glob("factharness-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def command(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    # -P and the wheel first: nothing may be taken from the checkout or the current folder.
    program = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); import harness; "
        f"assert harness.__file__.startswith({str(installed)!r}); "
        "from harness.__main__ import main; main()"
    )
    return subprocess.run(
        [sys.executable, "-P", "-c", program, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_scores_the_shipped_gold_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = command(installed, tmp_path, "run", "nearest", "empty")
    assert done.returncode == 0, done.stderr
    assert "deepseek-2025" in done.stdout
    assert len(list(tmp_path.glob("reports/run-*/report.html"))) == 1


def test_the_wheel_scores_predictions_from_any_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text(
        '{"article": "000-ki-coup", "predicate": "founded_by", "subject": "Deepseek", "surface": "Liang Wenfeng"}\n'
    )
    done = command(installed, tmp_path, "score", "mine.jsonl")
    assert done.returncode == 0, done.stderr
    assert "100.0" in done.stdout


def test_no_original_text_is_shipped(installed: Path) -> None:
    names = [path.name for path in installed.rglob("*.txt")]
    assert "retelling.txt" in names
    assert not any(
        path.name.startswith("00") and path.suffix == ".txt" for path in installed.rglob("*")
    )
