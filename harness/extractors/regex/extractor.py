"""The extractor `regex`: values by grammar, predicates by cue words, subjects by nearness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import msgspec

from harness.extractors.regex.circumstances import circumstances, is_former
from harness.extractors.regex.comparisons import comparisons
from harness.extractors.regex.rules import Compiled, RuleBook, rule_book
from harness.extractors.regex.sentences import Reading, read
from harness.extractors.regex.subjects import MARK, subject_of
from harness.german import Found
from harness.german.fingerprint import fingerprint
from harness.german.gazetteer import countries
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Prediction
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from harness.version import __version__

_CLOSE = 60  # characters between subject and value up to which one span covers both
_ANY_NAME = frozenset({"ORG", "PER", "LOC", "PRODUCT", "NAME"})
_BEFORE_WHOLE = re.compile(r"\bauf (?:nur |noch |nun |zuletzt )?\Z")


class Regex:
    """Read values with the grammar of German news and assign them by packaged rules."""

    name = "regex"

    def fingerprint(self) -> str:
        """Hash the rules, the code that applies them, and the grammar of values and names."""
        own = fingerprint("harness.extractors.regex")
        return f"regex {__version__} {own} {fingerprint()}"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        """Yield the facts of the given predicates that the rules find, sentence by sentence."""
        asked = {predicate.name for predicate in predicates}
        book = rule_book()
        rules = [rule for rule in book.rules if rule.rule.predicate in asked]
        reading = read(article)
        for number in range(len(reading.sentences)):
            told = _Sentence(article.id, reading, number, book)
            for rule in rules:
                yield from told.apply(rule)
            if "compares_to" in asked:
                yield from told.compared()


class _Sentence:
    """One sentence of an article, to which rules are applied."""

    def __init__(self, article: str, reading: Reading, number: int, book: RuleBook) -> None:
        self._article = article
        self._reading = reading
        self._number = number
        self._book = book
        self._marked = reading.sentences[number].marked

    def apply(self, rule: Compiled) -> Iterator[Prediction]:
        """Yield what a rule finds in the sentence."""
        apply: Callable[[Compiled], Iterator[Prediction]] = (
            self._by_pattern if rule.rule.pattern else self._by_cue
        )
        yield from apply(rule)

    def compared(self) -> Iterator[Prediction]:
        """Yield the comparisons with their reference and dimension."""
        sentence = self._reading.sentences[self._number]
        for subject, value, than, dimension, place in comparisons(self._reading, self._number):
            fact = self._fact(
                "compares_to",
                (self._reading.names[subject].text, self._reading.names[subject].span),
                (self._reading.values[value].values[0], self._reading.values[value].span),
                self._marked[slice(*sentence.clause(place))],
            )
            reference = self._reading.names[than].text
            qualifiers = msgspec.structs.replace(
                fact.qualifiers, than=reference, dimension=dimension
            )
            yield msgspec.structs.replace(fact, qualifiers=qualifiers)

    def _by_pattern(self, rule: Compiled) -> Iterator[Prediction]:
        for match in rule.expression.finditer(self._marked):
            if rule.unless is not None and rule.unless.search(match[0]):
                continue
            groups = {name: text for name, text in match.groupdict().items() if text is not None}
            subject = self._subject_in(match, groups)
            value = self._value_in(match, groups, rule)
            if subject is None or value is None or _same(subject[0], value[0]):
                continue
            if rule.rule.predicate == "affiliation" and is_former(self._marked, match.start()):
                continue
            yield self._fact(rule.rule.predicate, subject, value, match[0])

    def _subject_in(self, match: re.Match[str], groups: dict[str, str]) -> tuple[str, Span] | None:
        group = next((name for name in groups if name.startswith("S")), None)
        if group is None:
            return None
        if group != "S":
            name = self._reading.names[int(groups[group])]
            return name.text, name.span
        # Some subjects are common nouns, which stand as they are.
        sentence = self._reading.sentences[self._number]
        start = sentence.offset(match.start("S"))
        return groups["S"], Span(start, start + len(groups["S"]))

    def _value_in(
        self, match: re.Match[str], groups: dict[str, str], rule: Compiled
    ) -> tuple[Value, Span] | None:
        if "A" in groups:
            origin = self._book.origin(groups["A"])
            start = self._reading.sentences[self._number].offset(match.start("A"))
            span = Span(start, start + len(groups["A"]))
            return None if origin is None else (EntityValue(origin), span)
        group = next((name for name in groups if name.startswith("V")), None)
        if group is None:
            return None
        index = int(groups[group])
        if match.string[match.start(group) - 1] == "v":
            found = self._reading.values[index]
            value = _in_unit(found.values[0], rule)
            return None if value is None else (value, found.span)
        name = self._reading.names[index]
        # A country is no seat, and nothing but a country is where somebody comes from.
        wanted = {"country": True, "location": False}.get(rule.rule.predicate)
        if wanted is not None and wanted != (name.text in countries()):
            return None
        return EntityValue(name.text), name.span

    def _by_cue(self, rule: Compiled) -> Iterator[Prediction]:
        taken: set[int] = set()
        for cue in rule.expression.finditer(self._marked):
            start, end = self._reading.sentences[self._number].clause(cue.start())
            if rule.unless is not None and rule.unless.search(self._marked[start:end]):
                continue
            value = self._value_near(rule, cue, (start, end), taken)
            if value is None:
                continue
            index = subject_of(self._reading, self._number, cue.span(), rule.kinds or _ANY_NAME)
            if index is None:
                continue
            name = self._reading.names[index]
            told = self._marked[start : max(end, cue.end())]
            yield self._fact(rule.rule.predicate, (name.text, name.span), value, told)

    def _value_near(
        self, rule: Compiled, cue: re.Match[str], clause: tuple[int, int], taken: set[int]
    ) -> tuple[Value, Span] | None:
        """Take the nearest value of the rule's kinds in the clause, each only once."""
        if rule.rule.constant is not None:
            place = self._reading.sentences[self._number].offset(cue.start())
            span = Span(place, place + len(cue[0]))
            once, taken_before = -1, bool(taken)
            taken.add(once)
            return None if taken_before else (constant(rule.rule.constant), span)
        best: tuple[int, int] | None = None
        for mark in MARK.finditer(self._marked, *clause):
            index = int(mark["index"])
            if mark["sort"] != "v" or mark["kind"] not in rule.rule.value or index in taken:
                continue
            away = max(mark.start() - cue.end(), cue.start() - mark.end(), 0)
            if away <= rule.rule.near and (best is None or away < best[0]):
                best = (away, index)
        if best is None:
            return None
        taken.add(best[1])
        found = self._reading.values[best[1]]
        value = self._fitted(found, rule)
        return None if value is None else (value, found.span)

    def _fitted(self, found: Found, rule: Compiled) -> Value | None:
        value = found.values[0]
        if rule.rule.predicate != "decline" or not isinstance(value, QuantityValue):
            return value
        # „fiel um 3 Prozent auf 20 Euro“: what stands behind „auf“ is what is left.
        before = self._reading.text[max(0, found.span.start - 12) : found.span.start]
        if _BEFORE_WHOLE.search(before):
            return None
        return value if value.amount >= 0 else QuantityValue(-value.amount, value.unit)

    def _fact(
        self,
        predicate: str,
        subject: tuple[str, Span],
        value: tuple[Value, Span],
        told: str,
    ) -> Prediction:
        sentence = self._reading.sentences[self._number]
        return Prediction(
            article=self._article,
            predicate=predicate,
            subject=subject[0],
            value=value[0],
            qualifiers=circumstances(self._reading, sentence, told, subject[0]),
            evidence=(_evidence(subject[1], value[1]),),
        )


def constant(told: str) -> Value:
    """Read the fixed value of a rule: „1 rank“ is a quantity, anything else a text."""
    match = re.fullmatch(r"(\d+) ([a-zA-Z_]+)", told)
    return QuantityValue(Decimal(match[1]), match[2]) if match else TextValue(told)


def _in_unit(value: QuantityValue | DateValue, rule: Compiled) -> Value | None:
    """Give a bare number the unit of the rule; a value of another unit does not fit it."""
    unit = rule.rule.unit
    if unit is None or not isinstance(value, QuantityValue):
        return value
    if value.unit == "number":
        plausible = unit != "year" or 15 <= value.amount <= 100
        return msgspec.structs.replace(value, unit=unit) if plausible else None
    return value if value.unit == unit else None


def _same(subject: str, value: Value) -> bool:
    return isinstance(value, EntityValue) and value.name == subject


def _evidence(subject: Span, value: Span) -> Span:
    """Cover subject and value where they stand close, else the value alone."""
    both = Span(min(subject.start, value.start), max(subject.end, value.end))
    apart = both.length - subject.length - value.length
    return both if apart <= _CLOSE else value
