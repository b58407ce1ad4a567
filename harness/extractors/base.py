"""What an extractor is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction


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
