"""What exactly went wrong: one row a gold fact or prediction, and errors by class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from harness.model.corpus import Article
from harness.model.facts import GoldFact, Prediction
from harness.model.results import Counts, ErrorClass, Level, Match
from harness.model.values import value_type
from harness.report.explained import CLASS_TELLS, class_words, marks, sentence
from harness.report.facts import outcome
from harness.report.sides import Side, Sides
from harness.report.words import shortened, told, visible
from harness.scoring import Evaluation, NearMiss, near_misses

NO_DETAIL = "none"  # what a filter calls a class of errors without further detail
_COUNTS_AS = {  # by whether gold is a false negative, and the prediction a false positive
    (False, False): "",
    (False, True): "fp",
    (True, False): "fn",
    (True, True): "fn fp",
}


class OutcomeRow(msgspec.Struct, frozen=True, gc=False):
    """One gold fact or prediction with what came of it.

    `differs` names what differs between both sides: predicate, subject, value, limits, evidence.
    `predicate` and the first of `value_types` are gold's, where it has a gold fact.
    `place` is the anchor of its first mark in the text, empty where it has none.
    """

    anchor: str
    number: int
    extractor: str
    column: int
    article: str
    outcome: str
    counts: str  # as what at level fact: tp, or fn and fp
    error: str
    detail: str
    told: str  # the error in words
    tells: str
    marks: str
    predicate: str
    predicted: str  # the prediction's predicate, where it is another
    value_types: str
    tags: str
    expected: Side | None
    got: Side | None
    quotes: tuple[str, ...]  # of the prediction, where gold's are others
    differs: tuple[str, ...]
    near: str
    place: str


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """How often one extractor made one kind of mistake; `query` filters the rows to them."""

    fp: int
    fn: int
    query: str


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """How often one kind of mistake was made, by extractor."""

    name: str  # class and detail
    tells: str
    total: int
    counts: tuple[ErrorCount, ...]


class Numbered(msgspec.Struct, frozen=True, gc=False):
    """A match with its number in the article and its anchors in rows and text."""

    match: Match
    number: int
    anchor: str
    place: str
    near: NearMiss | None
    alone: bool  # whether no other extractor finds the fact


def numbered(
    evaluation: Evaluation,
    column: int,
    articles: Mapping[str, Article],
    alone: Iterable[GoldFact] = (),
) -> dict[str, list[Numbered]]:
    """Give the matches of every article numbers in the order of the text.

    Gold facts come first and have the same numbers and places for every extractor; `alone` are
    those that only this one finds.
    """
    only = {(fact.article, fact.id) for fact in alone}
    near = near_misses(evaluation)
    found: dict[str, list[tuple[Match, NearMiss | None]]] = {name: [] for name in articles}
    for index, match in enumerate(evaluation.matches):
        side = match.gold or match.prediction
        if side is not None:
            found[side.article].append((match, near.get(index)))
    return {
        name: [
            Numbered(
                match,
                number,
                anchor := f"x{column}-a{order}-{number}",
                f"a{order}-{number}" if match.gold else f"{anchor}-t",
                nearest,
                match.gold is not None and (name, match.gold.id) in only,
            )
            for number, (match, nearest) in enumerate(sorted(members, key=_order), start=1)
        ]
        for order, (name, members) in enumerate(found.items(), start=1)
    }


def _order(item: tuple[Match, NearMiss | None]) -> tuple[bool, int, str, str]:
    match, _ = item
    if match.gold is not None:
        start = min((span.start for span in match.gold.spans), default=0)
        return False, start, match.gold.id, ""
    said = match.prediction
    assert said is not None  # noqa: S101 - a match has a side
    start = min((span.start for span in said.evidence), default=10**9)
    return True, start, said.predicate, told(said.value)


def outcome_rows(
    extractor: str, column: int, items: Iterable[Numbered], sides: Sides, places: frozenset[str]
) -> tuple[OutcomeRow, ...]:
    """Write down the outcomes of one article; `places` are the anchors that stand in its text."""
    name = visible(extractor)
    return tuple(_row(name, column, item, sides, places) for item in items)


def _row(
    extractor: str, column: int, item: Numbered, sides: Sides, places: frozenset[str]
) -> OutcomeRow:
    match, gold, said = item.match, item.match.gold, item.match.prediction
    expected = sides.of_gold(gold) if gold else None
    got = sides.of_prediction(said) if said else None
    first, last = expected or got, got or expected
    either = gold or said
    assert first and last and either  # noqa: S101, PT018 - a match has a side
    error = str(match.error or "")
    return OutcomeRow(
        anchor=item.anchor,
        number=item.number,
        extractor=extractor,
        column=column,
        article=visible(either.article),
        outcome=outcome(match),
        counts=_counts_as(match),
        error=error,
        detail=match.detail,
        told=class_words(error, match.detail),
        tells=sentence(match, item.near),
        marks=", ".join(marks(match, alone=item.alone)),
        predicate=first.predicate,
        predicted=last.predicate if last.predicate != first.predicate else "",
        value_types=_value_types(gold, said),
        tags=", ".join(shortened(visible(tag)) for tag in gold.tags) if gold else "",
        expected=expected,
        got=got,
        quotes=_other_quotes(match, expected, got),
        differs=_differing(match, item.near),
        near=_nearest(match, item.near),
        place=item.place if item.place in places else "",
    )


def _counts_as(match: Match) -> str:
    """Tell what a match adds to the counts at level fact, as `Match.sides` does in numbers."""
    gold, said = match.gold, match.prediction
    if match.right_at(Level.FACT):
        return "" if gold is None or gold.optional else "tp"
    missed = gold is not None and not gold.optional
    return _COUNTS_AS[missed, said is not None and not match.restated_at(Level.FACT)]


def _value_types(gold: GoldFact | None, said: Prediction | None) -> str:
    """Name the types of both values, gold's first, or the one that both have."""
    first, *others = [value_type(side.value) for side in (gold, said) if side is not None]
    return first if others in ([], [first]) else f"{first} {others[0]}"


