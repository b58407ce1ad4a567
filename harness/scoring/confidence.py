"""Is an extractor surer where it is right: the curve over thresholds, Brier and calibration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from harness.matching import Rules, match_article
from harness.model.facts import GoldSet, Prediction
from harness.model.identity import Identifier
from harness.model.results import Counts, Extraction, Level, Match, Profile

BINS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """The counts of what an extractor says at or above a confidence, matched for itself."""

    threshold: float
    counts: Counts


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions with confidence in [low, high), the last bin up to 1: how sure, how right."""

    low: float
    high: float
    number: int
    mean_confidence: float
    right: int

    @property
    def share_right(self) -> Fraction:
        """True positives out of the predictions in the bin."""
        return Fraction(self.right, self.number)


@dataclass(frozen=True, slots=True)
class Confidence:
    """What an extractor's confidences are worth at level fact.

    `points` go from the highest threshold to the lowest. `brier` is the mean squared difference
    between confidence and being right, 0 at best (Brier 1950), None where nothing was scored.
    Optional and restated predictions are on neither side, as everywhere.
    """

    points: tuple[Point, ...]
    brier: float | None
    bins: tuple[Bin, ...]

    @property
    def average_precision(self) -> Fraction | None:
        """Sum of precision times gain in recall over the thresholds; None without required gold.

        Matching is redone for each threshold, so this is not what a ranking of fixed labels gives:
        a prediction may be right among few and a duplicate among many.
        """
        total, before = Fraction(0), Fraction(0)
        for point in self.points:
            recall = point.counts.recall
            if recall is None:
                return None
            total += (recall - before) * (point.counts.precision or 0)
            before = recall
        return total


def confidence_of(
    goldset: GoldSet, extraction: Extraction, profile: Profile = "standard"
) -> Confidence | None:
    """Judge an extractor's confidences; None where some prediction has none, or all are silent."""
    failed = {error.article for error in extraction.errors}
    said = [one for one in extraction.predictions if one.article not in failed]
    scored = [(one.confidence, one) for one in said if one.confidence is not None]
    if not said or len(scored) < len(said):
        return None
    scored.sort(key=lambda item: -item[0])
    steps = [
        (threshold, [one for _, one in group])
        for threshold, group in groupby(scored, key=lambda item: item[0])
    ]
    points, matches = _sweep(goldset, steps, profile)
    labelled = list(_labelled(matches))
    brier = (
        sum((sure - right) ** 2 for sure, right in labelled) / len(labelled) if labelled else None
    )
    return Confidence(points, brier, _bins(labelled))


def _sweep(
    goldset: GoldSet, steps: Iterable[tuple[float, list[Prediction]]], profile: Profile
) -> tuple[tuple[Point, ...], list[Match]]:
    """Match anew at every threshold the articles that something is added to.

    Gives the points, and the matches of everything that was said.
    """
    identifier = Identifier(goldset.entities, goldset.predicates)
    rules = {name: Rules(one, identifier, profile) for name, one in goldset.articles.items()}
    facts, world = defaultdict(list), defaultdict(list)
    for fact in goldset.facts:
        facts[fact.article].append(fact)
    for fact in goldset.world:
        world[fact.article].append(fact)
    heard: dict[str, list[Prediction]] = {name: [] for name in goldset.articles}
    current = {name: match_article(rules[name], facts[name], ()) for name in goldset.articles}
    counts = {name: _count(matches) for name, matches in current.items()}
    total = sum(counts.values(), Counts())
    points = []
    for threshold, added in steps:
        for prediction in added:
            heard[prediction.article].append(prediction)
        for name in {prediction.article for prediction in added}:
            current[name] = match_article(rules[name], facts[name], heard[name], world[name])
            fresh = _count(current[name])
            total, counts[name] = total + fresh - counts[name], fresh
        points.append(Point(threshold, total))
    return tuple(points), [match for matches in current.values() for match in matches]


def _count(matches: Iterable[Match]) -> Counts:
    return sum((part for match in matches for _, part in match.sides(Level.FACT)), Counts())


def _labelled(matches: Iterable[Match]) -> Iterator[tuple[float, bool]]:
    """Give confidence and whether it was right for every prediction that counts."""
    for match in matches:
        if match.prediction is None or match.prediction.confidence is None:
            continue
        right = match.right_at(Level.FACT)
        if right and match.gold is not None and match.gold.optional:
            continue
        if right or not match.restated_at(Level.FACT):
            yield match.prediction.confidence, right


def _bins(labelled: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Sort predictions into bins of equal width; empty ones are left out."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in labelled:
        groups[min(int(sure * BINS), BINS - 1)].append((sure, right))
    return tuple(
        Bin(
            low=index / BINS,
            high=(index + 1) / BINS,
            number=len(members),
            mean_confidence=sum(sure for sure, _ in members) / len(members),
            right=sum(right for _, right in members),
        )
        for index, members in sorted(groups.items())
    )
