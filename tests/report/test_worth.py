"""What is unknown is shown as unknown, and never as nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from harness.model.results import Extraction, Run
from harness.model.usage import AnswerClass, ModelCard, Price, Usage
from harness.report.together import found_together, together_view
from harness.report.words import duration, money
from harness.report.worth import worth
from harness.scoring import evaluate
from tests.crowded import crowded
from tests.worlds import gold, goldset, itself

PRICE = Price(Decimal(1000), Decimal(1000), "USD", "2025-06-01")  # a tenth of a cent a token


def took(tokens_in: int, tokens_out: int, uncounted: int = 0) -> Usage:
    return Usage(
        answers={AnswerClass.AS_ASKED: 1},
        input_tokens=tokens_in,
        output_tokens=tokens_out,
        uncounted=uncounted,
    )


@pytest.mark.parametrize(
    ("usage", "model", "tokens", "cost", "answers"),
    [
        ({}, None, "–", "–", "–"),  # asks no model: there is nothing to know
        (
            {"a1": took(1000, 20), "a2": took(500, 3)},
            ModelCard("m", price=PRICE),
            "1,500 in, 23 out",
            "1.52 USD",
            "2 as asked",
        ),
        ({"a1": took(1000, 20)}, ModelCard("m"), "1,000 in, 20 out", "unknown", "1 as asked"),
        # One answer that the server did not count makes the sum unknown.
        (
            {"a1": took(9, 9), "a2": took(0, 0, 1)},
            ModelCard("m", price=PRICE),
            "unknown",
            "unknown",
            "2 as asked",
        ),
    ],
)
def test_tokens_and_cost(
    usage: Mapping[str, Usage], model: ModelCard | None, tokens: str, cost: str, answers: str
) -> None:
    fact = gold()
    small = goldset([fact])
    asked = Extraction("asked", "1", (itself(fact),), seconds=2.0, usage=usage, model=model)
    run = Run(small.name, "1", small.hash, "retelling", (asked,))
    found = worth([evaluate(small, asked)], run, {"asked": 1}, {"asked": "asked"}, None)
    (row,) = found.rows
    assert (row.tokens, row.cost, row.answers) == (tokens, cost, answers)
    assert (row.seconds, row.per_article) == ("2.00 s", "2.00 s")
    assert [plane.title for plane in found.planes] == (
        ["F1 over time", "F1 over cost"] if cost.endswith("USD") else ["F1 over time"]
    )
    heads = [one.head for one in found.columns]
    assert heads[:3] == ["F1 %", "Time", "Per article"]
    # What nobody has is no column of zeros but named once; what is unknown stays, for it may be much.
    assert ("Tokens" in heads) == (tokens != "–")
    assert ("tokens" in found.absent) == (tokens == "–")
    assert "failed articles" in found.absent
    assert found.together is None  # one alone finds nothing together


def test_lists_of_what_one_finds_alone_are_cut_and_told_by_article() -> None:
    world, done = crowded(articles=12, facts=20, extractors=2)
    read = [evaluate(world, one) for one in done.extractions]
    found = found_together(read)
    assert found is not None
    for one in together_view(read, found, {}).alone:
        facts = found.alone[one.name]
        assert one.number == len(facts) > 20
        assert one.more == f"all {len(facts)}"
        listed = [(article, fact.label) for article, lines in one.articles for fact in lines]
        assert listed == [(fact.article, fact.id) for fact in facts[:20]]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        # Its members have made ready what it reads with: its own half a second is not what it takes.
        (["a", "b", "vote:a,b"], "4.50 s with its members"),
        (["a", "vote:a,b"], "0.50 s"),  # b did not read: nothing to add, and nothing was saved
    ],
)
def test_the_time_of_a_vote_has_that_of_its_members(names: list[str], shown: str) -> None:
    small = goldset([gold()])
    said = tuple(
        Extraction(one, "1", (itself(gold()),), seconds=0.5 if one.startswith("vote:") else 2.0)
        for one in names
    )
    run = Run(small.name, "1", small.hash, "retelling", said)
    found = worth(
        [evaluate(small, one) for one in said],
        run,
        dict.fromkeys(names, 1),
        {one: one for one in names},
        None,
    )
    assert [row.seconds for row in found.rows] == [*["2.00 s"] * (len(names) - 1), shown]


@pytest.mark.parametrize(
    ("names", "compared", "left_out"),
    [
        (["a", "b"], "a and b", ""),
        # The zero line finds what a finds: who reads “only a” must know that it was not asked.
        (["a", "b", "nearest"], "a and b", " Zero lines and votes are left out: nearest."),
        (
            ["a", "m#1", "m#2"],
            "a and m#1",
            " Zero lines, votes and further readings are left out: m#2.",
        ),
    ],
)
def test_who_is_compared_is_told(names: list[str], compared: str, left_out: str) -> None:
    small = goldset([gold()])
    said = tuple(
        Extraction(one, "1", (itself(gold()),), repeats="m" if one.startswith("m#") else "")
        for one in names
    )
    ranked = [evaluate(small, one) for one in said]
    found = found_together(ranked)
    assert found is not None
    told = f"Compared are {compared}, and “only” means of these.{left_out}"
    assert together_view(ranked, found, {}).compared == told


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "unknown"),
        (0.002, "< 0.01 s"),
        (0.5, "0.50 s"),
        (42.4, "42 s"),
        (125.0, "2 min 05 s"),
    ],
)
def test_durations(seconds: float | None, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (None, "unknown"),
        (Decimal(0), "0.00 USD"),
        (Decimal("0.00001"), "< 0.0001 USD"),  # nearly nothing is not nothing
        (Decimal("0.0123"), "0.0123 USD"),
        (Decimal("1234.5"), "1,234.50 USD"),
    ],
)
def test_money(amount: Decimal | None, shown: str) -> None:
    assert money(amount, "USD") == shown
