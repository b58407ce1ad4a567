"""`harness run`: extract, score, report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.main import ExitCode
from harness.cli.models import desk_of, model_options, print_plans
from harness.cli.options import clean_stdout, conclude, open_folder, scoring_options
from harness.extractors.registry import default_extractors
from harness.model.results import Profile
from harness.pipeline import equip, load_extractors, repeated, run
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder


@click.command("run")
@click.argument("extractors", nargs=-1, metavar="[EXTRACTOR]...")
@click.option("--dry-run", is_flag=True, help="Tell what models would be asked; ask nobody.")
@model_options
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
    dry_run: bool,
    repeats: int,
    **asked: Any,
) -> int:
    """Let extractors read the articles, score what they say, and write a report.

    EXTRACTOR is a built-in name, one that an installed package offers, module:Class or
    file.py:Class. Without any, every extractor with a name runs.
    """
    where = goldset_folder(goldset)
    with clean_stdout():
        loaded = repeated(load_extractors(extractors or default_extractors()), repeats)
    gold = load_goldset(where, originals)
    with desk_of(asked) as desk:
        equipped = equip(loaded, gold, desk)  # before the folder: a wrong setting leaves none
        if dry_run:
            return print_plans(equipped, gold, as_json=as_json)
        folder = open_folder(gold, reports, out)
        with clean_stdout():
            done = run(loaded, gold, folder, desk)
    code = conclude(gold, done, folder, profile, where=where, as_json=as_json)
    if done.complete:
        return code
    click.echo(f"interrupted: what was computed is kept in {folder.path}", err=True)
    return ExitCode.INTERRUPTED
