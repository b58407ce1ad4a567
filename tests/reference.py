"""A slow and obvious scorer, written from the rules and not from the code.

It tries every one-to-one matching and keeps the best in the whole lexicographic order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from harness.model.facts import GoldFact, Prediction
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from tests.worlds import ENTITIES, PREDICATES, TEXT

VALUE, SLOT, FACT, GROUNDED = 1, 2, 3, 4
YEAR = 5  # the longest step
TAKES = {
    "=": {"=", "~"},
    "~": {"~", "="},
    ">": {">", ">="},
    ">=": {">", ">="},
    "<": {"<", "<="},
    "<=": {"<", "<="},
}


def canonical(name: str, kinds: tuple[str, ...]) -> str:
    for entity in ENTITIES.values():
        names = {one.casefold() for one in (entity.name, *entity.aliases)}
        if name.casefold() in names and entity.kind in kinds:
            return entity.name
    for entity in ENTITIES.values():
        if name.casefold() in {one.casefold() for one in (entity.name, *entity.aliases)}:
            return entity.name
    return name.casefold()


@cache
def days(edtf: str) -> set[date]:
    """List the days of a date of the small world, one by one."""
    first, _, last = edtf.partition("/")
    found = set()
    day = date(2020, 1, 1)
    while day < date(2030, 1, 1):
        text = day.isoformat()
        if first[: len(text)] <= text[: len(first)] and text[: len(last or first)] <= (
            last or first
        ):
            found.add(day)
        day += timedelta(days=1)
    return found


def step(edtf: str) -> int:
    length = len(days(edtf))
    return 1 + sum(length > longest for longest in (1, 11, 31, 184, 366))


def value_fits(predicate: str, gold: Value, said: Value, profile: str) -> bool:
    if isinstance(gold, EntityValue) and isinstance(said, EntityValue):
        return canonical(said.name, PREDICATES[predicate].value_kinds) == gold.name
    if isinstance(gold, TextValue) and isinstance(said, TextValue):
        return gold.text.casefold() == said.text.casefold()
    if isinstance(gold, DateValue) and isinstance(said, DateValue):
        if gold.edtf == said.edtf or profile == "strict":
            return gold.edtf == said.edtf
        if days(gold.edtf) == days(said.edtf):
            return True
        wider = step(said.edtf) - step(gold.edtf)
        return days(gold.edtf) <= days(said.edtf) and wider <= 1 and step(said.edtf) <= YEAR
    if isinstance(gold, QuantityValue) and isinstance(said, QuantityValue):
        return quantity_fits(gold, said, profile)
    return False


def quantity_fits(gold: QuantityValue, said: QuantityValue, profile: str) -> bool:
    takes: set[str] = {gold.comparator}
    if profile == "standard":
        takes |= TAKES[gold.comparator] | ({"~"} if gold.near else set())
    if gold.unit != said.unit:
        return False
    if gold.vague and gold.amount == 0:
        return said.comparator in takes
    same = (gold.amount, gold.upper) == (said.amount, said.upper)
    if gold.vague:
        assert gold.upper is not None
        return same or (said.upper is None and gold.amount <= said.amount < gold.upper)
    return same and said.comparator in takes


def paragraph(offset: int) -> int | None:
    """Give the number of the line an offset is in; None on a blank line or a line break."""
    line = TEXT[:offset].count("\n")
    return line if TEXT.split("\n")[line].strip() and TEXT[offset : offset + 1] != "\n" else None


def iou(one: tuple[int, int], other: tuple[int, int]) -> Fraction:
    ours, theirs = set(range(*one)), set(range(*other))
    return Fraction(len(ours & theirs), len(ours | theirs) or 1)


def level(gold: GoldFact, said: Prediction, values: list[Value], profile: str) -> int:
    """Give the highest level at which a pair is right, 0 for none."""
    if not any(value_fits(gold.predicate, value, said.value, profile) for value in values):
        return 0
    spans = said.evidence[:3]
    if gold.predicate != said.predicate:
        here = {paragraph(span.start) for span in gold.spans} - {None}
        there = {paragraph(span.start) for span in spans} - {None}
        return VALUE if here & there else 0
    if not subject_fits(gold, said, profile):
        return SLOT
    if gold.qualifiers.negated != said.qualifiers.negated:
        return SLOT
    if PREDICATES[gold.predicate].compared:
        kinds = PREDICATES[gold.predicate].subject_kinds
        accepted = {gold.qualifiers.than, *(gold.accept.than if profile == "standard" else ())}
        if canonical(said.qualifiers.than or "", kinds) not in accepted:
            return SLOT
        if said.qualifiers.dimension != gold.qualifiers.dimension:
            return SLOT
    best = max((iou(a, b) for a in gold.spans for b in spans), default=Fraction(0))
    return GROUNDED if best >= Fraction(3, 10) else FACT


def subject_fits(gold: GoldFact, said: Prediction, profile: str) -> bool:
    kinds = PREDICATES[gold.predicate].subject_kinds
    accepted = {gold.subject, *(gold.accept.subject if profile == "standard" else ())}
    return canonical(said.subject, kinds) in accepted


@dataclass(frozen=True)
class Table:
    """Everything about each pair that the order of what is best looks at."""

    gold: list[GoldFact]  # in order of id
    said: list[Prediction]  # collapsed, in canonical order
    levels: dict[tuple[int, int], int]
    again: dict[tuple[int, int], int]
    located: dict[tuple[int, int], bool]
    overlap: dict[tuple[int, int], int]


def table(gold: list[GoldFact], said: list[Prediction], profile: str) -> Table:
    gold = sorted(gold, key=lambda fact: fact.id)
    levels, again, located, overlap = {}, {}, {}, {}
    for row, fact in enumerate(gold):
        accepted = list(fact.accept.value) if profile == "standard" else []
        for column, one in enumerate(said):
            edge = row, column
            values = [fact.value, *fact.restated.value, *accepted]
            levels[edge] = level(fact, one, values, profile)
            again[edge] = level(fact, one, list(fact.restated.value), profile)
            located[edge] = (
                fact.predicate == one.predicate
                and subject_fits(fact, one, profile)
                and not any(value_fits(fact.predicate, v, one.value, profile) for v in values)
            )
            spans = one.evidence[:3]
            best = max((iou(a, b) for a in fact.spans for b in spans), default=Fraction(0))
            overlap[edge] = int(best * 10**6)
    return Table(gold, said, levels, again, located, overlap)


def matchings(
    of: Table, row: int = 0, used: frozenset[int] = frozenset()
) -> Iterator[tuple[int, ...]]:
    """Yield every one-to-one matching as the prediction of each gold fact, -1 for none."""
    if row == len(of.gold):
        yield ()
        return
    for rest in matchings(of, row + 1, used):
        yield (-1, *rest)
    for column in range(len(of.said)):
        if column not in used and (of.levels[row, column] or of.located[row, column]):
            for rest in matchings(of, row + 1, used | {column}):
                yield (column, *rest)


def worth(of: Table, matching: tuple[int, ...]) -> tuple[object, ...]:
    pairs = [(row, column) for row, column in enumerate(matching) if column >= 0]
    facts = [edge for edge in pairs if of.levels[edge] >= FACT]
    return (
        len(facts),
        sum(not of.gold[row].optional for row, _ in facts),
        len(facts) + sum(restated(of, matching, column, FACT) for column in range(len(of.said))),
        sum(of.levels[edge] >= GROUNDED for edge in pairs),
        sum(of.levels[edge] >= SLOT for edge in pairs),
        sum(of.levels[edge] >= VALUE for edge in pairs),
        sum(of.located[edge] for edge in pairs),
        sum(of.overlap[edge] for edge in pairs),
        tuple(len(of.said) - column if column >= 0 else 0 for column in matching),
    )


def restated(of: Table, matching: tuple[int, ...], column: int, at: int) -> bool:
    """Whether a prediction that is not right at a level says a fact again that is matched there."""
    for row, matched in enumerate(matching):
        if matched == column and of.levels[row, column] >= at:
            return False
    return any(
        matched not in (-1, column)
        and of.levels[row, matched] >= at
        and of.again[row, column] >= at
        for row, matched in enumerate(matching)
    )


def best(of: Table) -> tuple[int, ...]:
    return max(matchings(of), key=lambda matching: worth(of, matching))


def counts(of: Table, matching: tuple[int, ...], at: int) -> tuple[int, int, int]:
    """Count (TP, FP, FN) at a level."""
    right = [(r, c) for r, c in enumerate(matching) if c >= 0 and of.levels[r, c] >= at]
    matched = {column for _, column in right}
    tp = sum(not of.gold[row].optional for row, _ in right)
    required = sum(not fact.optional for fact in of.gold)
    fp = sum(
        column not in matched and not restated(of, matching, column, at)
        for column in range(len(of.said))
    )
    return tp, fp, required - tp
