"""Why a verdict is what it is: each reason in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from harness.gate import Kind, Reason, Weight
from harness.model.facts import GoldFact
from harness.report.words import (
    apart,
    counted,
    percent,
    points,
    probability,
    told_difference,
    visible,
)


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
    Kind.NEW_EXTRACTOR: lambda _: "was not judged: neither the policy nor the baseline names it",
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
    names = ", ".join(fact_name(fact) for fact in reason.facts[:5]) + (" …" if number > 5 else "")
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
    if within is not None:
        between = told_difference(within)
    else:
        between = "too few places differ for an interval" if test.clusters else "nothing differs"
    sign = "+" if test.difference and test.difference > 0 else ""
    return (
        f"{sign}{points(test.difference)} points ({between}), "
        f"{counted(readings[1], 'reading')} against {readings[0]}"
    )


def _number(number: Fraction, decimals: int = 1) -> str:
    return str(number) if number.denominator == 1 else f"{float(number):.{decimals}f}"


def fact_name(fact: GoldFact) -> str:
    """Name a fact by its article and id."""
    return visible(f"{fact.article}/{fact.id}")
