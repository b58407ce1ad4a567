"""A verdict in words and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from harness.gate import Judgement, Kind, LostFact, Outcome, Reason, Verdict, Weight
from harness.model.facts import GoldFact
from harness.model.history import Sighting
from harness.report.words import UNDEFINED, percent, points, probability, told, visible

FORMAT = 1
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
    Kind.UNSUPPORTED: lambda one: (
        f"{_number(one.now)} predictions whose value stands nowhere in the article (before "
        f"{_number(one.before)}); {_number(one.limit)} are permitted"
    ),
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
            return f"lost {_plural(number, 'fact')}{permitted}: {names}"
        case Kind.LOST_OPTIONAL:
            return f"lost {_plural(number, 'optional fact')}, which no figure counts: {names}"
        case Kind.MUST_FIND:
            return f"does not find {_plural(number, 'fact')} that must be found: {names}"
        case Kind.WAIVED if waiver:
            until = f"waived until {waiver.expires}: {visible(waiver.reason)}"
            return f"{names} is not found, and {until}"
        case Kind.WAIVER_EXPIRED if waiver:
            return f"the waiver of {names} ended on {waiver.expires}: {visible(waiver.reason)}"
        case _:
            return f"{names} is found again: its waiver can go"


def _about_figure(reason: Reason) -> str:
    figure, limit = reason.figure, reason.limit
    before, now = percent(reason.before), percent(reason.now)
    match reason.kind:
        case Kind.SILENT:
            return f"{figure} is undefined, and was {before} %: what fell silent has not improved"
        case Kind.FLOOR:
            return f"{figure} is {now} %, below its floor of {percent(limit)} %"
        case Kind.RISE:
            return (
                f"{figure} rose from {before} to {now} %, by more than {points(_float(limit))} "
                "points: look whether the gauge is broken before you accept it"
            )
    fell = f"{figure} fell from {before} to {now} % ({_exact(reason)})"
    permitted = f"{points(_float(limit))} points are permitted"
    if reason.test is None:
        return f"{fell}; {permitted}"
    fell = f"{fell}, {_difference(reason)}"
    chance = f"p {probability(reason.test.p)}"
    if reason.weight is Weight.REGRESSION:
        return f"{fell}, {chance}; {permitted}"
    further = ""
    if reason.test.detectable is not None and reason.test.detectable < 1:
        further = f", {points(reason.test.detectable)} points would be"
    return (
        f"{fell}; {permitted}, but so much is not distinguishable from chance ({chance}){further}: "
        "more repeats would tell"
    )


def run_told(seen: Sighting) -> str:
    """Name a run by its folder, its time and its commit."""
    commit, changes, _ = (seen.commit or "").partition("+")
    at = f" at {commit[:12]}{changes and '+changes'}" if commit else ""
    return f"{visible(seen.run)} of {seen.made_at}{at}"


def _about_difference(reason: Reason) -> str:
    seen = f"{reason.figure} by test: {_difference(reason)}"
    if reason.weight is not Weight.WARNING:
        return seen
    return (
        f"{seen}; a drop of more than {points(_float(reason.limit))} points cannot "
        "be ruled out: more repeats would tell"
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
        f"{_plural(readings[1], 'reading')} against {readings[0]}"
    )


def verdict_lines(verdict: Verdict, *, quotes: bool = True) -> Iterator[str]:
    """Tell a verdict line by line, with every lost fact; `quotes`: with gold's text."""
    accepted = verdict.baseline.accepted
    since = f" at {accepted.commit[:12]}" if accepted.commit else ""
    of = f"{visible(accepted.who)}{since} ({visible(accepted.why)})"
    judged = f"{run_told(verdict.run)}, " if verdict.run else ""
    yield f"{verdict.outcome}: {judged}against the baseline of {of}"
    for reason in verdict.reasons:
        about = f"{visible(reason.extractor)}: " if reason.extractor else ""
        yield f"  {reason.weight}: {about}{sentence(reason)}"
    for judgement in verdict.judgements:
        yield f"  {_summary(judgement)}"
    for one in verdict.lost:
        yield from _lost_lines(one, quotes=quotes)
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
        articles = _plural(len(judgement.failed), "article")
        return f"{visible(judgement.extractor)}, not judged: {articles} not read"
    before, now = judgement.entry.counts(), judgement.system.counts()
    how = "exactly" if judgement.exact else "by test"
    return (
        f"{visible(judgement.extractor)}, judged {how}: "
        f"F1 {percent(before.f1)} -> {percent(now.f1)} %, "
        f"precision {percent(before.precision)} -> {percent(now.precision)} %, "
        f"recall {percent(before.recall)} -> {percent(now.recall)} %; "
        f"{_plural(len(judgement.gained), 'fact')} gained, {len(judgement.lost)} lost"
    )


def _lost_lines(lost: LostFact, *, quotes: bool) -> Iterator[str]:
    fact = lost.fact
    marks = [
        word for word, is_so in (("optional", fact.optional), ("waived", lost.waiver)) if is_so
    ]
    marked = f" ({', '.join(marks)})" if marks else ""
    yield f"{visible(lost.extractor)} lost {_name(fact)}{marked}"
    yield f"    {fact.article}:{lost.line}" + (f" „{visible(lost.quote)}“" if quotes else "")
    yield f"    expected {fact.predicate}, {visible(fact.subject)}: {told(fact.value)}"
    got = lost.prediction
    if got is None:
        yield "    got nothing"
    else:
        yield f"    got {got.predicate}, {visible(got.subject)}: {told(got.value)} ({lost.error})"
    if lost.last_found is not None:
        at = f" at {lost.last_found.commit[:12]}" if lost.last_found.commit else ""
        yield f"    last found by {lost.last_found.run}, {lost.last_found.made_at}{at}"


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


def _exact(reason: Reason) -> str:
    return f"{_ratio(reason.before)} to {_ratio(reason.now)}"


def _ratio(ratio: Fraction | None) -> str | None:
    return None if ratio is None else str(ratio)


def _float(ratio: Fraction | None) -> float | None:
    return None if ratio is None else float(ratio)


def _number(number: Fraction | None) -> str:
    if number is None:
        return UNDEFINED
    return str(number) if number.denominator == 1 else f"{float(number):.1f}"


def _plural(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _name(fact: GoldFact) -> str:
    return visible(f"{fact.article}/{fact.id}")