def _other_quotes(match: Match, expected: Side | None, got: Side | None) -> tuple[str, ...]:
    """Give the prediction's quotes where gold's are others, or stand in another place."""
    if got is None or expected is None or match.wrong_evidence:
        return got.quotes if got else ()
    return tuple(quote for quote in got.quotes if quote not in expected.quotes)


def _differing(match: Match, near: NearMiss | None) -> tuple[str, ...]:
    """Name the slots to mark in a pair; polarity and reference stand among the limits."""
    if match.wrong_evidence:
        return ("evidence",)
    if match.gold is None or match.prediction is None or near is None:
        return ()
    shown = {"polarity": "limits", "reference": "limits"}
    return tuple(dict.fromkeys(shown.get(slot, slot) for slot in near.failed))


def _nearest(match: Match, near: NearMiss | None) -> str:
    """Say what came closest to a side that stands alone."""
    if near is None or (match.gold is not None and match.prediction is not None):
        return ""
    other = near.prediction if match.gold is not None else near.gold
    why = f"other {' and '.join(near.failed)}" if near.failed else "the same"
    taken = ", counted elsewhere" if near.taken else ""
    fact = f"{other.predicate} {other.subject}: "
    return f"{shortened(visible(fact))}{shortened(told(other.value))} ({why}{taken})"


def error_rows(ranked: Sequence[Evaluation]) -> tuple[ErrorRow, ...]:
    """Count mistakes by class and detail over all extractors, most common first."""
    tables = [(one.extractor, one.errors_by_class()) for one in ranked]
    totals: dict[tuple[ErrorClass, str], int] = {}
    for _, table in tables:
        for key, part in table.items():
            totals[key] = totals.get(key, 0) + part.fp + part.fn
    return tuple(
        ErrorRow(
            name=class_words(str(error), detail),
            tells=CLASS_TELLS[error],
            total=totals[error, detail],
            counts=tuple(_count(name, error, detail, table) for name, table in tables),
        )
        for error, detail in sorted(totals, key=lambda key: (-totals[key], key))
    )


def _count(
    extractor: str, error: ErrorClass, detail: str, table: Mapping[tuple[ErrorClass, str], Counts]
) -> ErrorCount:
    part = table.get((error, detail))
    if part is None:
        return ErrorCount(0, 0, "")
    return ErrorCount(part.fp, part.fn, _query(extractor, error, detail))


def _query(extractor: str, error: ErrorClass, detail: str) -> str:
    return urlencode({"x": visible(extractor), "c": str(error), "d": detail or NO_DETAIL})
