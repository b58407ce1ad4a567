"""Read comparisons: „zehnmal billiger als GPT-4“ is a ratio, a reference and a dimension."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.extractors.regex.rules import Compiled, RuleBook
from harness.extractors.regex.sentences import Reading, Sentence
from harness.extractors.regex.subjects import MARK, subject_of
from harness.model.values import QuantityValue

KINDS = frozenset({"ORG", "PRODUCT", "NAME", "GROUP"})
_RATIO = re.compile(
    r"⟨v(?P<value>\d+)\|(?:ratio|PERCENT)⟩(?= (?P<less>weniger|billiger|günstiger|sparsamer"
    r"|langsamer|kleiner|kürzer|leichter|niedriger)"
    r"| (?P<more>mehr|teurer|schneller|stärker|größer|länger|schwerer|höher))?"
)
_OF_ITS_OWN = re.compile(r"[Bb]örsenwert|\bWert|Marktwert|Umsatz|Gewinn")
_TO = r"(?P<than>⟨n\d+\|(?:ORG|PRODUCT|NAME|GROUP)⟩)"
_BEHIND = (
    # „… als bei dem Modell GPT-4“
    re.compile(
        r"(?P<between>[^⟨⟩;:]{0,60}?)\b(?:als|wie|gegenüber|im Vergleich zu)"
        r" (?!ein)(?:(?:bei|beim|für|von|zu|de[rmsn]|das|die|andere[nr]?|Konkurrent|Modell"
        r"|[\w-]+e[nrs]?) ){0,3}" + _TO
    ),
    # „… der Rechenleistung von Llama“, „… der Menge, die andere Firmen brauchen“
    re.compile(
        r"(?P<between>[^⟨⟩;:]{0,10}?)(?:der|des) (?:[a-zäöüß][\w-]* ){0,2}(?P<what>[A-ZÄÖÜ][\w-]+)"
        r"(?: (?:von|des|der)|[^⟨⟩;:]{0,40}?, (?:die|das|den|was)) (?:(?:andere|die|der|das"
        r"|[\w-]+e[nrs]?) ){0,2}" + _TO
    ),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison: subject and reference by index, the value by index or as a rule tells it.

    `change` is -1 and 1 where the value is what is saved or added („ein Fünftel weniger“).
    """

    subject: int
    than: int
    dimension: str
    place: tuple[int, int]
    value: int | None = None
    ratio: str | None = None
    change: int = 0


def comparisons(reading: Reading, number: int, book: RuleBook) -> Iterator[Compared]:
    """Yield the comparisons in a sentence: those with a figure, then those by the rules."""
    sentence = reading.sentences[number]
    told: set[tuple[int, str]] = set()
    for figure in _with_figure(reading, number, book):
        told.add((figure.than, figure.dimension))
        yield figure
    for rule in book.comparisons:
        for match in rule.expression.finditer(sentence.marked):
            if rule.unless is not None and rule.unless.search(match[0]):
                continue
            found = _by_rule(reading, number, book, rule, match)
            if found is not None and (found.than, found.dimension) not in told:
                told.add((found.than, found.dimension))
                yield found


def _with_figure(reading: Reading, number: int, book: RuleBook) -> Iterator[Compared]:
    sentence = reading.sentences[number]
    for match in _RATIO.finditer(sentence.marked):
        behind = (pattern.match(sentence.marked, match.end()) for pattern in _BEHIND)
        told = next((found for found in behind if found), None)
        if told is None or _OF_ITS_OWN.search(told[0]):
            continue
        value, than = int(match["value"]), _index(told["than"])
        span = reading.values[value].span
        change = -1 if match["less"] else 1 if match["more"] else 0
        figure = reading.values[value].values[0]
        if not isinstance(figure, QuantityValue) or (figure.unit == "PERCENT" and not change):
            continue
        # „zehnmal weniger“ is read as a tenth; „ein Fünftel weniger“ leaves four fifths.
        change = 0 if "mal" in reading.text[span.start : span.end].lower() else change
        words = (reading.text[span.start : span.end], told[0], _clause(sentence, match.start()))
        dimension = next(filter(None, map(book.dimension, words)), None)
        subject = _like(reading, number, subject_of(reading, number, match.span(), KINDS), than)
        if dimension is not None and subject is not None and subject != than:
            yield Compared(subject, than, dimension, match.span(), value=value, change=change)


def _by_rule(
    reading: Reading, number: int, book: RuleBook, rule: Compiled, match: re.Match[str]
) -> Compared | None:
    sentence = reading.sentences[number]
    groups = {name[0]: name for name, text in match.groupdict().items() if text is not None}
    than = int(match[groups["T"]])
    if "S" in groups:
        subject: int | None = int(match[groups["S"]])
    else:
        subject = subject_of(reading, number, (match.start(), match.start() + 1), KINDS)
        if subject == than:
            subject = None
    subject = _like(reading, number, subject, than)
    if subject is None or reading.names[subject].text == reading.names[than].text:
        return None
    words = (match[0], _clause(sentence, match.start()))
    dimension = rule.rule.dimension or next(filter(None, map(book.dimension, words)), None)
    if dimension is None:
        return None
    return Compared(subject, than, dimension, match.span(), ratio=rule.rule.constant)


def _like(reading: Reading, number: int, subject: int | None, than: int) -> int | None:
    """Compare like with like: where the reference is a product, a pronoun means the product too."""
    if subject is None or reading.names[than].kind != "PRODUCT":
        return subject
    mention = reading.names[subject]
    if mention.kind != "ORG" or not mention.linked or number == 0:
        return subject
    before = reading.sentences[number - 1].names
    products = [one for one in before if reading.names[one].kind == "PRODUCT"]
    return products[-1] if products else subject


def _clause(sentence: Sentence, place: int) -> str:
    return sentence.marked[slice(*sentence.clause(place))]


def _index(mark: str) -> int:
    match = MARK.fullmatch(mark)
    return int(match["index"]) if match else -1
