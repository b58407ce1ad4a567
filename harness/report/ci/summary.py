"""A verdict as Markdown, for the page of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.gate import Judgement, LostFact, Outcome, Verdict
from harness.model.places import FactPlaces
from harness.model.results import Counts
from harness.report.reasons import fact_name, sentence
from harness.report.sightings import run_told
from harness.report.verdicts import told_last_found
from harness.report.words import UNDEFINED, percent, statement, told_commit, visible

MOST = 100  # rows of lost facts: a page takes 1 MiB
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#|~&!])")


def render_summary(verdict: Verdict, places: FactPlaces) -> str:
    """Write a verdict with its figures, reasons and lost facts as GitHub's Markdown."""
    blocks = [f"## harness gate: {verdict.outcome}", _of(verdict)]
    if verdict.judgements:
        blocks.append(_table(_FIGURES, map(_figures, verdict.judgements)))
    if verdict.reasons:
        blocks.append("\n".join(_reasons(verdict)))
    for head, facts in (("Lost facts", verdict.lost), ("Facts that must be found", verdict.absent)):
        if facts:
            rows = [_lost(one, verdict, places) for one in facts[:MOST]]
            blocks += [f"### {head}", _table(_LOST, rows)]
        if (rest := len(facts) - MOST) > 0:
            blocks.append(f"and {rest} more")
    if verdict.outcome is Outcome.FAIL:
        blocks.append("If this is as it should be: `harness gate --accept --why '...'`")
    return "\n\n".join(blocks) + "\n"


def render_failure(says: str) -> str:
    """Write that there is no verdict, and why."""
    return f"## harness gate: no verdict\n\n{_plain(says)}\n"


def _of(verdict: Verdict) -> str:
    accepted = verdict.baseline.accepted
    at = f" at `{told_commit(accepted.commit)}`" if accepted.commit else ""
    goldset = f"{verdict.baseline.goldset} {verdict.baseline.goldset_version}"
    judged = f"Run {_plain(run_told(verdict.run))}; " if verdict.run else ""
    return (
        f"{judged}{_plain(goldset)}, {verdict.baseline.rendition}, "
        f"profile {verdict.baseline.profile}; "
        f"against the baseline of {_plain(accepted.who)}{at} ({_plain(accepted.why)})"
    )


_RATIOS = (h for name in ("F1", "P", "R") for h in (f"{name} % before", "now"))
_FIGURES = ("Extractor", *_RATIOS, "Gained", "Lost")
_LOST = ("Fact", "Extractor", "Expected", "Got", "Text", "Gold", "Last found by")


def _figures(judgement: Judgement) -> list[str]:
    before = judgement.entry.counts()
    now = Counts() if judgement.failed else judgement.system.counts()  # all undefined
    ratios = [
        percent(getattr(counts, metric))
        for metric in ("f1", "precision", "recall")
        for counts in (before, now)
    ]
    moved = [str(len(judgement.gained)), str(len(judgement.lost))]
    return [_plain(judgement.extractor), *ratios, *moved]


def _reasons(verdict: Verdict) -> Iterator[str]:
    for reason in verdict.reasons:
        about = f"{_plain(reason.extractor)}: " if reason.extractor else ""
        yield f"- **{reason.weight}**: {about}{_plain(sentence(reason))}"


def _lost(lost: LostFact, verdict: Verdict, places: FactPlaces) -> list[str]:
    fact, got = lost.fact, lost.prediction
    place = places.get((fact.article, fact.id), UNDEFINED)
    marks = [word for word, so in (("optional", fact.optional), ("waived", lost.waiver)) if so]
    return [
        _plain(fact_name(fact)) + (f" ({', '.join(marks)})" if marks else ""),
        _plain(lost.extractor),
        _plain(statement(fact)),
        _plain(f"{statement(got)} ({lost.error})") if got else "nothing",
        f"line {lost.line}: „{_plain(lost.quote)}“",
        _plain(str(place)),
        _plain(told_last_found(lost, verdict) or UNDEFINED),
    ]


def _table(head: Sequence[str], rows: Iterator[list[str]] | list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(text: str) -> str:
    """Keep words from being read as Markdown or HTML, and on one line."""
    return _MARKS.sub(r"\\\1", " ".join(visible(text).split()))
