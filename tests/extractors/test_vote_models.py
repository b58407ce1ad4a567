"""A vote with models: they read as they do alone, and what it takes is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

import harness
from harness.extractors.base import Extractor, Plans, ReadsMany
from harness.extractors.desk import Budget, Desk, Settings
from harness.extractors.joint import joint_card
from harness.extractors.registry import load_extractor
from harness.model.facts import GoldSet
from harness.model.usage import AnswerClass, ModelCard, Price
from harness.pipeline import run
from tests.goldfiles import write_goldset
from tests.modelserver import FACT, Asked, ModelServer, Reply, always, chat, facts, serving


@pytest.fixture
def gold(tmp_path: Path) -> GoldSet:
    return harness.load_goldset(write_goldset(tmp_path))


def desk(server: ModelServer) -> Desk:
    return Desk(settings=Settings(base_url=server.url, backoff=0.01, timeout=5.0))


def copies(gold: GoldSet, number: int) -> GoldSet:
    article = gold.articles["a1"]
    articles = {f"a{n}": msgspec.structs.replace(article, id=f"a{n}") for n in range(number)}
    return msgspec.structs.replace(gold, articles=articles, facts=())


def test_two_models_vote_and_all_that_they_took_is_counted(gold: GoldSet) -> None:
    def answer(asked: Asked, number: int) -> Reply:
        other = FACT | {"subject": "Beta"}
        return chat(facts(FACT, other) if asked.payload["model"] == "one" else facts(FACT))

    with serving(answer) as server:
        (vote,) = run(["vote:llm:one,llm:two"], gold, desk=desk(server)).extractions
    assert [(one.subject, one.confidence) for one in vote.predictions] == [("Alpha AG", 1.0)]
    assert vote.usage["a1"].answers == {AnswerClass.AS_ASKED: 2}
    assert vote.usage["a1"].input_tokens == 1800
    assert vote.calls == {"sent": 2}
    assert vote.model == ModelCard("one + two", ("stub-1",))


def test_many_articles_are_under_way_at_a_time(gold: GoldSet) -> None:
    with serving(lambda *_: Reply(body=chat(facts(FACT)).body, wait=0.1)) as server:
        (vote,) = run(["vote:llm:one,nearest"], copies(gold, 12), desk=desk(server)).extractions
    assert len(server.asked) == 12
    assert server.most_at_once > 4
    assert len(vote.usage) == 12
    assert vote.errors == ()


def test_a_member_that_fails_fails_the_vote_on_its_article(gold: GoldSet) -> None:
    with serving(always(Reply(400, b'{"error": {"message": "too long"}}'))) as server:
        (vote,) = run(["vote:nearest,llm:one"], gold, desk=desk(server)).extractions
    (error,) = vote.errors
    assert error.message.startswith("llm:one: bad request")


def test_members_share_a_budget(gold: GoldSet) -> None:
    budget = Budget(tokens=1)
    with serving(always(chat(facts(FACT)))) as server:
        made = desk(server)
        spare = Desk(settings=made.settings, budget=budget)
        (vote,) = run(["vote:llm:one,llm:two"], gold, desk=spare).extractions
    assert not server.asked
    assert "budget" in vote.errors[0].message
    assert budget.aside == 0


@pytest.mark.parametrize(
    ("name", "plans", "reads_many"),
    [
        ("vote:llm:one,regex", True, True),
        ("vote:llm:one,tests.extractors_of_tests:Memory", True, False),  # learns, so one by one
        ("vote:regex,nearest", False, False),
    ],
)
def test_a_vote_asks_models_where_a_member_does(name: str, plans: bool, reads_many: bool) -> None:
    vote = load_extractor(name)
    assert isinstance(vote, Plans) == plans
    assert isinstance(vote, ReadsMany) == reads_many


@pytest.mark.parametrize("name", ["vote:llm:one,llm:two", "vote:llm:one,ner"])
def test_a_plan_is_the_sum_of_the_members_plans(gold: GoldSet, name: str) -> None:
    vote = load_extractor(name)
    assert isinstance(vote, Plans)
    plan = vote.plan(tuple(gold.articles.values()), tuple(gold.predicates.values()))
    assert plan.questions == name.count("llm:")
    assert plan.input_tokens > 0


def test_a_joint_card_claims_no_price_that_does_not_hold_for_all() -> None:
    class Known:
        def __init__(self, card: ModelCard) -> None:
            self.name, self.model = card.model, card

        def fingerprint(self) -> str:
            return ""

        def extract(self, *_: object) -> list[object]:
            return []

        def plan(self, *_: object) -> None: ...

    def card(*cards: ModelCard) -> ModelCard:
        members: list[Extractor] = [Known(one) for one in cards]  # type: ignore[misc]
        return joint_card(members)

    price = Price(Decimal(1), Decimal(2), "USD", "2025-06-01")
    old, new = ModelCard("a", (), price, "2023-10"), ModelCard("b", (), price, "2025-01")
    assert card(old, new) == ModelCard("a + b", (), price, "2025-01")
    assert card(old, ModelCard("c")).price is None
