"""Matches become counts: by level, predicate, article, value type and tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar

from harness.errors import UsageError
from harness.matching import Rules, match_article
from harness.model.contract import broken_rule
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.identity import Identifier
from harness.model.results import (
    ArticleError,
    Counts,
    ErrorClass,
    Extraction,
    Level,
    Match,
    Place,
    Profile,
)
from harness.model.signature import Signature, unit_of
from harness.model.values import value_type

Side: TypeAlias = GoldFact | Prediction
_Key = TypeVar("_Key")
_NOWHERE = Place("", None)  # of a side that a match does not have, and nothing counts


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One extractor's part of a run after scoring: every outcome, and how it was made.

    `claims` are the predicates that the extractor says it reads; none where it says nothing.
    """

    extractor: str
    signature: Signature
    goldset: GoldSet = field(repr=False)
    matches: tuple[Match, ...] = field(repr=False)
    errors: tuple[ArticleError, ...] = ()
    claims: tuple[str, ...] = ()
    # What was counted once need not be counted again: matches never change.
    _counted: dict[Level, dict[Place, Counts]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def counts(self, level: Level = Level.FACT) -> Counts:
        """Count all articles together (micro)."""
        return sum(self._at_places(level).values(), Counts())

    def claimed(self, level: Level = Level.FACT) -> Counts | None:
        """Count only the predicates that the extractor claims; None where it claims none.

        Such figures stand beside the full ones, never instead.
        """
        if not self.claims:
            return None
        parts = self.by_predicate(level)
        return sum((parts[name] for name in self.claims if name in parts), Counts())

    def by_place(
        self, level: Level = Level.FACT, of: Callable[[Side], bool] | None = None
    ) -> dict[Place, Counts]:
        """Count apart by place, the unit that is resampled; `of` picks the sides of a slice.

        What gold decides is in the paragraph of gold's first main span, a false positive in that
        of its first span, or in the article's extra place where it shows none.
        """
        if of is None:
            return dict(self._at_places(level))
        return _tallied(
            (self._place(side), part)
            for match in self.matches
            for side, part in match.sides(level)
            if of(side)
        )

    def by_predicate(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by predicate; meant from level slot upwards, where both sides share it."""
        return self._sliced(level, lambda side: side.predicate)

    def by_article(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by article."""
        return self._sliced(level, lambda side: side.article)

    def by_value_type(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by type of value."""
        return self._sliced(level, lambda side: value_type(side.value))

    def by_tag(self, level: Level = Level.FACT) -> dict[str, Counts]:
        """Count apart by gold's tags: recall only, since a false positive has no tag."""
        found: dict[str, Counts] = defaultdict(Counts)
        for match in self.matches:
            if match.gold is not None and not match.gold.optional:
                part = Counts(tp=1) if match.right_at(level) else Counts(fn=1)
                for tag in match.gold.tags:
                    found[tag] += part
        return dict(found)

    def macro_f1(self, level: Level = Level.FACT) -> Fraction | None:
        """Average F1 over the predicates that have required gold; where silent, it counts 0."""
        required = [part for part in self.by_predicate(level).values() if part.tp + part.fn]
        if not required:
            return None
        return sum((part.f1 or Fraction(0) for part in required), Fraction(0)) / len(required)

    def errors_by_class(self) -> dict[tuple[ErrorClass, str], Counts]:
        """Count what went wrong at level fact by class and detail; most frequent first."""
        found: dict[tuple[ErrorClass, str], Counts] = defaultdict(Counts)
        for match in self.matches:
            if match.error is not None:
                for _, part in match.sides(Level.FACT):
                    found[match.error, match.detail] += Counts(fp=part.fp, fn=part.fn)
        counted = [(key, part) for key, part in found.items() if part.fp + part.fn]
        return dict(sorted(counted, key=lambda item: (-item[1].fp - item[1].fn, item[0])))

    def _place(self, side: Side | None) -> Place:
        if side is None:
            return _NOWHERE
        if isinstance(side, GoldFact):
            spans = [item.span for item in side.evidence if item.role == "main"] or side.spans
        else:
            spans = side.evidence[:1]
        article = self.goldset.articles[side.article]
        return Place(side.article, article.paragraph_at(spans[0].start) if spans else None)

    def _sliced(self, level: Level, key: Callable[[Side], str]) -> dict[str, Counts]:
        """Count apart by a key; the sides of a wrong pair may fall into different slices."""
        return _tallied(
            (key(side), part) for match in self.matches for side, part in match.sides(level)
        )

    def _at_places(self, level: Level) -> dict[Place, Counts]:
        if not self._counted:
            placed = [
                (match, self._place(match.gold), self._place(match.prediction))
                for match in self.matches
            ]
            for one in Level:
                self._counted[one] = _tallied(
                    (gold if side is match.gold else said, part)
                    for match, gold, said in placed
                    for side, part in match.sides(one)
                )
        return self._counted[level]


def _tallied(parts: Iterable[tuple[_Key, Counts]]) -> dict[_Key, Counts]:
    """Add up counts by key; in plain integers, for there are many."""
    rows: dict[_Key, list[int]] = {}
    for key, part in parts:
        row = rows.get(key)
        if row is None:
            row = rows[key] = [0, 0, 0, 0, 0]
        row[0] += part.tp
        row[1] += part.fp
        row[2] += part.fn
        row[3] += part.optional
        row[4] += part.restated
    return {key: Counts(*row) for key, row in rows.items()}


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
        unit=unit_of(len(goldset.articles)),
    )
    return Evaluation(
        predictions.name, signature, goldset, matches, predictions.errors, predictions.claims
    )
