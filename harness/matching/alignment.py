"""One alignment an article: the best of all, in an order that evidence cannot turn around.

Best is, one after the other: most fact matches; of them most required ones; most predictions
explained (matched, or saying a matched fact again); most grounded; most slot; most value; most
located; greatest overlap of evidence; and last the first in canonical order, so that the order of
the input changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from harness.matching.assignment import Edge, best_assignment
from harness.matching.classes import Classifier
from harness.matching.rules import Fit, Rules
from harness.model.facts import GoldFact, Prediction
from harness.model.identity import Identifier
from harness.model.results import ErrorClass, Level, Match

_OVERLAP_UNIT = 10**6  # overlaps are compared in millionths


@dataclass(frozen=True, slots=True)
class Collapsed:
    """A prediction that stands for all of its identity."""

    prediction: Prediction
    merged: int


@dataclass(frozen=True, slots=True)
class _Board:
    """Gold and predictions in canonical order, with every pair that fits at all."""

    gold: Sequence[GoldFact]
    said: Sequence[Collapsed]
    fits: Mapping[Edge, Fit]
    again: Mapping[Edge, Level]  # pairs in which the prediction says gold's second words


def match_article(
    rules: Rules,
    facts: Iterable[GoldFact],
    predictions: Iterable[Prediction],
    world: Sequence[GoldFact] = (),
) -> tuple[Match, ...]:
    """Match the predictions for one article with its gold facts, one to one.

    `rules` hold the article and the profile. Every gold fact and every prediction (after those
    of one identity became one) is in exactly one Match; the order of the input changes nothing.
    `world` are facts as they are outside of a trap set's text.
    """
    board = _lay_out(facts, predictions, rules)
    pairs = best_assignment(_weights(board))
    classifier = Classifier(rules, board.fits, pairs, world)
    return tuple(_outcomes(board, dict(pairs), classifier))


def _lay_out(facts: Iterable[GoldFact], predictions: Iterable[Prediction], rules: Rules) -> _Board:
    gold = sorted(facts, key=lambda fact: fact.id)
    said = collapse(predictions, rules.identifier)
    fits = {
        (row, column): fit
        for row, fact in enumerate(gold)
        for column, one in enumerate(said)
        if (fit := rules.fit(fact, one.prediction)).level is not None or fit.located
    }
    again = {
        (row, column): level
        for row, column in fits
        if (level := rules.restatement(gold[row], said[column].prediction)) is not None
    }
    return _Board(gold, said, fits, again)


def _outcomes(
    board: _Board, column_of: Mapping[int, int], classifier: Classifier
) -> Iterator[Match]:
    """Tell what came of every gold fact, alone or paired, then of the predictions left over."""
    restates = _restatements(board, column_of)
    for row, fact in enumerate(board.gold):
        missed = None if fact.optional else ErrorClass.MISSED
        if row not in column_of:
            yield Match(fact, None, error=missed)
            continue
        column = column_of[row]
        one, fit = board.said[column], board.fits[row, column]
        error, detail = classifier.of_pair(fact, one.prediction, fit)
        if error is not None and (restates[column] or 0) >= Level.FACT:
            error, detail = missed, ""  # the prediction is right about another fact
        yield Match(fact, one.prediction, fit.level, restates[column], error, detail, one.merged)
    for column in sorted(set(range(len(board.said))) - set(column_of.values())):
        one = board.said[column]
        again_at_fact = (restates[column] or 0) >= Level.FACT
        single = None if again_at_fact else classifier.of_single(column, one.prediction)
        yield Match(None, one.prediction, None, restates[column], single, merged=one.merged)


def _restatements(board: _Board, column_of: Mapping[int, int]) -> dict[int, Level | None]:
    """Give the highest level at which each prediction says another one's matched fact again."""
    best = dict.fromkeys(range(len(board.said)), 0)
    for (row, column), level in board.again.items():
        matched = column_of.get(row)
        if matched is not None and matched != column:
            reached = min(level, board.fits[row, matched].level or 0)
            best[column] = max(best[column], reached)
    return {column: Level(level) if level else None for column, level in best.items()}


def _weights(board: _Board) -> dict[Edge, int]:
    """Pack the order of what is best into one number a pair, most important first."""
    restating = {column for (_, column), level in board.again.items() if level >= Level.FACT}
    # No criterion can reach this sum, so none can outweigh the one before it.
    count = min(len(board.gold), len(board.said)) + 1
    weights = {}
    for (row, column), fit in board.fits.items():
        level = fit.level or 0
        fact = level >= Level.FACT
        weight = 0
        for met in (
            fact,
            fact and not board.gold[row].optional,
            fact and column not in restating,
            level >= Level.GROUNDED,
            level >= Level.SLOT,
            level >= Level.VALUE,
            fit.located,
        ):
            weight = weight * count + met
        overlap = int(fit.overlap * _OVERLAP_UNIT)
        # One more, for a pair of least worth is still worth more than none.
        weights[row, column] = weight * count * (_OVERLAP_UNIT + 2) + overlap + 1
    return weights


def collapse(predictions: Iterable[Prediction], identifier: Identifier) -> list[Collapsed]:
    """Join predictions of one identity: evidence together, the most confident one's qualifiers.

    The result is in canonical order.
    """
    groups = defaultdict(list)
    for prediction in predictions:
        groups[identifier(prediction)].append(prediction)
    joined = []
    for identity in sorted(groups):
        members = sorted(groups[identity], key=_by_confidence)
        evidence = dict.fromkeys(span for member in members for span in member.evidence)
        best = msgspec.structs.replace(members[0], evidence=tuple(evidence))
        joined.append(Collapsed(best, len(members)))
    return joined


def _by_confidence(prediction: Prediction) -> tuple[float, bytes]:
    confidence = -1.0 if prediction.confidence is None else prediction.confidence
    return -confidence, msgspec.json.encode(prediction)
