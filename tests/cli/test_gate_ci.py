"""`harness gate` as CI systems call it: what they find afterwards, and the exit code beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Xml

import pytest

from harness.cli.main import run_command_line
from tests.goldfiles import write_goldset

SAID = {
    "assets": '{"article": "a1", "predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro"}\n',
    "location": '{"article": "a1", "predicate": "location", "subject": "Alpha", "surface": "Bonn"}\n',
}
ALL = ["--junit", "out/j.xml", "--sarif", "s.json", "--code-quality", "c.json", "--summary", "s.md"]


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Project:
    """A project with the small gold set, a baseline, and runs of predictions."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys
        write_goldset(root)

    def __call__(self, *words: str) -> Done:
        code = run_command_line(words)
        return Done(code, *self._capsys.readouterr())

    def say(self, *facts: str, originals: bool = False) -> None:
        Path("mine.jsonl").write_text("".join(SAID[fact] for fact in facts), encoding="utf-8")
        edition = ["--originals", "originals"] if originals else []
        assert self("score", "mine.jsonl", "--goldset", "small", *edition).code == 0

    def accept(self, *words: str) -> None:
        assert self("gate", "--accept", "--why", "first", "--who", "Ann", *words).code == 0


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    return Project(tmp_path, capsys)


def results(path: str) -> dict[str, str]:
    """Tell what a JUnit file says of each case."""
    return {
        f"{case.get('classname')} {case.get('name')}": next(
            (part.tag for part in case if part.tag != "system-out"), "passed"
        )
        for case in Xml.parse(path).iter("testcase")  # noqa: S314 - ours
    }


