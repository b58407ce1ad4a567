"""Findings as SARIF 2.1.0, which GitHub's code scanning and many editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from harness.gate import Kind, Outcome, Verdict, Weight
from harness.model.places import FilePlace
from harness.report.ci.findings import Finding
from harness.report.verdicts import run_told
from harness.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
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
    kinds = sorted({one.kind for one in findings})
    run = {
        "tool": {
            "driver": {
                "name": "factharness",
                "semanticVersion": __version__,
                "rules": [_rule(kind, findings) for kind in kinds],
            }
        },
        "automationDetails": _details(verdict),
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": verdict.outcome is not Outcome.INCONCLUSIVE}],
        "results": [_result(one, kinds.index(one.kind)) for one in findings],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2).encode() + b"\n"


def _details(verdict: Verdict) -> dict[str, Any]:
    """Name the run that was judged, beside the category under which findings are compared."""
    told = {"description": {"text": run_told(verdict.run)}} if verdict.run else {}
    return {"id": f"harness-gate/{verdict.baseline.goldset}/", **told}


def _rule(kind: Kind, findings: Sequence[Finding]) -> dict[str, Any]:
    one = next(finding for finding in findings if finding.kind is kind)
    return {
        "id": one.check,
        "shortDescription": {"text": f"harness gate: {kind}"},
        "defaultConfiguration": {"level": _LEVELS[one.weight]},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.weight],
        "message": {"text": finding.says},
        "locations": [{"physicalLocation": _location(finding.place)}],
        "partialFingerprints": {"harness/v1": finding.fingerprint},
    }


def _location(place: FilePlace) -> dict[str, Any]:
    path = PurePosixPath(place.file)
    if path.is_absolute() or ":" in path.parts[0]:  # elsewhere, also on a drive
        artifact = {"uri": f"file:///{quote(place.file.lstrip('/'), safe='/:')}"}
    else:
        artifact = {"uri": quote(place.file), "uriBaseId": "%SRCROOT%"}
    return {"artifactLocation": artifact, "region": {"startLine": place.line}}
