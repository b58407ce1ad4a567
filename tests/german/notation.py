"""Write values in one line, so that a table of cases stays readable."""

from __future__ import annotations

from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value


def told(value: Value) -> str:
    """Write a value, e.g. "~5500000 EUR", "50..60 number", "2025-01", ">2000 chip near"."""
    match value:
        case EntityValue(name=words) | TextValue(text=words) | DateValue(edtf=words):
            return words
        case QuantityValue():
            comparator = "" if value.comparator == "=" else value.comparator
            upper = "" if value.upper is None else f"..{value.upper}"
            marks = (" near" if value.near else "") + (" vague" if value.vague else "")
            return f"{comparator}{value.amount}{upper} {value.unit}{marks}"
