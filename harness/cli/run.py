"""`harness run`: extract, score, report."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.interrupts import Interrupts
from harness.cli.main import ExitCode
from harness.cli.options import clean_stdout, open_folder, scoring_options, show, store
from harness.cli.progress import Progressing
from harness.extractors.registry import default_extractors
from harness.model.results import Profile
from harness.pipeline import load_extractors, run
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder


@click.command("run")
@click.argument("extractors", nargs=-1, metavar="[EXTRACTOR]...")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Read N articles at a time, in processes of their own. [1; from 200 articles on, one a "
    "processor]",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="End an extractor that takes longer for an article. [none; 300 for command:]",
)
@scoring_options
def command(
    extractors: tuple[str, ...],
    jobs: int | None,
    timeout: float | None,
    goldset: str | None,
    originals: Path | None,
    profile: Profile,
    reports: Path,
    out: Path | None,
    *,
    as_json: bool,
) -> int:
    """Let extractors read the articles, score what they say, and write a report.

    EXTRACTOR is a built-in name, one that an installed package offers, module:Class,
    file.py:Class, command:'PROGRAM ARGUMENT...' or vote:EXTRACTOR,EXTRACTOR,... Without any, every
    extractor runs that needs no more than its name, and a vote of them.
    """
    where = goldset_folder(goldset)
    with clean_stdout():
        loaded = load_extractors(extractors or default_extractors())
    gold = load_goldset(where, originals)
    folder = open_folder(gold, reports, out)
    with Interrupts() as interrupts:
        with clean_stdout(), Progressing(interrupts) as watch:
            done = run(loaded, gold, folder, jobs=jobs, timeout=timeout, watch=watch)
        store(done, folder, where)
        with interrupts.open():
            code = show(gold, done, folder, profile, as_json=as_json)
    if done.complete:
        return code
    click.echo(f"interrupted: what was computed is kept in {folder.path}", err=True)
    return ExitCode.INTERRUPTED
