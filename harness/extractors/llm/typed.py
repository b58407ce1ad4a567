"""Typed values as models write them: extra keys, units in words, German numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from harness.german.phrase import normalise
from harness.german.scan import find
from harness.model.facts import Predicate
from harness.model.values import (
    DateValue,
    EntityValue,
    QuantityValue,
    TextValue,
    Value,
    value_type,
)

_FIELDS = {
    str(one.__struct_config__.tag): ("type", *one.__struct_fields__)
    for one in (EntityValue, QuantityValue, DateValue, TextValue)
}


def typed_value(
    told: Mapping[str, Any], predicate: Predicate, units: Sequence[str], doc_date: str
) -> Value:
    """Read a typed value; null is as good as absent, and a key that none has is passed over.

    Without a type it is of the predicate's. Raises TypeError, ValueError and ArithmeticError for
    what is no value, or in no unit of the list.
    """
    kind = told.get("type") or predicate.value_type
    unit = told.get("unit") or ""
    if not isinstance(kind, str) or not isinstance(unit, str):
        raise TypeError("a type and a unit are words")
    names = _FIELDS.get(kind, ())
    kept = {name: told[name] for name in names if told.get(name) is not None}
    kept["type"] = kind
    if kind == "quantity":
        for name in ("amount", "upper"):
            if name in kept:
                kept[name], kept["unit"] = _measured(kept[name], unit, units, doc_date)
    value: Value = msgspec.convert(kept, Value)
    msgspec.json.encode(value)  # raises for text that no encoding can write
    return value


def value_in(quote: str, predicate: Predicate, units: Sequence[str], doc_date: str) -> Value | None:
    """Give the one value in a quote that a predicate can take; None for none or several."""
    if predicate.value_type not in ("quantity", "date"):
        return None
    found = [
        value
        for one in find(quote, doc_date)
        for value in one.values[:1]
        if value_type(value) == predicate.value_type
        and not (isinstance(value, QuantityValue) and units and value.unit not in units)
    ]
    return found[0] if len(found) == 1 else None


def _measured(amount: Any, unit: str, units: Sequence[str], doc_date: str) -> tuple[Decimal, str]:
    """Read an amount and its unit: 5500000 EUR, 5,5 Mio. €; raises TypeError, ValueError."""
    if isinstance(amount, bool) or not isinstance(amount, int | float | Decimal | str):
        raise TypeError("an amount is a number, or a text with one")
    number = _number(str(amount))
    listed = {one.lower(): one for one in units}
    plain = unit.strip().lower().replace(" ", "_").replace("-", "_")
    known = listed.get(plain) or listed.get(plain.removesuffix("s"))
    if number is not None and (known or not units):
        return number, known or unit
    words = f"{amount if number is None else 2} {unit}"
    for read in normalise(words, doc_date):
        if isinstance(read, QuantityValue) and (not units or (known or read.unit) in units):
            factor = Decimal(1) if number is None else number / 2
            return read.amount * factor, known or read.unit
    raise ValueError(f"{amount} {unit} is in no unit of the list")


def _number(amount: str) -> Decimal | None:
    try:
        return Decimal(amount.replace("_", "x"))  # which Python alone takes for a digit group
    except InvalidOperation:
        return None
