"""Cases as JUnit XML: one suite an extractor, one test case a gold fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml  # writes only: nothing from outside is parsed

from harness.report.ci.cases import GATE, Case, Status, story

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_TAGS = {Status.FAILED: "failure", Status.ERROR: "error", Status.SKIPPED: "skipped"}
_NUMBERS = {"failures": Status.FAILED, "errors": Status.ERROR, "skipped": Status.SKIPPED}


def render_junit(cases: Sequence[Case]) -> bytes:
    """Write cases in the dialect that GitHub actions, GitLab, Jenkins and CircleCI share.

    A case's class name is its extractor and predicate. Times are left out: a fact takes none.
    """
    root = Xml.Element("testsuites", {"name": "factharness", **_numbers(cases)})
    for name in dict.fromkeys(case.suite for case in cases):
        of_suite = [case for case in cases if case.suite == name]
        suite = Xml.SubElement(root, "testsuite", {"name": _clean(name), **_numbers(of_suite)})
        for case in of_suite:
            _add(suite, case)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def render_error(says: str) -> bytes:
    """Write that there is nothing to write about, so that nobody takes silence for success."""
    return render_junit([Case(GATE, GATE, "run", Status.ERROR, says)])


def _numbers(cases: Sequence[Case]) -> dict[str, str]:
    counted = {name: sum(case.status is one for case in cases) for name, one in _NUMBERS.items()}
    return {name: str(number) for name, number in {"tests": len(cases), **counted}.items()}


def _add(suite: Xml.Element, case: Case) -> None:
    # A dot in a class name starts a package: an extractor must not be spread over several.
    group = case.group if case.fact is None else f"{case.suite.replace('.', '_')}.{case.group}"
    attributes = {"classname": _clean(group), "name": _clean(case.name)}
    if case.place is not None and case.place.inside:
        attributes |= {"file": _clean(case.place.file), "line": str(case.place.line)}
    element = Xml.SubElement(suite, "testcase", attributes)
    if case.status in _TAGS:
        first = case.says.partition("\n")[0]
        told = Xml.SubElement(element, _TAGS[case.status], {"message": _clean(first)})
        if case.status is not Status.SKIPPED:
            told.set("type", _clean(str(case.error or case.status)))
        told.text = _clean("\n".join(story(case)))
    elif case.says:
        Xml.SubElement(element, "system-out").text = _clean(case.says)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
