"""Findings as SARIF 2.1.0, which GitHub's code scanning and many editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from harness.gate import Kind, Outcome, Verdict, Weight
from harness.model.places import FilePlace
from harness.report.ci.findings import Finding, check_of
from harness.report.ci.rules import RULES, Rule
from harness.report.sightings import run_told
from harness.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {
    Weight.NO_VERDICT: "error",
    Weight.REGRESSION: "error",
    Weight.UNDECIDED: "warning",
    Weight.WARNING: "warning",
    Weight.NOTE: "note",
}


def render_sarif(verdict: Verdict, findings: Sequence[Finding]) -> bytes:
    """Write findings as one run of SARIF; paths are relative to the root of the sources.

    A run without a verdict is marked as not successful, and is no sign that all is well.
    """
    kinds = list(RULES)
    run = {
        "tool": {
            "driver": {
                "name": "factharness",
                "semanticVersion": __version__,
                "rules": [_rule(kind, rule) for kind, rule in RULES.items()],
            }
        },
        "automationDetails": _details(verdict),
        "columnKind": "unicodeCodePoints",
        # Where that is on this machine is nobody's business, and not needed.
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the sources."}}},
        "invocations": [{"executionSuccessful": verdict.outcome is not Outcome.INCONCLUSIVE}],
        "results": [_result(one, kinds.index(one.kind)) for one in findings],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2).encode() + b"\n"


def _details(verdict: Verdict) -> dict[str, Any]:
    """Name the run that was judged, beside the category under which findings are compared."""
    told = {"description": {"text": run_told(verdict.run)}} if verdict.run else {}
    return {"id": f"harness-gate/{verdict.baseline.goldset}/", **told}


def _rule(kind: Kind, rule: Rule) -> dict[str, Any]:
    return {
        "id": check_of(kind),
        "shortDescription": {"text": f"harness gate: {kind}"},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": _LEVELS[rule.weight]},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.weight],
        "message": {"text": finding.says},
        "locations": [{"physicalLocation": _location(finding.place)}],
        # The only one that GitHub reads. Its upload warns where this is no hash of the line, and
        # keeps it; by the line alone all findings about figures would be one.
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
    }


def _location(place: FilePlace) -> dict[str, Any]:
    if place.inside:
        artifact = {"uri": quote(place.file), "uriBaseId": _ROOT}
    else:
        artifact = {"uri": f"file:///{quote(place.file.lstrip('/'), safe='/:')}"}
    region = {
        "startLine": place.line,
        "startColumn": 1,
        "endLine": place.line,
        "endColumn": place.length + 1,
    }
    return {"artifactLocation": artifact, "region": region}
