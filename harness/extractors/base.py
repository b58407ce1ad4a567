"""What an extractor is."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from harness.errors import ExtractorError
from harness.extractors.desk import Desk
from harness.model.corpus import Article
from harness.model.facts import GoldSet, Predicate, Prediction
from harness.model.usage import ModelCard, Usage


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
    whenever they may change. One may say with `deterministic` (True or False) whether equal texts
    always get equal answers. Of one that does not, the answers of a model and repeats may vary, and
    the gate judges these by test.
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
class Claims(Protocol):
    """Says which predicates it reads at all: its figures on these stand beside the full ones."""

    @property
    def claims(self) -> Sequence[str]:
        """Name the predicates."""
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of an article that was read among many: predictions, or what kept them away.

    `answers` are JSON objects to be kept beside the predictions, one a raw answer of a model;
    `usage` is what they took.
    """

    article: str
    predictions: tuple[Prediction, ...] = ()
    error: ExtractorError | None = None
    answers: tuple[bytes, ...] = ()
    usage: Usage | None = None


@runtime_checkable
class ReadsMany(Protocol):
    """An extractor that reads many articles at a time by itself, because it mostly waits.

    `extract_many` yields one reading an article, in the order of the articles, and raises for none
    of them. Closing the iterator stops what is under way. Afterwards `model` tells what answered,
    and `calls` how much was asked anew.
    """

    model: ModelCard
    calls: Mapping[str, int]

    def extract_many(
        self,
        articles: Sequence[Article],
        predicates: Sequence[Predicate],
        timeout: float | None = None,
    ) -> Generator[Reading]:
        """Read articles and yield what came of each, in their order.

        `timeout` limits how many seconds one answer may take.
        """
        ...


@runtime_checkable
class Equipped(Protocol):
    """An extractor that is handed what it needs before it reads: a cache, settings, the task."""

    def equip(self, desk: Desk) -> None:
        """Take what the run provides; called once before the first article."""
        ...


@runtime_checkable
class Repeatable(Protocol):
    """An extractor that makes its repeats itself, so that each asks anew."""

    @property
    def repeats(self) -> str:
        """The extractor's name without the number of the reading; empty where it reads once."""
        ...

    def repeated(self, number: int) -> Extractor:
        """Give the extractor for one of several readings, from 1, called `name#number`."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would ask, how much of it is kept already, and what the rest may take.

    `most_output_tokens` is what answers take that are all as long as they may be. `misses` names
    each question that is not kept, with what the nearest kept answer was asked differently (None
    where none is near).
    """

    questions: int
    cached: int
    input_tokens: int
    output_tokens: int
    most_output_tokens: int
    misses: tuple[tuple[str, tuple[str, ...] | None], ...] = ()


@runtime_checkable
class Plans(Protocol):
    """An extractor that can tell what it would ask."""

    model: ModelCard

    def plan(self, articles: Sequence[Article], predicates: Sequence[Predicate]) -> Plan:
        """Tell what reading would ask, calling nobody."""
        ...


AnyExtractor: TypeAlias = "Extractor | Trainable"


def is_deterministic(extractor: AnyExtractor) -> bool | None:
    """Tell whether equal texts always get equal answers, as an extractor's `deterministic` says.

    None where it says nothing.
    """
    said = getattr(extractor, "deterministic", None)
    return said if isinstance(said, bool) else None


def within(extractor: AnyExtractor, seconds: float) -> AnyExtractor:
    """Give an extractor its time limit, where it takes one."""
    return extractor.within(seconds) if isinstance(extractor, TimeLimited) else extractor


def keeps_time(extractor: AnyExtractor) -> bool:
    """Whether an extractor ends by itself when its time is up."""
    return isinstance(extractor, TimeLimited) and extractor.keeps_time
