"""The evidence for every number: one line a gold fact or prediction, with its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from harness.model.corpus import Article
from harness.model.facts import GoldFact, GoldSet, Prediction
from harness.model.results import Level, Match
from harness.scoring import Evaluation, NearMiss, near_misses


def outcome(match: Match, level: Level = Level.FACT) -> str:
    """Name what a match is at a level: right, wrong, missed, extra, optional or restated."""
    if match.right_at(level):
        return "optional" if match.gold is not None and match.gold.optional else "right"
    if match.gold is None:
        return "restated" if match.restated_at(level) else "extra"
    if match.prediction is None:
        return "optional missed" if match.gold.optional else "missed"
    return "wrong"


def fact_lines(goldset: GoldSet, evaluation: Evaluation) -> Iterator[bytes]:
    """Write an evaluation's matches as JSON, from which every count can be added up again.

    `near` tells for what is wrong which counterpart came closest, and which slots failed.
    At a level, a line with gold and `level` at or above it is a TP (nothing where gold is
    optional); else its gold is a FN (unless optional) and its prediction a FP (unless `restates`
    is at or above the level).
    """
    near = near_misses(evaluation)
    for index, match in enumerate(evaluation.matches):
        yield msgspec.json.encode(_line(goldset, match, near.get(index)))


def _line(goldset: GoldSet, match: Match, near: NearMiss | None) -> dict[str, Any]:
    side = match.gold or match.prediction
    article = goldset.articles[side.article] if side is not None else None
    return {
        "article": article.id if article else None,
        "outcome": outcome(match),
        "level": match.level.label if match.level else None,
        "restates": match.restates.label if match.restates else None,
        "class": match.error,
        "detail": match.detail,
        "wrong_evidence": match.wrong_evidence,
        "quote_not_found": match.quote_not_found,
        "merged": match.merged,
        "gold": _gold(match.gold, article) if match.gold and article else None,
        "prediction": _prediction(match.prediction, article)
        if match.prediction and article
        else None,
        "near": _near(match, near, article) if near and article else None,
    }


def _near(match: Match, near: NearMiss, article: Article) -> dict[str, Any]:
    """Give the closest counterpart that is not on the line itself, and the slots that failed."""
    return {
        "failed": near.failed,
        "taken": near.taken,
        "gold": near.gold.id,
        "prediction": None if match.prediction else _prediction(near.prediction, article),
    }


def _gold(fact: GoldFact, article: Article) -> dict[str, Any]:
    return {
        "id": fact.id,
        "predicate": fact.predicate,
        "subject": fact.subject,
        "value": fact.value,
        "qualifiers": fact.qualifiers,
        "optional": fact.optional,
        "tags": fact.tags,
        "evidence": [[*item.span, item.role] for item in fact.evidence],
        "quotes": [article.text[slice(*span)] for span in fact.spans],
    }


def _prediction(prediction: Prediction, article: Article) -> dict[str, Any]:
    return {
        "predicate": prediction.predicate,
        "subject": prediction.subject,
        "value": prediction.value,
        "qualifiers": prediction.qualifiers,
        "evidence": prediction.evidence,
        "quotes": [article.text[slice(*span)] for span in prediction.evidence],
        "confidence": prediction.confidence,
        "quote_not_found": prediction.quote,
    }
