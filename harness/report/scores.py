"""The scores of a run as plain data: `--json` and `scores.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harness.comparison import sample_of
from harness.complementarity import complementarity, readers
from harness.model.facts import GoldSet
from harness.model.results import Counts, Level, Run
from harness.report.models import grouped, model_scores, remembered_rows, repeats_scores
from harness.report.words import as_float
from harness.scoring import (
    Confidence,
    Evaluation,
    confidence_of,
    must_belong_together,
    qualifier_counts,
)
from harness.statistics import METRICS, Sample, interval

FORMAT = 1


def score_table(goldset: GoldSet, run: Run, evaluations: Sequence[Evaluation]) -> dict[str, Any]:
    """Give all figures of a run; ratios are floats in [0, 1], or None where undefined.

    Intervals are [low, high] at 95 %, or None where there are too few facts for one. Raises
    MixedFiguresError where figures were made in different ways.
    """
    if evaluations:
        must_belong_together(evaluations)
    said = {extraction.name: extraction for extraction in run.extractions}
    models = {one.name: model_scores(goldset, one) for one in run.extractions}
    return {
        "format": FORMAT,
        "goldset": goldset.name,
        "goldset_version": goldset.version,
        "goldset_hash": goldset.hash,
        "rendition": goldset.rendition,
        "complete": run.complete,
        "extractors": [
            _extractor(one)
            | _confidence(confidence_of(goldset, said[one.extractor], one.signature.profile))
            | {"model": models.get(one.extractor)}
            for one in evaluations
        ],
        "complementarity": _complementarity(evaluations),
        "repeats": repeats_scores(goldset, grouped(run, evaluations)),
        "remembered": [
            {
                "extractor": row.name,
                "changed": row.changed,
                "read": row.read,
                "recited": row.recited,
                "both": row.both,
                "neither": row.neither,
                "not_read": row.unread,
            }
            for row in remembered_rows(goldset, run, evaluations)
        ],
    }


def _complementarity(evaluations: Sequence[Evaluation]) -> dict[str, Any] | None:
    """Tell what the extractors find together; zero lines and votes add nothing of their own."""
    asked = readers(evaluations)
    if len(asked) < 2:
        return None
    found = complementarity(asked)
    return {
        "level": found.level.label,
        "extractors": [one.extractor for one in asked],
        "tp": found.together.tp,
        "fn": found.together.fn,
        "recall": as_float(found.together.recall),
        "alone": {
            name: [{"article": fact.article, "id": fact.id} for fact in facts]
            for name, facts in found.alone.items()
        },
    }


def _extractor(evaluation: Evaluation) -> dict[str, Any]:
    claimed = evaluation.claimed()
    return {
        "name": evaluation.extractor,
        "signature": str(evaluation.signature),
        "profile": evaluation.signature.profile,
        "folds": evaluation.signature.folds or None,
        "unit": evaluation.signature.unit,
        "levels": {
            level.label: _counts(evaluation.counts(level))
            | {"intervals": _intervals(sample_of([evaluation], level))}
            for level in Level
        },
        "claims": list(evaluation.claims),
        "claimed": None if claimed is None else _counts(claimed),
        "macro_f1": as_float(evaluation.macro_f1()),
        "by_predicate": _slices(evaluation.by_predicate()),
        "by_article": _slices(evaluation.by_article()),
        "by_value_type": _slices(evaluation.by_value_type()),
        "recall_by_tag": {
            tag: {"tp": part.tp, "fn": part.fn, "recall": as_float(part.recall)}
            for tag, part in sorted(evaluation.by_tag().items())
        },
        "qualifiers": {
            name: {
                "right": part.right,
                "wrong": part.wrong,
                "missed": part.missed,
                "invented": part.invented,
                "silent": part.silent,
                "accuracy": as_float(part.accuracy),
                "accuracy_where_said": as_float(part.accuracy_where_said),
            }
            for name, part in qualifier_counts(evaluation).items()
        },
        "errors_by_class": [
            {"class": str(error), "detail": detail, "fp": part.fp, "fn": part.fn}
            for (error, detail), part in evaluation.errors_by_class().items()
        ],
        "failures": [
            {"article": error.article, "message": error.message} for error in evaluation.errors
        ],
    }


def _confidence(confidence: Confidence | None) -> dict[str, Any]:
    """Give what confidences are worth; None where not every prediction has one."""
    if confidence is None:
        return {"confidence": None}
    return {
        "confidence": {
            "average_precision": as_float(confidence.average_precision),
            "brier": confidence.brier,
            "points": [
                {"threshold": point.threshold} | _counts(point.counts)
                for point in confidence.points
            ],
            "calibration": [
                {
                    "low": one.low,
                    "high": one.high,
                    "predictions": one.number,
                    "mean_confidence": one.mean_confidence,
                    "share_right": as_float(one.share_right),
                }
                for one in confidence.bins
            ],
        }
    }


def _intervals(sample: Sample) -> dict[str, Any]:
    found = {metric: interval(sample, metric) for metric in METRICS}
    return {
        metric: None
        if one is None
        else {
            "low": one.low,
            "high": one.high,
            "method": one.method,
            "undefined_resamples": one.undefined,
        }
        for metric, one in found.items()
    }


def _slices(parts: Mapping[str, Counts]) -> dict[str, Any]:
    return {key: _counts(part) for key, part in sorted(parts.items())}


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "tp": counts.tp,
        "fp": counts.fp,
        "fn": counts.fn,
        "optional": counts.optional,
        "restated": counts.restated,
        "precision": as_float(counts.precision),
        "recall": as_float(counts.recall),
        "f1": as_float(counts.f1),
    }
