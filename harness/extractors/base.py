"""What an extractor is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

from harness.model.corpus import Article
from harness.model.facts import GoldSet, Predicate, Prediction


@runtime_checkable
class Extractor(Protocol):
    """Reads an article and names facts in it; it never sees gold.

    `extract` may yield in any order and raise anything: a crash costs the article at hand and no
    other. `fingerprint` tells what the answers depend on (code, model, parameters); it changes
    whenever they may change.
    """

    name: str

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

    name: str

    def fingerprint(self) -> str:
        """Tell in a few words or a hash what the answers depend on, but for the gold."""
        ...

    def fit(self, goldset: GoldSet) -> Extractor:
        """Learn from a gold set and give a new extractor; this one stays as it is."""
        ...


AnyExtractor: TypeAlias = Extractor | Trainable
