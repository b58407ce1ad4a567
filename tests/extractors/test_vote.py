"""A vote: what counts as the same fact, as a majority, and as a member."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import Answer, Extractor, Trainable, keeps_time
from harness.extractors.command import Command
from harness.extractors.registry import load_extractor
from harness.extractors.vote import TrainableVote, Vote
from harness.extractors.zero import Empty
from harness.model.corpus import Article, Span
from harness.model.facts import Predicate, Prediction, Qualifiers
from harness.model.identity import Identifier
from harness.model.values import QuantityValue
from harness.pipeline import run
from harness.stores.goldsets import load_goldset
from harness.training import LEAVE_ONE_OUT
from tests.extractors_of_tests import Memory
from tests.worlds import ARTICLE, PREDICATES, gold, predicted, predictions

ASKED = tuple(PREDICATES.values())


class Saying:
    """Says what the test gives it."""

    def __init__(self, name: str, *said: Prediction, log: str = "") -> None:
        self.name = name
        self.said = Answer(said, log)

    def fingerprint(self) -> str:
        return "1"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Answer:
        assert article is ARTICLE
        assert predicates == ASKED
        return self.said


def elected(*members: Extractor) -> list[Prediction]:
    return list(Vote("vote", members).extract(ARTICLE, ASKED))


FACT = predicted()


@pytest.mark.parametrize(
    ("ballots", "stands"),
    [
        ("x", True),
        ("xx", True),
        ("x-", False),  # half is no majority
        ("xx-", True),
        ("x--", False),
        ("xx--", False),
        ("xxx--", True),
    ],
)
def test_more_than_half_decide(ballots: str, stands: bool) -> None:
    members = [
        Saying(str(place), *([FACT] if ballot == "x" else []))
        for place, ballot in enumerate(ballots)
    ]
    found = elected(*members)
    assert len(found) == stands
    for one in found:
        assert one.confidence == ballots.count("x") / len(ballots)


def test_who_says_it_twice_has_one_vote() -> None:
    assert elected(Saying("a", FACT, FACT), Saying("b"), Saying("c")) == []


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"subject": "alpha"}, True),  # case, hyphens and quotation marks tell no names apart
        ({"evidence": (Span(0, 3),)}, True),
        ({"confidence": 0.1}, True),
        ({"qualifiers": Qualifiers(certainty="hedged")}, True),
        ({"qualifiers": Qualifiers(negated=True)}, False),
        ({"subject": "Alpha AG"}, False),  # an alias is gold's to know
        ({"predicate": "price"}, False),
        ({"value": QuantityValue(Decimal(5_000_000), "EUR", ">")}, False),
    ],
)
def test_facts_are_the_same_when_their_identity_is(other: dict[str, Any], same: bool) -> None:
    found = elected(Saying("a", FACT), Saying("b", msgspec.structs.replace(FACT, **other)))
    assert len(found) == same


def test_evidence_is_joined_in_turn_and_the_first_member_has_the_word() -> None:
    one, two, three = Span(0, 1), Span(2, 3), Span(4, 5)
    first = msgspec.structs.replace(
        FACT, subject="ALPHA", evidence=(one, two), qualifiers=Qualifiers(scope="x")
    )
    second = msgspec.structs.replace(FACT, evidence=(three, one))
    (found,) = elected(Saying("a", first), Saying("b", second))
    assert found.evidence == (one, three, two)
    assert found.subject == "ALPHA"
    assert found.qualifiers.scope == "x"
    assert found.confidence == 1


@given(predictions([gold()]), predictions([gold()]))
def test_two_members_elect_what_both_say(ours: list[Prediction], theirs: list[Prediction]) -> None:
    identify = Identifier({}, PREDICATES)
    one, other = Saying("a", *ours), Saying("b", *theirs)
    found = {identify(fact) for fact in elected(one, other)}
    assert found == {identify(fact) for fact in ours} & {identify(fact) for fact in theirs}
    assert found == {identify(fact) for fact in elected(other, one)}


def test_what_members_say_aside_is_kept() -> None:
    told = Vote("v", (Saying("a", log="slow"), Saying("b"))).extract(ARTICLE, ASKED)
    assert told.log == "--- a ---\nslow"


def test_a_member_that_fails_fails_the_vote_on_the_article() -> None:
    with pytest.raises(ExtractorError, match="exit code 3"):
        elected(Saying("a", FACT), Saying("b", FACT), Command("c", ("sh", "-c", "exit 3")))


def test_a_vote_with_members_that_learn_learns() -> None:
    vote = TrainableVote("vote:memory,empty", (Memory(), Empty()))
    assert isinstance(vote, Trainable)
    (extraction,) = run([vote], load_goldset()).extractions
    assert extraction.errors == ()  # `Memory` raises where it is asked what it has seen
    assert extraction.folds == LEAVE_ONE_OUT


def test_a_vote_is_made_of_names() -> None:
    vote = load_extractor("vote:regex, nearest,command:sh -c true")
    assert isinstance(vote, Vote)
    assert vote.name == "vote:regex,nearest,command:sh -c true"
    assert [member.name for member in vote.members] == ["regex", "nearest", "command:sh -c true"]
    learning = load_extractor("vote:empty,tests.extractors_of_tests:Memory")
    assert isinstance(learning, TrainableVote)
    assert "[memory 1]" in learning.fingerprint()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("vote:", "needs two names or more"),
        ("vote:regex", "needs two names or more"),
        ("vote:regex,", "needs two names or more"),
        ("vote:regex,regex", "has 'regex' twice"),
        ("vote:regex,nearst", "did you mean 'nearest'"),
    ],
)
def test_a_vote_of_nobody_is_told(name: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_extractor(name)
    assert says in str(caught.value)


def test_time_is_kept_where_all_members_keep_it() -> None:
    """Else the vote is read in a worker, which can be ended."""
    command = Command("c", ("true",))
    assert keeps_time(Vote("v", (command, command)))
    assert not keeps_time(Vote("v", (command, Empty())))
    assert not keeps_time(TrainableVote("v", (command, Memory())))
    (limited, same) = Vote("v", (command, Empty())).within(3).members
    assert isinstance(limited, Command)
    assert limited.timeout == 3
    assert isinstance(same, Empty)
    assert isinstance(TrainableVote("v", (command, Memory())).within(3).members[0], Command)
