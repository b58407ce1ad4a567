"""Limits, forms and prices by themselves: what the tests with a server cannot see."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

import pytest

from harness.errors import UsageError
from harness.extractors.desk import Budget
from harness.extractors.llm.failures import Failure, FailureClass
from harness.extractors.llm.forms import Form
from harness.extractors.llm.limits import Limiter
from harness.extractors.llm.negotiation import Known, Negotiation
from harness.extractors.llm.prices import _table, card_of, own_prices
from harness.extractors.llm.providers import OpenAIChat
from harness.extractors.llm.transport import retry_after
from harness.model.usage import AnswerClass, ModelCard, Price, Usage


def test_the_limit_halves_once_for_calls_that_were_under_way_together_and_rises_again() -> None:
    async def course() -> list[float]:
        limiter = Limiter(16)
        began = [await limiter.enter() for _ in range(16)]
        seen = [limiter.limit]
        for turn in began:
            limiter.refused(turn, 0.0)
        seen.append(limiter.limit)
        for _ in range(1000):
            limiter.served()
        return [*seen, limiter.limit]

    assert asyncio.run(course()) == [16, 8, 16]


def test_one_call_is_always_let_through() -> None:
    async def course() -> float:
        limiter = Limiter(4)
        for _ in range(10):
            turn = await limiter.enter()
            limiter.refused(turn, 0.0)
            limiter.leave()
        await limiter.enter()
        return limiter.limit

    assert asyncio.run(course()) == 1


def test_turns_come_in_order_and_none_is_lost() -> None:
    """Who gives up while waiting, or just as the turn comes, leaves it to the next."""

    async def course() -> list[str]:
        limiter, had = Limiter(1), []

        async def take(name: str) -> None:
            await limiter.enter()
            had.append(name)
            assert limiter.running == 1
            await asyncio.sleep(0)
            limiter.leave()

        await limiter.enter()
        tasks = {name: asyncio.create_task(take(name)) for name in "abcd"}
        await asyncio.sleep(0)
        tasks["b"].cancel()  # while waiting
        limiter.leave()  # the turn is a's
        tasks["a"].cancel()  # who has it, but not run since
        await asyncio.wait(tasks.values())
        assert limiter.running == 0
        return had

    assert asyncio.run(course()) == ["c", "d"]


def test_nobody_goes_before_the_wait_is_over_that_a_server_asked_for() -> None:
    async def course() -> float:
        loop, limiter = asyncio.get_running_loop(), Limiter(2)
        turn = await limiter.enter()
        began = loop.time()
        limiter.refused(turn, 0.05)
        limiter.leave()
        await limiter.enter()
        return loop.time() - began

    assert asyncio.run(course()) >= 0.05


def negotiation(known: Known | None = None) -> Negotiation:
    return Negotiation(OpenAIChat.modes, OpenAIChat.optional, 8192, known or Known())


def test_who_goes_ahead_is_next_and_all_others_are_held_meanwhile() -> None:
    async def course() -> list[str]:
        limiter, had = Limiter(1), []

        async def take(name: str, *, ahead: bool = False) -> None:
            await limiter.enter(ahead=ahead)
            had.append(name)
            limiter.leave()

        await limiter.enter()
        limiter.hold()
        tasks = [asyncio.create_task(take("a")), asyncio.create_task(take("b", ahead=True))]
        await asyncio.sleep(0)
        assert had == []  # the limit holds for who goes ahead, too
        limiter.leave()
        await tasks[1]
        await asyncio.sleep(0)
        assert had == ["b"]
        limiter.resume()
        await tasks[0]
        return had

    assert asyncio.run(course()) == ["b", "a"]


def server_error() -> Failure:
    return Failure(FailureClass.SERVER_ERROR, "500", 500)


def test_a_server_error_by_chance_gives_up_no_form() -> None:
    """Once may be a mood; twice in one form, and served without, lowers it for this run."""
    found, failed = negotiation(), Counter[Form]()
    strict = found.form
    failed[strict] += 1
    assert found.suspected(strict, server_error(), failed) is None
    failed[strict] += 1
    weaker = found.suspected(strict, server_error(), failed)
    assert weaker == Form("json_schema unbounded")
    assert found.form == strict  # until it is served
    found.served(weaker)
    assert found.form == weaker
    assert found.known("").form == strict


def test_a_form_that_was_served_is_not_to_blame_for_a_server_error() -> None:
    found = negotiation()
    found.served(found.form)
    assert found.suspected(found.form, server_error(), Counter({found.form: 3})) is None


def test_what_was_remembered_by_another_version_is_learned_anew() -> None:
    assert negotiation(Known(form=Form("by telepathy"))).form == negotiation().form


def test_a_schema_that_is_ignored_everywhere_is_doubted_once() -> None:
    found = negotiation()
    assert found.doubts(found.form, AnswerClass.NO_JSON)
    found.heard(AnswerClass.PROSE)
    assert not found.doubts(found.form, AnswerClass.NO_JSON)
    remembered = negotiation(found.known(""))
    assert not remembered.doubts(found.form, AnswerClass.NO_JSON)


SOON = datetime.now(UTC) + timedelta(seconds=100)


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"retry-after": "2"}, 2, 2),
        ({"retry-after": "0.5"}, 0.5, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25, 0.25),
        ({"retry-after": format_datetime(SOON, usegmt=True)}, 1, 100),
        # A moment that is over asks for no wait.
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0, 0),
    ],
)
def test_what_a_server_asks_to_wait(headers: dict[str, str], least: float, most: float) -> None:
    told = retry_after(headers)
    assert told is not None
    assert least <= told <= most


@pytest.mark.parametrize("headers", [{}, {"retry-after": "soon"}, {"retry-after-ms": "x"}])
def test_a_wait_that_cannot_be_read_is_none(headers: dict[str, str]) -> None:
    assert retry_after(headers) is None


def test_prices_hold_at_their_host_and_for_exact_names() -> None:
    known = card_of("api.openai.com", "gpt-4o-2024-08-06")
    assert known.price is not None
    assert known.price.of(1_000_000, 100_000) == Decimal("3.5")
    assert known.cost(Usage(input_tokens=1000, output_tokens=100)) == Decimal("0.0035")
    assert known.cost(Usage(input_tokens=1000, uncounted=1)) is None
    elsewhere = card_of("localhost", "gpt-4o")
    assert elsewhere.price is None
    assert elsewhere.cutoff == known.cutoff
    assert card_of("api.openai.com", "gpt-4o-2031-01-01") == ModelCard("gpt-4o-2031-01-01")


def test_each_price_has_its_day_and_each_name_one_row() -> None:
    """A name that stood twice would have the price that comes first."""
    rows = _table().models
    for row in rows:
        assert (row.input is None) == (row.output is None) == (row.host == "")
        if row.input is not None:
            date.fromisoformat(row.as_of)
        if row.cutoff is not None:
            assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", row.cutoff)
            assert not row.as_of or row.cutoff < row.as_of
    names = [name for row in rows for name in (row.model, *row.also)]
    assert len(names) == len(set(names))


def test_prices_of_ones_own_come_first_and_hold_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_PRICES", "gpt-4o=1/4EUR, llama3.1=0.05/0.1 USD,x=0/0USD")
    own = card_of("api.openai.com", "gpt-4o")
    assert own.price == Price(Decimal(1), Decimal(4), "EUR", "HARNESS_PRICES")
    assert own.cutoff == "2023-10"
    assert card_of("localhost", "llama3.1").cost(Usage(input_tokens=10**6)) == Decimal("0.05")
    assert card_of("localhost", "x").cost(Usage(input_tokens=10**6)) == 0
    assert card_of("api.openai.com", "gpt-4o-mini").price is not None


@pytest.mark.parametrize("told", ["gpt-4o", "gpt-4o=1/4", "=1/4USD", "x=1,5/4USD", "x=-1/4USD"])
def test_a_price_that_cannot_be_read_is_told(told: str) -> None:
    with pytest.raises(UsageError, match="write MODEL=INPUT/OUTPUT"):
        own_prices(told)


@pytest.mark.parametrize(
    ("as_of", "old"),
    [("2025-06-01", True), ("2025-11-24", False), ("2027-01-01", False), ("HARNESS_PRICES", False)],
)
def test_a_price_grows_old_after_a_year(as_of: str, old: bool) -> None:
    assert Price(Decimal(1), Decimal(1), "USD", as_of).is_old(date(2026, 11, 24)) == old


def test_a_budget_sets_aside_what_is_under_way() -> None:
    budget = Budget(tokens=100)
    assert budget.reserve(Decimal(60))
    assert not budget.reserve(Decimal(60))
    budget.settle(Decimal(60), Decimal(30))
    assert budget.reserve(Decimal(60))
    assert budget.spent == 30
    assert budget.aside == 60
    assert Budget().reserve(Decimal(10**12))
