"""Quantities: limit, number or range, and unit, put together."""

from __future__ import annotations

import re
from decimal import Decimal

from harness.german.comparators import Limit, bound_after, limit_at
from harness.german.numerals import EXACT, OF, Numeral, number_at, plain
from harness.german.units import DURATIONS, MONEY, Readings
from harness.german.unitwords import Unit, currency_before, unit_at
from harness.model.values import QuantityValue

_BETWEEN = re.compile(r"(?P<between>zwischen)[^\S\r\n]|von[^\S\r\n]", re.IGNORECASE)
_SIGN = re.compile(r"(?:(?P<minus>[Mm]inus)|[Pp]lus)[^\S\r\n](?=[0-9a-zäöü])")
_LINK = re.compile(
    r"(?:[^\S\r\n]?[-–—][^\S\r\n]?(?=[0-9])|-?[^\S\r\n](?:(?P<until>bis)(?:[^\S\r\n]zu)?|(?P<and>und))"
    r"[^\S\r\n](?=\w|[$€£¥]))",
)
# „4-Zimmer“, „3D“ and „drei Mal“ count nothing that is asked for.
_NO_NUMBER_BEFORE = re.compile(r"-?[^\W\d_]|[^\S\r\n]Male?(?![^\W_])")
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
# A round number counts („mehr als 2000“), any other may be a year.
_YEAR_COMPARED = re.compile(r"(?:19|20)(?!00)[0-9]{2}")
_ONE = Decimal(1)
_BARE: Readings = (("number", _ONE),)
# „ein“ before one of these is a number: „ein Prozent“, but not „ein Unternehmen“.
_WITH_ARTICLE = MONEY | DURATIONS | {"PERCENT", "percentage_point"}


def quantity_at(text: str, position: int) -> tuple[int, tuple[QuantityValue, ...]] | None:
    """Read a quantity: where it ends, and its readings, best first."""
    signed = _SIGN.match(text, position)
    if signed is not None:
        return _signed(quantity_at(text, signed.end()), -1 if signed["minus"] else 1)
    limit = limit_at(text, position)
    between = _BETWEEN.match(text, limit.end)
    if between is not None:
        return _range_at(text, between.end(), limit, "and" if between["between"] else "until")
    start, code = currency_before(text, limit.end) or (limit.end, "")
    number = number_at(text, start)
    if number is None:
        return None
    unit = _fixed(code, number.end) if code else _unit_of(text, number)
    return _ranged(text, number, unit, limit, "until") or _single(text, number, unit, limit)


def _signed(
    found: tuple[int, tuple[QuantityValue, ...]] | None, sign: int
) -> tuple[int, tuple[QuantityValue, ...]] | None:
    """Read „minus 3 Prozent“; a range has no sign."""
    if found is None or any(value.upper is not None or value.vague for value in found[1]):
        return None
    end, values = found
    return end, tuple(
        QuantityValue(sign * one.amount, one.unit, one.comparator, None, one.near) for one in values
    )


def _unit_of(text: str, number: Numeral) -> Unit | None:
    """Read the unit behind a number, or behind the „von“ of „Millionen von Nutzern“."""
    of = OF.match(text, number.end) if number.upper is not None else None
    return unit_at(text, of.end() if of else number.end)


def _fixed(code: str, end: int) -> Unit:
    return Unit(end, ((code, _ONE),))


def _range_at(
    text: str, start: int, limit: Limit, link: str
) -> tuple[int, tuple[QuantityValue, ...]] | None:
    begins, code = currency_before(text, start) or (start, "")
    number = number_at(text, begins)
    if number is None:
        return None
    unit = _fixed(code, number.end) if code else unit_at(text, number.end)
    return _ranged(text, number, unit, limit, link)


def _ranged(
    text: str, first: Numeral, unit: Unit | None, limit: Limit, link: str
) -> tuple[int, tuple[QuantityValue, ...]] | None:
    """Read what follows „50 bis“ or „zwischen 50 und“; None where the two make no range."""
    match = _LINK.match(text, unit.end if unit else first.end)
    if match is None or first.article or match.lastgroup not in (None, link):
        return None
    inner = limit_at(text, match.end())
    start, code = currency_before(text, inner.end) or (inner.end, "")
    second = number_at(text, start)
    if second is None or second.article or second.upper is not None or first.upper is not None:
        return None
    unit_of_both = _fixed(code, second.end) if code else unit_at(text, second.end)
    if unit is not None and (unit_of_both is None or unit.readings != unit_of_both.readings):
        return None
    bounds = _bounds(first, second)
    if bounds is None:
        return None
    end = max(second.end, unit_of_both.end if unit_of_both else 0)
    readings = unit_of_both.readings if unit_of_both else _BARE
    if unit_of_both is None and (_NO_NUMBER_BEFORE.match(text, end) or _are_years(first, second)):
        return None
    return end, tuple(_value(bounds, reading, limit, vague=False) for reading in readings)


def _are_years(first: Numeral, second: Numeral) -> bool:
    return all(_YEAR.fullmatch(number.plain) for number in (first, second))


def _bounds(first: Numeral, second: Numeral) -> tuple[Decimal, Decimal] | None:
    """Share the scale of the upper end with the lower: „50 bis 60 Millionen“."""
    low, high = first.amounts[0], second.amounts[0]
    if first.factor == 1 and second.factor != 1:
        shared = EXACT.multiply(low, second.factor)
        if shared < high:
            return shared, high
    return (low, high) if low < high else None


def _single(
    text: str, number: Numeral, unit: Unit | None, limit: Limit
) -> tuple[int, tuple[QuantityValue, ...]] | None:
    if number.article and (unit is None or unit.readings[0][0] not in _WITH_ARTICLE):
        return None
    if unit is None and _NO_NUMBER_BEFORE.match(text, number.end):
        return None
    end = max(number.end, unit.end if unit else 0)
    if unit is None and limit.comparator in ("<", ">") and _YEAR_COMPARED.fullmatch(number.plain):
        return None  # „ein Drittel weniger als 2022“
    after = bound_after(text, end) if limit.comparator in ("=", "~") else None
    if after is not None:
        end, limit = after.end, after
    return end, tuple(
        _value((amount, number.upper), (name, factor), limit, vague=number.upper is not None)
        for amount in number.amounts
        for name, factor in (unit.readings if unit else _BARE)
    )


def _value(
    bounds: tuple[Decimal, Decimal | None],
    reading: tuple[str, Decimal],
    limit: Limit,
    *,
    vague: bool,
) -> QuantityValue:
    unit, factor = reading
    low, high = bounds
    amount = plain(EXACT.multiply(low, factor))
    upper = None if high is None else plain(EXACT.multiply(high, factor))
    return QuantityValue(amount, unit, limit.comparator, upper, limit.near, vague)
