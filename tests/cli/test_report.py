"""`harness report`: a stored run rendered again, in three forms with the same figures."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.test_commands import GOOD, command
from tests.goldfiles import write_goldset


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with a gold set and two runs on it, the later one better."""
    write_goldset(tmp_path)
    (tmp_path / "mine.jsonl").write_text("")
    common = ("score", "mine.jsonl", "--goldset", "small", "--out")
    assert command(*common, "then", cwd=tmp_path).returncode == 0
    (tmp_path / "mine.jsonl").write_text(GOOD)
    assert command(*common, "now", cwd=tmp_path).returncode == 0
    return tmp_path


def test_a_run_is_rendered_again_where_it_lies_and_says_where(place: Path) -> None:
    path = place / "now" / "report.html"
    before = path.read_bytes()
    path.unlink()
    done = command("report", "now", cwd=place)
    assert (done.returncode, done.stdout) == (0, "")
    assert "report: now/report.html" in done.stderr
    assert path.read_bytes() == before  # of the run's own command and times, not of this one


def test_what_changed_since_an_earlier_run(place: Path) -> None:
    done = command("report", "now", "--against", "then", "--out", "x/page.html", cwd=place)
    assert done.returncode == 0, done.stderr
    html = (place / "x" / "page.html").read_text()
    told = r"Against the run then, made \d{4}-\d\d-\d\d [\d:]{8} UTC by harness score mine.jsonl"
    assert re.search(told, html)
    assert "mine: gained 1 fact, lost 0" in html


ACCEPT = ("gate", "then", "--accept", "--why", "it was all there was", "--who", "the team")


def test_the_committed_baseline_is_what_a_report_is_held_against(place: Path) -> None:
    assert command(*ACCEPT, cwd=place).returncode == 0
    told = (
        "Against the baseline reports/baseline.json, accepted by the team, because: it was all "
        "there was."
    )
    page = command("report", "now", "--markdown", cwd=place).stdout
    assert told in page
    assert "mine: gained 1 fact, lost 0" in page
    for against in ("reports/baseline.json", "then"):  # both know the same of then
        done = command("report", "now", "--against", against, "--out", "page.html", cwd=place)
        assert done.returncode == 0, done.stderr
        assert "mine: gained 1 fact, lost 0" in (place / "page.html").read_text()
    done = command("run", "empty", "--goldset", "small", "--out", "other", cwd=place)
    assert done.returncode == 0
    html = (place / "other" / "report.html").read_text()
    assert told in html
    assert "Not there then: empty." in html
    assert "Not in this run: mine." in html


