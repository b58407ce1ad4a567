"""Matches become counts: by level, predicate, article, value type and tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from harness.errors import MixedFiguresError, UsageError
from harness.matching import Rules, Slices, Tally, match_article, states_of
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

Side: TypeAlias = GoldFact | Prediction


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One extractor's part of a run after scoring: every outcome, and how it was made.

    `claims` are the predicates that the extractor says it reads; none where it says nothing.
    `repeats` names the extractor that this is one of several readings of.
    """

    extractor: str
    signature: Signature
    goldset: GoldSet = field(repr=False)
    matches: tuple[Match, ...] = field(repr=False)
    errors: tuple[ArticleError, ...] = ()
    claims: tuple[str, ...] = ()
    repeats: str = ""
    _tally: Tally = field(init=False, repr=False, compare=False)  # of the matches, counted once
    _places: dict[Level, dict[Place, Counts]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Count the matches."""
        object.__setattr__(self, "_tally", Tally(self.matches))

    def counts(self, level: Level = Level.FACT) -> Counts:
        """Count all articles together (micro)."""
        return self._tally.counts(level)

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
        if of is None and level in self._places:
            return dict(self._places[level])
        found = Slices[Place]()
        for match in self.matches:
            for side, state in states_of(match):
                if of is None or of(side):
                    found.add(self.place_of(side), state)
        if of is None:
            self._places.update((one, found.at(one)) for one in Level)
        return found.at(level)

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

    def place_of(self, side: Side) -> Place:
        """Give the place that what a side adds is counted in."""
        if isinstance(side, GoldFact):
            main = next((item.span for item in side.evidence if item.role == "main"), None)
            span = main or next(iter(side.spans), None)
        else:
            span = next(iter(side.evidence), None)
        if span is None:
            return Place(side.article, None)
        return Place(side.article, self.goldset.articles[side.article].paragraph_at(span.start))


def evaluate(
    goldset: GoldSet,
    predictions: Extraction | Iterable[Prediction],
    profile: Profile = "standard",
) -> Evaluation:
    """Match what an extractor said with the gold facts of every article of the set.

    An article that the extractor failed on counts as unanswered, whatever was said of it before:
    its gold facts are missed, and the error stands beside the figures. Raises UsageError for a
    prediction of an unknown article or predicate, which could not be counted, and for one who read
    another edition of the texts.
    """
    if not isinstance(predictions, Extraction):
        predictions = Extraction("predictions", "none", tuple(predictions))
    if profile not in ("standard", "strict"):
        raise UsageError(f"no profile {profile!r}; known are standard, strict")
    if predictions.rendition not in (None, goldset.rendition):
        raise UsageError(
            f"{predictions.name} read the {predictions.rendition}, and the gold at hand is that of "
            f"the {goldset.rendition}; load the gold set of the same edition"
        )
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
        folds=predictions.folds,
    )
    return Evaluation(
        extractor=predictions.name,
        signature=signature,
        goldset=goldset,
        matches=matches,
        errors=predictions.errors,
        claims=predictions.claims,
        repeats=predictions.repeats,
    )


def must_belong_together(evaluations: Sequence[Evaluation]) -> None:
    """Refuse to put figures side by side that were made in different ways.

    Raises MixedFiguresError, naming what differs.
    """
    first, *others = evaluations
    for other in others:
        differing = first.signature.differs_from(other.signature)
        if differing:
            raise MixedFiguresError(
                f"{first.extractor} and {other.extractor} cannot be put side by side: "
                f"they differ in {', '.join(differing)}; score both in the same way first"
            )
