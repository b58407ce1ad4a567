"""What makes two facts the same fact: one key, used wherever that question comes up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from harness.model.facts import Entity, GoldFact, Predicate, Prediction
from harness.model.names import NameTable, normal_form
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value

ValueKey: TypeAlias = tuple[str, ...]


class Identity(NamedTuple):
    """Article, predicate, subject, value and `negated`; reference and measure where compared."""

    article: str
    predicate: str
    subject: str
    value: ValueKey
    negated: bool
    than: str = ""
    dimension: str = ""


class Identifier:
    """Gives facts their identity, with the names and predicates of one gold set."""

    def __init__(self, entities: Mapping[str, Entity], predicates: Mapping[str, Predicate]) -> None:
        self.names = NameTable(entities.values())
        self.predicates = predicates

    def __call__(self, fact: GoldFact | Prediction) -> Identity:
        """Give the identity of a fact; its predicate must be one of the gold set's."""
        predicate = self.predicates[fact.predicate]
        return Identity(
            fact.article,
            fact.predicate,
            self.subject(predicate, fact.subject),
            self.value(predicate, fact.value),
            fact.qualifiers.negated,
            self.reference(predicate, fact.qualifiers.than),
            (fact.qualifiers.dimension or "") if predicate.compared else "",
        )

    def subject(self, predicate: Predicate, name: str) -> str:
        """Give the canonical name of a subject of a predicate."""
        return self.names.canonical(name, predicate.subject_kinds)

    def reference(self, predicate: Predicate, name: str | None) -> str:
        """Give the canonical name of what is compared with: like is compared with like."""
        if not predicate.compared or name is None:
            return ""
        return self.names.canonical(name, predicate.subject_kinds)

    def value(self, predicate: Predicate, value: Value) -> ValueKey:
        """Give a key that equal values share; it tells nothing that matching does not look at.

        `near` and `vague` are gold's to say: two predictions that differ only there are one.
        """
        match value:
            case EntityValue(name=name):
                return ("entity", self.names.canonical(name, predicate.value_kinds))
            case QuantityValue(amount=amount, upper=upper):
                end = "" if upper is None else exact(upper)
                return ("quantity", value.unit, exact(amount), end, value.comparator)
            case DateValue(edtf=edtf):
                return ("date", edtf)
            case TextValue(text=text):
                return ("text", normal_form(text))


def exact(amount: Decimal) -> str:
    """Write a number so that equal numbers are equal strings, whatever their exponents."""
    sign, digits, exponent = amount.as_tuple()
    significant = "".join(map(str, digits)).lstrip("0")
    kept = significant.rstrip("0")
    if not kept or not isinstance(exponent, int):  # zero; what is not finite is no amount
        return "0"
    return f"{'-' if sign else ''}{kept}e{exponent + len(significant) - len(kept)}"
