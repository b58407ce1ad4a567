"""Enter runs into the history, where a failure costs no run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from harness.chronicle import record_of
from harness.errors import HarnessError
from harness.model.history import RunRecord, Sighting
from harness.model.results import Run
from harness.scoring import Evaluation
from harness.stores.history import HISTORY_FILE, opened_history
from harness.stores.revisions import current_commit
from harness.stores.runs import RUN_FILE
from harness.stores.tracking import log_run


def remember(reports: Path, folder: Path, run: Run, evaluations: Sequence[Evaluation]) -> None:
    """Enter a run that was just made; what keeps it from that is told, and nothing else."""
    path = reports / HISTORY_FILE
    try:
        record = recorded(folder, run, evaluations, current_commit())
        with opened_history(path, make=True) as history:
            history.enter(record)
    except (HarnessError, OSError) as error:
        click.echo(
            f"note: not entered into the history: {error}; "
            f"later: harness history add {folder} --reports {reports}",
            err=True,
        )


def track(folder: Path, run: Run, evaluations: Sequence[Evaluation], *, text: bool) -> None:
    """Log a run to MLflow, with its report unless that may not leave (`text`).

    Raises ResultNotWrittenError and UsageError.
    """
    quotes_originals = run.rendition == "original" and not text
    if quotes_originals:
        click.echo(
            "note: the report quotes the originals, and is logged only with --allow-original-text",
            err=True,
        )
    record = recorded(folder, run, evaluations, current_commit())
    where = log_run(record, None if quotes_originals else folder / "report.html")
    click.echo(f"mlflow: {where}", err=True)


def recorded(
    folder: Path, run: Run, evaluations: Sequence[Evaluation], commit: str | None
) -> RunRecord:
    """Make the record of a run in a folder; raises OSError where its run.json is gone."""
    file = folder / RUN_FILE
    made_at = datetime.fromtimestamp(file.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return record_of(run, evaluations, digest, Sighting(folder.as_posix(), made_at, commit))
