"""What gold teaches: mentions for the tagger, and which pairs are facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from harness.extractors.ner.mentions import TEXT, Mention, mention
from harness.extractors.ner.text import Reading
from harness.model.facts import GoldFact, GoldSet, Kind
from harness.model.identity import Identifier
from harness.model.names import normal_form
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value

_LONGEST = 8  # tokens of the longest name that is looked for


def text_values(goldset: GoldSet) -> Mapping[str, str]:
    """Map the values of facts that are plain words („Open Source“) to the kind TEXT."""
    return {
        normal_form(value.text): TEXT
        for fact in goldset.facts
        for value in (fact.value, *fact.accept.value)
        if isinstance(value, TextValue)
    }


def entity_names(goldset: GoldSet) -> Mapping[str, Kind]:
    """Map the names of gold's entities to their kinds; of one with two, the first entity's."""
    kinds: dict[str, Kind] = {}
    for entity in sorted(goldset.entities.values(), key=lambda entity: entity.name):
        for name in (entity.name, *entity.aliases):
            kinds.setdefault(normal_form(name), entity.kind)
    return kinds


class Lookup:
    """Finds words in a text by their normal form."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds

    def find(self, reading: Reading) -> list[Mention]:
        """Find the listed words in a text: the longest wins, and none overlaps another."""
        found, index = [], 0
        while index < len(reading.tokens):
            best = self._longest(reading, index)
            if best is None:
                index += 1
            else:
                found.append(best)
                index = best.tokens.stop
        return found

    def _longest(self, reading: Reading, index: int) -> Mention | None:
        sentence = reading.sentences[reading.sentence_of(index)]
        for stop in range(min(index + _LONGEST, sentence.stop), index, -1):
            tokens = range(index, stop)
            span = reading.span(tokens)
            form = normal_form(reading.article.text[span.start : span.end])
            kind = self._kinds.get(form)
            if kind is None and form.endswith("s"):
                kind = self._kinds.get(form[:-1])
            if kind is not None and form:
                return mention(reading, tokens, kind)
        return None


class Answers:
    """Tells which pairs of a labelled article are facts of a predicate."""

    def __init__(self, goldset: GoldSet) -> None:
        self._identifier = Identifier(goldset.entities, goldset.predicates)
        self._predicates = goldset.predicates
        self._facts: dict[tuple[str, str], list[GoldFact]] = defaultdict(list)
        for fact in goldset.facts:
            self._facts[fact.article, fact.predicate].append(fact)

    def facts(self, article: str, predicate: str, subject: str, value: Value) -> list[GoldFact]:
        """List the gold facts that a pair states, by what gold accepts of either side."""
        return [
            fact
            for fact in self._facts.get((article, predicate), ())
            if self._is_subject(fact, subject) and self._is_value(fact, value)
        ]

    def _is_subject(self, fact: GoldFact, subject: str) -> bool:
        predicate = self._predicates[fact.predicate]
        said = self._identifier.subject(predicate, subject)
        return any(
            said == self._identifier.subject(predicate, name)
            for name in (fact.subject, *fact.accept.subject)
        )

    def _is_value(self, fact: GoldFact, value: Value) -> bool:
        predicate = self._predicates[fact.predicate]
        wanted = (fact.value, *fact.accept.value, *fact.restated.value)
        if isinstance(value, EntityValue | TextValue):
            said = self._identifier.value(predicate, value)
            return any(said == self._identifier.value(predicate, one) for one in wanted)
        return any(_same(one, value) for one in wanted)


def _same(gold: Value, said: Value) -> bool:
    """Compare figures and dates; bounds are read by grammar, and need not be learned."""
    if isinstance(gold, QuantityValue) and isinstance(said, QuantityValue):
        if gold.unit != said.unit:
            return False
        if gold.vague and gold.upper is not None:
            return gold.amount <= said.amount < gold.upper
        return gold.amount == abs(said.amount) and gold.upper == said.upper
    if isinstance(gold, DateValue) and isinstance(said, DateValue):
        return gold.edtf.rstrip("~") == said.edtf.rstrip("~")
    return False


def evidence_sentences(reading: Reading, facts: Sequence[GoldFact]) -> set[int]:
    """Give the sentences in which gold sees some facts said."""
    said: set[int] = set()
    for fact in facts:
        for span in fact.spans:
            tokens = reading.tokens_in(span)
            if tokens:
                said.update(
                    range(
                        reading.sentence_of(tokens.start), reading.sentence_of(tokens.stop - 1) + 1
                    )
                )
    return said
