"""A comparison as plain data: `harness compare --json`."""

from __future__ import annotations

from typing import Any

from harness.comparison import Shared, Split
from harness.model.results import METRICS, Level
from harness.repeats import Spread
from harness.report.comparing import ComparisonView, FactRow, PairView, SystemRow
from harness.report.words import as_float
from harness.statistics import Interval

FORMAT = 1


def comparison_table(view: ComparisonView) -> dict[str, Any]:
    """Give a comparison as plain data; ratios are floats in [0, 1], or None where undefined."""
    return {
        "format": FORMAT,
        "goldset": view.goldset.name,
        "goldset_hash": view.goldset.hash,
        "rendition": view.goldset.rendition,
        "profile": view.profile,
        "level": Level.FACT.label,
        "notes": list(view.notes),
        "different_gold": _shared(view.shared),
        "extractors": [_system_table(one) for one in view.systems],
        "pairs": [_pair_table(one) for one in view.pairs],
    }


def _shared(shared: Shared | None) -> dict[str, Any] | None:
    if shared is None:
        return None
    return {
        "facts_compared": len(shared.facts),
        "facts_changed": list(shared.changed),
        "facts_gone": list(shared.gone),
        "articles_left_out": list(shared.left_out),
    }


def _system_table(row: SystemRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "readings": row.readings,
        "tp": float(row.tp),
        "fp": float(row.fp),
        "fn": float(row.fn),
        "failed_articles": list(row.failed),
    } | {
        metric: {
            "figure": as_float(row.figures[metric]),
            "interval": _interval(row.intervals[metric]),
            "mean_of_readings": as_float(row.spreads[metric].mean),
            "range_of_readings": _range(row.spreads[metric]),
        }
        for metric in METRICS
    }


def _pair_table(view: PairView) -> dict[str, Any]:
    pair = view.comparison
    table: dict[str, Any] = {"before": view.before, "after": view.after, "says": view.row.sentence}
    for metric in METRICS:
        test = pair.test(metric)
        table[metric] = {
            "difference": as_float(pair.difference(metric)),
            "interval": _interval(test.interval),
            "p": test.p,
            "p_after_holm": pair.corrected if metric == "f1" else None,
            "exploratory": metric != "f1",
            "detectable": test.detectable,
            "smallest_p": test.smallest,
        }
    table["mcnemar_p_of_recall"] = pair.mcnemar
    table["smallest_p_by_article"] = pair.smallest_p_by_article
    table["gained"] = [_fact_table(one) for one in view.gained]
    table["lost"] = [_fact_table(one) for one in view.lost]
    table["by_predicate_exploratory"] = [
        {
            "predicate": one.predicate,
            "f1_before": as_float(one.before),
            "f1_after": as_float(one.after),
            "difference": one.difference,
            "p_uncorrected": one.p,
        }
        for one in view.predicates
    ]
    table["split"] = _split(view.split)
    table["no_split_because"] = view.no_split or None
    return table


def _split(split: Split | None) -> dict[str, Any] | None:
    if split is None:
        return None
    return {
        "before": float(split.before),
        "after": float(split.after),
        "rescored_before": float(split.rescored_before),
        "rescored_after": float(split.rescored_after),
        "difference": float(split.whole),
        "by_gold": float(split.by_gold),
        "by_extractor": float(split.by_extractor),
    }


def _fact_table(row: FactRow) -> dict[str, Any]:
    return {
        "fact": row.fact,
        "predicate": row.predicate,
        "optional": row.optional,
        "line": row.line,
        "text": row.text,
        "found_before": float(row.before),
        "found_after": float(row.after),
    }


def _interval(one: Interval | None) -> dict[str, Any] | None:
    return None if one is None else {"low": one.low, "high": one.high, "method": one.method}


def _range(spread: Spread) -> list[float] | None:
    if spread.least is None or spread.most is None:
        return None
    return [float(spread.least), float(spread.most)]
