"""Reports with no section left empty, made of gold facts said right and wrong."""

from __future__ import annotations

import msgspec

from harness.comparison import compare
from harness.model.facts import GoldSet, Prediction
from harness.model.results import Extraction, Run
from harness.report.changes import Earlier
from harness.report.trust import About, Made
from harness.report.view import Beside, ReportView, make_view
from harness.scoring import evaluate
from tests.worlds import itself


def half_right(goldset: GoldSet, every: int, name: str) -> Extraction:
    """Say every n-th fact as it is, and every n-th after it of somebody else."""
    said: list[Prediction] = []
    for number, fact in enumerate(goldset.facts):
        if number % every == 0:
            said.append(itself(fact))
        if number % every == 1:
            said.append(msgspec.structs.replace(itself(fact), subject="Deepseek"))
    if name == "thirds":  # one of all gives confidences
        said = [
            msgspec.structs.replace(one, confidence=1 - number % 7 / 10)
            for number, one in enumerate(said)
        ]
    return Extraction(name, name, tuple(said), seconds=2.5)


def everything(goldset: GoldSet, extractions: tuple[Extraction, ...]) -> ReportView:
    """Make a report with no section left empty; one extraction is called thirds."""
    done = Run(goldset.name, goldset.version, goldset.hash, goldset.rendition, extractions)
    evaluations = [evaluate(goldset, one) for one in done.extractions]
    before = evaluate(goldset, half_right(goldset, 5, "thirds"))
    now = next(one for one in evaluations if one.extractor == "thirds")
    beside = Beside(
        other_profile=[evaluate(goldset, one, "strict") for one in done.extractions],
        earlier=Earlier("run before", [compare(before, now)]),
        about=About((Made("run-1", command="harness run"),), "F1 90 %"),
    )
    return make_view(goldset, done, evaluations, beside)
