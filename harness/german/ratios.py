"""Ratios: parts („ein Zehntel“), multiples („zehnmal so viel“) and doublings („verdoppelt“)."""

from __future__ import annotations

import re
from decimal import Decimal

from harness.german.comparators import Limit, bound_after, limit_at
from harness.german.numberwords import RATIO, cardinal, denominator
from harness.german.numerals import Numeral, number_at, plain
from harness.model.values import QuantityValue

_FALLING = (
    r"[\w-]*(?:weniger|billiger|günstiger|kleiner|niedriger|langsamer|geringer|preiswerter|kürzer"
    r"|leichter|schwächer|tiefer|sparsamer|schlechter)"
)
_MULTIPLE = re.compile(
    r"[^\S\r\n]?-?[Mm]al(?:[^\S\r\n](?:(?P<so>so|mehr)|(?P<falling>" + _FALLING
    + r")(?:e[nrsm]?)?|(?P<rising>(?!(?:wieder|immer|aber|hier|oder|unter|über|hinter|der|wer"
    r"|einer|keiner|dieser|seiner|ihrer|wider)(?![^\W_]))[a-zäöüß][\w-]*(?:er"
    r"|ere[nrsm]?)))(?![^\W_]))?(?![^\W_])"
)  # fmt: skip
_SO_WHAT = re.compile(
    r"[^\S\r\n](?:viele?[nr]?|hoch|groß|teuer|schnell|lang|stark|oft|häufig)(?![^\W_])"
)
_FOLD = re.compile(r"-?fache?[nsrm]?(?:[^\S\r\n]so)?(?![^\W_])")
_ARTICLE = re.compile(r"(?:die|das|der|den|dem|des|ein(?:e[rnms]?)?)[^\S\r\n]", re.IGNORECASE)
_FRACTION = re.compile(
    r"(?P<count>[^\W\d_]+|[0-9]{1,3})(?:[^\S\r\n]|-)(?P<part>[A-ZÄÖÜ][a-zäöüß]*tel[ns]?)(?![^\W_])"
)
_PART = re.compile(r"(?:(?P<half>Hälfte)|Dreiviertel|drei Viertel)(?![^\W_])")
_WHOLE_WORD = re.compile(
    r"(?P<half>[Hh]alb so)|(?P<two>[Dd]oppelt so"
    r"|Doppelte[ns]?|[Vv]erdoppel(?:te?n?|n|ung))|(?P<bit>Bruchteil)|(?P<many>Vielfache[ns]?)"
    r"|(?P<halved>[Hh]albier(?:te?n?|en|ung))"
    r"|[Vv]er(?P<fold>drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwanzig|hundert)fach(?:te?n?|en|ung)?"
    r"|[Ff]aktor[^\S\r\n](?:von[^\S\r\n])?(?=[\w])(?P<factor>)",
)
_LINK = re.compile(r"(?:-?[^\S\r\n]bis[^\S\r\n]|[^\S\r\n]?[-–][^\S\r\n]?)(?=\w)")
_BARS = re.compile(r"(?P<top>[0-9]{1,2})/(?P<bottom>[0-9]{1,4})(?![\w/.,]*[0-9])(?![^\W_])")
_WORDS = {
    "half": Decimal("0.5"), "halved": Decimal("0.5"), "three": Decimal("0.75"), "two": Decimal(2),
}  # fmt: skip


def ratio_at(text: str, position: int) -> tuple[int, tuple[QuantityValue, ...]] | None:
    """Read a ratio: where it ends, and its readings. Inexact ones have 28 digits.

    A part of a whole is a ratio first and so many per cent second.
    """
    limit = limit_at(text, position)
    article = _ARTICLE.match(text, limit.end)
    for start in (limit.end, *((article.end(),) if article else ())):
        part = _part_at(text, start, limit) or _fraction_at(text, start, limit)
        if part is not None:
            after = bound_after(text, part[0]) if limit.comparator == "=" else None
            if after is not None:
                part = after.end, _ratio(part[1].amount, after)
            return part[0], (part[1], _percent(part[1]))
        found = _word_at(text, start, limit) or _multiple_at(text, start, limit)
        if found is not None:
            return found[0], (found[1],)
    return None


