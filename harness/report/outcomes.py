"""What exactly went wrong: one row a gold fact or prediction, and errors by class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from harness.model.corpus import Article
from harness.model.facts import GoldFact, Prediction
from harness.model.results import Counts, ErrorClass, Match
from harness.model.values import value_type
from harness.report.facts import outcome
from harness.report.words import limits, told, visible
from harness.scoring import Evaluation, NearMiss, near_misses

CLASS_TELLS = {
    "polarity": "right but for a “not”",
    "wrong reference": "compared with something else, or in another measure",
    "wrong subject": "the value is right, its owner is not",
    "wrong value": "predicate and subject are right, the value is not",
    "wrong predicate": "the value is in the right place, but of another kind",
    "duplicate": "says a fact a second time in other words",
    "recited": "says what is true in the world, and not what the text says",
    "unsupported": "its value stands nowhere in the article",
    "spurious": "stands in the article, but is no gold fact",
    "missed": "nothing is paired with it",
}
OUTCOME_TELLS = {
    "right": "gold, and found",
    "wrong": "gold, and something else was said instead",
    "missed": "gold, and nothing was said",
    "extra": "said, but not in gold",
    "optional": "found, but need not be: counts on neither side",
    "optional missed": "need not be found, and was not",
    "restated": "says a found fact in the text’s other words: counts on neither side",
}


@dataclass(frozen=True, slots=True)
class Side:
    """Gold's or the prediction's half of an outcome."""

    label: str
    predicate: str
    subject: str
    value: str
    limits: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One gold fact or prediction with what came of it.

    `differs` names the slots in which both sides differ: predicate, subject, value, limits.
    `place` is the anchor of its first mark in the text, empty where it has none.
    """

    anchor: str
    number: int
    extractor: str
    column: int
    article: str
    outcome: str
    error: str
    detail: str
    level: str
    marks: str
    predicate: str
    value_type: str
    tags: str
    expected: Side | None
    got: Side | None
    quotes: tuple[str, ...]  # of the prediction, where gold's are others
    differs: tuple[str, ...]
    near: str
    place: str


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """How often one extractor made one kind of mistake."""

    fp: int
    fn: int
    query: str


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """How often one kind of mistake was made, by extractor."""

    name: str
    detail: str
    tells: str
    total: int
    counts: tuple[ErrorCount, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A match with its number in the article and its anchors in rows and text."""

    match: Match
    number: int
    anchor: str
    place: str
    near: NearMiss | None


def numbered(
    evaluation: Evaluation, column: int, articles: Mapping[str, Article]
) -> dict[str, list[Numbered]]:
    """Give the matches of every article numbers in the order of the text.

    Gold facts come first and have the same numbers and places for every extractor.
    """
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


class Sides:
    """Writes facts down; gold's only once for all extractors."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._gold: dict[tuple[str, str], Side] = {}

    def of_gold(self, fact: GoldFact) -> Side:
        """Write down a gold fact."""
        key = fact.article, fact.id
        if key not in self._gold:
            self._gold[key] = self._side(fact, visible(fact.id), fact.spans)
        return self._gold[key]

    def of_prediction(self, said: Prediction) -> Side:
        """Write down a prediction, with the words it quotes wherever they stand."""
        return self._side(said, "", said.evidence, *([said.quote] if said.quote else []))

    def _side(
        self, fact: GoldFact | Prediction, label: str, spans: Iterable[tuple[int, int]], *more: str
    ) -> Side:
        text = self._articles[fact.article].text
        return Side(
            label=label,
            predicate=visible(fact.predicate),
            subject=visible(fact.subject),
            value=told(fact.value),
            limits=limits(fact.qualifiers),
            quotes=tuple(visible(one) for one in (*(text[slice(*at)] for at in spans), *more)),
        )


def outcome_rows(
    extractor: str, column: int, items: Iterable[Numbered], sides: Sides, places: frozenset[str]
) -> tuple[OutcomeRow, ...]:
    """Write down the outcomes of one article; `places` are the anchors that stand in its text."""
    return tuple(_row(visible(extractor), column, item, sides, places) for item in items)


def _row(
    extractor: str, column: int, item: Numbered, sides: Sides, places: frozenset[str]
) -> OutcomeRow:
    match, said = item.match, outcome(item.match)
    expected = sides.of_gold(match.gold) if match.gold else None
    got = sides.of_prediction(match.prediction) if match.prediction else None
    either = match.gold or match.prediction
    assert either is not None  # noqa: S101 - a match has a side
    return OutcomeRow(
        anchor=item.anchor,
        number=item.number,
        extractor=extractor,
        column=column,
        article=visible(either.article),
        outcome=said,
        error=str(match.error or ""),
        detail=match.detail,
        level=match.level.label if match.level and match.error else "",
        marks=_marks(match),
        predicate=visible(either.predicate),
        value_type=value_type(either.value),
        tags=visible(", ".join(match.gold.tags)) if match.gold else "",
        expected=expected,
        got=got,
        quotes=_other_quotes(expected, got),
        differs=_differing(match, item.near),
        near=_nearest(match, item.near),
        place=item.place if item.place in places else "",
    )


def _marks(match: Match) -> str:
    marks = [
        *(["wrong evidence"] if match.wrong_evidence else []),
        *(["quote not found"] if match.quote_not_found else []),
        *([f"said {match.merged} times"] if match.merged > 1 else []),
    ]
    return ", ".join(marks)


def _other_quotes(expected: Side | None, got: Side | None) -> tuple[str, ...]:
    if got is None:
        return ()
    known = expected.quotes if expected else ()
    return tuple(quote for quote in got.quotes if quote not in known)


def _differing(match: Match, near: NearMiss | None) -> tuple[str, ...]:
    """Name the slots to mark in a pair; polarity and reference stand among the limits."""
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
    return f"{visible(fact)}{told(other.value)} ({why}{taken})"


def error_rows(ranked: Sequence[Evaluation]) -> tuple[ErrorRow, ...]:
    """Count mistakes by class and detail over all extractors, most common first."""
    tables = [(one.extractor, one.errors_by_class()) for one in ranked]
    totals: dict[tuple[ErrorClass, str], int] = {}
    for _, table in tables:
        for key, part in table.items():
            totals[key] = totals.get(key, 0) + part.fp + part.fn
    return tuple(
        ErrorRow(
            name=str(error),
            detail=detail,
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
    more = {"d": detail} if detail else {}
    return urlencode({"x": visible(extractor), "c": str(error), **more})
