"""Near misses: what came closest to a fact that was not found, and which slots failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.matching import ByValue, Fit, Rules
from harness.model.facts import GoldFact, Prediction
from harness.model.identity import Identifier
from harness.model.results import Level, Match
from harness.scoring.evaluation import Evaluation

_ENOUGH = 2  # of predicate, subject and value, or the value in its place; with fewer, nothing near


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The closest pair that one side of a wrong outcome could be in.

    `failed` names the slots that keep the pair from being right: predicate, subject, value,
    polarity, reference. It is empty where the pair would be right, but one of the two is already
    in a pair (`taken`).
    """

    gold: GoldFact
    prediction: Prediction
    failed: tuple[str, ...]
    taken: bool


def near_misses(evaluation: Evaluation) -> Mapping[int, NearMiss]:
    """Give the near miss of every outcome that is wrong at level fact, by its place in `matches`.

    A wrong pair is its own near miss; for a single side it is the counterpart in the article with
    the most slots right, then the greatest overlap of evidence, then the first in order.
    """
    identifier = Identifier(evaluation.goldset.entities, evaluation.goldset.predicates)
    by_article: dict[str, list[tuple[int, Match]]] = defaultdict(list)
    for index, match in enumerate(evaluation.matches):
        side = match.gold or match.prediction
        if side is not None:
            by_article[side.article].append((index, match))
    found: dict[int, NearMiss] = {}
    for name, members in by_article.items():
        rules = Rules(evaluation.goldset.articles[name], identifier, evaluation.signature.profile)
        matches = [match for _, match in members]
        golds, predictions = _counterparts(rules, matches)
        for at, (index, match) in enumerate(members):
            if match.error is not None:
                others = predictions[at] if match.gold is not None else golds[at]
                near = _closest(rules, match, [matches[other] for other in others])
                if near is not None:
                    found[index] = near
    return found


def _counterparts(
    rules: Rules, matches: Sequence[Match]
) -> tuple[Mapping[int, Sequence[int]], Mapping[int, Sequence[int]]]:
    """Tell whose gold is near each prediction, and whose prediction each gold: predicate or value.

    Sides that share neither have nothing right between them (`Rules.fit`).
    """
    said = [(at, one.prediction) for at, one in enumerate(matches) if one.prediction is not None]
    by_value = ByValue(rules, said)
    by_predicate: dict[str, list[int]] = defaultdict(list)
    for at, prediction in said:
        by_predicate[prediction.predicate].append(at)
    golds: dict[int, list[int]] = defaultdict(list)
    predictions: dict[int, list[int]] = {}
    for at, match in enumerate(matches):
        if match.gold is not None:
            same_value = by_value.columns(match.gold, rules.values(match.gold))
            predictions[at] = sorted({*same_value, *by_predicate[match.gold.predicate]})
            for other in predictions[at]:
                golds[other].append(at)
    return golds, predictions


def _closest(rules: Rules, match: Match, others: Iterable[Match]) -> NearMiss | None:
    if match.gold is not None and match.prediction is not None:
        fit = rules.fit(match.gold, match.prediction)
        return NearMiss(match.gold, match.prediction, _failed(fit), taken=False)
    best: NearMiss | None = None
    best_rank, best_overlap = (_ENOUGH, 0), (-1, 1)
    for other in others:
        gold, prediction = match.gold or other.gold, match.prediction or other.prediction
        if gold is None or prediction is None:
            continue
        fit = rules.fit(gold, prediction)
        rank = (
            fit.predicate + fit.subject + fit.value + fit.place,
            fit.polarity + fit.reference,
        )
        if rank < best_rank or (rank == best_rank and not _greater(fit.overlap, best_overlap)):
            continue
        taken = other.gold is not None and other.right_at(Level.FACT)
        best, best_rank = NearMiss(gold, prediction, _failed(fit), taken), rank
        best_overlap = fit.overlap
    return best


def _greater(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Compare two fractions whose denominators are positive."""
    return one[0] * other[1] > other[0] * one[1]


def _failed(fit: Fit) -> tuple[str, ...]:
    slots = ("predicate", "subject", "value", "polarity", "reference")
    return tuple(slot for slot in slots if not getattr(fit, slot))
