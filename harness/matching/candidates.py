"""Which predictions are worth holding against a gold fact: all that can fit, and few others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from harness.matching.rules import Rules
from harness.model.facts import GoldFact, Predicate, Prediction
from harness.model.names import normal_form
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value


class ByValue:
    """Finds predictions of an article by their value, as the rules compare values.

    No prediction is left out whose value fits (`Rules.value_fits`), for each kind of value is
    looked up by something that is the same whenever it fits.
    """

    def __init__(self, rules: Rules, said: Iterable[tuple[int, Prediction]]) -> None:
        self._rules = rules
        self._columns: dict[Hashable, list[int]] = defaultdict(list)
        self._names: list[tuple[int, str]] = []
        self._kinds_looked_up: set[Sequence[str]] = set()
        self._dates: dict[DateValue, list[int]] = defaultdict(list)
        for column, prediction in said:
            match prediction.value:
                case EntityValue(name=name):
                    self._names.append((column, name))
                case QuantityValue(unit=unit, amount=amount):
                    self._columns[unit].append(column)
                    self._columns[unit, amount].append(column)
                case DateValue() as date:
                    self._dates[date].append(column)
                case TextValue(text=text):
                    self._columns["text", normal_form(text)].append(column)

    def columns(self, gold: GoldFact, values: Iterable[Value]) -> Iterator[int]:
        """Give the predictions that may fit one of a gold fact's values; some more than once."""
        predicate = self._rules.identifier.predicates[gold.predicate]
        for value in values:
            match value:
                case EntityValue(name=name):
                    self._look_up_names(predicate)
                    yield from self._columns.get((predicate.value_kinds, name), ())
                case QuantityValue(unit=unit, amount=amount, vague=vague):
                    # A vague amount takes others, but never another unit.
                    yield from self._columns.get(unit if vague else (unit, amount), ())
                case DateValue():
                    for date, columns in self._dates.items():
                        if self._rules.value_fits(predicate, value, date):
                            yield from columns
                case TextValue(text=text):
                    yield from self._columns.get(("text", normal_form(text)), ())

    def _look_up_names(self, predicate: Predicate) -> None:
        """File the names under whom they mean, which depends on the kinds a predicate takes."""
        kinds = predicate.value_kinds
        if kinds not in self._kinds_looked_up:
            self._kinds_looked_up.add(kinds)
            for column, name in self._names:
                canonical = self._rules.identifier.names.canonical(name, kinds)
                self._columns[kinds, canonical].append(column)
