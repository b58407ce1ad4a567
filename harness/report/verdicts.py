"""A verdict in words and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from harness.gate import Judgement, Kind, LostFact, Outcome, Reason, Verdict, Weight
from harness.model.facts import GoldFact
from harness.model.history import Sighting
from harness.report.words import (
    apart,
    counted,
    percent,
    points,
    probability,
    told,
    told_commit,
    visible,
)

FORMAT = 1


def _unsupported(reason: Reason) -> str:
    parts = (part or Fraction(0) for part in (reason.now, reason.before, reason.limit))
    now, before, limit = apart(*parts, write=_number)
    return (
        f"{now} prediction{'' if now == '1' else 's'} whose value stands nowhere in the article "
        f"(before {before}); "
        f"{limit} {'is' if limit == '1' else 'are'} permitted"
    )


_JUDGED_ANEW = "either it tells too little, or the scoring changed"
_SAYS: dict[Kind, Callable[[Reason], str]] = {
    Kind.PARTIAL_RUN: lambda _: "the run was interrupted: articles are missing",
    Kind.NOTHING_JUDGED: lambda _: "no extractor of the baseline is in the run",
    Kind.NOT_IN_RUN: lambda _: "is in the baseline, but not in the run: run it, or accept without",
    Kind.NOT_IN_BASELINE: lambda _: (
        "is to be judged, but is not in the baseline: accept one with it"
    ),
    Kind.NEW_EXTRACTOR: lambda _: "is not in the baseline, and was not judged",
    Kind.SAME_FINGERPRINT: lambda _: (
        f"gives other answers than in the baseline under the same fingerprint: {_JUDGED_ANEW}"
    ),
    Kind.OTHER_CONDITIONS: lambda one: f"the run has {one.detail}: their figures do not compare",
    Kind.ERRORS: lambda one: f"failed on {_articles(one)}: its figures say nothing of it",
    Kind.ARTICLE_MISSING: lambda one: (
        f"holds nothing on {_articles(one)}, where something was said before: nobody knows whether "
        "it was read"
    ),
    Kind.COST_UNKNOWN: lambda one: f"its cost cannot be held to the ceiling: {one.detail}",
    Kind.UNSUPPORTED: _unsupported,
    Kind.COST: lambda one: (
        "" if one.money is None else f"cost {one.money[0]}; {one.money[1]} are permitted"
    ),
}


def sentence(reason: Reason) -> str:
    """Say a reason in one sentence, without the extractor's name."""
    if reason.kind in _SAYS:
        return _SAYS[reason.kind](reason)
    if reason.facts:
        return _about_facts(reason)
    if reason.kind is Kind.DIFFERENCE:
        return _about_difference(reason)
    if reason.figure is not None:
        return _about_figure(reason)
    found = "found facts" if reason.weight is Weight.REGRESSION else "said only what was wrong"
    return f"says nothing any more on {_articles(reason)}, where it {found}"


def _articles(reason: Reason) -> str:
    return ", ".join(map(visible, reason.articles))


def _about_facts(reason: Reason) -> str:
    number = len(reason.facts)
    names = ", ".join(_name(fact) for fact in reason.facts[:5]) + (" …" if number > 5 else "")
    waiver = reason.waiver
    match reason.kind:
        case Kind.LOST:
            permitted = "" if reason.limit is None else f" ({_number(reason.limit)} permitted)"
            if reason.weight is Weight.NO_VERDICT:
                permitted = " on articles that it read"
            return f"lost {counted(number, 'fact')}{permitted}: {names}"
        case Kind.LOST_OPTIONAL:
            return f"lost {counted(number, 'optional fact')}, which no figure counts: {names}"
        case Kind.MUST_FIND:
            return f"does not find {counted(number, 'fact')} that must be found: {names}"
        case Kind.WAIVED if waiver:
            until = f"waived until {waiver.expires}: {visible(waiver.reason)}"
            return f"{names} is not found, and {until}"
        case Kind.WAIVER_EXPIRED if waiver:
            return f"the waiver of {names} ended on {waiver.expires}: {visible(waiver.reason)}"
        case _:
            return f"{names} is found again: its waiver can go"


def _about_figure(reason: Reason) -> str:
    figure = reason.figure
    match reason.kind:
        case Kind.SILENT:
            was = percent(reason.before)
            return f"{figure} is undefined, and was {was} %: what fell silent has not improved"
        case Kind.FLOOR:
            return f"{figure} is {_below(reason)}"
        case Kind.RISE:
            return (
                _moved(reason, "rose") + ": look whether the gauge is broken before you accept it"
            )
        case _:
            return _fell(reason)


def _fell(reason: Reason) -> str:
    fell = _moved(reason, "fell")
    if reason.test is None:
        return fell
    fell = f"{fell}; by test: {_difference(reason)}"
    chance = f"p {probability(reason.test.p)}"
    if reason.weight is Weight.REGRESSION:
        return f"{fell}; {chance}"
    further = ""
    if reason.test.detectable is not None and reason.test.detectable < 1:
        further = f", {points(reason.test.detectable)} points would be"
    return (
        f"{fell}; but so much is not distinguishable from chance ({chance}){further}: "
        "more repeats would tell"
    )


def _below(reason: Reason) -> str:
    floor = reason.limit or Fraction(0)
    if reason.now is None:
        return f"undefined, and its floor {percent(floor)} %"
    now, least = apart(reason.now, floor, whole=floor)
    return f"{now} % ({_unreduced(reason)}), below its floor of {least} %"


