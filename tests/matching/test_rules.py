"""Which predicted value is right for which of gold's, as a table with a reason a row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from harness.matching.rules import Rules
from harness.model.facts import Alternatives, Qualifiers, Restated
from harness.model.results import Level
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from tests.worlds import ARTICLE, IDENTIFIER, TEXT, gold, predicted

STANDARD = Rules(ARTICLE, IDENTIFIER, "standard")
STRICT = Rules(ARTICLE, IDENTIFIER, "strict")


def eur(amount: Any, comparator: Any = "=", **more: Any) -> QuantityValue:
    if "upper" in more:
        more["upper"] = Decimal(more["upper"])
    return QuantityValue(Decimal(str(amount)), more.pop("unit", "EUR"), comparator, **more)


def date(edtf: str) -> DateValue:
    return DateValue(edtf)


QUANTITIES = [
    # gold, predicted, right in standard, right in strict
    (eur(5_500_000, "~"), eur(5_500_000, "~"), True, True),
    (eur(5_500_000, "~"), eur("5.5e6", "~"), True, True),  # the same number
    (eur(5_500_000, "~"), eur("5.5", "~"), False, False),  # lost its scale word
    (eur(5_500_000, "~"), eur(55_000_000, "~"), False, False),
    (eur(5_500_000, "~"), eur(5_500_001, "~"), False, False),  # approximate is said, not meant
    (eur(5_500_000, "~"), eur(5_500_000, unit="USD"), False, False),  # no exchange rates
    (eur(5, "="), eur(5, "~"), True, False),
    (eur(5, "~"), eur(5, "="), True, False),
    (eur(5, ">"), eur(5, ">="), True, False),
    (eur(5, ">="), eur(5, ">"), True, False),
    (eur(5, "<"), eur(5, "<="), True, False),
    (eur(5, "<="), eur(5, "<"), True, False),
    (eur(5, ">"), eur(5, "="), False, False),  # more than five is not five
    (eur(5, ">"), eur(5, "~"), False, False),  # „mehr als ein Zehntel“ is not close
    (eur(5, ">", near=True), eur(5, "~"), True, False),  # „gut 5“ is
    (eur(5, "<", near=True), eur(5, "~"), True, False),  # „knapp 5“ too
    (eur(5, ">", near=True), eur(5, "<"), False, False),  # but on its own side
    (eur(5, ">", near=True), eur(5, "="), False, False),
    (eur(5, "~"), eur(5, ">", near=True), False, False),  # a prediction's „near“ opens nothing
    (eur(50, upper=60), eur(50, upper=60), True, True),
    (eur(50, upper=60), eur(50), False, False),  # half a range is another value
    (eur(50, upper=60), eur(55), False, False),
    (eur(50), eur(50, upper=60), False, False),
    (eur(100, upper=1000, vague=True), eur(500), True, True),  # „Hunderte“: the order decides
    (eur(100, upper=1000, vague=True), eur(100, upper=1000), True, True),
    (eur(100, upper=1000, vague=True), eur(1000), False, False),  # [amount, upper)
    (eur(100, upper=1000, vague=True), eur(99), False, False),
    (eur(100, upper=1000, vague=True), eur(200, upper=300), False, False),
    (eur(500), eur(100, upper=1000, vague=True), False, False),  # only gold may be vague
    (eur(0, ">", vague=True), eur(7, ">"), True, True),  # „deutlich“: unit and comparator decide
    (eur(0, ">", vague=True), eur(7, ">="), True, False),
    (eur(0, ">", vague=True), eur(7, "="), False, False),
    (eur(0, ">", vague=True), eur(7, ">", unit="USD"), False, False),
]


@pytest.mark.parametrize(("ours", "theirs", "standard", "strict"), QUANTITIES)
def test_quantities(
    ours: QuantityValue, theirs: QuantityValue, standard: bool, strict: bool
) -> None:
    fact, said = gold(value=ours), predicted(value=theirs)
    assert STANDARD.fit(fact, said).value == standard
    assert STRICT.fit(fact, said).value == strict


DATES = [
    ("2025-01-27", "2025-01-27", True, True),
    ("2023~", "2023", True, False),  # the sign of approximation is ignored
    ("2023", "2023~", True, False),
    ("2025-01-27", "2025-01-27/2025-01-28", True, False),  # one step wider
    ("2025-01-27", "2025-01-20/2025-01-31", False, False),  # twelve days are two steps
    ("2025-01-27", "2025-01", False, False),
    ("2025-01-20/2025-01-21", "2025-01", True, False),
    ("2025-01-20/2025-01-21", "2025-01-20", False, False),  # finer than the text
    ("2025-01-20/2025-01-21", "2025-01-21/2025-01-22", False, False),  # overlaps, but leaves out
    ("2024-12", "2024", False, False),  # two steps
    ("2024-12", "2024-10/2024-12", True, False),
    ("2024-07/2024-12", "2024", True, False),
    ("2024", "2024/2025", False, False),  # the ladder ends at the year
    ("202X", "202X", True, True),
    ("202X", "2020/2029", True, False),  # the same days in other letters
    ("XXXX-04-05", "XXXX-04-05", True, True),
    ("XXXX-04-05", "XXXX-04-05~", True, False),
    ("2025", "2024/2025", False, False),
    ("XXXX-04-05", "2025-04-05", False, False),
    ("2025-04-05", "XXXX-04-05", False, False),
    ("2024/..", "2024/..", True, True),
    ("2024", "2024/..", False, False),
]


@pytest.mark.parametrize(("ours", "theirs", "standard", "strict"), DATES)
def test_dates(ours: str, theirs: str, standard: bool, strict: bool) -> None:
    fact, said = gold("since", value=date(ours)), predicted("since", value=date(theirs))
    assert STANDARD.fit(fact, said).value == standard
    assert STRICT.fit(fact, said).value == strict


@pytest.mark.parametrize(
    ("ours", "theirs", "right"),
    [
        (EntityValue("Alpha"), EntityValue("ALPHA AG"), True),
        (EntityValue("Alpha"), EntityValue("Alphas"), True),
        (EntityValue("Alpha"), EntityValue("Alphabet"), False),
        (TextValue("Open Source"), TextValue("Open-Source"), True),
        (TextValue("Open Source"), TextValue("frei"), False),
        (TextValue("5"), eur(5), False),  # types do not mix
    ],
)
def test_names_and_texts(ours: Value, theirs: Value, right: bool) -> None:
    assert STANDARD.fit(gold("owner", value=ours), predicted("owner", value=theirs)).value == right


def test_accept_opens_standard_only_and_restated_both() -> None:
    fact = gold(
        value=eur(100),
        accept=Alternatives(subject=("Beta",), value=(eur(7),)),
        restated=Restated(value=(eur(9),)),
    )
    for value, standard, strict in ((100, True, True), (7, True, False), (9, True, True)):
        assert STANDARD.fit(fact, predicted(value=eur(value))).value == standard
        assert STRICT.fit(fact, predicted(value=eur(value))).value == strict
    said = predicted(subject="Beta", value=eur(100))
    assert STANDARD.fit(fact, said).level == Level.GROUNDED
    assert STRICT.fit(fact, said).level == Level.SLOT


@pytest.mark.parametrize(
    ("said", "level"),
    [
        (predicted(), Level.GROUNDED),
        (predicted(spans=[]), Level.FACT),  # evidence is not needed below grounded
        (predicted(spans=[(0, 30)]), Level.FACT),  # IoU 4/44: shows too much
        (predicted(spans=[(30, 44)]), Level.GROUNDED),
        (predicted(spans=[(26, 31)]), Level.FACT),  # IoU 5/18: just too little
        (predicted(spans=[(26, 86)]), Level.GROUNDED),  # IoU 18/60: exactly enough
        (predicted(spans=[(0, 1), (1, 2), (2, 3), (26, 44)]), Level.FACT),  # only three are seen
        (predicted(subject="Beta"), Level.SLOT),
        (predicted(qualifiers=Qualifiers(negated=True)), Level.SLOT),
        (predicted("price"), Level.VALUE),
        (predicted("price", spans=[]), None),  # value alone needs a place
        (predicted("price", spans=[(98, 110)]), None),  # and the right one
        (predicted("price", spans=[(0, len(TEXT))]), Level.VALUE),  # it begins in the paragraph
        (predicted(value=eur(1)), None),
    ],
)
def test_levels(said: Any, level: Level | None) -> None:
    assert STANDARD.fit(gold(), said).level == level


def test_another_reference_is_right_where_gold_accepts_it() -> None:
    value = eur(1, "<", unit="ratio")
    qualifiers = Qualifiers(than="Beta", dimension="cost")
    accept = Alternatives(than=("Gamma",))
    fact = gold("versus", value=value, qualifiers=qualifiers, accept=accept)
    said = predicted("versus", value=value, qualifiers=Qualifiers(than="Gamma", dimension="cost"))
    assert STANDARD.fit(fact, said).level == Level.GROUNDED
    assert STRICT.fit(fact, said).level == Level.SLOT


def test_a_comparison_needs_its_reference_and_measure() -> None:
    value = eur(1, "<", unit="ratio")
    fact = gold("versus", value=value, qualifiers=Qualifiers(than="Beta", dimension="cost"))
    for than, dimension, level in (
        ("Beta", "cost", Level.GROUNDED),
        ("die Betas", "cost", Level.GROUNDED),
        ("Gamma", "cost", Level.SLOT),
        ("Beta", "size", Level.SLOT),
        (None, None, Level.SLOT),
    ):
        qualifiers = Qualifiers(than=than, dimension=dimension)
        said = predicted("versus", value=value, qualifiers=qualifiers)
        assert STANDARD.fit(fact, said).level == level
