"""Numbers without their units: digits, words, scales, and vague plurals („Hunderte“)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from harness.german.numberwords import FIRST_THREE, RATIO, spelt

# Scales are multiplied exactly: no number of the accepted length needs more digits.
EXACT = Context(prec=120)
_LONGEST = 40

_DIGITS = re.compile(
    r"(?P<sign>[-−–+](?=[0-9]))?"
    r"(?P<body>[0-9]{1,3}(?P<mark>[.'’\u00a0\u202f\u2009])[0-9]{3}(?![0-9])"
    r"(?:(?P=mark)[0-9]{3}(?![0-9]))*(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?)"
    r"(?P<half>[½¼¾⅓⅔⅕⅛])?(?P<dash>[,.][-–—]{1,2})?"
)
_VULGAR = {
    "½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅕": Decimal("0.2"),
    "⅛": Decimal("0.125"), "⅓": RATIO.divide(Decimal(1), Decimal(3)),
    "⅔": RATIO.divide(Decimal(2), Decimal(3)),
}  # fmt: skip
# A number ends here, unless what follows makes it a version, a time, a fraction or a name.
_BROKEN = re.compile(r"[.,:/'’]?\d|[^\W\d]")
_ATTACHED = re.compile(
    r"(?:Mio|Mrd|Tsd|Bio|EUR|USD|CHF|Euro|Dollar|Prozent|mal|fach)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?!\w)")
_KOMMA = re.compile(r"[^\S\r\n]Komma((?:[^\S\r\n][^\W\d_]+)+)")
_ARTICLE = re.compile(
    r"(?P<article>ein(?:e[rnms]?)?)(?:[^\S\r\n](?:(?P<half>halbe?[rnms]?)|(?P<quarter>viertel)))?(?![^\W_])"
    r"|(?P<alone>halbe?[rnms]?)(?![^\W_])",
    re.IGNORECASE,
)
_MONEY_AHEAD = r"(?=[^\S\r\n]*(?:Euro|EUR|€|\$|Dollar|US|Yen|Yuan))"
_SCALE = re.compile(
    r"(?:[^\S\r\n]{0,2}|-)(?:(?P<e3>[Tt]ausend|Tsd\b\.?)|(?P<e6>Million(?:en)?|Mio\b\.?|Mill\.)"
    r"|(?P<e9>Milliarden?|Mrd\b\.?|Md\.)|(?P<e12>Billion(?:en)?|Bio\.|Bio"
    + _MONEY_AHEAD
    + r")|(?P<e15>Billiarden?)|(?P<e18>Trillion(?:en)?)|(?P<e2>[Hh]undert)|(?P<dozen>Dutzend))"
    r"(?![^\W_])"
)
_SCALES = {f"e{power}": Decimal(10) ** power for power in (2, 3, 4, 5, 6, 9, 12, 15, 18)}
_SCALES["dozen"] = Decimal(12)
_PART_OF_SCALE = re.compile(
    r"(?:eine[rn]?[^\S\r\n])?(?:(?P<three>Dreiviertel)|Viertel)(?P<scale>million|milliarde|billion)(?![^\W_])"
)
_MORE = re.compile(r"[^\S\r\n](?:und[^\S\r\n])?(?=[a-zäöü])")
_VAGUE = re.compile(
    r"(?P<some>(?:mehrere|einige|etliche|viele|wenige|zig|ein paar)[rn]?[^\S\r\n])?"
    r"(?:(?P<dozen>Dutzende?n?)|(?P<e5>[Hh]underttausende?n?)|(?P<e4>[Zz]ehntausende?n?)"
    r"|(?P<e2>[Hh]underte?n?)|(?P<e3>[Tt]ausende?n?|Zigtausende?n?)|(?P<e6>Millionen)"
    r"|(?P<e9>Milliarden)|(?P<e12>Billionen))(?![^\W_]|-)",
    re.IGNORECASE,
)
OF = re.compile(r"[^\S\r\n]von(?=[^\S\r\n])")
_PLACES = re.compile(
    r"(?P<count>ein|zwei|drei|vier|fünf|sechs)stellige[rnms]?[^\S\r\n]"
    r"(?P<scale>Millionen|Milliarden)-?(?:betr[aä]ge?s?|höhe|summen?|bereich)(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number where it ends: its readings, best first, and how it was written.

    `upper` is set where only the order of magnitude is told. `plain` holds the digits of a number
    without marks, sign or scale, which may be a year. `article` marks „ein“, which is only a
    number before a unit. `factor` is what the scale words multiplied by.
    """

    end: int
    amounts: tuple[Decimal, ...]
    upper: Decimal | None = None
    plain: str = ""
    article: bool = False
    factor: Decimal = Decimal(1)


def plain(amount: Decimal) -> Decimal:
    """Strip zeros behind the point and write no exponent, so equal amounts look equal."""
    if amount == amount.to_integral_value():
        return amount.quantize(Decimal(1), context=EXACT)
    return amount.normalize(context=EXACT)


def number_at(text: str, position: int) -> Numeral | None:
    """Read the number that begins at the position, its scale included."""
    first = text[position : position + 1]
    if first and first in "0123456789-−–+":
        numeral = _digits_at(text, position)
        return None if numeral is None else _scaled(text, numeral)
    vague = _vague_at(text, position)
    if vague is not None:
        return vague
    if first and first in _VULGAR:
        return _scaled(text, Numeral(position + 1, (_VULGAR[first],)))
    part = _PART_OF_SCALE.match(text, position)
    if part is not None:
        quarters = Decimal("0.75") if part["three"] else Decimal("0.25")
        scale = _SCALES[{"million": "e6", "milliarde": "e9", "billion": "e12"}[part["scale"]]]
        return Numeral(part.end(), (plain(EXACT.multiply(quarters, scale)),), factor=scale)
    spoken = _words_at(text, position)
    return None if spoken is None else _scaled(text, spoken)


