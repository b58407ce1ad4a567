"""Runs logged to an MLflow tracking store: figures, parameters, and the report as an artefact."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from harness.errors import ResultNotWrittenError, UsageError
from harness.model.history import ExtractionRecord, RunRecord
from harness.model.results import METRICS

_EXPERIMENT = "MLFLOW_EXPERIMENT_NAME"
_LONGEST = 200  # characters of an extractor's name; MLflow takes 250 of a metric's


def need_mlflow() -> Any:
    """Import MLflow; raises UsageError where it is not installed."""
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # a machine without git is no fault
    try:
        import mlflow  # noqa: PLC0415 - an extra, and slow
    except ImportError as error:
        raise UsageError("--mlflow needs MLflow: pip install 'factharness[mlflow]'") from error
    return mlflow


def log_run(record: RunRecord, report: Path | None) -> str:
    """Log a run, with a run of its own below it for each extractor; give where it went.

    The run itself has the metrics of all its extractors, e.g. regex/fact.f1.

    Where to is MLflow's to say: MLFLOW_TRACKING_URI and MLFLOW_EXPERIMENT_NAME, else an experiment
    factharness/GOLDSET. `report` is None where it may not leave. Raises UsageError without MLflow,
    and ResultNotWrittenError with what MLflow says.
    """
    mlflow = need_mlflow()
    try:
        if not os.environ.get(_EXPERIMENT):
            mlflow.set_experiment(f"factharness/{record.goldset}")
        with mlflow.start_run(run_name=Path(record.seen.run).name):
            mlflow.log_params(_params(record))
            for one in record.extractions:
                mlflow.log_metrics(_metrics(one, f"{_plain(one.name)}/"))
            if report is not None:
                mlflow.log_artifact(str(report))
            for one in record.extractions:
                with mlflow.start_run(run_name=one.name, nested=True):
                    mlflow.log_params(_params(record) | _own_params(one))
                    mlflow.log_metrics(_metrics(one))
        return str(mlflow.get_tracking_uri())
    except Exception as error:
        raise ResultNotWrittenError(f"MLflow: the run is not logged ({error})") from error


def _params(record: RunRecord) -> dict[str, str]:
    return {
        "goldset": record.goldset,
        "goldset_version": record.goldset_version,
        "goldset_hash": record.goldset_hash,
        "rendition": record.rendition,
        "commit": record.seen.commit or "",
        "harness": record.harness,
    }


def _own_params(one: ExtractionRecord) -> dict[str, str]:
    return {
        "extractor": one.name,
        "repeats": one.repeats,
        "fingerprint": one.fingerprint,
        "profile": one.profile,
        "scoring": str(one.scoring),
        "signature": one.signature,
    }


def _plain(name: str) -> str:
    """Keep of an extractor's name what MLflow lets stand in a metric's, on any system."""
    return re.sub(r"[^\w.-]+", "_", name, flags=re.ASCII)[:_LONGEST]


def _metrics(one: ExtractionRecord, before: str = "") -> dict[str, float]:
    """Give counts and ratios by level, e.g. fact.f1; what is undefined is left out."""
    found = {"failed_articles": float(one.failed), "seconds": one.seconds}
    for level, counts in one.counts.items():
        for name in ("tp", "fp", "fn", *METRICS):
            value = getattr(counts, name)
            if value is not None:
                found[f"{level.label}.{name}"] = float(value)
    if one.cost is not None:
        found["cost"] = float(one.cost)
    return {f"{before}{name}": value for name, value in found.items()}
