"""Words of a text become a value of the type that a predicate takes."""

from __future__ import annotations

from harness.german.phrase import normalise
from harness.model.facts import Predicate
from harness.model.values import (
    DateValue,
    EntityValue,
    QuantityValue,
    TextValue,
    Value,
    value_type,
)


def read_surface(surface: str, predicate: Predicate, doc_date: str) -> Value:
    """Read words as the value of a predicate, in an article of the given date.

    Words that no reading fits are a wrong answer, not a missing one: they become a text. Raises
    ValueError where `doc_date` is no EDTF date with a year.
    """
    if predicate.value_type == "entity":
        return EntityValue(surface)
    if predicate.value_type == "text":
        return TextValue(surface)
    readings = normalise(surface, doc_date)
    fitting = [one for one in readings if value_type(one) == predicate.value_type]
    return min(fitting, key=lambda one: _unlikely(one, predicate), default=TextValue(surface))


def _unlikely(value: Value, predicate: Predicate) -> bool:
    """Whether a reading, right in itself, is not the one meant here.

    In an article a day without a year is the one that its date makes likely, and a part („ein
    Zehntel“) is a ratio only where something is compared: elsewhere it is ten per cent.
    """
    match value:
        case DateValue(edtf=edtf):
            return edtf.startswith("XXXX")
        case QuantityValue(unit=unit):
            return unit == "ratio" and not predicate.compared
        case _:
            return False
