"""Imports go downstairs only, never sideways; the floors stand in pyproject.toml."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint_imports, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "harness", tmp_path / "harness")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_floors(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "upstairs"),
    [
        ("model/facts.py", "harness.scoring"),
        ("matching/rules.py", "harness.stores.goldsets"),  # sideways
        ("extractors/base.py", "harness.stores.goldsets"),  # an extractor has no way to gold
        ("report/view.py", "harness.cli.main"),
        ("errors.py", "harness.model.values"),
    ],
)
def test_an_import_upstairs_is_found(copy: Path, module: str, upstairs: str) -> None:
    path = copy / "harness" / module
    path.write_text(path.read_text() + f"\nimport {upstairs}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert upstairs in done.stdout


def test_only_the_command_line_prints_and_exits() -> None:
    for path in (ROOT / "harness").rglob("*.py"):
        if path.parent.name == "cli" or path.name == "__main__.py":
            continue
        text = path.read_text()
        assert "sys.exit" not in text, path
        assert " print(" not in text, path
