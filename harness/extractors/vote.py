"""Several extractors as one: a fact stands where most of them name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from harness.errors import UsageError
from harness.extractors.base import (
    Answer,
    AnyExtractor,
    Extractor,
    Repeatable,
    Trainable,
    is_deterministic,
    keeps_time,
    within,
)
from harness.extractors.registry import load_extractor
from harness.model.corpus import Article, Span
from harness.model.facts import GoldSet, Predicate, Prediction
from harness.model.identity import Identifier, Identity


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
        members = tuple(_reading(_repeated(one, number)) for one in self.members)
        return Vote(f"{self.name}#{number}", members, self.name)

    def fingerprint(self) -> str:
        """Tell the fingerprints of all members."""
        return _fingerprint(self.members)

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Answer:
        """Ask every member, and count."""
        identify = Identifier({}, {predicate.name: predicate for predicate in predicates})
        ballots: dict[Identity, list[_Ballot]] = defaultdict(list)
        logs = []
        for number, member in enumerate(self.members):
            said = member.extract(article, predicates)
            if isinstance(said, Answer) and said.log:
                logs.append(f"--- {member.name} ---\n{said.log}")
            for prediction in said:
                ballots[identify(prediction)].append(_Ballot(number, prediction))
        elected = tuple(self._elected(ballots.values()))
        return Answer(elected, "\n".join(logs))

    @property
    def keeps_time(self) -> bool:
        """Whether every member does."""
        return all(map(keeps_time, self.members))

    def within(self, seconds: float) -> Vote:
        """Give the same vote with a time limit for members that take one."""
        return replace(self, members=tuple(_reading(within(m, seconds)) for m in self.members))

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
        return TrainableVote(f"{self.name}#{number}", members, self.name)

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
        return Vote(
            self.name,
            tuple(one.fit(goldset) if isinstance(one, Trainable) else one for one in self.members),
        )


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
    return Vote(name, readers) if len(readers) == len(members) else TrainableVote(name, members)


def _deterministic(members: Iterable[AnyExtractor]) -> bool | None:
    """Tell of several: as all, where all are; else some may vary, or nobody knows."""
    said = {is_deterministic(one) for one in members}
    return False if False in said else None if None in said else True


def _repeated(extractor: AnyExtractor, number: int) -> AnyExtractor:
    return extractor.repeated(number) if isinstance(extractor, Repeatable) else extractor


def _fingerprint(members: Iterable[AnyExtractor]) -> str:
    return "vote " + " ".join(f"[{one.name} {one.fingerprint()}]" for one in members)


def _reading(extractor: AnyExtractor) -> Extractor:
    assert isinstance(extractor, Extractor)  # noqa: S101 - as it was before, for the types
    return extractor


def _joined(evidence: Sequence[tuple[Span, ...]]) -> tuple[Span, ...]:
    """Give every member's first span before any member's second: only three are looked at."""
    in_turn = (span for rank in zip_longest(*evidence) for span in rank if span is not None)
    return tuple(dict.fromkeys(in_turn))
