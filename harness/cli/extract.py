"""`harness extract`: what an extractor finds in any text, without gold."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.markup import escape
from rich.table import Table

from harness.cli.common import goldset_option
from harness.cli.interrupts import Interrupts
from harness.cli.main import ExitCode
from harness.cli.models import desk_of, model_options
from harness.cli.options import clean_stdout
from harness.errors import HarnessError, UsageError
from harness.extractors.base import Trainable
from harness.model.corpus import Article, story_of
from harness.model.dates import parse_edtf
from harness.model.facts import GoldSet, Prediction
from harness.model.results import Outcome
from harness.pipeline import extract
from harness.reading import Lesson
from harness.report.console import console_of
from harness.report.words import limits, told, visible
from harness.roster import load_extractors
from harness.stores.goldsets import KnownText, known_texts, load_goldset
from harness.stores.packaged import available_goldsets, goldset_folder
from harness.stores.predictions import prediction_lines
from harness.stores.seeds import read_text, text_hash, text_of

_STDIN = "-"
_HEADINGS = ("text", "predicate", "subject", "value", "limits", "in the words")


def _once(command: click.Command) -> click.Command:
    """Take --repeats away: without gold there is nothing to average."""
    command.params = [option for option in command.params if option.name != "repeats"]
    return command


@_once
@click.command("extract")
@click.argument("texts", nargs=-1, required=True, metavar="TEXT...")
@click.option("--extractor", required=True, metavar="X", help="Who reads, named as for `run`.")
@click.option("--doc-date", metavar="EDTF", help="When the texts appeared: 2025-01-28. [today]")
@click.option("--language", metavar="CODE", help="Their language. [the gold set's]")
@click.option("--predicates", metavar="P,P,...", help="Ask for these only. [the gold set's]")
@goldset_option(
    "Names the predicates, and is what a trainable extractor learns from. [deepseek-2025]"
)
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="Read N texts at a time. [1]")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="End an extractor that takes longer for a text. [none; 300 for command:]",
)
@model_options
@click.option(
    "--json/--table",
    "as_json",
    default=None,
    help="JSON Lines or a table. [a table on a terminal, else JSON Lines]",
)
def command(
    texts: tuple[str, ...],
    extractor: str,
    doc_date: str | None,
    language: str | None,
    predicates: str | None,
    goldset: str | None,
    jobs: int | None,
    timeout: float | None,
    *,
    as_json: bool | None,
    **asked: Any,
) -> int:
    """Print what an extractor finds in texts of your own; no gold is needed.

    TEXT is a file of plain text (UTF-8), or - for standard input. The JSON Lines are predictions
    as `harness score` reads them; their `article` is the file's name.
    """
    with clean_stdout():
        (loaded,) = load_extractors([extractor])
    gold = _asking_for(load_goldset(goldset), predicates)
    contents = _read_texts(texts)
    known = _known(goldset)
    copies = {
        name: known[sha] for name, text in contents.items() if (sha := text_hash(text)) in known
    }
    dates = {name: one.doc_date for name, one in copies.items()}
    if doc_date is not None:
        dates = dict.fromkeys(contents, _checked_date(doc_date))
    articles = _articles(contents, dates, language or gold.language)
    lesson = Lesson(gold, {name: one.article for name, one in copies.items()})
    if isinstance(loaded.extractor, Trainable):
        _tell_lesson(loaded.extractor.name, lesson, articles)
    with Interrupts() as interrupts, interrupts.open(), desk_of(asked, [loaded]) as desk:
        reading = extract(loaded, articles, lesson, jobs=jobs, timeout=timeout, desk=desk)
        outcomes = _aside(reading, loaded.extractor.name)
        as_lines = not sys.stdout.isatty() if as_json is None else as_json
        failed = _print_lines(outcomes) if as_lines else _print_table(outcomes)
    return ExitCode.EXTRACTOR_FAILED if failed else ExitCode.DONE


def _asking_for(gold: GoldSet, wanted: str | None) -> GoldSet:
    """Leave only the predicates asked for, and the facts of those to learn from."""
    if wanted is None:
        return gold
    names = [name.strip() for name in wanted.split(",")]
    for name in names:
        if name not in gold.predicates:
            close = get_close_matches(name, list(gold.predicates), 1)
            hint = (
                f"did you mean {close[0]!r}?"
                if close
                else f"known are {', '.join(gold.predicates)}"
            )
            raise UsageError(f"--predicates: no predicate {name!r} in {gold.name}; {hint}")
    kept = {name: one for name, one in gold.predicates.items() if name in names}
    facts = tuple(fact for fact in gold.facts if fact.predicate in kept)
    return msgspec.structs.replace(gold, predicates=kept, facts=facts)


def _read_texts(named: Sequence[str]) -> dict[str, str]:
    """Read texts by the name their predictions will bear; raises UsageError with all faults."""
    paths = [Path(name) for name in named]
    found: dict[str, str] = {}
    faults = []
    for name, path in zip(named, paths, strict=True):
        alike = sum(other.name == path.name for other in paths) > 1
        called = "stdin" if name == _STDIN else name if alike else path.name
        try:
            if called in found:
                raise UsageError(f"{name}: is named twice")
            found[called] = _stdin() if name == _STDIN else read_text(path)
        except UsageError as error:
            faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))
    return found


def _stdin() -> str:
    return text_of(sys.stdin.buffer.read(), Path("standard input"))


def _articles(
    contents: Mapping[str, str], dates: Mapping[str, str], language: str
) -> list[Article]:
    """Make articles of texts; one without a date appeared today."""
    today = datetime.now().astimezone().date().isoformat()
    return [
        Article(name, "original", language, dates.get(name, today), text)
        for name, text in contents.items()
    ]


def _checked_date(doc_date: str) -> str:
    try:
        stretch = parse_edtf(doc_date)
    except ValueError as error:
        raise UsageError(f"--doc-date: {error}") from error
    if stretch.last is None:
        raise UsageError(f"--doc-date: {doc_date!r} has no end; write e.g. 2025-01-28")
    return doc_date


def _known(goldset: str | None) -> dict[str, KnownText]:
    """Give all gold texts at hand by their SHA-256, trap copies included."""
    found: dict[str, KnownText] = {}
    for folder in available_goldsets():
        try:
            found |= known_texts(folder)
        except HarnessError:
            continue  # a broken set that nobody asked for; `harness list` tells of it
    return found | known_texts(goldset_folder(goldset))


def _tell_lesson(name: str, lesson: Lesson, articles: Iterable[Article]) -> None:
    """Say what a trainable extractor learns from, and what it is kept from."""
    gold = lesson.goldset
    told = f"{name}: fitted on the {len(gold.articles)} articles of {gold.name} {gold.version}"
    click.echo(told, err=True)
    stories = {story_of(one) for one in gold.articles}
    for article in articles:
        copy = (lesson.copies or {}).get(article.id, "")
        if story_of(copy) in stories:
            told = f"{article.id} is the gold article {copy}: read by one fitted without it"
            click.echo(f"{name}: {told}", err=True)


def _aside(
    reading: Iterator[tuple[Article, Outcome]], extractor: str
) -> Iterator[tuple[Article, Outcome]]:
    """Send to stderr what goes wrong and what is said aside, and the rest on."""
    while True:
        with clean_stdout():
            came = next(reading, None)
        if came is None:
            return
        article, outcome = came
        if outcome.log:
            click.echo(outcome.log.rstrip("\n"), err=True)
        if outcome.error is not None:
            detail = outcome.error.traceback.rstrip("\n")
            head = f"{extractor} failed on {article.id}: {outcome.error.message}"
            click.echo(f"{head}\n{detail}" if detail else head, err=True)
        yield came


def _print_lines(outcomes: Iterable[tuple[Article, Outcome]]) -> bool:
    """Print predictions as they come; tell whether any text failed."""
    failed = False
    for _, outcome in outcomes:
        for line in prediction_lines(outcome.predictions):
            click.echo(line, nl=False)
        failed = failed or outcome.error is not None
    return failed


def _print_table(outcomes: Iterable[tuple[Article, Outcome]]) -> bool:
    """Print one table of all predictions; tell whether any text failed."""
    failed = False
    texts: set[str] = set()
    rows = []
    for article, outcome in outcomes:
        failed = failed or outcome.error is not None
        texts.add(article.id)
        rows += [_row(article, prediction) for prediction in outcome.predictions]
    console = console_of()
    if rows:
        console.print(_table(rows, first=0 if len(texts) > 1 else 1))
    console.print(f"{len(rows)} facts in {len(texts)} text{'' if len(texts) == 1 else 's'}")
    return failed


def _table(rows: Sequence[tuple[str, ...]], first: int) -> Table:
    """Lay rows out, from the first column on that tells something; empty columns are left out."""
    table = Table(show_edge=False, pad_edge=False)
    shown = [number for number in range(first, len(_HEADINGS)) if any(row[number] for row in rows)]
    for number in shown:
        table.add_column(_HEADINGS[number], overflow="fold")
    for row in rows:
        table.add_row(*(escape(row[number]) for number in shown))
    return table


def _row(article: Article, prediction: Prediction) -> tuple[str, ...]:
    words = " … ".join(article.text[slice(*span)] for span in prediction.evidence)
    return (
        visible(article.id),
        prediction.predicate,
        visible(prediction.subject),
        told(prediction.value),
        limits(prediction.qualifiers),
        visible(" ".join(words.split())),
    )
