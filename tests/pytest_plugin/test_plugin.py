"""The plug-in in projects of its users: asleep until asked, plain in what it says, once a run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import harness.pytest_plugin.items  # noqa: F401 - before pytester takes note: numpy loads only once
from harness.cli.main import run_command_line
from tests.goldfiles import write_goldset

SAID = (
    '{"article": "a1", "predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro"}\n'
    '{"article": "a1", "predicate": "location", "subject": "Alpha", "surface": "Bonn"}\n'
)
# Says what stands in a file, and writes down every time that it is asked.
EXTRACTOR = """\
import json
import os
from pathlib import Path
from harness import EntityValue, Prediction

HERE = Path(__file__).parent

class Mine:
    name = "mine"
    def fingerprint(self):
        return "1"
    def extract(self, article, predicates):
        with (HERE / "asked").open("a") as file:
            file.write(f"{os.getpid()}\\n")
        print("noise")
        for city in (HERE / "says").read_text().split():
            yield Prediction(article.id, "location", "Alpha", EntityValue(city))
"""
FACTS = "goldsets/small/facts/a1.yaml"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a user's project: the small gold set, an extractor that is right, and its baseline."""
    root = tmp_path_factory.mktemp("project")
    write_goldset(root)
    (root / "mine.py").write_text(EXTRACTOR)
    (root / "says").write_text("Bonn")
    (root / "pytest.ini").write_text(
        "[pytest]\nharness_extractors = mine.py:Mine\nharness_goldset = small\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert run_command_line(["run", "mine.py:Mine", "--goldset", "small"]) == 0
        assert run_command_line(["gate", "--accept", "--why", "first", "--who", "Ann"]) == 0
    (root / "asked").unlink()
    return root


@pytest.fixture
def project(pytester: pytest.Pytester, template: Path) -> pytest.Pytester:
    """Give a copy of the project."""
    shutil.copytree(template, pytester.path, dirs_exist_ok=True)
    return pytester


def run(project: pytest.Pytester, *words: str) -> pytest.RunResult:
    return project.runpytest_inprocess("-p", "no:cacheprovider", *words)


def asked(project: pytest.Pytester) -> int:
    return len((project.path / "asked").read_text().split())


def test_it_sleeps_until_it_is_asked(pytester: pytest.Pytester) -> None:
    """Nothing of ours is imported, no gold file is collected, no folder is made."""
    write_goldset(pytester.path)
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_loaded():
            ours = [name for name in sys.modules if name.split(".")[0] == "harness"]
            assert set(ours) <= {"harness", "harness.version", "harness.pytest_plugin"}
            assert "numpy" not in sys.modules
        """
    )
    for more in ((), ("-n", "2")):
        result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "error", *more)
        result.assert_outcomes(passed=1)


def test_the_fixture_judges(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_ours(harness_gate):
            assert harness_gate().outcome == "PASS"

        def test_named(harness_gate, monkeypatch, tmp_path):
            monkeypatch.chdir(tmp_path)  # names are meant from the root of the project
            verdict = harness_gate("mine.py:Mine")
            assert [one.extractor for one in verdict.judgements] == ["mine"]

        def test_that_another_has_no_baseline(harness_gate):
            assert harness_gate.verdict("nearest").outcome == "INCONCLUSIVE"
        """
    )
    run(project, "-W", "error").assert_outcomes(passed=3)
    assert asked(project) == 1  # named in two ways, run once
    (project.path / "says").write_text("Alpha")
    result = run(project)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*_ test_ours _*",
            "FAIL: against the baseline of Ann (first)",
            "  regression: mine: lost 1 fact (0 permitted): a1/location-alpha",
            "    expected location, Alpha: Bonn",
            "    got location, Alpha: Alpha (wrong value)",
            "    last found by reports/run-*",
        ]
    )
    result.stdout.no_fnmatch_line("*session.py*")  # a verdict needs no traceback


def test_every_fact_is_a_test_on_wish(project: pytest.Pytester) -> None:
    project.makepyfile("def test_other(): pass")
    result = run(project, "--harness-facts", "-v", "-W", "error")
    result.assert_outcomes(passed=3, skipped=2)
    result.stdout.fnmatch_lines_random(
        [
            f"{FACTS}::mine::founded-alpha SKIPPED*",
            f"{FACTS}::mine::location-alpha PASSED*",
            "goldsets/small/goldset.yaml::verdict PASSED*",
            "test_every_fact*.py::test_other PASSED*",
        ]
    )
    assert asked(project) == 1
    (project.path / "says").write_text("Alpha")
    result = run(project, "--harness-facts")
    result.assert_outcomes(passed=1, skipped=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*_ mine: a1/location-alpha _*",
            "lost since the baseline; not found: wrong value",
            "expected location, Alpha: Bonn",
            "got      location, Alpha: Alpha (wrong value)",
            "text     a1:3 „Alpha AG aus Bonn“",
            f"gold     {FACTS}:8",
            "*_ harness gate _*",
            f"FAILED {FACTS}::mine::location-alpha*",
        ]
    )


