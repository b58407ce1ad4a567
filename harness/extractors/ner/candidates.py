"""Candidates: every pair of a name and a value that may be a fact, and what it looks like."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from harness.extractors.ner.fields import fields_of
from harness.extractors.ner.mentions import UNKNOWN, Mention, merged, value_mentions
from harness.extractors.ner.products import described
from harness.extractors.ner.text import Reading
from harness.extractors.ner.words import (
    BREAKS,
    anaphors,
    bucket,
    clause_in,
    cued,
    family,
    is_tight,
    masked,
    stem,
    stems,
)
from harness.german.gazetteer import countries
from harness.model.corpus import Span
from harness.model.facts import Kind, Predicate
from harness.model.names import normal_form
from harness.model.values import EntityValue, Value, value_type

_NEAREST = 7  # names that are tried as the subject of one value
_BACK = 3  # sentences that a name may stand before the value
_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name, a value and a predicate that may hold between them."""

    predicate: str
    subject: Mention
    value: Value
    value_span: Span
    value_tokens: range
    context: tuple[str, ...]  # what stands around the value: which predicate is it?
    pair: tuple[str, ...]  # how the name stands to the value: is it the subject?
    extra: tuple[str, ...]  # this predicate's own
    sort: str  # what sort of value it is
    place: int  # the number of the value's mention: rivals for the subject share it


class Scene:
    """An article with its mentions, ready for pairing."""

    def __init__(
        self,
        reading: Reading,
        names: Sequence[Mention],
        texts: Sequence[Mention],
        predicates: Sequence[Predicate],
        known: Sequence[Mention] = (),
    ) -> None:
        """Take names, values that are words, and names that are `known` beside those found.

        What is known is masked only: gold's names, so that nothing is learned of a name that no
        mention was found for.
        """
        self.reading = reading
        self.names = merged(names, described(reading, names))
        self.values = value_mentions(reading, texts)
        self._predicates = predicates
        self._words = masked(reading, [*known, *names], self.values)
        self._starts = [one.tokens.start for one in self.names]
        self._often = Counter(normal_form(one.text) for one in self.names)
        self._sentence = [reading.sentence_of(one.tokens.start) for one in self.names]
        self._by_form: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self.names):
            self._by_form[normal_form(one.text)].append(number)
        self._cues = {one.name: stems(one.definition) for one in predicates}

    def candidates(self) -> Iterator[Candidate]:
        """Yield every candidate of the article, by value and by nearness of the subject."""
        place = 0
        for value in self.values:
            yield from self._of_value(place, value.value, value.span, value.tokens, value.sort)
            place += 1
        for name in self.names:
            value_of_name = EntityValue(name.text)
            sort = _place_sort(name.text) if name.kind == "LOC" else name.kind
            yield from self._of_value(place, value_of_name, name.span, name.tokens, sort)
            place += 1

    def _of_value(
        self, place: int, value: Value, span: Span, tokens: range, sort: str
    ) -> Iterator[Candidate]:
        fitting = [one for one in self._predicates if _takes(one, value, sort)]
        if not fitting:
            return
        sentence = self.reading.sentence_of(tokens.start)
        context = tuple(self._context(sentence, tokens, sort))
        form = normal_form(value.name) if isinstance(value, EntityValue) else ""
        subjects = self._subjects(sentence, tokens, form)
        for predicate in fitting:
            rank = 0
            for number in subjects:
                subject = self.names[number]
                if not _bears(predicate, subject):
                    continue
                pair = tuple(self._pair(number, sentence, tokens, rank, form))
                extra = tuple(self._extra(predicate, sentence, subject, tokens))
                yield Candidate(
                    predicate.name,
                    subject,
                    value,
                    span,
                    tokens,
                    context,
                    pair,
                    extra,
                    family(sort),
                    place,
                )
                rank += 1
                if rank == _NEAREST:
                    break

    def _subjects(self, sentence: int, tokens: range, value_form: str = "") -> list[int]:
        """List the nearest mention of each name around a value, nearest name first."""
        best: dict[str, tuple[int, int]] = {}
        paragraph = self.reading.paragraphs[sentence]
        for number, one in enumerate(self.names):
            back = sentence - self._sentence[number]
            owned = one.kind == "PRODUCT" and value_form and value_form in normal_form(one.text)
            if back < 0 or (_touch(one.tokens, tokens) and not owned):
                continue
            if value_form and value_form == normal_form(one.text):
                continue
            if back > _BACK and self.reading.paragraphs[self._sentence[number]] != paragraph:
                continue
            away = _away(one.tokens, tokens) + (0 if back == 0 else 1000 * back)
            form = normal_form(one.text)
            if form not in best or away < best[form][0]:
                best[form] = (away, number)
        # The article's main name may be meant from anywhere.
        for form, _ in self._often.most_common(2):
            before = [n for n in self._by_form[form] if self._sentence[n] < sentence]
            if form not in best and before:
                best[form] = (10_000 * (sentence - self._sentence[before[-1]]), before[-1])
        return [number for _, number in sorted(best.values())]

    def _context(self, sentence: int, tokens: range, sort: str) -> list[str]:
        words = self._words
        whole = self.reading.sentences[sentence]
        found = ["bias", f"sort={sort}", f"sort={family(sort)}"]
        for step in range(1, _WINDOW + 1):
            for index, side in ((tokens.start - step, "<"), (tokens.stop - 1 + step, ">")):
                if index in whole:
                    found.append(f"near{side}{stem(words[index])}")
                    if step == 1:
                        found.append(f"next{side}{words[index]}")
        clause = clause_in(words, whole, tokens)
        found += sorted({f"clause={stem(words[i])}" for i in clause if i not in tokens})
        found += sorted({f"sentence={stem(words[i])}" for i in whole if i not in tokens})
        found += sorted(
            {f"clause:{one}" for i in clause if i not in tokens for one in fields_of(words[i])}
        )
        found += sorted(
            {f"sentence:{one}" for i in whole if i not in tokens for one in fields_of(words[i])}
        )
        for step in range(1, 4):
            for index, side in ((tokens.start - step, "<"), (tokens.stop - 1 + step, ">")):
                if index in whole:
                    found += [f"near{side}:{one}" for one in fields_of(words[index])]
        found += [
            f"inside:{one}"
            for i in tokens
            for one in fields_of(self.reading.tokens[i].text.lower())
        ]
        return found

    def _pair(self, number: int, sentence: int, tokens: range, rank: int, owner: str) -> list[str]:
        subject = self.names[number]
        back = sentence - self._sentence[number]
        found = [
            f"kind={subject.kind}",
            f"rank={min(rank, 4)}",
            f"back={min(back, 4)}",
            f"often={bucket(self._often[normal_form(subject.text)])}",
            f"main={self._often.most_common(1)[0][0] == normal_form(subject.text)}",
        ]
        if owner and owner in normal_form(subject.text):
            found.append("owned")  # „Modell von DeepSeek“ and DeepSeek
        whole = self.reading.sentences[sentence]
        if back:
            found += [f"back,{one}" for one in anaphors(self._words, whole)]
            found.append(f"back,kind={subject.kind},rank={min(rank, 3)}")
            first = self._sentence[number]
            found.append(f"opens={subject.tokens.start - self.reading.sentences[first].start < 3}")
            found.append(f"alone={not self._named_in(sentence, tokens)}")
            return found
        between = _between(subject.tokens, tokens)
        order = "before" if subject.tokens.start < tokens.start else "behind"
        words = [self._words[index] for index in between]
        found += [
            order,
            f"{order},rank={min(rank, 3)}",
            f"{order},away={bucket(len(between))}",
            f"{order},tight={is_tight(words)}",
            f"{order},same_clause={not any(word in BREAKS for word in words)}",
            f"{order},names={min(sum(word.startswith('<') for word in words), 3)}",
        ]
        found += sorted({f"{order},between={stem(word)}" for word in words})
        found += sorted({f"{order},between:{one}" for word in words for one in fields_of(word)})
        if len(words) <= 4:
            found.append(f"{order},path={' '.join(stem(word) for word in words)}")
        found.append(f"opens={subject.tokens.start - whole.start < 3}")
        for index, side in ((subject.tokens.start - 1, "<"), (subject.tokens.stop, ">")):
            if index in whole:
                found.append(f"subject{side}{stem(self._words[index])}")
        return found

    def _extra(
        self, predicate: Predicate, sentence: int, subject: Mention, tokens: range
    ) -> Iterator[str]:
        """Describe what holds of any predicate alike: do words of its definition stand near."""
        whole = self.reading.sentences[sentence]
        cues = self._cues[predicate.name]
        clause = clause_in(self._words, whole, tokens)
        if any(cued(self._words[index], cues) for index in whole):
            yield "defined_in_sentence"
        if any(cued(self._words[index], cues) for index in clause):
            yield "defined_in_clause"
        if subject.kind in predicate.subject_kinds[:1]:
            yield "first_kind"

    def _named_in(self, sentence: int, tokens: range) -> bool:
        whole = self.reading.sentences[sentence]
        first = bisect_left(self._starts, whole.start)
        return any(
            not _touch(one.tokens, tokens) and one.kind not in ("LOC", "PLACE")
            for one in self.names[first : bisect_left(self._starts, whole.stop)]
        )


