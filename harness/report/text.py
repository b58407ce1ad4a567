"""The figures of a report for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from harness.report.console import console_of
from harness.report.view import ReportView

_NARROWEST = 80  # columns


def print_scores(view: ReportView, console: Console | None = None) -> None:
    """Print precision, recall and F1 of every extractor at every level; NO_COLOR is kept."""
    # A table that is cut has lost figures: it may be wider than a narrow terminal.
    console = console or console_of(_NARROWEST)
    console.print(
        f"[bold]{escape(view.gold)}[/bold] · {view.rendition} · {view.articles}, "
        f"{view.required} required facts and {view.optional} optional · profile {view.profile} "
        f"· gold {view.gold_hash}",
        soft_wrap=True,
    )
    if view.contains_original_text:
        console.print("[bold yellow]on the originals: the run folder contains their text[/]")
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("extractor")
    table.add_column("level")
    for heading in ("P %", "R %", "F1 %", "95 % of F1", "TP", "FP", "FN"):
        table.add_column(heading, justify="right")
    for extractor in view.extractors:
        for row in extractor.levels:
            style = "bold" if row.name == "fact" else None
            first = row.name == "value"
            name = f"{extractor.name}{' (failed)' if extractor.failures else ''}" if first else ""
            counts = (str(row.tp), str(row.fp), str(row.fn))
            cells = (row.precision, row.recall, row.f1, row.interval, *counts)
            table.add_row(
                escape(name), row.name, *cells, style=style, end_section=row.name == "grounded"
            )
    console.print(table)
    _print_sentences(view, console)
    _print_remembered(view, console)
    _print_repeats(view, console)


def _print_sentences(view: ReportView, console: Console) -> None:
    """Say what the table cannot: who is better, who was fitted, what they find together."""
    for pair in view.pairs:
        if pair.first == view.extractors[0].name:  # the best one against each other
            console.print(escape(pair.sentence), soft_wrap=True)
    for extractor in view.extractors:
        if extractor.folds:
            told = f"{extractor.name}: fitted for each article on all others ({extractor.folds})"
            console.print(escape(told), soft_wrap=True)
    if view.worth.together:
        console.print(escape(view.worth.together.sentence), soft_wrap=True)
    for line in view.asked:
        console.print(escape(line), soft_wrap=True)


def _print_remembered(view: ReportView, console: Console) -> None:
    """Print how many of the changed facts each extractor read, and how many it recited."""
    if not view.remembered:
        return
    table = Table(show_edge=False, pad_edge=False, title="reading or remembering", title_style="")
    table.add_column("extractor")
    for heading in ("changed facts", "read", "recited", "both", "neither", "not read"):
        table.add_column(heading, justify="right")
    for row in view.remembered:
        counts = (row.changed, row.read, row.recited, row.both, row.neither, row.unread)
        table.add_row(escape(row.name), *map(str, counts))
    console.print(table)


def _print_repeats(view: ReportView, console: Console) -> None:
    """Print mean and range of what read several times."""
    if not view.repeats:
        return
    table = Table(show_edge=False, pad_edge=False, title="several readings", title_style="")
    table.add_column("extractor")
    headings = ("readings", "P %", "R %", "F1 %", "agreement %", "found by all / some / none")
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in view.repeats:
        shares = (row.precision, row.recall, row.f1, row.agreement, row.found)
        table.add_row(escape(row.name), str(row.readings), *shares)
    console.print(table)