def _moved(reason: Reason, how: str) -> str:
    """Say from where to where a figure moved, by how much, and how much is permitted."""
    before, now, limit = reason.before, reason.now, reason.limit or Fraction(0)
    assert before is not None  # noqa: S101 - what moved was somewhere
    assert now is not None  # noqa: S101
    was, is_now = apart(before, now)
    counts = f" ({_unreduced(reason)})" if reason.counts else ""
    told = f"{reason.figure} {how} from {was} to {is_now} %{counts}"
    if not limit:
        return told if how == "rose" else f"{told}; no drop is permitted"
    by, permitted = apart(abs(now - before), limit, whole=limit)
    return f"{told}, by {by} points; {permitted} are permitted"


def _unreduced(reason: Reason) -> str:
    """Write ratios as the counts that they were made of, which reduced ratios hide."""
    assert reason.figure is not None  # noqa: S101 - counts are a figure's
    told = []
    for one in reason.counts:
        part, whole = {
            "precision": (one.tp, one.tp + one.fp),
            "recall": (one.tp, one.tp + one.fn),
            "f1": (2 * one.tp, 2 * one.tp + one.fp + one.fn),
        }[reason.figure.metric]
        told.append(f"{part}/{whole}")
    return " to ".join(told)


def run_told(seen: Sighting) -> str:
    """Name a run by its folder, its time and its commit."""
    at = f" at {told_commit(seen.commit)}" if seen.commit else ""
    return f"{visible(seen.run)} of {seen.made_at}{at}"


def _about_difference(reason: Reason) -> str:
    seen = f"{reason.figure} by test: {_difference(reason)}"
    if reason.weight is not Weight.WARNING:
        return seen
    limit = reason.limit or Fraction(0)
    (told_limit,) = apart(limit, whole=limit)
    return (
        f"{seen}; a drop of more than {told_limit} points cannot be ruled out: "
        "more repeats would tell"
    )


def _difference(reason: Reason) -> str:
    """Tell what a test saw, with its interval and the readings behind it."""
    test, readings = reason.test, reason.readings or (1, 1)
    assert test is not None  # noqa: S101 - where there is a test, for the types
    within = test.interval
    between = (
        f"{points(within.low)} to {points(within.high)}" if within else "no interval can be given"
    )
    sign = "+" if test.difference and test.difference > 0 else ""
    return (
        f"{sign}{points(test.difference)} points ({between}), "
        f"{counted(readings[1], 'reading')} against {readings[0]}"
    )


def verdict_lines(verdict: Verdict, *, quotes: bool = True) -> Iterator[str]:
    """Tell a verdict line by line, with every lost fact; `quotes`: with gold's text."""
    accepted = verdict.baseline.accepted
    since = f" at {told_commit(accepted.commit)}" if accepted.commit else ""
    of = f"{visible(accepted.who)}{since} ({visible(accepted.why)})"
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
                yield f"    {what}: {', '.join(map(_name, facts))}"
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
    yield f"{visible(lost.extractor)} {how.format(_name(fact))}{marked}"
    yield f"    {fact.article}:{lost.line}" + (f" „{visible(lost.quote)}“" if quotes else "")
    yield f"    expected {fact.predicate}, {visible(fact.subject)}: {told(fact.value)}"
    got = lost.prediction
    if got is None:
        yield "    got nothing"
    else:
        yield f"    got {got.predicate}, {visible(got.subject)}: {told(got.value)} ({lost.error})"
    if found := told_last_found(lost, verdict):
        yield f"    last found by {found}"


def told_last_found(lost: LostFact, verdict: Verdict) -> str:
    """Name the last run known to have found a fact: of the history, else the baseline's."""
    seen = lost.last_found
    if seen is not None:
        at = f" at {told_commit(seen.commit)}" if seen.commit else ""
        return f"{visible(seen.run)}, {seen.made_at}{at}"
    if not verdict.baseline.extractors[lost.extractor].times(f"{lost.fact.article}/{lost.fact.id}"):
        return ""
    commit = verdict.baseline.accepted.commit
    return f"the baseline's run{f', at {told_commit(commit)}' if commit else ''}"


def verdict_table(verdict: Verdict, *, quotes: bool = True) -> dict[str, Any]:
    """Give a verdict as plain data, with exact ratios ("11/15"); `quotes`: with gold's text."""
    return {
        "format": FORMAT,
        "verdict": str(verdict.outcome),
        "run": _sighting(verdict.run),
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
                "gained": [_name(fact) for fact in one.gained],
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
        "facts": [_name(fact) for fact in reason.facts],
        "articles": list(reason.articles),
        "says": sentence(reason),
    }


def _lost(lost: LostFact, *, quotes: bool) -> dict[str, Any]:
    return {
        "fact": _name(lost.fact),
        "article": lost.fact.article,
        "optional": lost.fact.optional,
        "line": lost.line,
        "quote": lost.quote if quotes else None,
        "class": lost.error,
        "waived": lost.waiver is not None,
        "last_found": _sighting(lost.last_found),
    }


def _sighting(seen: Sighting | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {"run": seen.run, "made_at": seen.made_at, "commit": seen.commit}


def _figures(counts: Any) -> dict[str, Any]:
    parts = {name: getattr(counts, name) for name in ("tp", "fp", "fn")}
    return parts | {name: _ratio(getattr(counts, name)) for name in ("precision", "recall", "f1")}


def _ratio(ratio: Fraction | None) -> str | None:
    return None if ratio is None else str(ratio)


def _number(number: Fraction, decimals: int = 1) -> str:
    return str(number) if number.denominator == 1 else f"{float(number):.{decimals}f}"


def _name(fact: GoldFact) -> str:
    return visible(f"{fact.article}/{fact.id}")
