"""Extractors that behave as users' extractors do: well, badly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from harness.model.corpus import Article, Span
from harness.model.facts import GoldSet, Predicate, Prediction
from harness.model.values import QuantityValue


class Assets:
    """Says the assets of Alpha, wherever it reads of five millions."""

    name = "assets"

    def fingerprint(self) -> str:
        return "1"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        assert any(predicate.name == "assets" for predicate in predicates)
        start = article.text.find("5 Mi")
        if start >= 0:
            value = QuantityValue(Decimal(5_000_000), "EUR")
            yield Prediction(
                article.id, "assets", "Alpha AG", value, evidence=(Span(start, start + 16),)
            )


class Claiming(Assets):
    """Says which predicates it reads."""

    name = "claiming"
    claims = ("assets",)


class Crashing(Assets):
    """Says something, and then crashes."""

    name = "crashing"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        yield from super().extract(article, predicates)
        raise ZeroDivisionError("a bug in the extractor of article " + article.id)


class Interrupted(Assets):
    """Is stopped by Ctrl-C at its second article."""

    name = "interrupted"
    read = 0

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        self.read += 1
        if self.read == 2:
            raise KeyboardInterrupt
        yield from super().extract(article, predicates)


class Rubbish(Assets):
    """Yields what the test puts here."""

    name = "rubbish"
    yields: Any = None

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Any:
        del article, predicates
        return iter([self.yields])


class Unmakable(Assets):
    """Cannot even be made."""

    def __init__(self) -> None:
        raise RuntimeError("no key")


class NoExtractor:
    """Has a name and nothing else."""

    name = "none"


class Learned:
    """Repeats what was learned of the subjects that an article names."""

    def __init__(self, name: str, learned_from: GoldSet) -> None:
        self.name = name
        self.learned_from = learned_from

    def fingerprint(self) -> str:
        return "learned"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        if article.id in self.learned_from.articles:
            raise AssertionError(f"was fitted on {article.id}")
        asked = {predicate.name for predicate in predicates}
        for fact in self.learned_from.facts:
            if fact.predicate in asked and fact.subject in article.text:
                yield Prediction(article.id, fact.predicate, fact.subject, fact.value)


class Memory:
    """Learns gold by heart, and fails loudly where it is asked what it has seen."""

    name = "memory"

    def fingerprint(self) -> str:
        return "1"

    def fit(self, goldset: GoldSet) -> Learned:
        return Learned(self.name, goldset)
