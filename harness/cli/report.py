"""`harness report`: a stored run rendered again."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from harness.cli.against import Against, against_option, held_against
from harness.cli.beside import beside
from harness.cli.ci import CiOutputs, places_in
from harness.cli.common import goldset_option, originals_option, profile_option, reports_option
from harness.errors import ResultNotWrittenError, UsageError
from harness.model.facts import GoldSet
from harness.model.results import Extraction, Profile, Run
from harness.report.changes import Earlier
from harness.report.ci import cases_of_run, render_junit
from harness.report.html import render_report
from harness.report.markdown import render_markdown
from harness.report.text import print_report
from harness.report.view import make_view
from harness.scoring import Evaluation, evaluate
from harness.stores.goldsets import load_goldset
from harness.stores.outputs import write_output
from harness.stores.packaged import goldset_folder
from harness.stores.predictions import PredictionReader
from harness.stores.runs import (
    StoredRun,
    find_run,
    load_extractions,
    load_stored,
    write_whole,
)


@click.command("report")
@click.argument("run", metavar="RUN", default="latest")
@against_option()
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown for a pull request.")
@click.option("--text", "as_text", is_flag=True, help="Print the figures for the terminal.")
@click.option(
    "--junit",
    "as_junit",
    is_flag=True,
    help="Write JUnit XML: a case a fact; a required one that is not found has failed.",
)
@click.option(
    "--allow-original-text", is_flag=True, help="Let JUnit tell what stands in the originals."
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the HTML (or Markdown, or JUnit XML) goes.  [RUN/report.html]",
)
@click.option("--open", "opened", is_flag=True, help="Open the HTML in a browser.")
@goldset_option("Gold set, where it is not the run's own.")
@originals_option("The original articles that the run was made on.")
@profile_option()
@reports_option()
def command(
    run: str,
    against: str | None,
    out: Path | None,
    goldset: str | None,
    originals: Path | None,
    profile: Profile,
    reports: Path,
    *,
    as_markdown: bool,
    as_text: bool,
    as_junit: bool,
    allow_original_text: bool,
    opened: bool,
) -> int:
    """Render a run again: as HTML, as Markdown for a pull request, for the terminal, as JUnit.

    RUN is the folder of a run, or `latest`. All show the same figures.
    """
    if sum((as_markdown, as_text, as_junit, opened)) > 1:
        raise UsageError("--markdown, --text, --junit and --open exclude each other")
    folder, stored = _stored(run, reports)
    where = _where(goldset, stored)
    gold = load_goldset(where, originals)
    done = _extractions(run, folder, stored, gold)
    evaluations = [evaluate(gold, one, profile) for one in done.extractions]
    if as_junit:
        outputs = CiOutputs(junit=out or Path("-"))
        outputs.refuse_original_text(gold, allowed=allow_original_text)
        return _junit(out, render_junit(cases_of_run(evaluations, places_in(where, gold))))
    earlier = _earlier(held_against(against, reports, gold, profile), evaluations, against)
    view = make_view(
        gold,
        done,
        evaluations,
        beside(gold, done, profile, where=where, made={folder: stored.volatile}, earlier=earlier),
    )
    if as_text:
        print_report(view)
    elif as_markdown:
        if out is None:
            click.echo(render_markdown(view), nl=False)
        else:
            _write(out, render_markdown(view))
    else:
        entry = out or folder / "report.html"
        for name, page in render_report(view, entry.name).items():
            _write(entry.parent / name, page)
        click.echo(f"report: {entry}", err=True)
        if opened:
            webbrowser.open(entry.resolve().as_uri())
    return 0


def _junit(out: Path | None, content: bytes) -> int:
    if out is None:
        click.echo(content, nl=False)
    else:
        write_output(out, content)
    return 0


def _stored(run: str, reports: Path) -> tuple[Path, StoredRun]:
    folder = find_run(run, reports)
    if folder is None:
        raise UsageError(f"{run}: no run; give the folder of one, or `latest`")
    return folder, load_stored(folder)


def _where(named: str | None, stored: StoredRun) -> Path:
    """Give the gold set that is named, else the one that the run was made on."""
    if named is None:
        folder = Path(str(stored.volatile.get("goldset_folder", "")))
        return folder if (folder / "goldset.yaml").is_file() else goldset_folder(stored.goldset)
    return goldset_folder(named)


def _extractions(named: str, folder: Path, stored: StoredRun, gold: GoldSet) -> Run:
    """Read what the extractors of a run said; raises UsageError for another rendition."""
    if stored.rendition != gold.rendition:
        way = "add --originals DIR" if stored.rendition == "original" else "leave --originals away"
        raise UsageError(f"{named}: was made on the rendition {stored.rendition}; {way}")
    if stored.goldset_hash != gold.hash:
        click.echo(
            f"note: {named} was made on gold {stored.goldset_hash[:12]}, "
            f"and is scored on {gold.hash[:12]}",
            err=True,
        )
    said = load_extractions(folder, stored, PredictionReader(gold.articles, gold.predicates))
    return Run(
        goldset=gold.name,
        goldset_version=gold.version,
        goldset_hash=gold.hash,
        rendition=gold.rendition,
        extractions=tuple(_timed(one, stored.volatile) for one in said),
        complete=stored.complete,
    )


def _timed(extraction: Extraction, volatile: Mapping[str, Any]) -> Extraction:
    """Give an extraction the time that it took, which is among what differs between equal runs."""
    seconds = volatile.get("seconds", {}).get(extraction.name, 0.0)
    return msgspec.structs.replace(extraction, seconds=float(seconds))


def _earlier(then: Against, evaluations: list[Evaluation], named: str | None) -> Earlier:
    """Hold a run against what is named; raises UsageError where the two share no extractor."""
    earlier = then.earlier(evaluations)
    if named and not earlier.comparisons:
        has = ", ".join(then.then)
        raise UsageError(f"{named}: has no extractor that this run has; it has {has}")
    return earlier


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content.encode())
    except OSError as error:
        raise ResultNotWrittenError(f"{path}: cannot be written ({error.strerror})") from error
