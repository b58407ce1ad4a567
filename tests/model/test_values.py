"""Values are exact, and equal where they mean the same number."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.identity import exact
from harness.model.values import DateValue, QuantityValue, Value

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)


@given(decimals, decimals)
def test_equal_numbers_have_equal_keys(one: Decimal, other: Decimal) -> None:
    assert (exact(one) == exact(other)) == (one == other)


@given(decimals, st.integers(-5, 5))
def test_a_number_written_with_another_exponent_is_the_same(amount: Decimal, shift: int) -> None:
    sign, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    if shift >= 0:
        again = Decimal((sign, (*digits, *[0] * shift), exponent - shift))
        assert exact(again) == exact(amount)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e101", "9704e4444444444"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        QuantityValue(Decimal(amount), "EUR")


@pytest.mark.parametrize("upper", ["5", "4", "NaN", "Infinity"])
def test_a_range_ends_above_its_beginning(upper: str) -> None:
    with pytest.raises(ValueError, match="upper|no amount"):
        QuantityValue(Decimal(5), "EUR", upper=Decimal(upper))


@given(decimals, st.sampled_from(["=", "~", ">", "<", ">=", "<="]), st.booleans())
def test_values_survive_json(amount: Decimal, comparator: str, near: bool) -> None:
    value = msgspec.convert(
        {
            "type": "quantity",
            "amount": str(amount),
            "unit": "EUR",
            "comparator": comparator,
            "near": near,
        },
        QuantityValue,
    )
    assert msgspec.json.decode(msgspec.json.encode(value), type=Value) == value


def test_a_date_value_is_a_date() -> None:
    with pytest.raises(ValueError, match="EDTF"):
        DateValue("yesterday")
