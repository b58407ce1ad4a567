"""Items of answers: what is read though it is not as asked, and what is left out and counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.extractors.desk import Task
from harness.extractors.llm.items import ItemReader
from harness.extractors.llm.quotes import QuoteFinder
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Qualifiers
from harness.model.values import DateValue, EntityValue, QuantityValue, Value

TEXT = (
    "Nordwerk in Husum zahlte 5,5 Millionen Euro, also mehr als Sundvind, und zwar am 3. Mai 2019."
)
ARTICLE = Article("a", "retelling", "de", "2019-06-12", TEXT)
TASK = Task(units=("EUR", "PERCENT", "ratio", "gpu_hour", "employee"), dimensions=("cost", "price"))
PREDICATES = {
    "cost": Predicate("cost", "quantity", ("ORG",), "Kosten"),
    "location": Predicate("location", "entity", ("ORG",), "Sitz"),
    "founded": Predicate("founded", "date", ("ORG",), "Gründung"),
    "compares_to": Predicate("compares_to", "quantity", ("ORG",), "Verhältnis", compared=True),
}
WORDS = {"typed value: its words taken": 1}


def read(item: dict[str, Any]) -> tuple[list[Any], dict[str, int]]:
    reader = ItemReader(ARTICLE, PREDICATES, QuoteFinder(TEXT, Span(0, len(TEXT))), TASK)
    found = reader.read([{"subject": "Nordwerk", "quote": "zahlte"} | item])
    return found, dict(reader.left_out)


def quantity(amount: Any, unit: Any, **more: Any) -> dict[str, Any]:
    return {"type": "quantity", "amount": amount, "unit": unit} | more


def eur(amount: int | str, **more: Any) -> QuantityValue:
    return QuantityValue(Decimal(amount), "EUR", **more)


VALUES: list[tuple[dict[str, Any], Value | None, dict[str, int]]] = [
    ({"value": quantity("5500000", "EUR")}, eur(5_500_000), {}),
    ({"value": quantity(5500000, "EUR")}, eur(5_500_000), {}),
    # Units in words, in signs, in other letters, with a scale.
    ({"value": quantity("5500000", "€")}, eur(5_500_000), {}),
    ({"value": quantity("5500000", "Euro")}, eur(5_500_000), {}),
    ({"value": quantity("5500000", "eur")}, eur(5_500_000), {}),
    ({"value": quantity("5.5", "Millionen Euro")}, eur(5_500_000), {}),
    ({"value": quantity("20", "%")}, QuantityValue(Decimal(20), "PERCENT"), {}),
    ({"value": quantity("20", "Prozent")}, QuantityValue(Decimal(20), "PERCENT"), {}),
    ({"value": quantity("20", "percent")}, QuantityValue(Decimal(20), "PERCENT"), {}),
    ({"value": quantity("7", "GPU hours")}, QuantityValue(Decimal(7), "gpu_hour"), {}),
    ({"value": quantity("7", "Mitarbeiter")}, QuantityValue(Decimal(7), "employee"), {}),
    # German numbers, and what limits a value.
    ({"value": quantity("5,5", "EUR")}, eur("5.5"), {}),
    ({"value": quantity("5.500.000", "EUR", comparator="~")}, eur(5_500_000, comparator="~"), {}),
    ({"value": quantity("2", "Mio. Euro", upper="3")}, eur(2_000_000, upper=Decimal(3_000_000)), {}),
    # Keys that no value has, a type that is missing, null for what does not apply.
    ({"value": quantity("2", "EUR", kind="money", near=None)}, eur(2), {}),
    ({"value": {"amount": "2", "unit": "EUR"}}, eur(2), {}),
    # What cannot be read typed is read in its words, else in the only value that is quoted.
    ({"value": quantity("viel", "EUR"), "surface": "5,5 Mio. €"}, eur(5_500_000), WORDS),
    ({"value": quantity("5500000", "YEN"), "quote": "zahlte 5,5 Millionen Euro"}, eur(5_500_000), WORDS),
    ({"value": quantity([[]], "EUR"), "quote": "zahlte 5,5 Millionen Euro"}, eur(5_500_000), WORDS),
    ({"value": None, "surface": "viel", "quote": "5,5 Millionen Euro"}, eur(5_500_000), {}),
    ({"value": quantity("7", "YEN")}, None, {"item: its value cannot be read": 1}),
    ({"value": quantity(True, "EUR")}, None, {"item: its value cannot be read": 1}),
    ({"value": None}, None, {"item: no value": 1}),
    ({"predicate": "location", "value": {"type": "entity", "name": "Husum", "kind": "LOC"}},
     EntityValue("Husum"), {}),
    ({"predicate": "location", "value": {"name": "Husum"}}, EntityValue("Husum"), {}),
    ({"predicate": "founded", "value": {"type": "date", "edtf": "3. Mai 2019"},
      "quote": "am 3. Mai 2019"}, DateValue("2019-05-03"), WORDS),
]  # fmt: skip


@pytest.mark.parametrize(("item", "value", "left_out"), VALUES)
def test_values(item: dict[str, Any], value: Value | None, left_out: dict[str, int]) -> None:
    found, told = read({"predicate": "cost"} | item)
    assert [one.value for one in found] == ([] if value is None else [value])
    assert told == left_out


HALF = {"predicate": "compares_to", "value": quantity("0.5", "ratio")}
COMPARISONS: list[tuple[dict[str, Any] | None, Qualifiers | str]] = [
    ({"than": "Sundvind", "dimension": "cost"}, Qualifiers(than="Sundvind", dimension="cost")),
    ({"than": "Sundvind", "dimension": " Cost"}, Qualifiers(than="Sundvind", dimension="cost")),
    ({"than": "Sundvind", "dimension": "Kosten"}, "item: unknown dimension"),
    ({"than": "Sundvind"}, "item: a comparison without than or dimension"),
    ({"than": "", "dimension": "cost"}, "item: a comparison without than or dimension"),
    (None, "item: a comparison without than or dimension"),
]


@pytest.mark.parametrize(("qualifiers", "expected"), COMPARISONS)
def test_a_comparison_needs_what_it_is_known_by(
    qualifiers: dict[str, Any] | None, expected: Qualifiers | str
) -> None:
    found, left_out = read(HALF | {"qualifiers": qualifiers})
    if isinstance(expected, str):
        assert (found, left_out) == ([], {expected: 1})
    else:
        assert [one.qualifiers for one in found] == [expected]


def test_what_is_no_comparison_has_nothing_of_one() -> None:
    said = {"predicate": "cost", "value": quantity("2", "EUR")}
    found, left_out = read(said | {"qualifiers": {"than": "Sundvind", "dimension": "?"}})
    assert ([one.qualifiers for one in found], left_out) == ([Qualifiers()], {})


scalars = st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=6)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner)
)
numbers = st.sampled_from(["5,5", "1e999", "-0", "NaN", "１", "1_0", "5 Mio."]) | scalars
typed = st.fixed_dictionaries(
    {"type": st.sampled_from(["quantity", "entity", "date", "text", "x"]) | anything},
    optional={"amount": numbers, "upper": numbers, "unit": st.sampled_from(["EUR", "€"]) | anything,
              "comparator": anything, "edtf": anything, "name": anything, "text": anything},
)  # fmt: skip


@given(
    st.fixed_dictionaries(
        {"predicate": st.sampled_from([*PREDICATES]) | anything},
        optional={"subject": anything, "value": typed | anything, "surface": anything,
                  "quote": anything, "qualifiers": anything, "confidence": anything},
    )
)  # fmt: skip
def test_any_item_is_read_or_left_out(item: dict[str, Any]) -> None:
    found, left_out = read(item)
    assert len(found) == 1 or sum(left_out.values()) >= 1


def test_an_amount_of_lists_without_end_is_none() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert read({"predicate": "cost", "value": quantity(deep, deep)})[0] == []
