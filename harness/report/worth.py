"""Is it worth it: time, tokens, cost, errors, and what extractors find together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from harness.model.results import ErrorClass, Extraction, Run
from harness.model.usage import total
from harness.report.charts import Plane, Spot, over_effort
from harness.report.together import Together
from harness.report.words import (
    UNDEFINED,
    UNKNOWN,
    duration,
    money,
    percent,
    visible,
)
from harness.scoring import Evaluation

_HEADS = {
    "f1": "F1 %",
    "seconds": "Time",
    "per_article": "Per article",
    "tokens": "Tokens",
    "cost": "Cost",
    "answers": "Answers",
    "failed": "Failed articles",
    "unsupported": "Unsupported",
    "recited": "Recited",
    "quotes": "Quotes not found",
    "merged": "Said again",
}

_VOTE = "vote:"


@dataclass(frozen=True, slots=True)
class Effort:
    """What an extractor's answers took; None is unknown.

    `members`: the time holds that of the members of a vote.
    """

    seconds: float | None
    members: bool = False
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    answers: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class WorthRow:
    """One extractor's effort beside its F1."""

    name: str
    f1: str
    seconds: str
    per_article: str
    tokens: str
    cost: str
    answers: str
    failed: int
    unsupported: int
    recited: int
    merged: int
    quotes: int


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of all extractors, in the order of the rows."""

    head: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """Effort and complementarity."""

    rows: tuple[WorthRow, ...]
    columns: tuple[Column, ...]  # of the rows, without those that hold nothing
    absent: str  # names these; empty where there are none
    planes: tuple[Plane, ...]
    together: Together | None


def worth(
    ranked: Sequence[Evaluation],
    run: Run,
    tones: Mapping[str, int],
    short: Mapping[str, str],
    together: Together | None,
) -> Worth:
    """Set what extractors took beside what they reach, alone and together."""
    said = {one.name: one for one in run.extractions}
    alone = {one.extractor: effort_of(said[one.extractor]) for one in ranked}
    efforts = {name: _with_members(name, alone) for name in alone}
    rows = tuple(_row(one, efforts[one.extractor]) for one in ranked)
    columns, absent = _columns(rows)
    return Worth(
        rows=rows,
        columns=columns,
        absent=absent,
        planes=_planes(ranked, efforts, tones, short),
        together=together,
    )


def effort_of(extraction: Extraction) -> Effort:
    """Add up what an extraction took, as far as it says so."""
    seconds = extraction.seconds or None
    if not extraction.usage:
        return Effort(seconds)
    whole, model = total(extraction.usage.values()), extraction.model
    price = model.price if model is not None else None
    counted_all = not whole.uncounted
    return Effort(
        seconds=seconds,
        input_tokens=whole.input_tokens if counted_all else None,
        output_tokens=whole.output_tokens if counted_all else None,
        cost=model.cost(whole) if model is not None else None,
        currency=price.currency if price is not None else "",
        answers={str(kind): number for kind, number in whole.answers.items()},
    )


def _with_members(name: str, efforts: Mapping[str, Effort]) -> Effort:
    """Add to the time of a vote that of its members, where all of them read in the same run.

    They make ready what the vote reads with: what it took after them is no time that it takes.
    """
    effort, votes = efforts[name], name.startswith(_VOTE)
    members = name.removeprefix(_VOTE).split(",") if votes else []
    spent = [efforts[one].seconds if one in efforts else None for one in members]
    known = [seconds for seconds in (effort.seconds, *spent) if seconds is not None]
    if not votes or len(known) <= len(members):
        return effort
    return replace(effort, seconds=sum(known), members=True)


def _row(evaluation: Evaluation, effort: Effort) -> WorthRow:
    classes = evaluation.errors_by_class()

    def wrong(error: ErrorClass) -> int:
        return sum(part.fp for (kind, _), part in classes.items() if kind is error)

    articles = len(evaluation.goldset.articles)
    per_article = effort.seconds / articles if effort.seconds is not None and articles else None
    return WorthRow(
        name=visible(evaluation.extractor),
        f1=percent(evaluation.counts().f1),
        seconds=duration(effort.seconds) + (" with its members" if effort.members else ""),
        per_article=duration(per_article),
        tokens=_tokens(effort),
        cost=UNDEFINED if effort.answers is None else money(effort.cost, effort.currency),
        answers=visible(", ".join(f"{n} {kind}" for kind, n in (effort.answers or {}).items() if n))
        or UNDEFINED,
        failed=len(evaluation.errors),
        unsupported=wrong(ErrorClass.UNSUPPORTED),
        recited=wrong(ErrorClass.RECITED),
        merged=sum(match.merged - 1 for match in evaluation.matches if match.prediction),
        quotes=sum(match.quote_not_found for match in evaluation.matches),
    )


def _columns(rows: Sequence[WorthRow]) -> tuple[tuple[Column, ...], str]:
    """Give the figures that somebody has, and in words those that nobody has."""
    every = [
        Column(head, tuple(str(getattr(row, name)) for row in rows))
        for name, head in _HEADS.items()
    ]
    empty = [one.head.lower() for one in every if set(one.cells) <= {UNDEFINED, "0"}]
    absent = f"None in this run: {', '.join(empty)}." if empty and rows else ""
    return tuple(one for one in every if one.head.lower() not in empty), absent


def _tokens(effort: Effort) -> str:
    if effort.answers is None:
        return UNDEFINED
    if effort.input_tokens is None or effort.output_tokens is None:
        return UNKNOWN
    return f"{effort.input_tokens:,} in, {effort.output_tokens:,} out"


def _planes(
    ranked: Sequence[Evaluation],
    efforts: Mapping[str, Effort],
    tones: Mapping[str, int],
    short: Mapping[str, str],
) -> tuple[Plane, ...]:
    """Draw F1 over time, and over cost where any cost is known; the unknown has no place."""
    timed: list[tuple[Spot, float]] = []
    priced: list[tuple[Spot, float]] = []
    currencies = {effort.currency for effort in efforts.values() if effort.cost}
    for one in ranked:
        f1, effort = one.counts().f1, efforts[one.extractor]
        if f1 is None:
            continue
        spot = Spot(visible(one.extractor), tones[one.extractor], 0, float(f1))
        if effort.seconds is not None:
            timed.append((spot, effort.seconds))
        if effort.cost is not None and effort.currency in currencies:
            priced.append((spot, float(effort.cost)))
    found = [_plane("F1 over time", timed, "seconds for all articles", short)] if timed else []
    if len(currencies) == 1 and priced:  # sums of two currencies have no common axis
        unit = f"{next(iter(currencies))} for all articles"
        found.append(_plane("F1 over cost", priced, unit, short))
    return tuple(found)


def _plane(
    title: str, spots: Sequence[tuple[Spot, float]], unit: str, short: Mapping[str, str]
) -> Plane:
    words = "; ".join(
        f"{spot.name}: F1 {percent(Fraction(spot.y).limit_denominator(10**6))} % "
        f"for {effort:.3g} {unit.split(maxsplit=1)[0]}"
        for spot, effort in spots
    )
    return over_effort(title, spots, unit, words, short)
