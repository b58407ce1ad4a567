"""The extractor `regex`: values by grammar, predicates by cue words, subjects by nearness."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from harness.extractors.regex.circumstances import circumstances, is_former
from harness.extractors.regex.comparisons import Compared, comparisons
from harness.extractors.regex.rules import Compiled, RuleBook, rule_book
from harness.extractors.regex.sentences import Reading, label, read
from harness.extractors.regex.subjects import MARK, implied_of, row_of, subject_of
from harness.extractors.regex.values import as_ratio, constant, evidence_of, in_unit, percent
from harness.german.fingerprint import fingerprint
from harness.german.gazetteer import countries
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Prediction
from harness.model.values import DateValue, EntityValue, QuantityValue, Value
from harness.version import __version__

_ANY_NAME = frozenset({"ORG", "PER", "LOC", "PRODUCT", "NAME", "GROUP"})
_FROM = frozenset({"ORG", "PER", "PRODUCT"})
_CONVERTED = re.compile(r",? \(?(?:das sind |also |umgerechnet|in [a-zäöü]+ Währung)")
_BEFORE_WHOLE = re.compile(r"\bauf (?:nur |noch |nun |zuletzt )?\Z")


class Regex:
    """Read values with the grammar of German news and assign them by packaged rules."""

    name = "regex"
    deterministic = True

    def fingerprint(self) -> str:
        """Hash the rules, the code that applies them, and the grammar of values and names."""
        own = fingerprint("harness.extractors.regex")
        return f"regex {__version__} {own} {fingerprint()}"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        """Yield the facts of the given predicates that the rules find, sentence by sentence."""
        asked = {predicate.name for predicate in predicates}
        book = rule_book()
        # Patterns say more than cues: a value that one has read is no cue's any more.
        rules = sorted(
            (rule for rule in book.rules if rule.rule.predicate in asked),
            key=lambda rule: rule.rule.pattern is None,
        )
        reading = read(article)
        for number in range(len(reading.sentences)):
            told = _Sentence(article.id, reading, number, book)
            facts: list[Prediction] = []
            for rule in rules:
                facts += told.apply(rule)
            if "compares_to" in asked:
                facts += told.compared()
            facts += (fact for fact in told.owned() if fact.predicate in asked)
            facts += (fact for fact in told.origins() if fact.predicate in asked)
            yield from _once(facts)


def _once(facts: Iterable[Prediction]) -> Iterator[Prediction]:
    """Leave out what a sentence says twice by two rules."""
    told: set[tuple[object, ...]] = set()
    for fact in facts:
        limits = fact.qualifiers
        key = (
            fact.predicate,
            fact.subject,
            fact.value,
            limits.negated,
            limits.than,
            limits.dimension,
        )
        if key not in told:
            told.add(key)
            yield fact


class _Sentence:
    """One sentence of an article, to which rules are applied."""

    def __init__(self, article: str, reading: Reading, number: int, book: RuleBook) -> None:
        self._article = article
        self._reading = reading
        self._number = number
        self._book = book
        self._taken: defaultdict[str, set[int]] = defaultdict(set)
        self._sentence = reading.sentences[number]
        self._marked = self._sentence.marked

    def apply(self, rule: Compiled) -> Iterator[Prediction]:
        """Yield what a rule finds in the sentence."""
        apply: Callable[[Compiled], Iterator[Prediction]] = (
            self._by_pattern if rule.rule.pattern else self._by_cue
        )
        yield from apply(rule)

    def compared(self) -> Iterator[Prediction]:
        """Yield the comparisons with their reference and dimension."""
        for found in comparisons(self._reading, self._number, self._book):
            for than in row_of(self._sentence, found.than):
                fact = self._comparison(found)
                limits = msgspec.structs.replace(
                    fact.qualifiers, than=self._reading.names[than].text, dimension=found.dimension
                )
                yield msgspec.structs.replace(fact, qualifiers=limits)

    def owned(self) -> Iterator[Prediction]:
        """Yield who makes „die Modelle von X“, and whom „Konzernchef X“ heads."""
        for index in self._sentence.names:
            mention = self._reading.names[index]
            if mention.maker is not None:
                told = EntityValue(mention.maker)
                predicate = "affiliation" if mention.kind == "PER" else "developer"
                yield Prediction(
                    self._article, predicate, mention.text, told, evidence=(mention.span,)
                )

    def origins(self) -> Iterator[Prediction]:
        """Yield the origin in „das schwedische Unternehmen“, „die Münchner Firma“."""
        for index in self._sentence.names:
            mention = self._reading.names[index]
            told = self._reading.text[mention.span.start : mention.span.end]
            first = told.split(" ", 1)[0]
            origin = self._book.origin(first) if " " in told and mention.kind in _FROM else None
            if origin is not None and told != mention.text and mention.maker is None:
                predicate = "country" if origin in countries() else "location"
                value = EntityValue(origin)
                yield Prediction(
                    self._article, predicate, mention.text, value, evidence=(mention.span,)
                )

    def _comparison(self, found: Compared) -> Prediction:
        subject = self._reading.names[found.subject]
        if found.value is not None:
            value = self._reading.values[found.value]
            told: tuple[Value, Span] = as_ratio(value.values[0], found.change), value.span
        else:
            start, end = (self._sentence.offset(place) for place in found.place)
            told = constant(found.ratio or ""), Span(start, max(start + 1, end))
        clause = self._marked[slice(*self._sentence.clause(found.place[0]))]
        return self._fact("compares_to", (subject.text, subject.span), told, clause)

    def _by_pattern(self, rule: Compiled) -> Iterator[Prediction]:
        for match in rule.expression.finditer(self._marked):
            if rule.unless is not None and rule.unless.search(match[0]):
                continue
            groups = {name: text for name, text in match.groupdict().items() if text is not None}
            if rule.rule.predicate == "affiliation" and is_former(self._marked, match.start()):
                continue
            subjects = list(self._subjects_in(match, groups, rule))
            names = {name for name, _ in subjects}
            for value in self._values_in(match, groups, rule):
                if isinstance(value[0], EntityValue) and value[0].name in names:
                    continue
                for subject in subjects:
                    yield self._fact(rule.rule.predicate, subject, value, match[0])

    def _subjects_in(
        self, match: re.Match[str], groups: Mapping[str, str], rule: Compiled
    ) -> Iterator[tuple[str, Span]]:
        group = next((name for name in groups if name.startswith("S")), None)
        if group is None:
            values = {int(text) for name, text in groups.items() if name[0] == "V"}
            index = subject_of(self._reading, self._number, match.span(), rule.kinds)
            if index is None or values & set(row_of(self._sentence, index)):
                index = implied_of(self._reading, self._number, rule.kinds)
            if index is not None:
                yield from self._row(index, rule)
            return
        if group != "S":
            yield from self._row(int(groups[group]), rule)
            return
        # Some subjects are common nouns, which stand as they are.
        start = self._sentence.offset(match.start("S"))
        yield groups["S"], Span(start, start + len(groups["S"]))

    def _row(self, index: int, rule: Compiled) -> Iterator[tuple[str, Span]]:
        """Yield a mention with all that stand in a row with it, and both of „beide“."""
        for one in row_of(self._sentence, index) if rule.rule.row else [index]:
            mention = self._reading.names[one]
            yield mention.text, mention.span
            if mention.also is not None:
                yield mention.also, mention.span

    def _values_in(
        self, match: re.Match[str], groups: Mapping[str, str], rule: Compiled
    ) -> Iterator[tuple[Value, Span]]:
        if "A" in groups:
            origin = self._book.origin(groups["A"])
            start = self._sentence.offset(match.start("A"))
            if origin is not None:
                yield EntityValue(origin), Span(start, start + len(groups["A"]))
            return
        if rule.rule.constant is not None:
            start, end = self._sentence.offset(match.start()), self._sentence.offset(match.end())
            yield constant(rule.rule.constant), Span(start, max(start + 1, end))
            return
        group = next((name for name in groups if name.startswith("V")), None)
        if group is None:
            return
        index = int(groups[group])
        if match.string[match.start(group) - 1] == "v":
            found = self._reading.values[index]
            self._taken[rule.rule.predicate].add(index)
            value = in_unit(found.values[0], rule)
            fitted = None if value is None else self._fitted(value, found.span, rule)
            if fitted is not None:
                yield fitted, found.span
            return
        for name, span in self._row(index, rule):
            # A country is no seat, and nothing but a country is where somebody comes from.
            wanted = {"country": True, "location": False}.get(rule.rule.predicate)
            if wanted is None or wanted == (name in countries()):
                yield EntityValue(name), span

    def _by_cue(self, rule: Compiled) -> Iterator[Prediction]:
        taken = self._taken[f"{rule.rule.predicate} {rule.rule.constant or ''}".strip()]
        for cue in rule.expression.finditer(self._marked):
            start, end = self._sentence.clause(cue.start())
            if rule.unless is not None and rule.unless.search(self._marked[start:end]):
                continue
            index = subject_of(
                self._reading, self._number, cue.span(), rule.kinds or _ANY_NAME, rule.first
            )
            value = None if index is None else self._value_near(rule, cue, (start, end), taken)
            if index is None or value is None:
                continue
            told = self._marked[start : max(end, cue.end())]
            for subject in self._row(index, rule):
                yield self._fact(rule.rule.predicate, subject, value, told)

    def _value_near(
        self, rule: Compiled, cue: re.Match[str], clause: tuple[int, int], taken: set[int]
    ) -> tuple[Value, Span] | None:
        """Take the nearest value of the rule's kinds in the clause, each only once."""
        if rule.rule.constant is not None:
            place = self._sentence.offset(cue.start())
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
        index = self._first_currency(best[1])
        taken |= {best[1], index}
        found = self._reading.values[index]
        told = in_unit(found.values[0], rule)
        value = None if told is None else self._fitted(told, found.span, rule)
        return None if value is None else (value, found.span)

    def _first_currency(self, index: int) -> int:
        """Step back from „umgerechnet 13 Milliarden Euro“ to the sum that it converts."""
        if index == 0:
            return index
        before, found = self._reading.values[index - 1 : index + 1]
        between = self._reading.text[before.span.end : found.span.end]
        both = label(before) == label(found) == "money" and before.values[0] != found.values[0]
        return index - 1 if both and _CONVERTED.match(between) else index

    def _fitted(self, value: QuantityValue | DateValue, span: Span, rule: Compiled) -> Value | None:
        """Read a fall as what is lost: always positive, and in per cent where it is a part."""
        if rule.rule.predicate != "decline" or not isinstance(value, QuantityValue):
            return value
        # „fiel um 3 Prozent auf 20 Euro“: what stands behind „auf“ is what is left.
        before = self._reading.text[max(0, span.start - 12) : span.start]
        if _BEFORE_WHOLE.search(before):
            return None
        if value.unit == "ratio":
            return percent(value)
        return value if value.amount >= 0 else msgspec.structs.replace(value, amount=-value.amount)

    def _fact(
        self,
        predicate: str,
        subject: tuple[str, Span],
        value: tuple[Value, Span],
        told: str,
    ) -> Prediction:
        figure = isinstance(value[0], QuantityValue | DateValue)
        limits = circumstances(self._reading, self._sentence, told, subject[0], figure=figure)
        return Prediction(
            article=self._article,
            predicate=predicate,
            subject=subject[0],
            value=value[0],
            qualifiers=limits,
            evidence=(evidence_of(subject[1], value[1]),),
        )
