"""`harness run`: extract, score, report."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.main import ExitCode
from harness.cli.options import clean_stdout, conclude, open_folder, scoring_options
from harness.extractors.registry import default_extractors
from harness.model.results import Profile
from harness.pipeline import load_extractors, run
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder
from harness.stores.tracking import need_mlflow


@click.command("run")
@click.argument("extractors", nargs=-1, metavar="[EXTRACTOR]...")
@click.option(
    "--mlflow",
    is_flag=True,
    help="Log the run to MLflow too, to the store that MLFLOW_TRACKING_URI names.",
)
@click.option(
    "--allow-original-text",
    is_flag=True,
    help="With --mlflow: log also a report that quotes the originals.",
)
@scoring_options
def command(
    extractors: tuple[str, ...],
    goldset: str | None,
    originals: Path | None,
    profile: Profile,
    reports: Path,
    out: Path | None,
    *,
    as_json: bool,
    mlflow: bool,
    allow_original_text: bool,
) -> int:
    """Let extractors read the articles, score what they say, and write a report.

    EXTRACTOR is a built-in name, one that an installed package offers, module:Class or
    file.py:Class. Without any, every extractor with a name runs.
    """
    if mlflow:
        need_mlflow()  # before the work, not after
    where = goldset_folder(goldset)
    with clean_stdout():
        loaded = load_extractors(extractors or default_extractors())
    gold = load_goldset(where, originals)
    folder = open_folder(gold, reports, out)
    with clean_stdout():
        done = run(loaded, gold, folder)
    code = conclude(
        gold,
        done,
        folder,
        profile,
        where=where,
        reports=reports,
        as_json=as_json,
        mlflow=mlflow,
        allow_original_text=allow_original_text,
    )
    if done.complete:
        return code
    click.echo(f"interrupted: what was computed is kept in {folder.path}", err=True)
    return ExitCode.INTERRUPTED
