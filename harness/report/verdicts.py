"""A verdict in words and as data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from harness.gate import Judgement, Kind, LostFact, Outcome, Reason, Verdict
from harness.report.reasons import fact_name, sentence
from harness.report.sightings import at_commit, run_told, sighting_table
from harness.report.words import counted, percent, statement, visible

FORMAT = 1


def verdict_lines(verdict: Verdict, *, quotes: bool = True) -> Iterator[str]:
    """Tell a verdict line by line, with every lost fact; `quotes`: with gold's text."""
    accepted = verdict.baseline.accepted
    of = f"{visible(accepted.who)}{at_commit(accepted.commit)} ({visible(accepted.why)})"
    judged = f"{run_told(verdict.run)}, " if verdict.run else ""
    yield f"{verdict.outcome}: {judged}against the baseline of {of}"
    for reason in verdict.reasons:
        about = f"{visible(reason.extractor)}: " if reason.extractor else ""
        yield f"  {reason.weight}: {about}{sentence(reason)}"
    for judgement in verdict.judgements:
        yield f"  {_summary(judgement)}"
    for one in verdict.lost:
        yield from _lost_lines(one, "lost {}", verdict, quotes=quotes)
    for one in verdict.absent:
        yield from _lost_lines(one, "does not find {}, which must be found", verdict, quotes=quotes)
    if verdict.outcome is Outcome.FAIL:
        yield "if this is as it should be: harness gate --accept --why '...'"


def acceptance_lines(verdict: Verdict) -> Iterator[str]:
    """Tell what a run that becomes the baseline changes against the old one; nothing is judged."""
    for reason in verdict.run_reasons:
        if reason.kind is Kind.OTHER_CONDITIONS:
            yield f"  the old baseline cannot be compared: {sentence(reason)}"
        elif reason.kind is Kind.NEW_EXTRACTOR:
            yield f"  {visible(reason.extractor or '')}: new in the baseline"
    for judgement in verdict.judgements:
        yield f"  {_summary(judgement)}"
        for what, facts in (
            ("lost", [one.fact for one in judgement.lost]),
            ("gained", judgement.gained),
        ):
            if facts:
                yield f"    {what}: {', '.join(map(fact_name, facts))}"
        for reason in judgement.reasons:
            if reason.kind in (Kind.RISE, Kind.SAME_FINGERPRINT):
                yield f"    {reason.weight}: {sentence(reason)}"


def _summary(judgement: Judgement) -> str:
    if judgement.failed:
        articles = counted(len(judgement.failed), "article")
        return f"{visible(judgement.extractor)}, not judged: {articles} not read"
    before, now = judgement.entry.counts(), judgement.system.counts()
    how = "exactly" if judgement.exact else "by test"
    return (
        f"{visible(judgement.extractor)}, judged {how}: "
        f"F1 {percent(before.f1)} -> {percent(now.f1)} %, "
        f"precision {percent(before.precision)} -> {percent(now.precision)} %, "
        f"recall {percent(before.recall)} -> {percent(now.recall)} %; "
        f"{counted(len(judgement.gained), 'fact')} gained, {len(judgement.lost)} lost"
    )


def _lost_lines(lost: LostFact, how: str, verdict: Verdict, *, quotes: bool) -> Iterator[str]:
    fact = lost.fact
    marks = [
        word for word, is_so in (("optional", fact.optional), ("waived", lost.waiver)) if is_so
    ]
    marked = f" ({', '.join(marks)})" if marks else ""
    yield f"{visible(lost.extractor)} {how.format(fact_name(fact))}{marked}"
    yield f"    {fact.article}:{lost.line}" + (f" „{visible(lost.quote)}“" if quotes else "")
    yield f"    expected {statement(fact)}"
    got = lost.prediction
    if got is None:
        yield "    got nothing"
    else:
        yield f"    got {statement(got)} ({lost.error})"
    if found := told_last_found(lost, verdict):
        yield f"    last found by {found}"


def told_last_found(lost: LostFact, verdict: Verdict) -> str:
    """Name the last run known to have found a fact: of the history, else the baseline's."""
    seen = lost.last_found
    if seen is not None:
        return f"{visible(seen.run)}, {seen.made_at}{at_commit(seen.commit)}"
    if not verdict.baseline.extractors[lost.extractor].times(f"{lost.fact.article}/{lost.fact.id}"):
        return ""
    at = at_commit(verdict.baseline.accepted.commit)
    return f"the baseline's run{',' if at else ''}{at}"


def verdict_table(verdict: Verdict, *, quotes: bool = True) -> dict[str, Any]:
    """Give a verdict as plain data, with exact ratios ("11/15"); `quotes`: with gold's text."""
    return {
        "format": FORMAT,
        "verdict": str(verdict.outcome),
        "run": sighting_table(verdict.run),
        "goldset": verdict.baseline.goldset,
        "goldset_hash": verdict.baseline.goldset_hash,
        "rendition": verdict.baseline.rendition,
        "profile": verdict.baseline.profile,
        "baseline": {
            "who": verdict.baseline.accepted.who,
            "why": verdict.baseline.accepted.why,
            "commit": verdict.baseline.accepted.commit,
        },
        "reasons": [_reason(one) for one in verdict.reasons],
        "extractors": [
            {
                "name": one.extractor,
                "judged": "not" if one.failed else "exactly" if one.exact else "by test",
                "readings": len(one.system.readings),
                "before": _figures(one.entry.counts()),
                "now": None if one.failed else _figures(one.system.counts()),
                "gained": [fact_name(fact) for fact in one.gained],
                "lost": [_lost(lost, quotes=quotes) for lost in one.lost],
                "absent": [_lost(absent, quotes=quotes) for absent in one.absent],
            }
            for one in verdict.judgements
        ],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    within = reason.test.interval if reason.test else None
    return {
        "kind": str(reason.kind),
        "weight": str(reason.weight),
        "extractor": reason.extractor,
        "level": reason.figure.level.label if reason.figure else None,
        "metric": reason.figure.metric if reason.figure else None,
        "before": _ratio(reason.before),
        "now": _ratio(reason.now),
        "limit": _ratio(reason.limit),
        "p": reason.test.p if reason.test else None,
        "difference": reason.test.difference if reason.test else None,
        "interval": [within.low, within.high] if within else None,
        "facts": [fact_name(fact) for fact in reason.facts],
        "articles": list(reason.articles),
        "says": sentence(reason),
    }


def _lost(lost: LostFact, *, quotes: bool) -> dict[str, Any]:
    return {
        "fact": fact_name(lost.fact),
        "article": lost.fact.article,
        "optional": lost.fact.optional,
        "line": lost.line,
        "quote": lost.quote if quotes else None,
        "class": lost.error,
        "waived": lost.waiver is not None,
        "last_found": sighting_table(lost.last_found),
    }


def _figures(counts: Any) -> dict[str, Any]:
    parts = {name: getattr(counts, name) for name in ("tp", "fp", "fn")}
    return parts | {name: _ratio(getattr(counts, name)) for name in ("precision", "recall", "f1")}


def _ratio(ratio: Fraction | None) -> str | None:
    return None if ratio is None else str(ratio)
