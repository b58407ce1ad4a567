"""Fit a value to a rule: its unit, its sign, a part of a whole in per cent, and its evidence."""

from __future__ import annotations

import re
from decimal import Context, Decimal

import msgspec

from harness.extractors.regex.rules import Compiled
from harness.model.corpus import Span
from harness.model.values import Comparator, DateValue, QuantityValue, TextValue, Value

_CLOSE = 60  # characters between subject and value up to which one span covers both


def constant(told: str) -> Value:
    """Read the fixed value of a rule: „1 rank“ and „<1 ratio“ are quantities, else it is a text."""
    match = re.fullmatch(r"([<>=~]*)(\d+) ([a-zA-Z_]+)", told)
    if match is None:
        return TextValue(told)
    comparator = msgspec.convert(match[1] or "=", Comparator)
    return QuantityValue(Decimal(match[2]), match[3], comparator)


def percent(value: QuantityValue) -> QuantityValue:
    """Write a part of a whole in per cent: „ein Fünftel“ is 20 PERCENT."""
    exact = Context(prec=28)
    amount = exact.multiply(value.amount, Decimal(100))
    rounded = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
    return msgspec.structs.replace(value, amount=rounded, unit="PERCENT")


# „7200 Menschen arbeiten für“ a firm: they are employees.
_COUNTS_AS = {"employee": "person"}


def in_unit(value: QuantityValue | DateValue, rule: Compiled) -> QuantityValue | DateValue | None:
    """Give a bare number the unit of the rule; a value of another unit does not fit it."""
    unit = rule.rule.unit
    if unit is None or not isinstance(value, QuantityValue):
        return value
    if value.unit in ("number", _COUNTS_AS.get(unit)):
        plausible = unit != "year" or 15 <= value.amount <= 100
        return msgspec.structs.replace(value, unit=unit) if plausible else None
    return value if value.unit == unit else None


def as_ratio(value: Value, change: int) -> Value:
    """Read „ein Fünftel weniger“ and „20 Prozent weniger“ as 0.8 of the other."""
    if not isinstance(value, QuantityValue):
        return value
    amount = value.amount if value.unit == "ratio" else value.amount.scaleb(-2)
    if change:
        exact = 1 + change * amount
        amount = (
            exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
        )
    return msgspec.structs.replace(value, amount=amount, unit="ratio")


def evidence_of(subject: Span, value: Span) -> Span:
    """Cover subject and value where they stand close, else the value alone."""
    both = Span(min(subject.start, value.start), max(subject.end, value.end))
    apart = both.length - subject.length - value.length
    return both if apart <= _CLOSE else value
