"""A verdict as GitHub's annotations on lines of gold files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.gate import Outcome, Verdict, Weight
from harness.model.places import FilePlace
from harness.report.annotation import AnnotationLevel, workflow_command
from harness.report.ci.findings import Finding
from harness.report.sightings import run_told

MOST = 10  # errors, and warnings, that GitHub shows of one step
_LEVELS: dict[Weight, AnnotationLevel] = {
    Weight.NO_VERDICT: "error",
    Weight.REGRESSION: "error",
    Weight.UNDECIDED: "warning",
    Weight.WARNING: "warning",
}


def annotations_of(verdict: Verdict, findings: Sequence[Finding]) -> Iterator[str]:
    """Annotate the heaviest findings, and sum up those that GitHub would not show."""
    for level in ("error", "warning"):
        of_level = [one for one in findings if _LEVELS.get(one.weight) == level]
        shown = of_level if len(of_level) <= MOST else of_level[: MOST - 1]
        for one in shown:
            yield workflow_command(
                level, one.says, **_shown_at(one.place), title=f"harness gate: {one.kind}"
            )
        if rest := len(of_level) - len(shown):
            text = f"and {rest} more, in the summary and the log of this step"
            yield workflow_command(level, text, title=f"harness gate: {verdict.outcome}")
    judged = f": {run_told(verdict.run)}" if verdict.run else ""
    if judged or verdict.outcome is Outcome.PASS:
        yield workflow_command("notice", f"{verdict.outcome}{judged}", title="harness gate")


def _shown_at(place: FilePlace) -> dict[str, str | int]:
    return {"file": place.file, "line": place.line} if place.inside else {}
