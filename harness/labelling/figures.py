"""Hold the value of a fact against the figures that its words hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from harness import german
from harness.model.corpus import Article
from harness.model.facts import GoldFact
from harness.model.values import DateValue, QuantityValue, Value

# A firm's „Leute“ are its employees, and „Menschen“ work for it.
_COUNTED_ALIKE = frozenset({"person", "employee"})
_HUNDRED = Decimal(100)


def figures(article: Article, found: Sequence[german.Found], fact: GoldFact) -> list[Value]:
    """Give every reading of the figures in the evidence of a fact, in the order of the text.

    `found` are the values of the article. What a quote cuts through counts, and so does what
    only the words alone say: „folgenden Jahres“ is told from the text around it.
    """
    whole = [
        reading
        for one in found
        if any(one.span.start < span.end and span.start < one.span.end for span in fact.spans)
        for reading in one.values
    ]
    alone = [
        reading
        for span in fact.spans
        for one in german.find(article.text[span.start : span.end], article.doc_date)
        for reading in one.values
    ]
    return list(dict.fromkeys([*whole, *alone]))


def says(fact: GoldFact, read: Sequence[Value]) -> bool:
    """Tell whether the figures hold the value of a fact, or one that it accepts.

    A value that the guidelines give to words without a figure (more, as good as, the first) needs
    none, unless the words hold a figure of its unit. What is no quantity and no date is no figure.
    """
    if not isinstance(fact.value, QuantityValue | DateValue):
        return True
    if _needs_no_figure(fact.value) and not _of_unit(read, fact.value):
        return True
    labelled = (fact.value, *fact.accept.value)
    return any(_same(one, reading) for one in labelled for reading in read)


def _needs_no_figure(value: QuantityValue | DateValue) -> bool:
    """Tell the values of words without a figure: some, like, more, less, the best."""
    if isinstance(value, DateValue):
        return False
    return (value.vague and value.amount == 0) or (
        value.unit in ("ratio", "rank") and value.amount == 1
    )


def _of_unit(read: Sequence[Value], value: Value) -> bool:
    return any(
        isinstance(one, QuantityValue)
        and isinstance(value, QuantityValue)
        and one.unit == value.unit
        for one in read
    )


def _same(labelled: Value, reading: Value) -> bool:
    if isinstance(labelled, DateValue) or isinstance(reading, DateValue):
        return labelled == reading
    if not isinstance(labelled, QuantityValue) or not isinstance(reading, QuantityValue):
        return False
    return any(
        (labelled.amount, labelled.upper, labelled.unit, labelled.comparator)
        == (one.amount, one.upper, one.unit, one.comparator)
        for one in _as(labelled.unit, reading)
    )


def _as(unit: str, reading: QuantityValue) -> Iterator[QuantityValue]:
    """Yield a reading as it is, and in a unit that says the same: 6 per cent of it are 0.06."""
    yield reading
    if {unit, reading.unit} == _COUNTED_ALIKE or (unit, reading.unit) == ("ratio", "PERCENT"):
        factor = _HUNDRED if unit == "ratio" else Decimal(1)
        upper = None if reading.upper is None else reading.upper / factor
        yield QuantityValue(
            reading.amount / factor, unit, reading.comparator, upper, reading.near, reading.vague
        )
