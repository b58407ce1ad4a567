"""What is ready to be copied is what its readers ask for, and its commands run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from pre_commit.clientlib import load_manifest

from harness.cli.main import run_command_line
from tests.goldfiles import FACTS, PREDICATES, write_goldset

ROOT = Path(__file__).parents[1]
GITHUB, GITLAB = ROOT / "docs" / "ci" / "github.yml", ROOT / "docs" / "ci" / "gitlab.yml"


def loaded(path: Path) -> Any:
    """Read YAML as GitHub and GitLab do: `on` is a text there."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (GITHUB, "vendor.github-workflows"),
        (GITHUB, "custom.github-workflows-require-timeout"),
        (GITLAB, "vendor.gitlab-ci"),
    ],
)
def test_it_fits_the_schema(path: Path, schema: str) -> None:
    content = yaml.safe_load(path.read_text("utf-8").replace("\non:", '\n"on":'))
    jsonschema.Draft7Validator(get_builtin_schema(schema)).validate(content)


def commands(path: Path) -> list[str]:
    content = loaded(path)
    if path == GITLAB:
        return list(content["facts"]["script"])
    return [step["run"] for step in content["jobs"]["gate"]["steps"] if "run" in step]


def files(path: Path) -> list[str]:
    """Name the files that later steps, or the server, pick up."""
    content = loaded(path)
    if path == GITLAB:
        artifacts = content["facts"]["artifacts"]
        return [*artifacts["paths"], *artifacts["reports"].values()]
    steps = content["jobs"]["gate"]["steps"]
    kept = next(step["with"]["path"] for step in steps if "upload-artifact" in str(step))
    sarif = next(step["with"]["sarif_file"] for step in steps if "upload-sarif" in str(step))
    return [*kept.split(), sarif]


def cached(path: Path) -> list[str]:
    """Name the files that one job hands to the next."""
    content = loaded(path)
    if path == GITLAB:
        return list(content["facts"]["cache"]["paths"])
    steps = content["jobs"]["gate"]["steps"]
    return [step["with"]["path"] for step in steps if "actions/cache" in step.get("uses", "")]


def test_github_keeps_the_history_of_a_job_that_fails() -> None:
    """Under one key each run of a job, since no cache is ever written over; before the verdict."""
    steps = loaded(GITHUB)["jobs"]["gate"]["steps"]
    uses = [step.get("uses", step.get("run", "")).partition("@")[0] for step in steps]
    take, keep = uses.index("actions/cache/restore"), uses.index("actions/cache/save")
    run, gate = (
        next(i for i, one in enumerate(uses) if f"harness {verb}" in one)
        for verb in ("run", "gate")
    )
    assert take < run < keep < gate
    assert steps[take]["with"]["key"] == steps[keep]["with"]["key"]
    assert steps[keep]["with"]["key"].startswith(steps[take]["with"]["restore-keys"])
    assert steps[keep]["if"].startswith("${{ !cancelled()")


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_its_commands_run_and_leave_what_is_picked_up(path: Path, tmp_path: Path) -> None:
    """As the runner does: one shell a step that stops at the first failure; pip is left out."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, does in (("harness", f'exec "{sys.executable}" -m harness "$@"'), ("pip", "exit 0")):
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    place = tmp_path / "project"
    place.mkdir()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": "page.md",
        "GITHUB_WORKSPACE": str(place),
    }

    def shell(script: str) -> subprocess.CompletedProcess[str]:
        words = ["bash", "-e", "-c", script]
        return subprocess.run(
            words, cwd=place, env=environment, capture_output=True, text=True, check=False
        )

    install, run, gate = commands(path)
    assert "pip install factharness" in install
    done = shell(run)
    assert done.returncode == 0, done.stderr
    assert shell(gate).returncode == 3  # no baseline yet
    accepted = shell("harness gate --accept --why first --who Ann")
    assert accepted.returncode == 0, accepted.stderr
    done = shell(gate)
    assert done.returncode == 0, done.stderr
    for name in [*files(path), *cached(path)]:
        assert list(place.glob(name)), name
    beside = sorted(one.name for one in (place / "reports").glob("history*"))
    assert beside == ["history.sqlite"]  # that is all of it: no log of SQLite's is left
    assert (place / "page.md").exists() == (path == GITHUB)


def test_pre_commit_takes_the_hooks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By its own reader; each hook passes on good gold, and finds what is broken."""
    hooks = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    assert [hook["id"] for hook in hooks] == ["harness-gold-lint", "harness-gold-lock"]
    used = PREDICATES.replace(PREDICATES.splitlines(keepends=True)[-1], "")  # compares_to is idle
    folder = write_goldset(tmp_path, predicates=used)
    monkeypatch.chdir(tmp_path)
    assert run_command_line(["gold", "lock", "small"]) == 0
    entries = [[*hook["entry"].split()[1:], "small"] for hook in hooks]
    assert [run_command_line(entry) for entry in entries] == [0, 0]
    moved = FACTS.replace("[wurde 1999 gegründet]", "[wurde 1999]")
    (folder / "facts" / "a1.yaml").write_text(moved, encoding="utf-8")
    assert run_command_line(entries[1]) == 1
    (folder / "facts" / "a1.yaml").write_text(FACTS.replace("Bonn}", "Bon}"), encoding="utf-8")
    assert run_command_line(entries[0]) == 1
