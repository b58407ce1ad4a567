"""Lint reads the words of a fact: they hold its value, or a note says why not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from harness import german
from harness.labelling.figures import figures, says
from harness.model.corpus import Article, Span
from harness.model.facts import Alternatives, Evidence, GoldFact
from harness.model.values import Comparator, DateValue, EntityValue, QuantityValue, TextValue, Value


def _quantity(
    amount: str,
    unit: str,
    comparator: Comparator = "=",
    upper: str | None = None,
    *,
    vague: bool = False,
) -> Value:
    top = None if upper is None else Decimal(upper)
    return QuantityValue(Decimal(amount), unit, comparator, top, vague=vague)


TABLE = [
    # Amount, unit and comparator are those of the words.
    ("Es kostete rund 5 Millionen Euro.", _quantity("5000000", "EUR", "~"), True),
    ("Es kostete rund 5 Millionen Euro.", _quantity("5000000", "EUR"), False),
    ("Es kostete rund 5 Millionen Euro.", _quantity("5000000", "USD", "~"), False),
    ("Es kostete rund 5 Millionen Euro.", _quantity("500000", "EUR", "~"), False),
    # A range has both ends.
    ("Es waren 50 bis 60 Firmen.", _quantity("50", "company", "=", "60"), True),
    ("Es waren 50 bis 60 Firmen.", _quantity("50", "company"), False),
    # A part that falls is per cent, a part of another's is a ratio.
    ("Ein Zehntel ging verloren.", _quantity("10", "PERCENT"), True),
    ("Weniger als sechs Prozent davon genügten.", _quantity("0.06", "ratio", "<"), True),
    # People of a firm are its employees.
    ("Über 300 Leute habe sie.", _quantity("300", "employee", ">"), True),
    ("Über 300 Leute habe sie.", _quantity("300", "chip", ">"), False),
    # Dates are told from the day of the article.
    ("Am Montag begann es.", DateValue("2025-03-10"), True),
    ("Am Montag begann es.", DateValue("2025-03-03"), False),
    # Words without a figure have the values that the guidelines give them.
    ("Es ist schneller als der Rivale.", _quantity("1", "ratio", ">"), True),
    ("Die Aktie sackte ab.", _quantity("0", "PERCENT", ">", vague=True), True),
    ("Es ist das meistgeladene Programm.", _quantity("1", "rank"), True),
    # But not where the words hold a figure of that unit.
    ("Es ist doppelt so schnell wie der Rivale.", _quantity("1", "ratio", ">"), False),
    ("Es liegt auf Platz drei.", _quantity("1", "rank"), False),
    # Names and licences are no figures.
    ("Sie sitzt in Leipzig.", EntityValue("Leipzig"), True),
    ("Es ist Open Source.", TextValue("Open Source"), True),
]  # fmt: skip


def _says(text: str, value: Value, *accepted: Value) -> bool:
    article = Article("a", "retelling", "de", "2025-03-12", text)
    evidence = (Evidence(Span(0, len(text))),)
    accept = Alternatives(value=accepted)
    fact = GoldFact("f", "a", "cost", "X", value, evidence, accept=accept)
    return says(fact, figures(article, german.find(text, article.doc_date), fact))


@pytest.mark.parametrize(("text", "value", "expected"), TABLE)
def test_words_hold_the_value(text: str, value: Value, expected: bool) -> None:
    """The figures of the words hold the value, or they do not."""
    assert _says(text, value) is expected


def test_an_accepted_value_is_enough() -> None:
    """What gold accepts may be what the words say („Dutzende“ from 12 on)."""
    tens = _quantity("10", "company", "=", "100", vague=True)
    dozens = _quantity("12", "company", "=", "120", vague=True)
    assert not _says("Dutzende Firmen kamen.", tens)
    assert _says("Dutzende Firmen kamen.", tens, dozens)


def test_context_is_not_read() -> None:
    """Words that only give the circumstances hold no value."""
    text = "Im Mai 2024 kam es. Dort war es."
    article = Article("a", "retelling", "de", "2025-03-12", text)
    evidence = (Evidence(Span(20, 32)), Evidence(Span(0, 19), "context"))
    fact = GoldFact("f", "a", "event_date", "X", DateValue("2024-05"), evidence)
    assert figures(article, german.find(text, article.doc_date), fact) == []


def test_every_fact_of_the_shipped_sets_is_read_or_explained() -> None:
    """The notes of the shipped sets stand only where the words do not hold the value."""
    folder = Path(__file__).parents[2] / "goldsets" / "deepseek-2025" / "facts"
    notes = [
        line
        for path in folder.glob("*.yaml")
        for line in path.read_text("utf-8").splitlines()
        if "    note: " in line
    ]
    assert len(notes) == 2
