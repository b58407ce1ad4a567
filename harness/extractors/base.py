"""What an extractor is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from harness.model.corpus import Article
from harness.model.facts import GoldSet, Predicate, Prediction


@dataclass(frozen=True, slots=True)
class Answer:
    """What `extract` may give in place of bare predictions: with a log that the run keeps."""

    predictions: tuple[Prediction, ...]
    log: str = ""

    def __iter__(self) -> Iterator[Prediction]:
        """Iterate over the predictions."""
        return iter(self.predictions)


@runtime_checkable
class Extractor(Protocol):
    """Reads an article and names facts in it; it never sees gold.

    `extract` may yield in any order and raise anything: a crash costs the article at hand and no
    other. `fingerprint` tells what the answers depend on (code, model, parameters); it changes
    whenever they may change.
    """

    @property
    def name(self) -> str:
        """What the extractor is called in tables and folders."""
        ...

    def fingerprint(self) -> str:
        """Tell in a few words or a hash what the answers depend on."""
        ...

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterable[Prediction]:
        """Read the article and yield the facts of the given predicates that it states."""
        ...


@runtime_checkable
class Trainable(Protocol):
    """Learns from labelled articles; what it learned is another extractor.

    It is only ever scored on articles that it was not fitted on: whoever has `fit` is fitted anew
    for every article, on all others. `fingerprint` tells code, features and parameters, not the
    articles it was fitted on.
    """

    @property
    def name(self) -> str:
        """What the extractor is called in tables and folders."""
        ...

    def fingerprint(self) -> str:
        """Tell in a few words or a hash what the answers depend on, but for the gold."""
        ...

    def fit(self, goldset: GoldSet) -> Extractor:
        """Learn from a gold set and give a new extractor; this one stays as it is."""
        ...


@runtime_checkable
class TimeLimited(Protocol):
    """Takes a time limit, since it waits for something that it can end, or consists of such."""

    @property
    def keeps_time(self) -> bool:
        """Whether nothing in it can take longer."""
        ...

    def within(self, seconds: float) -> AnyExtractor:
        """Give the same extractor with another time limit an article."""
        ...


AnyExtractor: TypeAlias = "Extractor | Trainable"


def within(extractor: AnyExtractor, seconds: float) -> AnyExtractor:
    """Give an extractor its time limit, where it takes one."""
    return extractor.within(seconds) if isinstance(extractor, TimeLimited) else extractor


def keeps_time(extractor: AnyExtractor) -> bool:
    """Whether an extractor ends by itself when its time is up."""
    return isinstance(extractor, TimeLimited) and extractor.keeps_time
