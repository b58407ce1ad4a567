"""`harness run`: extract, score, report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.against import against_option, held_against
from harness.cli.interrupts import Interrupts
from harness.cli.main import ExitCode
from harness.cli.models import desk_of, model_options, print_plans
from harness.cli.oldprices import tell_old_prices
from harness.cli.options import clean_stdout, open_folder, scoring_options, show, volatile_of
from harness.cli.progress import Progressing
from harness.cli.resume import Stopped, begin, options_of, stopped_run
from harness.extractors.base import is_deterministic
from harness.extractors.registry import default_extractors, reads_alone
from harness.model.corpus import story_of
from harness.model.facts import GoldSet
from harness.model.results import Profile
from harness.pipeline import run
from harness.roster import equip, load_extractors, repeated
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder
from harness.stores.tracking import need_mlflow


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
    help="End an extractor that takes longer for an article. [none; 300 for command:, 120 "
    "for an answer of a model]",
)
@click.option("--dry-run", is_flag=True, help="Tell what models would be asked; ask nobody.")
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
@click.option(
    "--resume",
    metavar="[RUN]",
    is_flag=False,
    flag_value="latest",
    help="Read what a run that was stopped left unread or failed on: the latest, or the one named. "
    "All it was asked for stays; the result is a new run.",
)
@against_option()
@model_options
@scoring_options
def command(resume: str | None, **given: Any) -> int:
    """Let extractors read the articles, score what they say, and write a report.

    EXTRACTOR is a built-in name, one that an installed package offers, module:Class,
    file.py:Class, command:'PROGRAM ARGUMENT...' or vote:EXTRACTOR,EXTRACTOR,... Without any, every
    extractor runs that needs no more than its name, and a vote of them.
    """
    stopped = stopped_run(resume, given) if resume is not None else None
    return _run(stopped, **(options_of(stopped.begun, given) if stopped else given))


def _run(
    stopped: Stopped | None,
    extractors: tuple[str, ...],
    jobs: int | None,
    timeout: float | None,
    goldset: str | None,
    originals: Path | None,
    profile: Profile,
    reports: Path,
    out: Path | None,
    against: str | None,
    *,
    as_json: bool,
    dry_run: bool,
    mlflow: bool,
    allow_original_text: bool,
    repeats: int,
    **asked: Any,
) -> int:
    if mlflow:
        need_mlflow()  # before the work, not after
    where = goldset_folder(goldset)
    gold = load_goldset(where, originals)
    names = extractors or _all_that_can_run(gold)
    with clean_stdout():
        loaded = repeated(load_extractors(names), repeats)
    steady = [one.name for one in loaded if repeats > 1 and is_deterministic(one.extractor)]
    if steady:
        told = ", ".join(steady)
        click.echo(f"note: read once, for their answers never vary: {told}", err=True)
    if stopped is not None:
        stopped.check_gold(gold)
    since = held_against(against, reports, gold, profile)  # before the work: it may be refused
    with desk_of(asked, loaded) as desk:
        equipped = equip(loaded, gold, desk)  # before the folder: a wrong setting leaves none
        tell_old_prices(one.extractor for one in equipped)
        if dry_run:
            return print_plans(equipped, gold, as_json=as_json)
        earlier = stopped.earlier(equipped, gold) if stopped is not None else {}
        if stopped is not None and stopped.is_whole(earlier, gold):
            stopped.enter(gold, profile, reports)
            return ExitCode.DONE
        if stopped is not None:
            stopped.tell(earlier, gold)
        begun = begin(equipped, names, gold, stopped.begun if stopped else None)
    folder = open_folder(gold, reports, out)
    folder.begin(begun)
    with Interrupts() as interrupts:
        with (
            clean_stdout(),
            Progressing(interrupts) as watch,
            desk_of(asked, loaded, watch.note, told=desk.notes) as desk,
        ):
            done = run(
                loaded,
                gold,
                folder,
                jobs=jobs,
                timeout=timeout,
                watch=watch,
                desk=desk,
                earlier=earlier,
            )
        volatile = volatile_of(folder, where) | (stopped.told() if stopped is not None else {})
        with interrupts.open():
            code = show(
                gold,
                done,
                folder,
                profile,
                where=where,
                reports=reports,
                volatile=volatile,
                since=since,
                as_json=as_json,
                mlflow=mlflow,
                allow_original_text=allow_original_text,
            )
    if done.complete:
        return code
    click.echo(
        f"interrupted: what was computed is kept in {folder.path}; --resume reads the rest",
        err=True,
    )
    return ExitCode.INTERRUPTED


def _all_that_can_run(gold: GoldSet) -> tuple[str, ...]:
    """Name what can run on a gold set; who learns on one article is read to by no other."""
    if len({story_of(fact.article) for fact in gold.facts}) > 1:
        return tuple(default_extractors())
    names = tuple(default_extractors(learning=False))
    left_out = [name for name in default_extractors() if name not in names and reads_alone(name)]
    if left_out:
        told = "left out, for it learns from other articles, and facts of one are all there are"
        click.echo(f"note: {', '.join(left_out)}: {told}", err=True)
    return names
