"""Known changes to perfect predictions, each with what it must do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

import msgspec

from harness.labelling.ambiguity import may_be_equal, values_of
from harness.labelling.arithmetic import Item
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.results import ErrorClass, Level, Profile
from harness.model.values import (
    DateValue,
    EntityValue,
    QuantityValue,
    TextValue,
    Value,
    ValueType,
)

NOBODY = "Quorxfeld"  # the name of nobody; a gold set that knows one cannot be tested
_NO_UNIT = "XTS"  # ISO 4217's code for tests
_UNRELATED = Decimal("987654321.123")

Change: TypeAlias = Callable[[GoldFact, int], "Item | None"]


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


def invented(goldset: GoldSet, number: int) -> Item:
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


def changes_of(goldset: GoldSet, profile: Profile) -> Iterator[tuple[str, Change]]:
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
    if any(may_be_equal(value, option) for one in others for option in values_of(one)):
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
