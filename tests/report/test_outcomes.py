"""Rows say in words what came of a fact, and add up to the figures."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from harness.model.facts import GoldFact, Prediction, Qualifiers
from harness.model.results import Extraction, Run
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue
from harness.report.explained import CLASS_TELLS, class_words
from harness.report.outcomes import OutcomeRow
from harness.report.view import ReportView, make_view
from harness.scoring import evaluate
from tests.worlds import gold, goldset, predicted

EUROS = QuantityValue(Decimal(5_000), "EUR", "~")
SEVEN = QuantityValue(Decimal(7), "EUR", "~")
THAN_BETA = Qualifiers(than="Beta", dimension="cost")
TWO = QuantityValue(Decimal(2), "ratio")


def rows_of(facts: list[GoldFact], *said: Prediction) -> tuple[OutcomeRow, ...]:
    world = goldset(facts)
    reader = Extraction("reader", "1", said)
    run = Run(world.name, "1", world.hash, "retelling", (reader,))
    (article,) = make_view(world, run, [evaluate(world, reader)]).read
    return article.outcomes


@pytest.mark.parametrize(
    ("fact", "said", "told", "tells"),
    [
        (gold(), predicted(), "", ""),  # right needs no words
        (
            gold(),
            predicted(subject="Beta"),
            "wrong subject",
            "predicate and value right, but said of Beta; right at level slot",
        ),
        (
            gold(),
            predicted("price"),
            "wrong predicate",
            "subject and value right, but said as price; right at level value",
        ),
        (
            gold(),
            predicted("price", "Beta"),
            "wrong predicate and subject",
            "value right, but said as price of Beta; right at level value",
        ),
        (
            gold(),
            predicted(value=EUROS),
            "wrong value: scale",
            "predicate and subject right, but on another scale",
        ),
        (
            gold(),
            predicted(value=SEVEN),
            "wrong value: amount",
            "predicate and subject right, but with another amount",
        ),
        (
            gold("since", value=DateValue("2025")),
            predicted("since", value=DateValue("2020")),
            "wrong value: date",
            "predicate and subject right, but with another date",
        ),
        (
            gold("owner", value=EntityValue("Beta")),
            predicted("owner", value=EntityValue("Bonn")),
            "wrong value: entity",
            "predicate and subject right, but with another name",
        ),
        (
            gold(),
            predicted(qualifiers=Qualifiers(negated=True)),
            "polarity",
            "right, but with a “not”; right at level slot",
        ),
        (
            gold(qualifiers=Qualifiers(negated=True)),
            predicted(subject="Beta"),
            "wrong subject and polarity",
            (
                "predicate and value right, but said of Beta and without the “not”; "
                "right at level slot"
            ),
        ),
        (
            gold("versus", value=TWO, qualifiers=THAN_BETA),
            predicted("versus", value=TWO, qualifiers=Qualifiers(than="Gamma", dimension="size")),
            "wrong reference",
            "right, but compared with Gamma in size; right at level slot",
        ),
        (
            gold(),
            predicted(spans=[(78, 82)]),
            "",
            "right, but the words shown overlap gold’s evidence too little",
        ),
        (gold(), predicted(spans=[]), "", "right, but no words of the text are shown for it"),
        (gold(), predicted(quote="nie gesagt"), "", "the quote stands nowhere in the article"),
    ],
)
def test_a_row_tells_what_is_right_and_what_was_said_instead(
    fact: GoldFact, said: Prediction, told: str, tells: str
) -> None:
    (row,) = rows_of([fact], said)
    assert (row.told, row.tells) == (told, tells)


def test_what_stands_alone_tells_its_class() -> None:
    rows = rows_of([gold()], predicted("seat", value=EntityValue("Bonn"), spans=[(13, 21)]))
    assert {row.outcome: row.tells for row in rows} == {
        "missed": "",
        "extra": CLASS_TELLS["spurious"],
    }


def test_what_is_said_again_is_counted_once_and_marked() -> None:
    (row,) = rows_of([gold()], predicted(), predicted())
    assert row.marks == "said again"
    assert row.tells == "said 2 times, counted once"


def test_other_evidence_is_marked_even_where_it_is_the_same_words() -> None:
    (row,) = rows_of([gold(spans=[(4, 9)])], predicted(spans=[(78, 82)]))
    assert row.differs == ("evidence",)
    assert row.quotes == ("Beta",)
    assert row.marks == "evidence elsewhere"


def test_both_predicates_and_types_are_told_gold_first() -> None:
    (row,) = rows_of([gold()], predicted("price"))
    assert (row.predicate, row.predicted, row.value_types) == ("cost", "price", "quantity")


@pytest.mark.parametrize("level", ["tp", "fp", "fn"])
def test_rows_add_up_to_the_counts_and_to_the_errors(shipped: ReportView, level: str) -> None:
    rows = [row for article in shipped.read for row in article.outcomes]
    by_extractor = Counter(row.extractor for row in rows if level in row.counts.split())
    for one in shipped.extractors:
        (fact,) = [row for row in one.levels if row.name == "fact"]
        assert by_extractor[one.name] == getattr(fact, level)
    if level == "tp":
        return
    by_class = Counter((row.extractor, row.told) for row in rows if level in row.counts.split())
    for error in shipped.errors:
        for one, count in zip(shipped.extractors, error.counts, strict=True):
            assert by_class[one.name, error.name] == getattr(count, level)


def test_one_mark_is_for_what_no_other_reader_finds(shipped: ReportView) -> None:
    rows = [row for article in shipped.read for row in article.outcomes]
    marked = Counter(row.extractor for row in rows if "found by no other" in row.marks)
    together = shipped.worth.together
    assert together is not None
    assert marked == Counter({one.name: one.number for one in together.alone if one.number})


@pytest.mark.parametrize(
    ("error", "detail", "told"),
    [
        ("wrong value", "amount", "wrong value: amount"),
        ("wrong predicate", "and subject", "wrong predicate and subject"),
        ("missed", "", "missed"),
    ],
)
def test_an_error_and_its_detail_are_one_name(error: str, detail: str, told: str) -> None:
    assert class_words(error, detail) == told


def test_long_texts_are_cut_and_their_rest_is_kept() -> None:
    words = "x" * 10_000
    (row,) = rows_of(
        [gold("license", value=TextValue(words), spans=[(157, 180)])],
        predicted(
            "license",
            value=TextValue(words),
            spans=[(157, 180)],
            qualifiers=Qualifiers(scope=words),
            quote=words,
        ),
    )
    assert row.got is not None
    assert [one.tells for one in row.got.rests] == [
        f"{slot}: 9,700 more characters" for slot in ("value", "limits", "quote")
    ]
    assert row.got.value == words[:300] + "…"
    assert row.got.quotes[1] == words[:300] + "…"
