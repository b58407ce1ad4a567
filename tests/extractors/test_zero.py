"""The zero lines: nothing, and the nearest of everything."""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.extractors.base import Extractor
from harness.extractors.zero import Empty, Nearest, usual_predicate
from harness.model.corpus import Article
from harness.model.facts import Predicate
from harness.model.values import DateValue, QuantityValue
from tests.german.notation import told

TEXT = (
    "Am Montag verlor Siemens 5 Prozent. Nvidia steckt 3 Mrd. Euro in 2000 Chips, sagt einer von 7."
)
ARTICLE = Article("a", "original", "de", "2025-01-28", TEXT)


def _asked(*names: str) -> list[Predicate]:
    return [Predicate(name, "quantity", (), "") for name in names]


def test_empty_says_nothing() -> None:
    """The extractor `empty` has no answer to any question."""
    assert list(Empty().extract(ARTICLE, _asked("count", "decline"))) == []


def test_nearest_takes_every_value() -> None:
    """Each value goes to the nearest name with the usual predicate; a bare number to none."""
    asked = _asked("event_date", "decline", "investment", "count")
    facts = [
        (fact.predicate, fact.subject, told(fact.value), TEXT[slice(*fact.evidence[0])])
        for fact in Nearest().extract(ARTICLE, asked)
    ]
    assert facts == [
        ("event_date", "Siemens", "2025-01-27", "Montag"),
        ("decline", "Siemens", "5 PERCENT", "5 Prozent"),
        ("investment", "Nvidia", "3000000000 EUR", "3 Mrd. Euro"),
        ("count", "Nvidia", "2000 chip", "2000 Chips"),
    ]


def test_nearest_answers_what_is_asked() -> None:
    """A predicate that is not in the list is not answered."""
    assert [fact.predicate for fact in Nearest().extract(ARTICLE, _asked("count"))] == ["count"]


def test_nearest_needs_a_name() -> None:
    """Without any name there is no subject, and no fact."""
    article = Article("a", "original", "de", "2025-01-28", "Es fiel um 5 Prozent.")
    assert list(Nearest().extract(article, _asked("decline"))) == []


@pytest.mark.parametrize(
    ("value", "predicate"),
    [
        (DateValue("2025"), "event_date"),
        (QuantityValue(Decimal(1), "CHF"), "investment"),
        (QuantityValue(Decimal(1), "PERCENT"), "decline"),
        (QuantityValue(Decimal(1), "percentage_point"), "decline"),
        (QuantityValue(Decimal(1), "ratio"), "compares_to"),
        (QuantityValue(Decimal(1), "rank"), "rank"),
        (QuantityValue(Decimal(1), "month"), "duration"),
        (QuantityValue(Decimal(1), "employee"), "count"),
        # A bare number says too little.
        (QuantityValue(Decimal(1), "number"), None),
    ],
)
def test_usual_predicates(value: QuantityValue | DateValue, predicate: str | None) -> None:
    """Every unit has one usual predicate."""
    assert usual_predicate(value) == predicate


@pytest.mark.parametrize("extractor", [Empty(), Nearest()])
def test_contract(extractor: Extractor) -> None:
    """Both are extractors, and their fingerprints are stable."""
    assert isinstance(extractor, Extractor)
    assert extractor.fingerprint() == type(extractor)().fingerprint()