def _digits_at(text: str, position: int) -> Numeral | None:
    match = _DIGITS.match(text, position)
    if match is None or len(match["body"]) > _LONGEST:
        return None
    end = match.end()
    if _BROKEN.match(text, end) and not _ATTACHED.match(text, end):
        return None
    amounts = _amounts(match["body"], match["mark"])
    if match["half"]:
        amounts = tuple(amount + _VULGAR[match["half"]] for amount in amounts)
    if match["sign"] in ("-", "−", "–"):
        amounts = tuple(-amount for amount in amounts)
    bare = match["body"].isdigit() and not (match["sign"] or match["half"] or match["dash"])
    return Numeral(end, amounts, plain=match["body"] if bare else "")


def _amounts(body: str, mark: str | None) -> tuple[Decimal, ...]:
    if mark is None:
        return (Decimal(body.replace(",", ".")),)
    whole = Decimal(body.replace(mark, "").replace(",", "."))
    if mark == "." and body.count(".") == 1 and "," not in body:
        # „1.500“ is fifteen hundred in Germany and Austria, one and a half in Switzerland.
        decimal = Decimal(body)
        return (decimal,) if body.startswith("0") else (whole, decimal)
    return (whole,)


def _words_at(text: str, position: int) -> Numeral | None:
    article = _ARTICLE.match(text, position)
    if article is not None:
        half = article["half"] or article["alone"]
        quarter = Decimal("0.25") if article["quarter"] else Decimal(1)
        amount = Decimal("0.5") if half else quarter
        return Numeral(article.end(), (amount,), article=True)
    word = _WORD.match(text, position)
    if word is None or word[0][:3].lower() not in FIRST_THREE:
        return None
    value = spelt(word[0])
    if value is None:
        return _joined(word)
    return _with_komma(text, Numeral(word.end(), (value,)), value)


def _joined(word: re.Match[str]) -> Numeral | None:
    """Read a number grown together with „mal“, „fach“ or an age („zehnmal“, „dreijährig“)."""
    match = re.fullmatch(
        r"(.+?)(?=mal$|fache?[snr]?$|prozentig|jährig|monatig|wöchig|tägig|stündig|minütig).*",
        word[0].lower(),
    )
    value = spelt(match[1]) if match else None
    return (
        None if match is None or value is None else Numeral(word.start() + len(match[1]), (value,))
    )


def _with_komma(text: str, numeral: Numeral, whole: Decimal) -> Numeral:
    """Read „zwölf Komma fünf“: every word behind the comma is one digit."""
    match = _KOMMA.match(text, numeral.end)
    if match is None or whole != whole.to_integral_value():
        return numeral
    digits, end = "", match.start(1)
    for word in _WORD.finditer(text, match.start(1), match.end(1)):
        value = spelt(word[0])
        if value is None or value not in range(10):
            break
        digits, end = digits + str(int(value)), word.end()
    return Numeral(end, (Decimal(f"{whole}.{digits}"),)) if digits else numeral


def _scaled(text: str, numeral: Numeral) -> Numeral:
    """Multiply by the scale words behind the number („hundert Millionen“, „5 Tsd. Mrd.“)."""
    for _ in range(2):
        match = _SCALE.match(text, numeral.end)
        if match is None:
            break
        factor = _SCALES[match.lastgroup or "e3"]
        amounts = tuple(EXACT.multiply(amount, factor) for amount in numeral.amounts)
        factor_so_far = EXACT.multiply(numeral.factor, factor)
        numeral = Numeral(match.end(), amounts, factor=factor_so_far)
    numeral = _summed(text, numeral)
    return replace(numeral, amounts=tuple(plain(amount) for amount in numeral.amounts))


def _summed(text: str, numeral: Numeral) -> Numeral:
    """Add what is spelt behind a scale: „zwei Milliarden dreihundert Millionen“."""
    link = _MORE.match(text, numeral.end) if numeral.factor >= _SCALES["e6"] else None
    more = _words_at(text, link.end()) if link else None
    if more is None or more.article:
        return numeral
    more = _scaled(text, more)
    if not _SCALES["e3"] <= more.factor < numeral.factor or more.amounts[0] >= numeral.factor:
        return numeral
    total = EXACT.add(numeral.amounts[0], more.amounts[0])
    return replace(numeral, end=more.end, amounts=(total,))


def _vague_at(text: str, position: int) -> Numeral | None:
    places = _PLACES.match(text, position)
    if places is not None:
        scale = _SCALES["e6" if places["scale"] == "Millionen" else "e9"]
        low = scale * Decimal(10) ** (int(spelt(places["count"]) or 1) - 1)
        return Numeral(places.end(), (plain(low),), upper=plain(low * 10), factor=low)
    match = _VAGUE.match(text, position)
    if match is None:
        return None
    group = match.lastgroup or "dozen"
    if not match["some"] and not match[group].endswith(("e", "en")):
        return None  # „hundert“ and „Dutzend“ without an ending are exact
    low, end = _SCALES[group], match.end()
    of = OF.match(text, end)
    following = _SCALE.match(text, of.end() if of else end)
    if following is not None:
        low = EXACT.multiply(low, _SCALES[following.lastgroup or "e3"])
        end = following.end()
    return Numeral(end, (plain(low),), upper=plain(low * 10), factor=low)
