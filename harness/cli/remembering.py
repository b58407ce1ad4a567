"""Enter runs into the history, where a failure costs no run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from harness.chronicle import record_of
from harness.cli.stored import NamedRun, seen_as
from harness.errors import HarnessError
from harness.model.facts import GoldSet
from harness.model.history import RunRecord
from harness.model.results import Profile, Run
from harness.scoring import Evaluation, evaluate
from harness.stores.folders import RUN_FILE
from harness.stores.history import HISTORY_FILE, History, opened_history
from harness.stores.tracking import log_run


def remember(
    reports: Path,
    folder: Path,
    run: Run,
    evaluations: Sequence[Evaluation],
    volatile: Mapping[str, Any],
) -> None:
    """Enter a run that was just made; what keeps it from that is told, and nothing else."""
    path = reports / HISTORY_FILE
    try:
        record = recorded(folder, run, evaluations, volatile)
        with opened_history(path, make=True) as history:
            history.enter(record)
    except (HarnessError, OSError) as error:
        click.echo(
            f"note: not entered into the history: {error}; "
            f"later: harness history add {folder} --reports {reports}",
            err=True,
        )


def remember_stored(history: History, named: NamedRun, gold: GoldSet, profile: Profile) -> bool:
    """Enter a run that lies in its folder, scored on gold as it is now; False where it is there."""
    stored = named.stored
    extractions = named.extractions(gold)
    run = Run(
        stored.goldset,
        stored.goldset_version,
        stored.goldset_hash,
        stored.rendition,
        tuple(extractions),
        stored.complete,
    )
    evaluations = [evaluate(gold, one, profile) for one in extractions]
    return history.enter(recorded(named.path, run, evaluations, stored.volatile))


def track(
    folder: Path,
    run: Run,
    evaluations: Sequence[Evaluation],
    volatile: Mapping[str, Any],
    *,
    text: bool,
) -> None:
    """Log a run to MLflow, with its report unless that may not leave (`text`).

    Raises ResultNotWrittenError and UsageError.
    """
    quotes_originals = run.rendition == "original" and not text
    if quotes_originals:
        click.echo(
            "note: the report quotes the originals, and is logged only with --allow-original-text",
            err=True,
        )
    record = recorded(folder, run, evaluations, volatile)
    where = log_run(record, None if quotes_originals else folder / "report.html")
    click.echo(f"mlflow: {where}", err=True)


def recorded(
    folder: Path, run: Run, evaluations: Sequence[Evaluation], volatile: Mapping[str, Any]
) -> RunRecord:
    """Make the record of a run in a folder; raises OSError where its run.json is gone."""
    digest = hashlib.sha256((folder / RUN_FILE).read_bytes()).hexdigest()
    return record_of(run, evaluations, digest, seen_as(folder, volatile))
