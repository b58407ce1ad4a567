"""Options that several verbs share, and what they do when a run is done."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from harness.cli.main import ExitCode
from harness.cli.remembering import remember, track
from harness.model.facts import GoldSet
from harness.model.results import Profile, Run
from harness.pipeline import INTERRUPTED
from harness.report.facts import fact_lines
from harness.report.html import render_html
from harness.report.scores import score_table
from harness.report.text import print_scores
from harness.report.view import make_view
from harness.scoring import Evaluation, evaluate
from harness.stores.locks import lock_bytes, lock_of
from harness.stores.runs import GOLD_FILE, SCORES_FILE, RunFolder, new_run
from harness.version import __version__

_Command = TypeVar("_Command", bound=Callable[..., Any])


def scoring_options(command: _Command) -> _Command:
    """Add the options that say what to score on and where results go."""
    for option in reversed(
        (
            click.option(
                "--goldset", metavar="NAME|DIR", help="Gold set to score on. [deepseek-2025]"
            ),
            click.option(
                "--originals",
                metavar="DIR",
                type=click.Path(path_type=Path),
                help="Score the original articles in this folder instead of the retellings.",
            ),
            click.option(
                "--profile",
                type=click.Choice(["standard", "strict"]),
                default="standard",
                show_default=True,
                help="How much tolerance gold opens.",
            ),
            click.option(
                "--reports",
                metavar="DIR",
                type=click.Path(path_type=Path),
                default=Path("reports"),
                show_default=True,
                help="Where run folders go.",
            ),
            click.option(
                "--out",
                metavar="DIR",
                type=click.Path(path_type=Path),
                help="Name this run's folder; it must not exist yet.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON."),
        )
    ):
        command = option(command)
    return command


@contextmanager
def clean_stdout() -> Iterator[None]:
    """Send to stderr what extractors and their child processes print: it is no data of ours."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def open_folder(goldset: GoldSet, reports: Path, out: Path | None) -> RunFolder:
    """Make the folder of a new run."""
    return RunFolder(out) if out else new_run(reports, goldset.name, goldset.rendition)


def conclude(
    goldset: GoldSet,
    run: Run,
    folder: RunFolder,
    profile: Profile,
    *,
    where: Path,
    reports: Path,
    as_json: bool,
    mlflow: bool = False,
    allow_original_text: bool = False,
) -> int:
    """Store a run, score it, print its figures, and give the exit code."""
    command = ["harness", *sys.argv[1:]]
    volatile = {
        "command": command,
        "python": platform.python_version(),
        "harness": __version__,
        "goldset_folder": str(where.resolve()),
    }
    folder.finish(run, volatile)  # before scoring: what was computed is kept whatever comes
    evaluations = [evaluate(goldset, one, profile) for one in run.extractions]
    scores = score_table(goldset, run, evaluations)
    for evaluation in evaluations:
        folder.write_lines(evaluation.extractor, "facts.jsonl", fact_lines(goldset, evaluation))
    folder.write(GOLD_FILE, lock_bytes(lock_of(goldset, where)))
    folder.write(SCORES_FILE, json.dumps(scores, ensure_ascii=False, indent=2).encode() + b"\n")
    view = make_view(goldset, run, evaluations)
    folder.write("report.html", render_html(view).encode())
    with suppress(BrokenPipeError, SystemExit):  # nobody reads on; the exit code still tells
        if as_json:
            click.echo(json.dumps(scores, ensure_ascii=False, indent=2))
        else:
            print_scores(view)
    _tell(folder, evaluations)
    if folder.failure is None:
        remember(reports, folder.path, run, evaluations)
        if mlflow:
            track(folder.path, run, evaluations, text=allow_original_text)
    return _exit_code(folder, evaluations)


def _tell(folder: RunFolder, evaluations: Sequence[Evaluation]) -> None:
    for evaluation in evaluations:
        for error in evaluation.errors:
            if error.message == INTERRUPTED:
                continue
            where = folder.folder_of(evaluation.extractor) / "errors" / f"{error.article}.txt"
            detail = f" (see {where})" if where.is_file() else ""
            click.echo(
                f"{evaluation.extractor} failed on {error.article}: {error.message}{detail}",
                err=True,
            )
    if folder.failure is not None:
        click.echo(f"harness: {folder.failure}; the figures above are not stored", err=True)
    else:
        click.echo(f"report: {folder.path / 'report.html'}", err=True)


def _exit_code(folder: RunFolder, evaluations: Sequence[Evaluation]) -> int:
    if folder.failure is not None:
        return ExitCode.BUG_OR_NOT_WRITTEN
    if any(evaluation.errors for evaluation in evaluations):
        return ExitCode.EXTRACTOR_FAILED
    return ExitCode.DONE
