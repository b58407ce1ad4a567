"""Several extractors as one: a fact stands where most of them name it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import (
    Answer,
    AnyExtractor,
    Extractor,
    Plan,
    Reading,
    ReadsMany,
    Repeatable,
    Trainable,
    is_deterministic,
    keeps_time,
    within,
)
from harness.extractors.joint import joint_card, joint_plan
from harness.extractors.registry import load_extractor
from harness.model.corpus import Article, Span
from harness.model.facts import GoldSet, Predicate, Prediction
from harness.model.identity import Identifier, Identity
from harness.model.usage import ModelCard, total


class _Ballot(NamedTuple):
    """One member's prediction, and the member's place in the list."""

    member: int
    prediction: Prediction


@dataclass(frozen=True, slots=True)
class Vote:
    """Keeps the facts that more than half of its members name; of two members, both.

    Facts are the same when their identity is: what scoring too goes by, but for gold's aliases,
    which no extractor knows. Its confidence is the share of members that name a fact, its evidence
    theirs in turn; the rest is as the first of them has it. A member that fails on an article fails
    the vote on it: a vote of fewer would be another extractor.
    """

    name: str
    members: tuple[Extractor, ...]
    repeats: str = ""

    @property
    def deterministic(self) -> bool | None:
        """Tell that a vote varies as its members do."""
        return _deterministic(self.members)

    def repeated(self, number: int) -> Vote:
        """Give the vote that reads once more, of members that do."""
        members = tuple(_reader(_repeated(one, number)) for one in self.members)
        return replace(self, name=f"{self.name}#{number}", members=members, repeats=self.name)

    def fingerprint(self) -> str:
        """Tell the fingerprints of all members."""
        return _fingerprint(self.members)

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Answer:
        """Ask every member, and count."""
        said = [member.extract(article, predicates) for member in self.members]
        logs = [
            f"--- {member.name} ---\n{one.log}"
            for member, one in zip(self.members, said, strict=True)
            if isinstance(one, Answer) and one.log
        ]
        return Answer(self.elect(said, predicates), "\n".join(logs))

    def elect(
        self, said: Sequence[Iterable[Prediction]], predicates: Sequence[Predicate]
    ) -> tuple[Prediction, ...]:
        """Count what the members said of one article, in their order."""
        identify = Identifier({}, {predicate.name: predicate for predicate in predicates})
        ballots: dict[Identity, list[_Ballot]] = defaultdict(list)
        for number, predictions in enumerate(said):
            for prediction in predictions:
                ballots[identify(prediction)].append(_Ballot(number, prediction))
        return tuple(self._elected(ballots.values()))

    @property
    def keeps_time(self) -> bool:
        """Whether every member does."""
        return all(map(keeps_time, self.members))

    def within(self, seconds: float) -> Vote:
        """Give the same vote with a time limit for members that take one."""
        return replace(self, members=tuple(_reader(within(m, seconds)) for m in self.members))

    def _elected(self, ballots: Iterable[list[_Ballot]]) -> Iterator[Prediction]:
        for cast in ballots:
            voters = len({ballot.member for ballot in cast})
            if 2 * voters > len(self.members):
                yield msgspec.structs.replace(
                    cast[0].prediction,
                    evidence=_joined([ballot.prediction.evidence for ballot in cast]),
                    confidence=voters / len(self.members),
                )


@dataclass(frozen=True, slots=True)
class AskingVote(Vote):
    """A vote with members that ask models: these read many articles at a time, as they do alone."""

    @property
    def model(self) -> ModelCard:
        """What is known of all the models together."""
        return joint_card(self.members)

    @property
    def calls(self) -> Mapping[str, int]:
        """How much was asked anew, by all of them."""
        asking = [one for one in self.members if isinstance(one, ReadsMany)]
        return sum((Counter(one.calls) for one in asking), Counter())

    def plan(self, articles: Sequence[Article], predicates: Sequence[Predicate]) -> Plan:
        """Tell what the members would ask."""
        return joint_plan(self.members, articles, predicates)

    def extract_many(
        self,
        articles: Sequence[Article],
        predicates: Sequence[Predicate],
        timeout: float | None = None,
    ) -> Generator[Reading]:
        """Read articles and vote on each; the usage is that of all members.

        Models are asked one after the other: they share a budget, and often a server.
        """
        members = self.members if timeout is None else self.within(timeout).members
        asking = [one for one in members if isinstance(one, ReadsMany)]
        heard = {id(one): one.extract_many(articles, predicates, timeout) for one in asking}
        for one in asking[:-1]:
            heard[id(one)] = _held(list(heard[id(one)]))
        with closing(heard[id(asking[-1])]):
            for article in articles:
                said = [
                    next(heard[id(one)]) if id(one) in heard else _reading(one, article, predicates)
                    for one in members
                ]
                yield self._voted(article, said, predicates)

    def _voted(
        self, article: Article, said: Sequence[Reading], predicates: Sequence[Predicate]
    ) -> Reading:
        answers = tuple(answer for one in said for answer in one.answers)
        usage = total(one.usage for one in said if one.usage is not None)
        for member, one in zip(self.members, said, strict=True):
            if one.error is not None:
                error = ExtractorError(f"{member.name}: {one.error}")
                return Reading(article.id, (), error, answers, usage)
        elected = self.elect([one.predictions for one in said], predicates)
        return Reading(article.id, elected, None, answers, usage)


@dataclass(frozen=True, slots=True)
class TrainableVote:
    """A vote with members that learn: fitted, it is a vote of what they learned."""

    name: str
    members: tuple[AnyExtractor, ...]
    repeats: str = ""

    @property
    def deterministic(self) -> bool | None:
        """Tell that a vote varies as its members do."""
        return _deterministic(self.members)

    def repeated(self, number: int) -> TrainableVote:
        """Give the vote that learns and reads once more, of members that do."""
        members = tuple(_repeated(one, number) for one in self.members)
        return replace(self, name=f"{self.name}#{number}", members=members, repeats=self.name)

    def fingerprint(self) -> str:
        """Tell the fingerprints of all members."""
        return _fingerprint(self.members)

    @property
    def keeps_time(self) -> bool:
        """Tell that learning takes as long as it takes."""
        return False

    def within(self, seconds: float) -> TrainableVote:
        """Give the same vote with a time limit for members that take one."""
        return replace(self, members=tuple(within(one, seconds) for one in self.members))

    def fit(self, goldset: GoldSet) -> Vote:
        """Fit every member that learns on the same gold."""
        fitted = [one.fit(goldset) if isinstance(one, Trainable) else one for one in self.members]
        return Vote(self.name, tuple(fitted), self.repeats)


@dataclass(frozen=True, slots=True)
class AskingTrainableVote(TrainableVote):
    """A vote with members that learn, and others that ask models, article by article."""

    @property
    def model(self) -> ModelCard:
        """What is known of all the models together."""
        return joint_card(self.members)

    def plan(self, articles: Sequence[Article], predicates: Sequence[Predicate]) -> Plan:
        """Tell what the members would ask."""
        return joint_plan(self.members, articles, predicates)


def make_vote(told: str) -> Vote | TrainableVote:
    """Make a vote of the extractors named, with commas between.

    Raises UsageError for fewer than two, or one twice; what loading a member raises.
    """
    names = [name.strip() for name in told.split(",")]
    if len(names) < 2 or not all(names):
        raise UsageError(f"vote:{told} needs two names or more, such as vote:regex,nearest")
    members = tuple(load_extractor(name) for name in names)
    called = [member.name for member in members]
    for name in called:
        if called.count(name) > 1:
            raise UsageError(f"vote:{told} has {name!r} twice; one extractor has one vote")
    name = f"vote:{','.join(names)}"
    readers = tuple(member for member in members if not isinstance(member, Trainable))
    asks = any(isinstance(member, ReadsMany) for member in members)
    if len(readers) == len(members):
        return AskingVote(name, readers) if asks else Vote(name, readers)
    return AskingTrainableVote(name, members) if asks else TrainableVote(name, members)


def _deterministic(members: Iterable[AnyExtractor]) -> bool | None:
    """Tell of several: as all, where all are; else some may vary, or nobody knows."""
    said = {is_deterministic(one) for one in members}
    return False if False in said else None if None in said else True


def _repeated(extractor: AnyExtractor, number: int) -> AnyExtractor:
    return extractor.repeated(number) if isinstance(extractor, Repeatable) else extractor


def _fingerprint(members: Iterable[AnyExtractor]) -> str:
    return "vote " + " ".join(f"[{one.name} {one.fingerprint()}]" for one in members)


def _reader(extractor: AnyExtractor) -> Extractor:
    assert isinstance(extractor, Extractor)  # noqa: S101 - as it was before, for the types
    return extractor


def _reading(member: Extractor, article: Article, predicates: Sequence[Predicate]) -> Reading:
    """Read an article with a member that asks nobody; whatever goes wrong costs the article."""
    try:
        return Reading(article.id, tuple(member.extract(article, predicates)))
    except ExtractorError as error:
        return Reading(article.id, error=error)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an extractor may raise anything
        return Reading(article.id, error=ExtractorError(repr(error)))


def _held(readings: Iterable[Reading]) -> Generator[Reading]:
    yield from readings


def _joined(evidence: Sequence[tuple[Span, ...]]) -> tuple[Span, ...]:
    """Give every member's first span before any member's second: only three are looked at."""
    in_turn = (span for rank in zip_longest(*evidence) for span in rank if span is not None)
    return tuple(dict.fromkeys(in_turn))
