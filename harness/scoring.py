"""Matches become counts: by level, predicate, article, value type and tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from harness.errors import UsageError
from harness.matching import Rules, Tally, match_article
from harness.model.contract import broken_rule
from harness.model.facts import GoldSet, Prediction
from harness.model.identity import Identifier
from harness.model.results import (
    ArticleError,
    Counts,
    ErrorClass,
    Extraction,
    Level,
    Match,
    Profile,
)
from harness.model.signature import Signature


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One extractor's part of a run after scoring: every outcome, and how it was made."""

    extractor: str
    signature: Signature
    matches: tuple[Match, ...]
    errors: tuple[ArticleError, ...] = ()
    _tally: Tally = field(init=False, repr=False, compare=False)  # of the matches, counted once

    def __post_init__(self) -> None:
        """Count the matches."""
        object.__setattr__(self, "_tally", Tally(self.matches))

    def counts(self, level: Level = Level.FACT) -> Counts:
        """Count all articles together (micro)."""
        return self._tally.counts(level)

    def by_predicate(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by predicate; meant from level slot upwards, where both sides share it."""
        return self._tally.predicates.at(level)

    def by_article(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by article."""
        return self._tally.articles.at(level)

    def by_value_type(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by type of value."""
        return self._tally.value_types.at(level)

    def by_tag(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by gold's tags: recall only, since a false positive has no tag."""
        return self._tally.tags.at(level)

    def macro_f1(self, level: Level = Level.FACT) -> Fraction | None:
        """Average F1 over the predicates that have required gold; where silent, it counts 0."""
        required = [part for part in self.by_predicate(level).values() if part.tp + part.fn]
        if not required:
            return None
        return sum((part.f1 or Fraction(0) for part in required), Fraction(0)) / len(required)

    def errors_by_class(self) -> dict[tuple[ErrorClass, str], Counts]:
        """Count what went wrong at level fact by class and detail; most frequent first."""
        counted = [
            (key, Counts(fp=part.fp, fn=part.fn))
            for key, part in self._tally.errors.at(Level.FACT).items()
            if part.fp + part.fn
        ]
        return dict(sorted(counted, key=lambda item: (-item[1].fp - item[1].fn, item[0])))


def evaluate(
    goldset: GoldSet,
    predictions: Extraction | Iterable[Prediction],
    profile: Profile = "standard",
) -> Evaluation:
    """Match what an extractor said with the gold facts of every article of the set.

    An article that the extractor failed on counts as unanswered, whatever was said of it before:
    its gold facts are missed, and the error stands beside the figures. Raises UsageError for a
    prediction of an unknown article or predicate, which could not be counted.
    """
    if not isinstance(predictions, Extraction):
        predictions = Extraction("predictions", "none", tuple(predictions))
    if profile not in ("standard", "strict"):
        raise UsageError(f"no profile {profile!r}; known are standard, strict")
    identifier = Identifier(goldset.entities, goldset.predicates)
    failed = {error.article for error in predictions.errors}
    facts, said, world = defaultdict(list), defaultdict(list), defaultdict(list)
    for fact in goldset.world:
        world[fact.article].append(fact)
    for fact in goldset.facts:
        facts[fact.article].append(fact)
    for prediction in predictions.predictions:
        problem = broken_rule(prediction, goldset.articles, goldset.predicates)
        if problem is not None:
            raise UsageError(f"{predictions.name}: {problem}")
        if prediction.article not in failed:
            said[prediction.article].append(prediction)
    matches = tuple(
        match
        for name, article in goldset.articles.items()
        for match in match_article(
            Rules(article, identifier, profile), facts[name], said[name], world[name]
        )
    )
    signature = Signature(
        goldset=goldset.name,
        goldset_version=goldset.version,
        goldset_hash=goldset.hash,
        rendition=goldset.rendition,
        profile=profile,
        extractor=predictions.name,
        fingerprint=predictions.fingerprint,
    )
    return Evaluation(predictions.name, signature, matches, predictions.errors)
