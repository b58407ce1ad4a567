"""Typed values: what a fact says, free of how the text words it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from harness.model.dates import parse_edtf

LARGEST_POWER = 100  # no news article needs more, and a model's garbage has thousands

Comparator: TypeAlias = Literal["=", "~", ">", "<", ">=", "<="]


class EntityValue(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag="entity"):
    """Somebody or something by name: canonical in gold, as the text has it in a prediction."""

    name: str


class QuantityValue(
    msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag="quantity"
):
    """An amount in base units („5,5 Mio. Euro“ is 5500000 EUR) with what limits it.

    `comparator` is one of = ~ > < >= <=. `upper` ends a range. `near` marks a one-sided bound
    that is also close („gut“, „knapp“). `vague` marks an order of magnitude („Hunderte“): any
    amount in [amount, upper).
    """

    amount: Decimal
    unit: str
    comparator: Comparator = "="
    upper: Decimal | None = None
    near: bool = False
    vague: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no amount: infinities, absurd sizes, an upper end below the amount."""
        for end in (self.amount, self.upper):
            if not isinstance(end, Decimal | None):
                raise TypeError(f"an amount is a Decimal, not {end!r}; write Decimal('5.5')")
            if end is not None and not (end.is_finite() and abs(end.adjusted()) <= LARGEST_POWER):
                raise ValueError(f"{end} is no amount: finite, of at most 10^{LARGEST_POWER}")
        if self.upper is not None and self.upper <= self.amount:
            raise ValueError(f"upper {self.upper} is not above amount {self.amount}")


class DateValue(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag="date"):
    """A day, month, year or stretch of time in EDTF level 1, e.g. "2025-01" or "2023~"."""

    edtf: str

    def __post_init__(self) -> None:
        """Refuse a string that is no EDTF of the accepted subset."""
        parse_edtf(self.edtf)


class TextValue(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag="text"):
    """Words as they are; only for predicates without a stricter type."""

    text: str


Value: TypeAlias = EntityValue | QuantityValue | DateValue | TextValue
ValueType: TypeAlias = Literal["entity", "quantity", "date", "text"]


def value_type(value: Value) -> ValueType:
    """Name the type of a value, as gold files write it."""
    match value:
        case EntityValue():
            return "entity"
        case QuantityValue():
            return "quantity"
        case DateValue():
            return "date"
        case TextValue():
            return "text"
