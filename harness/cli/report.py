"""`harness report`: a stored run rendered again."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from harness.cli.against import Against, against_option, held_against
from harness.cli.beside import beside
from harness.cli.ci import CiOutputs, places_in
from harness.cli.common import goldset_option, originals_option, profile_option, reports_option
from harness.cli.stored import NamedRun, check_rendition, gold_of, joined_run, named_runs
from harness.errors import UsageError
from harness.model.results import Profile
from harness.report.changes import Earlier
from harness.report.ci import cases_of_run, render_junit
from harness.report.html import render_report
from harness.report.markdown import render_markdown
from harness.report.text import print_report
from harness.report.view import make_view
from harness.scoring import Evaluation, evaluate
from harness.stores.goldsets import load_goldset
from harness.stores.outputs import write_output


@click.command("report")
@click.argument("runs", metavar="[RUN]...", nargs=-1)
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
    help="Where the HTML (or Markdown, or JUnit XML) goes.  [RUN/report.html of one whole run]",
)
@click.option("--open", "opened", is_flag=True, help="Open the HTML in a browser.")
@goldset_option("Gold set, where it is not the run's own.")
@originals_option("The original articles that the run was made on.")
@profile_option()
@reports_option()
def command(
    runs: tuple[str, ...],
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
    """Render runs again: as HTML, as Markdown for a pull request, for the terminal, as JUnit.

    RUN is a run folder, `latest` (where none is named), FOLDER:EXTRACTOR, or an extractor of the
    run before it. Several are shown in one report. All forms show the same figures.
    """
    if sum((as_markdown, as_text, as_junit, opened)) > 1:
        raise UsageError("--markdown, --text, --junit and --open exclude each other")
    named = named_runs(runs or ("latest",), reports)
    where = gold_of(goldset, [one.stored for one in named])
    gold = load_goldset(where, originals)
    for one in named:
        check_rendition(one.label, one.stored, gold)
    done = joined_run(named, gold)
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
        beside(
            gold,
            done,
            profile,
            where=where,
            made={one.path: one.stored.volatile for one in named},
            earlier=earlier,
        ),
    )
    if as_text:
        print_report(view)
    elif as_markdown:
        if out is None:
            click.echo(render_markdown(view), nl=False)
        else:
            write_output(out, render_markdown(view).encode())
    else:
        entry = out or _page_of(named)
        for name, page in render_report(view, entry.name).items():
            write_output(entry.parent / name, page.encode())
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


def _page_of(named: list[NamedRun]) -> Path:
    """Give the page of the one run that is shown whole; a part must not take its place."""
    if len(named) > 1 or named[0].extractors:
        raise UsageError("this is no whole run, which has its page in its folder; add --out FILE")
    return named[0].path / "report.html"


def _earlier(then: Against, evaluations: list[Evaluation], named: str | None) -> Earlier:
    """Hold a run against what is named; raises UsageError where the two share no extractor."""
    earlier = then.earlier(evaluations)
    if named and not earlier.comparisons:
        has = ", ".join(then.then)
        raise UsageError(f"{named}: has no extractor that this run has; it has {has}")
    return earlier