def _ratio(amount: Decimal, limit: Limit, upper: Decimal | None = None) -> QuantityValue:
    top = None if upper is None else plain(upper)
    return QuantityValue(plain(amount), "ratio", limit.comparator, top, limit.near)


def _percent(part: QuantityValue) -> QuantityValue:
    """Read a part of a whole in per cent: „ein Zehntel seines Werts“ is 10 per cent of it."""
    amount = plain(RATIO.multiply(part.amount, Decimal(100)))
    return QuantityValue(amount, "PERCENT", part.comparator, None, part.near)


def _part_at(text: str, start: int, limit: Limit) -> tuple[int, QuantityValue] | None:
    match = _PART.match(text, start)
    if match is None:
        return None
    return match.end(), _ratio(_WORDS["half" if match["half"] else "three"], limit)


def _word_at(text: str, start: int, limit: Limit) -> tuple[int, QuantityValue] | None:
    match = _WHOLE_WORD.match(text, start)
    if match is None or (match["factor"] is None and text[match.end() : match.end() + 1].isalpha()):
        return None
    if match["fold"]:
        return match.end(), _ratio(Decimal(cardinal(match["fold"]) or 1), limit)
    if match["factor"] is not None:
        return _factor_at(text, match.end(), limit)
    if match["bit"] or match["many"]:  # some part of one, or some multiple of it
        open_end = Limit(match.end(), "<" if match["bit"] else ">")
        return match.end(), _ratio(Decimal(1), open_end)
    end = match.end()
    what = _SO_WHAT.match(text, end) if match[0].endswith("so") else None
    return (what.end() if what else end), _ratio(_WORDS[match.lastgroup or "half"], limit)


def _factor_at(text: str, start: int, limit: Limit) -> tuple[int, QuantityValue] | None:
    inner = limit_at(text, start)
    number = number_at(text, inner.end)
    if number is None or number.article or number.upper is not None:
        return None
    return number.end, _ratio(number.amounts[0], limit if limit.comparator != "=" else inner)


def _fraction_at(text: str, start: int, limit: Limit) -> tuple[int, QuantityValue] | None:
    bars = _BARS.match(text, start)
    if bars is not None:
        top, bottom = int(bars["top"]), int(bars["bottom"])
        if not 0 < top < bottom:
            return None
        return bars.end(), _ratio(RATIO.divide(Decimal(top), Decimal(bottom)), limit)
    match = _FRACTION.match(text, start)
    if match is None:
        return None
    count = match["count"].lower()
    number = 1 if count.startswith("ein") else cardinal(count)
    if count.isascii() and count.isdigit():
        number = int(count)
    part = denominator(match["part"])
    if not number or not part:
        return None
    return match.end(), _ratio(RATIO.divide(Decimal(number), Decimal(part)), limit)


def _multiple_at(text: str, start: int, limit: Limit) -> tuple[int, QuantityValue] | None:
    number = number_at(text, start)
    if number is None or number.article or number.upper is not None:
        return None
    ends, upper = _range_end(text, number)
    fold = _FOLD.match(text, ends)
    if fold is not None:
        return fold.end(), _ratio(number.amounts[0], limit, upper)
    match = _MULTIPLE.match(text, ends)
    if match is None or number.amounts[0] <= 0:
        return None
    if match["falling"]:
        low = RATIO.divide(Decimal(1), upper or number.amounts[0])
        high = RATIO.divide(Decimal(1), number.amounts[0])
        return match.end(), _ratio(low, limit.flipped(), high if high > low else None)
    what = _SO_WHAT.match(text, match.end()) if match["so"] else None
    end = what.end() if what else match.end()
    return end, _ratio(number.amounts[0], limit, upper)


def _range_end(text: str, number: Numeral) -> tuple[int, Decimal | None]:
    link = _LINK.match(text, number.end)
    second = number_at(text, link.end()) if link else None
    if second is None or second.article or second.amounts[0] <= number.amounts[0]:
        return number.end, None
    return second.end, second.amounts[0]
