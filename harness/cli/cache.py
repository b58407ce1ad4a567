"""`harness cache`: the answers of models that are kept, and recordings made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from harness.cli.common import goldset_option, originals_option, reports_option
from harness.cli.main import ExitCode
from harness.cli.models import desk_of, model_options
from harness.errors import UsageError
from harness.extractors.base import AnyExtractor, Plan, Plans
from harness.model.facts import GoldSet
from harness.roster import Unavailable, equip, load_extractors, repeated
from harness.stores.cache import default_cache, opened_cache
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder
from harness.stores.recordings import export_recording
from harness.stores.runs import find_run, load_stored

_FILE = click.option(
    "--cache",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where answers are kept. [HARNESS_CACHE, else the user's cache folder]",
)


@click.group("cache")
def command() -> None:
    """Look after the answers of models that are kept."""


@command.command("stats")
@_FILE
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def stats(cache: Path | None, *, as_json: bool) -> int:
    """Tell how much is kept, by model."""
    path = cache or default_cache()
    held = []
    if path.is_file():
        with opened_cache(path) as opened:
            held = opened.holdings()
    if as_json:
        rows = [
            {"model": one.model, "answers": one.answers, "bytes": one.bytes}
            | {"oldest": one.oldest, "newest": one.newest}
            for one in held
        ]
        click.echo(json.dumps({"file": str(path), "models": rows}, indent=2))
        return ExitCode.DONE
    click.echo(f"{path}: {sum(one.answers for one in held)} answers")
    for one in held:
        days = f"{one.oldest[:10]} to {one.newest[:10]}"
        click.echo(f"  {one.model:<32} {one.answers:>7} answers {one.bytes:>12,} bytes  {days}")
    return ExitCode.DONE


@command.command("explain")
@click.argument("extractor", metavar="EXTRACTOR")
@goldset_option("Gold set to read. [deepseek-2025]")
@originals_option("The originals in this folder instead of the retellings.")
@model_options
def explain(extractor: str, goldset: str | None, originals: Path | None, **asked: Any) -> int:
    """Tell for each question of EXTRACTOR whether its answer is kept, and if not, what differs.

    Takes the options of `harness run` that say how models are asked.
    """
    gold = load_goldset(goldset_folder(goldset), originals)
    loaded = repeated(load_extractors([extractor]), asked["repeats"])
    with desk_of(asked, loaded) as desk:
        plans = {
            one.extractor.name: _plan(one.extractor, gold) for one in equip(loaded, gold, desk)
        }
    total, cached = (
        sum(getattr(plan, name) for plan in plans.values()) for name in ("questions", "cached")
    )
    readings = f" in {len(plans)} readings" if len(plans) > 1 else ""
    click.echo(f"{extractor}: {total} questions{readings}, {cached} of them answered here")
    for name, plan in plans.items():
        for place, differing in plan.misses:
            told = (
                "nothing near it is kept"
                if differing is None
                else f"the nearest kept answer differs in: {', '.join(differing)}"
            )
            where = f"{name} {place}" if readings else place
            click.echo(f"  {where:<40} {told}")
    return ExitCode.DONE


def _plan(extractor: AnyExtractor, gold: GoldSet) -> Plan:
    if isinstance(extractor, Unavailable):
        raise extractor.error
    if not isinstance(extractor, Plans):
        raise UsageError(f"{extractor.name} asks no model, so nothing is kept for it")
    return extractor.plan(tuple(gold.articles.values()), tuple(gold.predicates.values()))


@command.command("clear")
@_FILE
@click.option("--model", metavar="NAME", help="Only this model's answers.")
@click.option(
    "--older-than", metavar="DAYS", type=click.IntRange(min=0), help="Only older answers."
)
def clear(cache: Path | None, model: str | None, older_than: int | None) -> int:
    """Forget answers: all, those of a model, or old ones."""
    path = cache or default_cache()
    count = 0
    if path.is_file():
        with opened_cache(path) as opened:
            count = opened.clear(model, older_than)
    click.echo(f"{path}: {count} answers forgotten")
    return ExitCode.DONE


@command.command("export")
@click.argument("run", metavar="RUN")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--extractor", metavar="NAME", help="Whose answers, where several were asked.")
@click.option(
    "--allow-original-text",
    is_flag=True,
    help="Also from a run on the originals, whose answers quote them.",
)
@reports_option()
def export(
    run: str, folder: Path, extractor: str | None, reports: Path, *, allow_original_text: bool
) -> int:
    """Write a run's raw answers into a small new FOLDER, for `harness run replay:FOLDER`.

    RUN is the folder of a run, or `latest`.
    """
    path = find_run(run, reports)
    if path is None:
        raise UsageError(f"{run}: no such run; name its folder, or latest")
    one = export_recording(
        path, load_stored(path), extractor, folder, originals_allowed=allow_original_text
    )
    click.echo(f"{folder}: the answers of {one.name}; read them with: harness run replay:{folder}")
    return ExitCode.DONE
