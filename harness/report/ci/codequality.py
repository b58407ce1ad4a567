"""Findings as GitLab's code quality reports."""

from __future__ import annotations

import json
from collections.abc import Iterable

from harness.gate import Weight
from harness.report.ci.findings import Finding

_SEVERITIES = {
    Weight.NO_VERDICT: "critical",
    Weight.REGRESSION: "major",
    Weight.UNDECIDED: "minor",
    Weight.WARNING: "minor",
    Weight.NOTE: "info",
}


def render_code_quality(findings: Iterable[Finding]) -> bytes:
    """Write findings as a JSON array of the fields that GitLab reads."""
    issues = [
        {
            "description": one.says,
            "check_name": one.check,
            "fingerprint": one.fingerprint,
            "severity": _SEVERITIES[one.weight],
            "location": {"path": one.place.file, "lines": {"begin": one.place.line}},
        }
        for one in findings
    ]
    return json.dumps(issues, ensure_ascii=False, indent=2).encode() + b"\n"
