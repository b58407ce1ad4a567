"""The gauge measures itself: known changes to perfect predictions, and what must come of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TypeAlias

import msgspec

from harness.errors import UsageError
from harness.labelling.arithmetic import Item, expected_figures, figures_of
from harness.model.dates import parse_edtf
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.results import ArticleError, ErrorClass, Extraction, Level, Profile
from harness.model.signature import SEED
from harness.model.values import (
    DateValue,
    EntityValue,
    QuantityValue,
    TextValue,
    Value,
    ValueType,
    value_type,
)
from harness.scoring import evaluate

NOBODY = "Quorxfeld"  # the name of nobody; a gold set that knows one cannot be tested
_NO_UNIT = "XTS"  # ISO 4217's code for tests
_UNRELATED = Decimal("987654321.123")

Change: TypeAlias = Callable[[GoldFact, int], "Item | None"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what arithmetic says."""

    figure: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of change: how often it was made, how many figures were held against arithmetic."""

    name: str
    changes: int
    figures: int
    differences: tuple[Difference, ...]


def selftest(goldset: GoldSet, changes: int = 5, profile: Profile = "standard") -> list[Check]:
    """Change perfect predictions in every known way, and hold each figure against arithmetic.

    `changes` is how often each change is made at most; a change that the gold set has no
    unambiguous fact for is made less often, or not at all. Raises UsageError where the gold set
    knows the name that stands for nobody.
    """
    if any(NOBODY in name for name in goldset.entities):
        raise UsageError(f"{goldset.name}: {NOBODY} stands for nobody here, but the set has it")
    gauge = _Gauge(goldset, profile)
    perfect = {_key(fact): Item(fact, perfect_prediction(fact)) for fact in goldset.facts}
    items = list(perfect.values())
    added = [_invented(goldset, number) for number in range(changes)]
    checks = [
        gauge.check("nothing changed", 0, items),
        _said_twice(gauge, items),
        _one_article_failed(gauge, items),
        gauge.check("added", changes, [*items, *added]),
    ]
    candidates = _spread(_unambiguous(goldset))
    for name, change in _changes(goldset, profile):
        changed, made = dict(perfect), 0
        for fact in candidates:
            item = change(fact, made) if made < changes else None
            if item is not None:
                changed[_key(fact)] = item
                made += 1
        checks.append(gauge.check(name, made, list(changed.values())))
    return checks


def perfect_prediction(fact: GoldFact) -> Prediction:
    """Say what gold says."""
    return Prediction(
        fact.article,
        fact.predicate,
        fact.subject,
        fact.value,
        fact.qualifiers,
        tuple(fact.spans[:3]),
    )


@dataclass(frozen=True, slots=True)
class _Gauge:
    """Scores on one gold set in one profile."""

    goldset: GoldSet
    profile: Profile

    def check(
        self,
        name: str,
        changes: int,
        items: Sequence[Item],
        said: Sequence[Prediction] = (),
        errors: tuple[ArticleError, ...] = (),
    ) -> Check:
        """Score what the items say, in an order of no meaning, and compare with their arithmetic.

        `said` is given where more is said than the items tell of.
        """
        answers = list(said or (item.said for item in items if item.said is not None))
        Random(SEED).shuffle(answers)  # noqa: S311 - no secret
        extraction = Extraction("selftest", "1", tuple(answers), errors)
        got = figures_of(evaluate(self.goldset, extraction, self.profile))
        expected = expected_figures(items)
        names = sorted({*expected, *got})
        differences = tuple(
            Difference(one, str(expected.get(one, 0)), str(got.get(one, 0)))
            for one in names
            if expected.get(one, 0) != got.get(one, 0)
        )
        return Check(name, changes, len(names), differences)


def _said_twice(gauge: _Gauge, items: Sequence[Item]) -> Check:
    """Say everything twice: predictions of one identity are one."""
    said = [item.said for item in items if item.said is not None] * 2
    return gauge.check("said twice", len(items), items, said)


def _one_article_failed(gauge: _Gauge, items: Sequence[Item]) -> Check:
    """Fail on the first article: its gold facts are missed, whatever was said before."""
    failed = next(iter(gauge.goldset.articles))
    lost = [
        Item(item.gold, None, None, None if item.gold.optional else ErrorClass.MISSED)
        if item.gold is not None and item.gold.article == failed
        else item
        for item in items
    ]
    said = [item.said for item in items if item.said is not None]
    errors = (ArticleError(failed, "made to fail"),)
    return gauge.check("articles failed", 1, lost, said, errors)


def _invented(goldset: GoldSet, number: int) -> Item:
    """Say something of nobody that stands nowhere."""
    articles, predicates = list(goldset.articles), list(goldset.predicates.values())
    predicate = predicates[number % len(predicates)]
    values: dict[ValueType, Value] = {
        "entity": EntityValue(f"{NOBODY} {number}"),
        "quantity": QuantityValue(_UNRELATED + number, _NO_UNIT),
        "date": DateValue(_long_ago(number)),
        "text": TextValue(f"{NOBODY} {number}"),
    }
    article = articles[number % len(articles)]
    value = values[predicate.value_type]
    said = Prediction(article, predicate.name, f"{NOBODY} AG {number}", value)
    return Item(None, said, None, ErrorClass.UNSUPPORTED)


def _changes(goldset: GoldSet, profile: Profile) -> Iterator[tuple[str, Change]]:
    """Name every change with what it does to a perfect prediction; None where it cannot be made."""
    yield (
        "dropped",
        lambda fact, _: Item(fact, None, None, None if fact.optional else ErrorClass.MISSED),
    )
    yield "subjects swapped", _subject
    yield "polarities flipped", _polarity
    yield "references changed", _reference
    yield "predicates changed", lambda fact, _: _predicate(goldset, fact)
    for kind in ("scale", "unit", "amount", "comparator", "entity", "date", "text"):

        def changed(fact: GoldFact, number: int, kind: str = kind) -> Item | None:
            return _value(goldset, fact, kind, number, profile)

        yield f"values changed: {kind}", changed
    yield "shown elsewhere", _evidence
    yield "certainties changed", _certainty


def _subject(fact: GoldFact, number: int) -> Item:
    said = msgspec.structs.replace(perfect_prediction(fact), subject=f"{NOBODY} AG {number}")
    return Item(fact, said, Level.SLOT, ErrorClass.WRONG_SUBJECT)


def _polarity(fact: GoldFact, _: int) -> Item:
    qualifiers = msgspec.structs.replace(fact.qualifiers, negated=not fact.qualifiers.negated)
    said = msgspec.structs.replace(perfect_prediction(fact), qualifiers=qualifiers)
    return Item(fact, said, Level.SLOT, ErrorClass.POLARITY)


def _reference(fact: GoldFact, number: int) -> Item | None:
    if not fact.qualifiers.than:
        return None
    qualifiers = msgspec.structs.replace(fact.qualifiers, than=f"{NOBODY} AG {number}")
    said = msgspec.structs.replace(perfect_prediction(fact), qualifiers=qualifiers)
    return Item(fact, said, Level.SLOT, ErrorClass.WRONG_REFERENCE)


def _predicate(goldset: GoldSet, fact: GoldFact) -> Item | None:
    """Call the relation another one; place and value stay, so it is right at level value."""
    wanted = goldset.predicates[fact.predicate]
    known = {(one.article, one.predicate, one.subject) for one in goldset.facts}
    others = [
        one.name
        for one in goldset.predicates.values()
        if one.name != wanted.name
        and one.value_type == wanted.value_type
        and not one.compared
        and (fact.article, one.name, fact.subject) not in known
    ]
    if not others or wanted.compared:
        return None
    said = msgspec.structs.replace(perfect_prediction(fact), predicate=others[0])
    return Item(fact, said, Level.VALUE, ErrorClass.WRONG_PREDICATE)


def _value(
    goldset: GoldSet, fact: GoldFact, kind: str, number: int, profile: Profile
) -> Item | None:
    value = _other_value(fact.value, kind, number)
    if value is None or (kind == "comparator" and profile == "standard" and fact.accept.value):
        return None
    others = [one for one in goldset.facts if one.article == fact.article and one.id != fact.id]
    if any(_may_be_equal(value, option) for one in others for option in _values(one)):
        return None
    said = msgspec.structs.replace(perfect_prediction(fact), value=value)
    return Item(fact, said, None, ErrorClass.WRONG_VALUE, kind)


def _other_value(value: Value, kind: str, number: int) -> Value | None:
    """Change one thing about a value; None where it has no such thing."""
    nobody = f"{NOBODY} {number}"
    match value, kind:
        case EntityValue(), "entity":
            return EntityValue(nobody)
        case DateValue(), "date":
            return DateValue(_long_ago(number))
        case TextValue(), "text":
            return TextValue(nobody)
        case QuantityValue(), _:
            return _other_quantity(value, kind, number)
    return None


def _other_quantity(value: QuantityValue, kind: str, number: int) -> QuantityValue | None:
    slots: dict[str, object] = {}
    if kind == "unit":
        slots = {"unit": _NO_UNIT}
    elif kind == "scale" and value.amount and value.upper is None and not value.vague:
        slots = {"amount": value.amount * 1000}
    elif kind == "amount" and not value.vague:
        slots = {"amount": _UNRELATED + number, "upper": None}
    elif kind == "comparator" and not (value.vague or value.near):
        slots = {"comparator": ">" if value.comparator in {"<", "<="} else "<"}
    return msgspec.structs.replace(value, **slots) if slots else None


def _long_ago(number: int) -> str:
    return f"18{number % 100:02}-03-05"


def _evidence(fact: GoldFact, _: int) -> Item:
    """Show nothing: right, but not grounded."""
    return Item(fact, msgspec.structs.replace(perfect_prediction(fact), evidence=()), Level.FACT)


def _certainty(fact: GoldFact, _: int) -> Item | None:
    """Change what is no part of identity: no count moves."""
    if fact.qualifiers.certainty != "asserted":
        return None
    qualifiers = msgspec.structs.replace(fact.qualifiers, certainty="hedged")
    said = msgspec.structs.replace(perfect_prediction(fact), qualifiers=qualifiers)
    return Item(fact, said, wrong_qualifier="certainty")


def _unambiguous(goldset: GoldSet) -> list[GoldFact]:
    """List the facts that no other fact of the article could be taken for, even in part.

    Only for these does arithmetic alone say what a change must do. Facts that a trap set changed
    are left out where an error could say the world's version.
    """
    world = {(one.article, one.predicate, one.subject) for one in goldset.world}
    found = []
    for fact in goldset.facts:
        others = [one for one in goldset.facts if one.article == fact.article and one is not fact]
        if (fact.article, fact.predicate, fact.subject) not in world and not any(
            _may_be_taken_for(fact, one) for one in others
        ):
            found.append(fact)
    return found


def _may_be_taken_for(fact: GoldFact, other: GoldFact) -> bool:
    ours, theirs = ({one.subject, *one.accept.subject} for one in (fact, other))
    if fact.predicate == other.predicate and ours & theirs:
        return True
    return any(_may_be_equal(one, two) for one in _values(fact) for two in _values(other))


def _values(fact: GoldFact) -> tuple[Value, ...]:
    return (fact.value, *fact.accept.value, *fact.restated.value)


def _may_be_equal(one: Value, other: Value) -> bool:
    """Whether two values could count as the same; True wherever that is not plain."""
    if value_type(one) != value_type(other):
        return False
    match one, other:
        case EntityValue(), EntityValue():
            return one.name == other.name
        case QuantityValue(), QuantityValue():
            vague = one.vague or other.vague
            return one.unit == other.unit and (vague or one.amount == other.amount)
        case DateValue(), DateValue():
            ours, theirs = parse_edtf(one.edtf), parse_edtf(other.edtf)
            if None in {ours.first, ours.last, theirs.first, theirs.last}:
                return True
            return str(ours.first) <= str(theirs.last) and str(theirs.first) <= str(ours.last)
        case _:
            return True


def _spread(facts: Sequence[GoldFact]) -> list[GoldFact]:
    """Mix facts the same way each time, so that changes fall on all articles."""
    mixed = list(facts)
    Random(SEED).shuffle(mixed)  # noqa: S311 - no secret
    return mixed


def _key(fact: GoldFact) -> tuple[str, str]:
    return fact.article, fact.id
