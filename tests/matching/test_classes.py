"""What went wrong: the table of classes, first line that fits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.model.facts import GoldFact, Prediction, Qualifiers, Restated
from harness.model.results import ErrorClass, Level
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from tests.worlds import gold, matched, predicted


def eur(amount: str, comparator: str = "=", unit: str = "EUR") -> QuantityValue:
    return QuantityValue(Decimal(amount), unit, comparator)  # type: ignore[arg-type]


VERSUS = Qualifiers(than="Beta", dimension="cost")


@pytest.mark.parametrize(
    ("fact", "said", "error", "detail"),
    [
        (gold(), predicted(qualifiers=Qualifiers(negated=True)), ErrorClass.POLARITY, ""),
        (
            gold("versus", qualifiers=VERSUS),
            predicted("versus", qualifiers=Qualifiers(than="Gamma", dimension="cost")),
            ErrorClass.WRONG_REFERENCE,
            "",
        ),
        (gold(), predicted(subject="Beta"), ErrorClass.WRONG_SUBJECT, ""),
        (
            gold(),
            predicted(subject="Beta", qualifiers=Qualifiers(negated=True)),
            ErrorClass.WRONG_SUBJECT,
            "and polarity",
        ),
        (
            gold(value=eur("5000000")),
            predicted(value=eur("5000")),
            ErrorClass.WRONG_VALUE,
            "scale",
        ),
        (
            gold(value=eur("5000000")),
            predicted(value=eur("5000000", unit="USD")),
            ErrorClass.WRONG_VALUE,
            "unit",
        ),
        (
            gold(value=eur("5000000")),
            predicted(value=eur("5500000")),
            ErrorClass.WRONG_VALUE,
            "amount",
        ),
        # A factor of 100 is a wrong amount; only powers of 1,000 are lost scale words.
        (gold(value=eur("500")), predicted(value=eur("5")), ErrorClass.WRONG_VALUE, "amount"),
        (
            gold(value=eur("5000000", ">")),
            predicted(value=eur("5000000", "<")),
            ErrorClass.WRONG_VALUE,
            "comparator",
        ),
        (
            gold("since", value=DateValue("2025-01")),
            predicted("since", value=DateValue("2024-01")),
            ErrorClass.WRONG_VALUE,
            "date",
        ),
        (
            gold("owner", value=EntityValue("Beta")),
            predicted("owner", value=EntityValue("Bonn")),
            ErrorClass.WRONG_VALUE,
            "entity",
        ),
        (
            gold(),
            predicted(value=TextValue("viel")),
            ErrorClass.WRONG_VALUE,
            "type",
        ),
        (gold(), predicted("price"), ErrorClass.WRONG_PREDICATE, ""),
        (gold(), predicted("price", subject="Beta"), ErrorClass.WRONG_PREDICATE, "and subject"),
    ],
)
def test_both_sides_of_a_pair_share_its_class(
    fact: GoldFact, said: Prediction, error: ErrorClass, detail: str
) -> None:
    (match,) = matched([fact], [said])
    assert (match.gold, match.prediction) == (fact, said)
    assert (match.error, match.detail) == (error, detail)


def alone(said: Prediction) -> ErrorClass | None:
    """Give the class of a prediction for a text without gold."""
    (match,) = matched([], [said])
    return match.error


@pytest.mark.parametrize(
    ("predicate", "value", "error"),
    [
        # „5 Millionen Euro“ stands in the text, about whomever.
        ("cost", eur("5000000"), ErrorClass.SPURIOUS),
        ("cost", eur("5000000", "~"), ErrorClass.SPURIOUS),
        ("cost", eur("5000000", unit="USD"), ErrorClass.UNSUPPORTED),
        ("cost", eur("6000000"), ErrorClass.UNSUPPORTED),
        ("owner", EntityValue("Bonn"), ErrorClass.SPURIOUS),
        ("owner", EntityValue("Köln"), ErrorClass.UNSUPPORTED),
        # Named by an alias that the text uses.
        ("owner", EntityValue("Alpha"), ErrorClass.SPURIOUS),
        ("license", TextValue("Lizenz"), ErrorClass.SPURIOUS),
        ("license", TextValue("MIT"), ErrorClass.UNSUPPORTED),
        # „im Januar“, told at the end of January 2025.
        ("since", DateValue("2025-01"), ErrorClass.SPURIOUS),
        ("since", DateValue("1999"), ErrorClass.UNSUPPORTED),
    ],
)
def test_what_stands_nowhere_in_the_article_is_unsupported(
    predicate: str, value: Value, error: ErrorClass
) -> None:
    assert alone(predicted(predicate, "Gamma", value, spans=[])) == error


def test_a_second_prediction_of_an_accepted_value_is_a_duplicate() -> None:
    same = eur("5000000", "~")
    first, second = predicted(value=same), predicted(value=eur("5000000"))
    outcomes = matched([gold(value=same)], [first, second])
    assert [match.error for match in outcomes] == [None, ErrorClass.DUPLICATE]


def test_saying_it_in_the_text_s_other_words_is_no_mistake() -> None:
    """A restated value is right alone, and on neither side beside the first."""
    fact = gold(value=eur("100", unit="CNY"), restated=Restated(value=(eur("13"),)))
    first, second = predicted(value=eur("100", unit="CNY")), predicted(value=eur("13"))
    (only,) = matched([fact], [second])
    assert only.right_at(Level.FACT)
    pair, again = matched([fact], [first, second])
    assert pair.prediction == first
    assert again.restated_at(Level.GROUNDED)
    assert again.error is None


def test_a_restatement_paired_elsewhere_leaves_the_other_fact_missed() -> None:
    """What is right about one fact is not also a mistake about another."""
    fact = gold(value=eur("100", unit="CNY"), restated=Restated(value=(eur("13"),)))
    other = gold(value=eur("99"), id="f2")
    said = [predicted(value=eur("100", unit="CNY")), predicted(value=eur("13"))]
    outcomes = {match.gold.id: match for match in matched([fact, other], said) if match.gold}
    assert outcomes["f2"].error == ErrorClass.MISSED


def test_an_optional_fact_that_is_not_found_is_no_mistake() -> None:
    """Counting the class `missed` gives the false negatives, and nothing besides."""
    required, optional = gold(), gold("price", id="f2", optional=True)
    outcomes = {
        match.gold.id: match.error for match in matched([required, optional], []) if match.gold
    }
    assert outcomes == {"f1": ErrorClass.MISSED, "f2": None}


def test_a_right_fact_without_its_place_is_marked() -> None:
    (match,) = matched([gold()], [predicted(spans=[(98, 110)])])
    assert match.wrong_evidence
    assert match.error is None


def test_a_quote_that_stands_nowhere_is_marked() -> None:
    (match,) = matched([gold()], [predicted(spans=[], quote="steht hier nicht")])
    assert match.quote_not_found
    assert match.right_at(Level.FACT)


def test_in_a_trap_set_the_world_s_value_is_recited() -> None:
    """It is more than a wrong value: it was remembered, for the text does not say it."""
    text, world = gold(value=eur("8000000")), gold(value=eur("5000000", "~"))
    said = predicted(value=eur("5000000"))
    (pair,) = matched([text], [said], [world])
    assert (pair.error, pair.level) == (ErrorClass.RECITED, None)
    (single,) = matched([], [said], [world])
    assert single.error is ErrorClass.RECITED
    (wrong,) = matched([text], [predicted(value=eur("6000000"))], [world])
    assert wrong.error is ErrorClass.WRONG_VALUE
    (right,) = matched([text], [predicted(value=eur("8000000"))], [world])
    assert right.error is None