# Which figures a predicate of the common list can hold; one that is not here takes any.
_MEASURES = {
    "cost": frozenset({"money"}),
    "investment": frozenset({"money"}),
    "assets": frozenset({"money"}),
    "decline": frozenset({"money", "PERCENT", "percentage_point"}),
    "duration": frozenset({"duration"}),
    "rank": frozenset({"rank"}),
    "compares_to": frozenset({"ratio", "PERCENT"}),
}
_NOT_COUNTED = frozenset({"money", "duration", "rank", "ratio", "percentage_point", "number"})


def _takes(predicate: Predicate, value: Value, sort: str) -> bool:
    if predicate.value_type != value_type(value):
        return False
    if isinstance(value, EntityValue):
        return (
            sort == UNKNOWN
            or not predicate.value_kinds
            or (sort if sort in _KINDS else "LOC") in predicate.value_kinds
        )
    if predicate.name == "count":
        return family(sort) not in _NOT_COUNTED
    return predicate.name not in _MEASURES or family(sort) in _MEASURES[predicate.name]


def _bears(predicate: Predicate, subject: Mention) -> bool:
    if subject.text[0].islower() and subject.text.isalpha() and len(subject.tokens) == 1:
        return False  # an adjective: „chinesische“ is where something comes from
    return subject.kind == UNKNOWN or subject.kind in predicate.subject_kinds


_KINDS = frozenset(get_args(Kind))


def _place_sort(name: str) -> str:
    """Tell a country and the adjective of one from any other place."""
    if name[0].islower():
        return "adjective"
    known = countries()
    return "country" if name in known or name.removesuffix("s") in known else "place"


def _between(one: range, other: range) -> range:
    return range(min(one.stop, other.stop), max(one.start, other.start))


def _away(one: range, other: range) -> int:
    return max(one.start - other.stop, other.start - one.stop, 0)


def _touch(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def by_place(candidates: Sequence[Candidate]) -> Mapping[tuple[int, str], list[int]]:
    """Group candidates that differ in their subject only."""
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, one in enumerate(candidates):
        groups[one.place, one.predicate].append(number)
    return groups