def test_the_page_tells_what_a_colleague_needs_to_make_the_figures_again(place: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    subprocess.run(["git", "add", "mine.jsonl"], cwd=place, check=True)
    who = ("-c", "user.name=x", "-c", "user.email=x@x")
    subprocess.run(["git", *who, "commit", "-qm", "first"], cwd=place, check=True)
    done = command("score", "mine.jsonl", "--goldset", "small", "--out", "new", cwd=place)
    assert done.returncode == 0, done.stderr
    told = json.loads((place / "new" / "run.json").read_text())["volatile"]
    page = command("report", "new", "--text", cwd=place).stdout
    began = datetime.fromisoformat(told["started"])
    assert f"Run: new, made {began:%Y-%m-%d %H:%M:%S} UTC\n" in page
    assert f"Commit: {told['commit'][:12]}\n" in page
    assert "Command line: harness score mine.jsonl --goldset small --out new\n" in page
    packages = ("numpy", "scipy", "scikit-learn", "text2num")
    assert all(f"{name} {version(name)}" in page for name in packages)
    assert "<h1>small · retelling · new</h1>" in (place / "new" / "report.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "content", "says"),
    [
        ([], None, "reports/baseline.json: there is no baseline yet"),
        (["--profile", "strict"], None, "profile strict, and the baseline standard"),
        ([], "{}", "Object missing required field"),  # told, and no reason to show no report
    ],
)
def test_where_no_baseline_fits_the_report_says_why(
    place: Path, arguments: list[str], content: str | None, says: str
) -> None:
    if arguments:
        assert command(*ACCEPT, cwd=place).returncode == 0
    if content is not None:
        (place / "reports").mkdir(exist_ok=True)
        (place / "reports" / "baseline.json").write_text(content)
    done = command("report", "now", "--markdown", *arguments, cwd=place)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout.replace("\\", "")


def test_a_run_that_cannot_be_held_against_what_is_named_is_not_begun(place: Path) -> None:
    assert command(*ACCEPT, cwd=place).returncode == 0
    common = ("run", "empty", "--goldset", "small", "--profile", "strict", "--out", "new")
    done = command(*common, "--against", "reports/baseline.json", cwd=place)
    assert done.returncode == 2
    assert "does not fit this run" in done.stderr
    assert not (place / "new").exists()


def test_markdown_goes_to_stdout_or_a_file_and_has_the_terminals_figures(place: Path) -> None:
    told = command("report", "now", "--markdown", cwd=place)
    text = command("report", "now", "--text", cwd=place)
    assert told.returncode == text.returncode == 0
    done = command("report", "now", "--markdown", "--out", "comment.md", cwd=place)
    assert (done.returncode, done.stdout) == (0, "")
    assert (place / "comment.md").read_text() == told.stdout
    scores = json.loads((place / "now" / "scores.json").read_text())
    f1 = f"{scores['extractors'][0]['levels']['fact']['f1'] * 100:.1f}"
    assert f"| {f1} |" in told.stdout
    assert f" {f1} " in text.stdout


def test_open_shows_the_page_in_the_browser_that_is_set(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "browser.sh").write_text('#!/bin/sh\necho "$1" > opened\n')
    (place / "browser.sh").chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{place / 'browser.sh'} %s")
    done = command("report", "now", "--open", cwd=place)
    assert done.returncode == 0, done.stderr
    assert (place / "opened").read_text().strip() == (place / "now" / "report.html").as_uri()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "'nowhere' is neither a run nor an extractor of"),
        (["now:nobody"], "neither a run nor an extractor of"),
        (["now", "--against", "nowhere"], "'nowhere' is neither a run nor an extractor of"),
        # A part of a run, or more than one, must not take the place of a run's own page.
        (["now:mine"], "add --out FILE"),
        (["now", "then"], "add --out FILE"),
        (["now", "--markdown", "--open"], "exclude each other"),
        (["now", "--profile", "lax"], "lax"),
    ],
)
def test_wrong_usage_is_exit_code_2(place: Path, arguments: list[str], says: str) -> None:
    done = command("report", *arguments, cwd=place)
    assert done.returncode == 2
    assert says in done.stderr


def test_several_runs_and_parts_of_them_are_shown_in_one_report(place: Path) -> None:
    for out in ("both", "again"):
        done = command("run", "empty", "nearest", "--goldset", "small", "--out", out, cwd=place)
        assert done.returncode == 0, done.stderr
    part = command("report", "both:nearest", "--text", cwd=place).stdout
    assert "\nnearest " in part
    assert "\nempty " not in part
    # Two that said the same are one; two of one name that did not go by their runs.
    page = command("report", "then", "now", "both", "again:empty", "--text", cwd=place).stdout
    rows = re.findall(r"^(.+?) +│ value ", page, flags=re.MULTILINE)
    assert sorted(rows) == ["empty", "mine (now)", "mine (then)", "nearest"]
    assert {"then", "now", "both", "again"} <= set(re.findall(r"^Run: (\w+),", page, re.MULTILINE))
    done = command("report", "then", "now", "--out", "two.html", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "<h1>small · retelling · then and now</h1>" in (place / "two.html").read_text()


def test_an_earlier_run_of_others_only_is_refused(place: Path) -> None:
    assert (
        command("run", "empty", "--goldset", "small", "--out", "other", cwd=place).returncode == 0
    )
    done = command("report", "now", "--against", "other", cwd=place)
    assert done.returncode == 2
    assert "it has empty" in done.stderr


def test_a_place_that_cannot_be_written_is_exit_code_5(place: Path) -> None:
    (place / "file").write_text("")
    done = command("report", "now", "--out", "file/page.html", cwd=place)
    assert done.returncode == 5
    assert "cannot be written" in done.stderr
