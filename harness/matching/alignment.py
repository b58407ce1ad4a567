"""One alignment an article: the best of all, in an order that evidence cannot turn around.

Best is, one after the other: most fact matches; of them most required ones; most predictions
explained (matched, or saying a matched fact again); most grounded; most slot; most value; most
located; greatest overlap of evidence; and last the first in canonical order, so that the order of
the input changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from harness.matching.assignment import Edge, best_assignment
from harness.matching.candidates import ByValue
from harness.matching.classes import Classifier
from harness.matching.rules import Fit, Rules
from harness.model.facts import GoldFact, Prediction
from harness.model.identity import Identifier, Identity
from harness.model.results import ErrorClass, Level, Match

_OVERLAP_UNIT = 10**6  # overlaps are compared in millionths


@dataclass(frozen=True, slots=True)
class Collapsed:
    """A prediction that stands for all of its identity."""

    identity: Identity
    prediction: Prediction
    merged: int


@dataclass(frozen=True, slots=True)
class _Board:
    """Gold and predictions in canonical order, with the pairs among which the search chooses.

    `settled` pairs are in every best alignment, so no pair in `fits` has a side of theirs.
    """

    gold: Sequence[GoldFact]
    said: Sequence[Collapsed]
    settled: Mapping[Edge, Fit]
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
    gold = sorted(facts, key=lambda fact: fact.id)
    board = _lay_out(gold, collapse(predictions, rules.identifier), rules)
    return tuple(_outcomes(board, rules, world))


def _lay_out(gold: Sequence[GoldFact], said: Sequence[Collapsed], rules: Rules) -> _Board:
    """Find all pairs that fit at all, but for those that a settled pair rules out."""
    near = _with_equal_subject(gold, said, rules)
    settled = _settled(near)
    rows = set(range(len(gold))).difference(row for row, _ in settled)
    columns = set(range(len(said))).difference(column for _, column in settled)
    fits = {edge: fit for edge, fit in near.items() if edge[0] in rows and edge[1] in columns}
    by_value = ByValue(rules, ((column, said[column].prediction) for column in columns))
    for row in rows:
        fact = gold[row]
        for column in by_value.columns(fact, rules.values(fact)):
            if (row, column) not in fits:
                fit = rules.fit(fact, said[column].prediction)
                if fit.level is not None:
                    fits[row, column] = fit
    return _Board(gold, said, settled, fits, _said_again(gold, said, rules))


def _with_equal_subject(
    gold: Sequence[GoldFact], said: Sequence[Collapsed], rules: Rules
) -> dict[Edge, Fit]:
    """Give every pair that fits and has one predicate and subject: no other is right at fact."""
    columns_of = defaultdict(list)
    for column, one in enumerate(said):
        columns_of[one.identity.predicate, one.identity.subject].append(column)
    return {
        (row, column): rules.fit(fact, said[column].prediction)
        for row, fact in enumerate(gold)
        for subject in rules.subjects(fact)
        for column in columns_of.get((fact.predicate, subject), ())
    }


def _settled(near: Mapping[Edge, Fit]) -> dict[Edge, Fit]:
    """Give the pairs right at fact in which neither side is right at fact with another one.

    Each of them is in every best alignment. Let one without such a pair (g, p) be given: take out
    what g and p are paired with in it, at most two pairs, neither of them right at fact, and put
    (g, p) in. That is one more match at fact, and this comes before everything else.
    The rest of a best alignment is therefore a best one of what is left without g and p. That
    part's own order is the same as on the whole board: which predictions say a fact again at
    level fact, the only thing that a pair's worth takes from other pairs, is about pairs right at
    fact, of which neither g nor p has another one.
    """
    right = [edge for edge, fit in near.items() if (fit.level or 0) >= Level.FACT]
    rows, columns = Counter(row for row, _ in right), Counter(column for _, column in right)
    return {
        (row, column): near[row, column]
        for row, column in right
        if rows[row] == columns[column] == 1
    }


def _said_again(
    gold: Sequence[GoldFact], said: Sequence[Collapsed], rules: Rules
) -> dict[Edge, Level]:
    """Find who says which fact in the text's second words, settled or not."""
    restating = [(row, fact) for row, fact in enumerate(gold) if fact.restated.value]
    if not restating:
        return {}
    by_value = ByValue(rules, ((column, one.prediction) for column, one in enumerate(said)))
    return {
        (row, column): level
        for row, fact in restating
        for column in by_value.columns(fact, fact.restated.value)
        if (level := rules.restatement(fact, said[column].prediction)) is not None
    }


def _outcomes(board: _Board, rules: Rules, world: Sequence[GoldFact]) -> Iterator[Match]:
    """Tell what came of every gold fact, alone or paired, then of the predictions left over."""
    searched = best_assignment(_weights(board))
    classifier = Classifier(rules, board.fits, searched, world)
    pairs = {**board.settled, **{edge: board.fits[edge] for edge in searched}}
    partner = {row: (column, fit) for (row, column), fit in pairs.items()}
    restates = _restatements(board, partner)
    for row, fact in enumerate(board.gold):
        missed = None if fact.optional else ErrorClass.MISSED
        if row not in partner:
            yield Match(fact, None, error=missed)
            continue
        column, fit = partner[row]
        one, again = board.said[column], restates.get(column)
        error, detail = classifier.of_pair(fact, one.prediction, fit)
        if error is not None and (again or 0) >= Level.FACT:
            error, detail = missed, ""  # the prediction is right about another fact
        yield Match(fact, one.prediction, fit.level, again, error, detail, one.merged)
    for column in sorted(set(range(len(board.said))).difference(column for _, column in pairs)):
        one, again = board.said[column], restates.get(column)
        again_at_fact = (again or 0) >= Level.FACT
        single = None if again_at_fact else classifier.of_single(column, one.prediction)
        yield Match(None, one.prediction, None, again, single, merged=one.merged)


def _restatements(board: _Board, partner: Mapping[int, tuple[int, Fit]]) -> dict[int, Level]:
    """Give the highest level at which a prediction says another one's matched fact again."""
    best: dict[int, Level] = {}
    for (row, column), level in board.again.items():
        matched, fit = partner.get(row, (column, None))
        if matched != column and fit is not None and fit.level is not None:
            reached = min(level, fit.level)
            best[column] = max(best.get(column, reached), reached)
    return best


def _weights(board: _Board) -> dict[Edge, int]:
    """Pack the order of what is best into one number a pair, most important first."""
    restating = {column for (_, column), level in board.again.items() if level >= Level.FACT}
    # No criterion can reach this sum, so none can outweigh the one before it.
    count = 1 + min(len({row for row, _ in board.fits}), len({column for _, column in board.fits}))
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
        shared, union = fit.overlap
        overlap = shared * _OVERLAP_UNIT // union
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
        members = groups[identity]
        joined.append(Collapsed(identity, _joined(members), len(members)))
    return joined


def _joined(members: Sequence[Prediction]) -> Prediction:
    if len(members) == 1 and len(members[0].evidence) < 2:
        return members[0]  # as nearly all are
    best, *others = sorted(members, key=_by_confidence)
    spans = dict.fromkeys(span for member in (best, *others) for span in member.evidence)
    return msgspec.structs.replace(best, evidence=tuple(spans))


def _by_confidence(prediction: Prediction) -> tuple[float, bytes]:
    confidence = -1.0 if prediction.confidence is None else prediction.confidence
    return -confidence, msgspec.json.encode(prediction)