def test_one_fact_can_be_named(project: pytest.Pytester) -> None:
    result = run(project, "--harness-facts", f"{FACTS}::mine::location-alpha")
    result.assert_outcomes(passed=1)
    result = run(project, "--harness-facts", "-k", "founded")
    result.assert_outcomes(skipped=1, deselected=3)


def test_collecting_runs_nothing(project: pytest.Pytester) -> None:
    result = run(project, "--harness-facts", "--collect-only", "-q")
    result.stdout.fnmatch_lines([f"{FACTS}::mine::*", "goldsets/small/goldset.yaml::verdict"])
    assert not (project.path / "asked").exists()


def test_workers_share_one_run(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes first makes it; the others find it, and in the end it is gone."""
    (project.path / "says").write_text("Alpha")
    project.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(6))
        def test_ours(harness_gate, number):
            assert harness_gate.verdict().outcome == "FAIL"
        """
    )
    folder = project.mkdir("tmp")
    monkeypatch.setenv("TMPDIR", str(folder))
    words = ("--harness-facts", "-n", "2", "--dist", "each", "-W", "error")
    result = project.runpytest_subprocess("-p", "no:cacheprovider", *words)
    result.assert_outcomes(passed=12, failed=4, skipped=4)  # by each of the two
    result.stdout.fnmatch_lines(["expected location, Alpha: Bonn", "*", f"gold     {FACTS}:8"])
    assert asked(project) == 1
    assert [path.name for path in folder.iterdir() if path.name.startswith("harness-")] == []


def test_a_run_can_be_judged_as_it_is(project: pytest.Pytester) -> None:
    """`latest`, a folder or one extractor of it: nothing is run again."""
    for name in ("latest", "latest:mine"):
        result = run(
            project, "--harness-facts", "--harness-run", name, "-v", "-o", "harness_extractors="
        )
        result.assert_outcomes(passed=2, skipped=2)
    assert not (project.path / "asked").exists()


def test_the_report_of_pytest_knows_file_and_line(project: pytest.Pytester) -> None:
    (project.path / "says").write_text("Alpha")
    run(project, "--harness-facts", "--junitxml", "j.xml", "-o", "junit_family=xunit1")
    text = (project.path / "j.xml").read_text()
    assert f'name="location-alpha" file="{FACTS}" line="7"' in text  # pytest counts from 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--harness-goldset", "nowhere"), "*no gold set 'nowhere'*"),
        (("--harness-run", "latest", "--harness-extractor", "x"), "*leave --harness-extractor*"),
        (("--harness-baseline", "none.json"), "*no verdict: none.json: there is no baseline*"),
        (("--harness-extractor", "regexp"), "*no extractor 'regexp'*"),
    ],
)
def test_what_is_wrong_is_told(project: pytest.Pytester, words: tuple[str, ...], told: str) -> None:
    result = run(project, "--harness-facts", *words)
    assert result.ret != 0
    lines = [*result.outlines, *result.errlines]
    pytest.LineMatcher(lines).fnmatch_lines([told])


def test_no_verdict_is_one_line_and_no_traceback(project: pytest.Pytester) -> None:
    """The error that led to it is told in words, and its exceptions are not."""
    (project.path / "reports/baseline.json").unlink()
    project.makepyfile("def test_ours(harness_gate): harness_gate()")
    result = run(project)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["no verdict: reports/baseline.json: there is no baseline yet;*"])
    result.stdout.no_fnmatch_line("*Error*")
    result.stdout.no_fnmatch_line("*During handling*")


def test_without_names_the_baseline_tells_whom_to_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the shipped gold set, which lies outside of the project."""
    monkeypatch.chdir(pytester.path)
    assert run_command_line(["run", "nearest", "--goldset", "deepseek-2025"]) == 0
    assert run_command_line(["gate", "--accept", "--why", "first", "--who", "Ann"]) == 0
    result = run(pytester, "--harness-facts", "-v", "-k", "verdict or country-asml")
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] + outcomes.get("skipped", 0) == 2
    result.stdout.fnmatch_lines_random(
        [
            "deepseek-2025/goldset.yaml::verdict *",
            "deepseek-2025/facts/000-ki-coup.yaml::nearest::country-asml *",
        ]
    )


def test_facts_of_who_is_not_in_the_baseline_are_not_green(project: pytest.Pytester) -> None:
    """Also where only a file of facts is asked for, and not the verdict."""
    result = run(project, "--harness-facts", "--harness-extractor", "nearest", FACTS)
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["no verdict: nearest was not judged, *"])