def test_a_lost_fact_is_told_everywhere_and_its_return_too(project: Project) -> None:
    project.say("assets", "location")
    project.accept()
    project.say("assets")
    done = project("gate", *ALL, "--github")
    assert done.code == 1
    assert results("out/j.xml") == {
        "mine.founded a1/founded-alpha": "skipped",
        "mine.location a1/location-alpha": "failure",
        "mine.assets a1/assets-alpha": "passed",
        "gate run": "passed",
        "gate mine": "failure",
    }
    file = "goldsets/small/facts/a1.yaml"
    assert f"::error file={file},line=8,title=harness gate%3A lost facts::mine: a1/" in done.out
    (result, *_) = json.loads(Path("s.json").read_text())["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == file
    assert location["region"]["startLine"] == 8
    assert json.loads(Path("c.json").read_text())[0]["location"]["path"] == file
    assert f"| {file}:8 |" in Path("s.md").read_text()
    run = max(Path("reports").glob("run-*")).as_posix()
    for written in (Path("out/j.xml"), Path("s.json"), Path("s.md")):
        assert run in written.read_text().replace("\\", ""), written  # the page escapes its marks
    assert f"::notice title=harness gate::FAIL: {run} of 2" in done.out
    project.say("assets", "location")
    done = project("gate", *ALL, "--github")
    assert done.code == 0
    assert "failure" not in results("out/j.xml").values()
    assert done.out.splitlines()[-1].startswith("::notice title=harness gate::PASS: reports/run-")
    assert json.loads(Path("c.json").read_text()) == []


def test_the_step_summary_is_added_to(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other steps' commands write there too; without the variable nothing is written."""
    project.say("assets")
    project.accept()
    assert project("gate", "--github").code == 0
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
    Path("page.md").write_text("before\n")
    assert project("gate", "--github").code == 0
    assert Path("page.md").read_text().startswith("before\n## harness gate: PASS\n")
    assert project("gate", "--summary", "own.md").code == 0
    assert Path("page.md").read_text() == "before\n" + Path("own.md").read_text()


def test_files_are_named_from_the_root_of_the_sources(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a workflow with `working-directory`."""
    project.say("assets")
    project.accept()
    project.say("location")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.root.parent))
    done = project("gate", "--github")
    assert f"::error file={project.root.name}/goldsets/small/facts/a1.yaml,line=13," in done.out
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.root / "elsewhere"))
    assert "::error file=goldsets/small/facts/a1.yaml,line=13," in project("gate", "--github").out


@pytest.mark.parametrize("baseline", [(), ("--baseline", "../elsewhere.json")])
def test_installed_gold_is_no_file_of_the_sources(
    project: Project, monkeypatch: pytest.MonkeyPatch, baseline: tuple[str, ...]
) -> None:
    """No output points outside: GitHub and GitLab would show nothing."""
    work = project.root / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    Path("pyproject.toml").write_text("[tool.harness.gate]\n")
    for said in ("assets", "location"):
        Path("mine.jsonl").write_text(SAID[said])
        assert project("score", "mine.jsonl", "--goldset", "../goldsets/small").code == 0
        if said == "assets":
            project.accept(*baseline)
    done = project("gate", *ALL, "--github", *baseline)
    assert done.code == 1
    home = "pyproject.toml" if baseline else "reports/baseline.json"
    assert f"::error file={home},line=1," in done.out
    assert "gold small/facts/a1.yaml:13" in done.out
    for name in ("out/j.xml", "s.json", "c.json", "s.md"):
        assert str(project.root) not in Path(name).read_text()
    assert {one["location"]["path"] for one in json.loads(Path("c.json").read_text())} == {home}
    assert "small/facts/a1.yaml:13" in Path("s.md").read_text()


def test_annotations_leave_json_alone(project: Project) -> None:
    project.say("assets")
    project.accept()
    project.say()
    done = project("gate", "--github", "--json")
    assert json.loads(done.out)["verdict"] == "FAIL"
    assert "::error file=" in done.err


def test_no_verdict_is_red_for_other_reasons(project: Project) -> None:
    """No baseline, and a policy that cannot be read: neither silence nor a regression."""
    project.say("assets")
    done = project("gate", "--github", *ALL)
    assert done.code == 3
    assert done.out.startswith("::error title=harness gate::reports/baseline.json: there is no")
    assert results("out/j.xml") == {"gate run": "error"}
    assert Path("s.md").read_text().startswith("## harness gate: no verdict\n")
    assert not Path("s.json").exists()  # an empty one would close what was found before
    Path("harness.toml").write_text("[gate]\nmax_lost = 0\nmax_lots = 0\n")
    done = project("gate", "--github", *ALL)
    assert done.code == 2
    assert done.out.startswith("::error file=harness.toml,line=3,col=1,title=harness gate::unknown")


def test_what_cannot_be_written_is_told_after_the_verdict(project: Project) -> None:
    project.say("assets")
    project.accept()
    Path("full").write_text("")
    done = project("gate", "--junit", "full/j.xml", "--summary", "s.md")
    assert done.code == 5
    assert done.out.startswith("PASS")
    assert "full/j.xml: cannot be written" in done.err
    assert Path("s.md").exists()


@pytest.mark.parametrize("option", [["--github"], ["--junit", "j.xml"], ["--summary", "j.xml"]])
def test_originals_are_not_told_to_ci_unless_allowed(project: Project, option: list[str]) -> None:
    project.say("assets", originals=True)
    project.accept("--originals", "originals")
    done = project("gate", "--originals", "originals", *option)
    assert done.code == 2
    assert "--allow-original-text" in done.err
    assert project("gate", "--originals", "originals", *option, "--allow-original-text").code == 0


def test_accepting_gives_no_verdict_to_tell(project: Project) -> None:
    project.say("assets")
    done = project("gate", "--accept", "--why", "x", "--who", "Ann", "--junit", "j.xml")
    assert done.code == 2
    assert not Path("reports/baseline.json").exists()


def test_a_run_is_held_against_gold_without_a_baseline(project: Project) -> None:
    project.say("assets")
    done = project("report", "--junit")
    assert done.code == 0  # it tells, and judges nothing
    assert project("report", "latest", "--junit", "--out", "j.xml").code == 0
    assert Path("j.xml").read_text() == done.out
    assert results("j.xml") == {
        "mine.founded a1/founded-alpha": "failure",
        "mine.location a1/location-alpha": "failure",
        "mine.assets a1/assets-alpha": "passed",
    }
    project.say("assets", originals=True)
    (edition,) = Path("reports").glob("run-*-original")
    words = ("report", str(edition), "--junit", "--originals", "originals")
    assert project(*words).code == 2
    assert "eine Firma aus Bonn" in project(*words, "--allow-original-text").out
