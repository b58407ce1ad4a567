"""Values and ratios in words, rounded once and at the end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from harness.model.facts import UNQUALIFIED, GoldFact, Prediction, Qualifiers
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from harness.statistics import Interval

UNDEFINED = "–"
UNKNOWN = "unknown"
MOST_SHOWN = 300  # characters of a value, quote or message; the rest is folded away

# Characters of other kinds that are drawn as nothing all the same: fillers of scripts, selectors of
# variants, and the grapheme joiner (what Unicode calls default ignorable).
_DRAWN_AS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_UNSEEN = {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}
_JOINER, _AS_EMOJI, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_JOINS = re.compile(f"[{_JOINER}{_AS_EMOJI}]")


class _Shown(dict[int, str]):
    """What stands for a character: itself, or its number where nobody would see it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        unseen = unicodedata.category(char) in _UNSEEN or _DRAWN_AS_NOTHING.match(char)
        self[code] = f"⟨U+{code:04X}⟩" if unseen else char
        return self[code]


_SHOWN = _Shown({ord(char): char for char in ("\t", "\n", _JOINER, _AS_EMOJI)})


class Rest(NamedTuple):
    """The rest of a long text, folded away until somebody asks for it."""

    tells: str  # of what it is the rest, and how long that is
    text: str


def visible(text: str) -> str:
    """Show what would act or hide instead of being read, e.g. "⟨U+202E⟩".

    That is every character that controls, formats or is drawn as nothing, but for tabs, line
    breaks and what joins an emoji. Surrogates, which no encoding can write, become a question mark.
    """
    if text.isprintable() and (text.isascii() or not _DRAWN_AS_NOTHING.search(text)):
        return text  # as most is
    shown = text.replace("\r\n", "\n").translate(_SHOWN)
    shown = _JOINS.sub(lambda found: _joined(shown, found.start()), shown)
    return shown.encode("utf-8", "replace").decode("utf-8")


def _joined(text: str, at: int) -> str:
    """Give a joiner or emoji sign as it is within an emoji, and visible anywhere else."""
    before, after = text[max(0, at - 2) : at], text[at + 1 : at + 2]
    if text[at] == _AS_EMOJI:
        within = after == _KEYCAP or _symbol(before[-1:])
    else:
        within = _symbol(before.removesuffix(_AS_EMOJI)[-1:]) and _symbol(after)
    return text[at] if within else f"⟨U+{ord(text[at]):04X}⟩"


def _symbol(char: str) -> bool:
    return bool(char) and unicodedata.category(char) in ("So", "Sk", "Sm")


def shortened(text: str, most: int = MOST_SHOWN) -> str:
    """Give the beginning of a text that is too long to stand in full."""
    return text if len(text) <= most else f"{text[:most]}…"


def rest_of(text: str, what: str) -> Rest | None:
    """Give what `shortened` leaves out of a text; None where that is nothing."""
    if len(text) <= MOST_SHOWN:
        return None
    more = counted(len(text) - MOST_SHOWN, "more character")
    return Rest(f"{what}: {more}", text[MOST_SHOWN:])


def told_interval(within: Interval | None) -> str:
    """Write the interval of a ratio in per cent, e.g. "6.4–21.0"; empty where there is none."""
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


def as_float(ratio: Fraction | None) -> float | None:
    """Give a ratio as data has it; None where it is undefined."""
    return None if ratio is None else float(ratio)


def points(ratio: float | None) -> str:
    """Write a difference of ratios in points with one decimal, e.g. "−3.1"."""
    if ratio is None:
        return UNDEFINED
    rounded = f"{ratio * 100:.1f}"
    return "0.0" if rounded == "-0.0" else rounded.replace("-", "−")


def told_difference(within: Interval | None) -> str:
    """Write the interval of a difference in points, e.g. "−3.1 to 4.0"; "–" where there is none."""
    return UNDEFINED if within is None else f"{points(within.low)} to {points(within.high)}"


def probability(p: float | None) -> str:
    """Write a p value with its sign, e.g. "= 0.012" or "< 0.001"."""
    if p is None:
        return UNDEFINED
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def counted(number: int, noun: str) -> str:
    """Write how many there are of something, e.g. "1 fact" or "1,200 facts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: Sequence[str]) -> str:
    """Write an enumeration, e.g. "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


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


def statement(fact: GoldFact | Prediction) -> str:
    """Write what a fact states, e.g. "cost, DeepSeek-V3: ~ 5,500,000 EUR"."""
    return f"{visible(fact.predicate)}, {visible(fact.subject)}: {told(fact.value)}"


def limits(qualifiers: Qualifiers) -> str:
    """Write what limits a fact, e.g. "not; attributed to DeepSeek"."""
    if qualifiers == UNQUALIFIED:  # as most facts are
        return ""
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
