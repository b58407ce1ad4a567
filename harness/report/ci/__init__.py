"""Results as CI systems read them: values in, the bytes or lines of a format out."""

from harness.report.ci.annotations import annotations_of
from harness.report.ci.cases import Case, Status, cases_of_run, cases_of_verdict, story
from harness.report.ci.codequality import render_code_quality
from harness.report.ci.findings import Finding, findings_of
from harness.report.ci.junit import render_junit
from harness.report.ci.sarif import render_sarif
from harness.report.ci.summary import render_summary

__all__ = [
    "Case",
    "Finding",
    "Status",
    "annotations_of",
    "cases_of_run",
    "cases_of_verdict",
    "findings_of",
    "render_code_quality",
    "render_junit",
    "render_sarif",
    "render_summary",
    "story",
]
