"""Values and ratios in words, rounded once and at the end."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from harness.model.facts import Qualifiers
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from harness.statistics import Interval

UNDEFINED = "–"
UNKNOWN = "unknown"

# What a browser or terminal would obey instead of showing: control characters, and marks that
# turn the direction of writing.
_DANGEROUS = [*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F)]
_DANGEROUS += [*range(0x2066, 0x206A), 0xFEFF, 0x061C]
_SHOWN = {code: f"⟨U+{code:04X}⟩" for code in _DANGEROUS if code not in (0x09, 0x0A, 0x0D)}


def visible(text: str) -> str:
    """Show what would act instead of being read: control characters and direction marks.

    Surrogates, which no encoding can write, become the replacement character.
    """
    if text.isprintable():  # nothing of the kind is, and most text is
        return text
    return text.translate(_SHOWN).encode("utf-8", "replace").decode("utf-8")


def told_interval(within: Interval | None) -> str:
    """Write an interval in per cent, e.g. "6.4–21.0"; empty where there is none."""
    return f"{percent(within.low)}–{percent(within.high)}" if within else ""


def percent(ratio: Fraction | float | None, decimals: int = 1) -> str:
    """Write a ratio in per cent; 0 and 100 appear only where they are true."""
    if ratio is None:
        return UNDEFINED
    rounded, least = round(float(ratio * 100), decimals), 10**-decimals
    if ratio and rounded == 0:
        rounded = least
    if ratio != 1 and rounded == 100:
        rounded = 100 - least
    return f"{rounded:.{decimals}f}"


def apart(
    *numbers: Fraction,
    write: Callable[[Fraction, int], str] = percent,
    whole: Fraction = Fraction(0),
) -> list[str]:
    """Write numbers with as many decimals, one to nine, as it takes to tell unequal ones apart.

    The ratio `whole`, a limit that somebody has set, keeps all of its decimals.
    """
    for decimals in range(1, 10):
        written = [write(one, decimals) for one in numbers]
        kept = (whole * 10 ** (decimals + 2)).denominator == 1
        if kept and len(set(map(Decimal, written))) == len(set(numbers)):
            break
    return written


def points(ratio: float | None) -> str:
    """Write a difference of ratios in points with one decimal, e.g. "−3.1"."""
    if ratio is None:
        return UNDEFINED
    rounded = f"{ratio * 100:.1f}"
    return "0.0" if rounded == "-0.0" else rounded.replace("-", "−")


def probability(p: float | None) -> str:
    """Write a p value with its sign, e.g. "= 0.012" or "< 0.001"."""
    if p is None:
        return UNDEFINED
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def counted(number: int, noun: str) -> str:
    """Write how many there are of something, e.g. "1 fact" or "1,200 facts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def told_commit(commit: str) -> str:
    """Write a commit with 12 of its digits, and the mark of a tree that had changed since."""
    digits, mark, _ = commit.partition("+")
    return f"{visible(digits)[:12]}{'+changes' if mark else ''}"


def duration(seconds: float | None) -> str:
    """Write a time for people, e.g. "0.37 s", "2 min 05 s", "< 0.01 s"."""
    if seconds is None:
        return UNKNOWN
    if seconds < 0.01:
        return "< 0.01 s"
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"


def money(amount: Decimal | None, currency: str) -> str:
    """Write a sum with four decimals below 1, else with two, e.g. "0.0123 USD"."""
    if amount is None:
        return UNKNOWN
    if 0 < amount < Decimal("0.0001"):
        return f"< 0.0001 {currency}"
    shown = f"{amount:,.2f}" if not amount or amount >= 1 else f"{amount:.4f}"
    return f"{shown} {currency}"


def told(value: Value) -> str:
    """Write a value for people, e.g. "~ 5,500,000 EUR"."""
    match value:
        case EntityValue(name=name):
            return visible(name)
        case TextValue(text=text):
            return visible(text)
        case DateValue(edtf=edtf):
            return edtf
        case QuantityValue():
            return _quantity(value)


def _quantity(value: QuantityValue) -> str:
    amount = _grouped(value.amount)
    if value.upper is not None:
        amount = f"{amount} to {_grouped(value.upper)}"
    sign = "" if value.comparator == "=" else f"{value.comparator} "
    marks = [word for word, set_ in (("near", value.near), ("vague", value.vague)) if set_]
    marked = f" ({', '.join(marks)})" if marks else ""
    return f"{sign}{amount} {visible(value.unit)}{marked}"


def _grouped(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limits(qualifiers: Qualifiers) -> str:
    """Write what limits a fact, e.g. "not; attributed to DeepSeek"."""
    parts = ["not"] if qualifiers.negated else []
    if qualifiers.than or qualifiers.dimension:
        parts.append(f"than {qualifiers.than or '?'} in {qualifiers.dimension or '?'}")
    if qualifiers.attributed_to:
        parts.append(f"says {qualifiers.attributed_to}")
    if qualifiers.certainty != "asserted":
        parts.append(qualifiers.certainty)
    if qualifiers.former:
        parts.append("former")
    if qualifiers.as_of:
        parts.append(f"as of {qualifiers.as_of}")
    if qualifiers.scope:
        parts.append(qualifiers.scope)
    return visible("; ".join(parts))
