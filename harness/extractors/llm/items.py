"""One item of an answer becomes a prediction, or is left out for a reason that is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from harness.extractors.desk import Task
from harness.extractors.llm.quotes import QuoteFinder
from harness.extractors.llm.schema import LONGEST_NAME, LONGEST_QUOTE, MOST_ITEMS
from harness.extractors.llm.typed import typed_value, value_in
from harness.german.surface import read_surface
from harness.model.contract import broken_rule
from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction, Qualifiers
from harness.model.values import TextValue, Value, value_type

# What decides whose fact it is; where one of these cannot be read, the item cannot either.
_IDENTITY = ("negated", "than", "dimension")
_OTHERS = ("as_of", "attributed_to", "certainty", "scope", "former")


class ItemReader:
    """Reads the items of one piece of an article; counts what it leaves out and how quotes fare."""

    def __init__(
        self,
        article: Article,
        predicates: Mapping[str, Predicate],
        finder: QuoteFinder,
        task: Task,
    ) -> None:
        self.left_out: Counter[str] = Counter()
        self.quotes: Counter[str] = Counter()
        self._article = article
        self._predicates = predicates
        self._finder = finder
        self._task = task

    def read(self, items: Sequence[Any]) -> list[Prediction]:
        """Read the items in order; a bad one costs only itself."""
        found = []
        for item in items[:MOST_ITEMS]:
            try:
                found.append(self._prediction(item))
            except _LeftOutError as reason:
                self.left_out[str(reason)] += 1
        if len(items) > MOST_ITEMS:
            self.left_out[f"more than {MOST_ITEMS} items"] += len(items) - MOST_ITEMS
        return found

    def _prediction(self, item: Any) -> Prediction:
        if not isinstance(item, dict):
            raise _LeftOutError("item: not an object")
        predicate = self._predicates.get(_text(item, "predicate"))
        if predicate is None:
            raise _LeftOutError("item: unknown predicate")
        subject = _text(item, "subject", LONGEST_NAME)
        if not subject:
            raise _LeftOutError("item: no subject")
        quote = _text(item, "quote", LONGEST_QUOTE)
        prediction = Prediction(
            article=self._article.id,
            predicate=predicate.name,
            subject=subject,
            value=self._value(item, predicate),
            qualifiers=self._qualifiers(item.get("qualifiers"), predicate),
            confidence=self._confidence(item.get("confidence")),
        )
        if broken_rule(prediction, {self._article.id: self._article}, self._predicates):
            raise _LeftOutError("item: breaks a rule of predictions")
        how, spans = self._finder.find(quote, (predicate.name, subject, prediction.value))
        self.quotes[how] += 1
        unfound = quote if how == "not found" else None
        return msgspec.structs.replace(prediction, evidence=spans, quote=unfound)

    def _value(self, item: dict[str, Any], predicate: Predicate) -> Value:
        """Read the typed value, else the words of it, else the only value in the quote."""
        surface, told = _text(item, "surface"), item.get("value")
        if isinstance(told, str):  # words where a typed value belongs
            surface, told = surface or _check(told.strip()[:LONGEST_NAME]), None
        if isinstance(told, dict):
            try:
                value = typed_value(told, predicate, self._task.units, self._article.doc_date)
            except (TypeError, ValueError, ArithmeticError):
                return self._in_words(surface, item, predicate, typed=True)
            if not isinstance(value, TextValue):
                return value
            surface = value.text
        if not surface:
            raise _LeftOutError("item: no value")
        return self._in_words(surface, item, predicate)

    def _in_words(
        self, surface: str, item: dict[str, Any], predicate: Predicate, *, typed: bool = False
    ) -> Value:
        units, doc_date = self._task.units, self._article.doc_date
        read = read_surface(surface, predicate, doc_date) if surface else None
        if read is None or value_type(read) != predicate.value_type:
            quote = _text(item, "quote", LONGEST_QUOTE)
            read = value_in(quote, predicate, units, doc_date) or read
        if read is None:
            raise _LeftOutError("item: its value cannot be read")
        if typed:
            self.left_out["typed value: its words taken"] += 1
        return read

    def _qualifiers(self, told: Any, predicate: Predicate) -> Qualifiers:
        """Read what limits a fact; what decides nothing may be unreadable."""
        told = told if isinstance(told, dict) else {}
        kept = {key: told[key] for key in _IDENTITY if told.get(key) not in (None, "")}
        try:
            read = msgspec.convert(kept, Qualifiers)
        except (ValueError, TypeError):
            raise _LeftOutError("item: negated, than or dimension cannot be read") from None
        read = self._compared(read, predicate)
        for key in _OTHERS:
            if told.get(key) is not None:
                try:
                    one = msgspec.convert({key: told[key]}, Qualifiers)
                    _writable(told[key])
                    read = msgspec.structs.replace(read, **{key: getattr(one, key)})
                except (ValueError, TypeError):
                    self.left_out[f"qualifier: {key}"] += 1
        return read

    def _compared(self, read: Qualifiers, predicate: Predicate) -> Qualifiers:
        """Look after what a comparison is known by; no other fact has it."""
        if not predicate.compared:
            return msgspec.structs.replace(read, than=None, dimension=None)
        listed = self._task.dimensions
        dimension = (read.dimension or "").strip().lower() if listed else read.dimension
        if not read.than or (listed and not dimension):
            raise _LeftOutError("item: a comparison without than or dimension")
        if listed and dimension not in listed:
            raise _LeftOutError("item: unknown dimension")
        than = _check(read.than.strip())
        return msgspec.structs.replace(read, than=than, dimension=_check(dimension or "") or None)

    def _confidence(self, told: Any) -> float | None:
        if told is None:
            return None
        if isinstance(told, Decimal | int) and told is not True and 0 <= told <= 1:
            return float(told)
        self.left_out["confidence: not within 0 and 1"] += 1
        return None


class _LeftOutError(Exception):
    """Why an item is left out."""


def _text(item: dict[str, Any], key: str, longest: int = LONGEST_NAME) -> str:
    told = item.get(key)
    if not isinstance(told, str):
        return ""
    if len(told) > longest:
        raise _LeftOutError(f"item: {key} too long")
    return _check(told.strip())


def _check(text: str) -> str:
    try:
        _writable(text)
    except ValueError:
        raise _LeftOutError("item: text that no encoding can write") from None
    return text


def _writable(text: Any) -> None:
    if isinstance(text, str):
        text.encode()  # raises UnicodeEncodeError, a ValueError, for half a surrogate pair
