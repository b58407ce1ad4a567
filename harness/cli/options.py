"""Options that several verbs share, and what they do when a run is done."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

import click

from harness.cli.against import Against, held_against
from harness.cli.beside import beside
from harness.cli.common import goldset_option, originals_option, profile_option, reports_option
from harness.cli.main import ExitCode
from harness.cli.printing import while_read
from harness.cli.remembering import remember, track
from harness.errors import ResultNotWrittenError
from harness.model.facts import GoldSet
from harness.model.results import Profile, Run
from harness.report.facts import fact_lines
from harness.report.html import render_report
from harness.report.scores import score_table
from harness.report.text import print_scores
from harness.report.view import make_view
from harness.scoring import Evaluation, evaluate
from harness.stores.begun import begun_on
from harness.stores.folders import moment, note_elsewhere
from harness.stores.locks import lock_bytes, lock_of
from harness.stores.revisions import current_commit
from harness.stores.runs import FACTS_FILE, GOLD_FILE, SCORES_FILE, RunFolder, new_run
from harness.turn import INTERRUPTED
from harness.version import __version__

# What reads (rules, models), and what draws and fits the numbers.
_PACKAGES = (
    "babel",
    "numpy",
    "scikit-learn",
    "scipy",
    "spacy",
    "text2num",
    "torch",
    "transformers",
)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def scoring_options(command: _Command, profiles: click.ParamType[Any] | None = None) -> _Command:
    """Add the options that say what to score on and where results go."""
    for option in reversed(
        (
            goldset_option("Gold set to score on. [deepseek-2025]"),
            originals_option("Score the originals in this folder instead of the retellings."),
            profile_option(profiles),
            reports_option("Where run folders go."),
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
    """Make the folder of a new run, and see that `latest` finds it."""
    folder = RunFolder(out) if out else new_run(reports, goldset.name, goldset.rendition)
    try:
        note_elsewhere(reports, folder.path)
    except ResultNotWrittenError as error:
        click.echo(f"note: `latest` will not find this run: {error}", err=True)
    return folder


def conclude(
    goldset: GoldSet,
    run: Run,
    folder: RunFolder,
    profile: Profile,
    *,
    where: Path,
    reports: Path,
    as_json: bool,
) -> int:
    """Score predictions that were made elsewhere, store all of it, and give the exit code."""
    folder.begin(begun_on(goldset, current_commit(), command_line()))
    since = held_against(None, reports, goldset, profile)
    return show(
        goldset,
        run,
        folder,
        profile,
        where=where,
        reports=reports,
        volatile=volatile_of(folder, where),
        since=since,
        as_json=as_json,
    )


def command_line() -> tuple[str, ...]:
    """Give the command as it was typed."""
    return ("harness", *sys.argv[1:])


def volatile_of(folder: RunFolder, where: Path) -> dict[str, Any]:
    """Tell what differs between equal runs, of one that has just read all it was to read."""
    begun = folder.begun
    return {
        "started": begun.started if begun else "",
        "ended": moment(),
        "commit": begun.commit if begun else None,
        "command": command_line(),
        "python": platform.python_version(),
        "harness": __version__,
        "packages": _versions(),
        "goldset_folder": str(where.resolve()),
    }


def _versions() -> dict[str, str]:
    """Tell the versions of packages that figures depend on, as far as they are installed."""
    found = {}
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def show(
    goldset: GoldSet,
    run: Run,
    folder: RunFolder,
    profile: Profile,
    *,
    where: Path,
    reports: Path,
    volatile: Mapping[str, Any],
    since: Against,
    as_json: bool,
    mlflow: bool = False,
    allow_original_text: bool = False,
) -> int:
    """Score a run, store all that comes of it, print its figures, and give the exit code.

    What makes the folder a run is written last: a run that is stopped before can be resumed.
    """
    evaluations = [evaluate(goldset, one, profile) for one in run.extractions]
    scores = score_table(goldset, run, evaluations)
    for evaluation in evaluations:
        folder.write_lines(evaluation.extractor, FACTS_FILE, fact_lines(goldset, evaluation))
    folder.write(GOLD_FILE, lock_bytes(lock_of(goldset, where)))
    folder.write(SCORES_FILE, json.dumps(scores, ensure_ascii=False, indent=2).encode() + b"\n")
    earlier = since.earlier(evaluations)
    made = {folder.path: volatile}
    more = beside(goldset, run, profile, where=where, made=made, earlier=earlier)
    view = make_view(goldset, run, evaluations, more)
    for name, page in render_report(view).items():
        folder.write(name, page.encode())
    folder.finish(run, volatile)
    with while_read():
        if as_json:
            click.echo(json.dumps(scores, ensure_ascii=False, indent=2))
        else:
            print_scores(view)
    _tell(folder, evaluations)
    if folder.failure is None:
        remember(reports, folder.path, run, evaluations, volatile)
        if mlflow:
            track(folder.path, run, evaluations, volatile, text=allow_original_text)
    return _exit_code(folder, evaluations)


def _tell(folder: RunFolder, evaluations: Sequence[Evaluation]) -> None:
    for evaluation in evaluations:
        by_message: dict[str, list[str]] = {}
        for error in evaluation.errors:
            if error.message != INTERRUPTED:
                by_message.setdefault(error.message, []).append(error.article)
        for message, articles in by_message.items():  # what all share is told once
            place = folder.folder_of(evaluation.extractor) / "errors"
            where = place / f"{articles[0]}.txt"
            detail = f" (see {where})" if where.is_file() else ""
            on = articles[0] if len(articles) == 1 else f"{len(articles)} articles"
            click.echo(f"{evaluation.extractor} failed on {on}: {message}{detail}", err=True)
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
