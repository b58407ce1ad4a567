"""What went wrong at level fact: the first line of the table that fits."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from harness.german import find
from harness.matching.assignment import Edge
from harness.matching.rules import Fit, Rules
from harness.model.facts import GoldFact, Prediction
from harness.model.identity import exact
from harness.model.names import folded, normal_form
from harness.model.results import ErrorClass, Level
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value, value_type

_MONEY = re.compile(r"[A-Z]{3}")


class Classifier:
    """Names the errors of one article's alignment."""

    def __init__(
        self,
        rules: Rules,
        fits: Mapping[Edge, Fit],
        pairs: Iterable[Edge],
        world: Sequence[GoldFact] = (),
    ) -> None:
        self._rules = rules
        self._article = rules.article
        self._identifier = rules.identifier
        self._world = world
        matched = {row for row, column in pairs if (fits[row, column].level or 0) >= Level.FACT}
        self._fit_a_matched_fact = {
            column
            for (row, column), fit in fits.items()
            if row in matched and (fit.level or 0) >= Level.FACT
        }

    def of_pair(
        self, gold: GoldFact, prediction: Prediction, fit: Fit
    ) -> tuple[ErrorClass | None, str]:
        """Name what a pair got wrong, with a detail; (None, "") where it is right."""
        if fit.level is not None and fit.level >= Level.FACT:
            return None, ""
        if self._recites(prediction):
            return ErrorClass.RECITED, ""
        if fit.level is Level.SLOT:
            return _slot_error(fit)
        if fit.located:
            return ErrorClass.WRONG_VALUE, difference(gold.value, prediction.value)
        return ErrorClass.WRONG_PREDICATE, "" if fit.subject else "and subject"

    def of_single(self, column: int, prediction: Prediction) -> ErrorClass:
        """Name what is wrong with a prediction that is paired with nothing."""
        if column in self._fit_a_matched_fact:
            return ErrorClass.DUPLICATE
        if self._recites(prediction):
            return ErrorClass.RECITED
        if not self._stands_in_text(prediction):
            return ErrorClass.UNSUPPORTED
        return ErrorClass.SPURIOUS

    def _recites(self, prediction: Prediction) -> bool:
        """Whether a prediction says the world's version of a fact that the text has changed."""
        fits = (self._rules.fit(fact, prediction).level for fact in self._world)
        return any(level is not None and level >= Level.FACT for level in fits)

    def _stands_in_text(self, prediction: Prediction) -> bool:
        """Whether the article says the value anywhere, about whomever."""
        match prediction.value:
            case EntityValue(name=name):
                kinds = self._identifier.predicates[prediction.predicate].value_kinds
                bearers = self._identifier.names.bearers(name, kinds)
                names = [name, *(alias for one in bearers for alias in (one.name, *one.aliases))]
                return any(_mentions(self._article.text, form) for form in names)
            case TextValue(text=text):
                return _mentions(self._article.text, text)
            case value:
                return _as_said(value) in _said(self._article.text, self._article.doc_date)


def _slot_error(fit: Fit) -> tuple[ErrorClass, str]:
    if fit.subject and fit.reference:
        return ErrorClass.POLARITY, ""
    if fit.subject and fit.polarity:
        return ErrorClass.WRONG_REFERENCE, ""
    also = [("polarity", fit.polarity), ("reference", fit.reference)]
    named = " and ".join(name for name, right in also if not right)
    return ErrorClass.WRONG_SUBJECT, f"and {named}" if named else ""


def difference(gold: Value, predicted: Value) -> str:
    """Name the slot in which two values differ: scale, unit, amount, comparator, date and so on."""
    if value_type(gold) != value_type(predicted):
        return "type"
    if isinstance(gold, QuantityValue) and isinstance(predicted, QuantityValue):
        return _quantity_difference(gold, predicted)
    return value_type(gold)


def _quantity_difference(gold: QuantityValue, predicted: QuantityValue) -> str:
    if gold.unit != predicted.unit:
        return "unit"
    if gold.vague and gold.amount == 0:
        return "comparator"  # an amount that is not said cannot be wrong
    if _scales_apart(gold.amount, predicted.amount):
        return "scale"
    if (gold.amount, gold.upper) != (predicted.amount, predicted.upper):
        return "amount"
    return "comparator"


def _scales_apart(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts are a power of 1,000 apart, as when a scale word was lost."""
    (digits, _, power), (other_digits, _, other_power) = (
        exact(amount).partition("e") for amount in (one, other)
    )
    if digits != other_digits or power == other_power:
        return False
    return (int(power or 0) - int(other_power or 0)) % 3 == 0


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return folded(text)


def _mentions(text: str, name: str) -> bool:
    """Whether a name stands in a text where a word begins; it may go on, as with endings."""
    form, words = normal_form(name), _folded(text)
    start = words.find(form) if form else -1
    while start > 0 and (words[start - 1].isalnum() or words[start - 1] == "_"):
        start = words.find(form, start + 1)
    return start >= 0


@lru_cache(maxsize=256)
def _said(text: str, doc_date: str) -> frozenset[Hashable]:
    """Read a text once for all the amounts and dates that it says."""
    said = set[Hashable]()
    for found in find(text, doc_date):
        for value in found.values:
            if isinstance(value, QuantityValue):
                said |= {value.amount, (value.amount, value.unit)}
            elif isinstance(value, DateValue):
                said.add(_as_said(value))
    return frozenset(said)


def _as_said(value: QuantityValue | DateValue) -> Hashable:
    """Give what a text must say for a value to stand there, however exactly it says it."""
    if isinstance(value, DateValue):
        return value.edtf.rstrip("~?%")
    # Which noun counts as which unit is a matter of words; which currency is not.
    unit_matters = _MONEY.fullmatch(value.unit) or value.unit == "PERCENT"
    return (value.amount, value.unit) if unit_matters else value.amount
