"""The figures of a report for the terminal."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table as RichTable

from harness.report.console import NARROWEST, console_of
from harness.report.told import Listing, Part, Table, blocks_of, first_of
from harness.report.view import ReportView

_WORDS = 24  # as wide as words get before they are broken


def print_report(view: ReportView, console: Console | None = None) -> None:
    """Print all of a report but its texts and outcomes; NO_COLOR is kept."""
    console = console or console_of(NARROWEST)
    _print_head(view, console)
    for block in blocks_of(view):
        _print(console, f"\n[bold]{escape(block.title)}[/]")
        for part in block.parts:
            _print_part(console, part)


def print_scores(view: ReportView, console: Console | None = None) -> None:
    """Print what is asked for first when a run is done, equal for equal runs; NO_COLOR is kept."""
    console = console or console_of(NARROWEST)
    _print_head(view, console)
    for part in first_of(view):
        _print_part(console, part)


def _print_head(view: ReportView, console: Console) -> None:
    _print(console, f"[bold]{escape(view.gold)}[/] · {escape(view.facts_told)}")
    for alarm in view.alarms:
        _print(console, f"[bold yellow]{escape(alarm.name)}[/] {escape(alarm.told)}")


def _print(console: Console, told: str) -> None:
    console.print(told, soft_wrap=True)


def _print_part(console: Console, part: Part) -> None:
    if part.title:
        _print(console, f"\n[underline]{escape(part.title)}[/]")
    for sentence in part.sentences:
        _print(console, escape(sentence))
    for table in part.tables:
        if table.rows:
            _print_table(console, table)
    for listing in part.listings:
        _print(console, escape(_listed(listing)))


def _print_table(console: Console, table: Table) -> None:
    # A table that is cut has lost figures: it may be wider than a narrow terminal.
    found = RichTable(show_edge=False, pad_edge=False)
    for at, (head, *cells) in enumerate(zip(table.heads, *table.rows, strict=True)):
        left = at < table.left
        longest = max(map(cell_len, (*head.split(), *cells)))
        found.add_column(
            escape(head),
            justify="left" if left else "right",
            overflow="fold",
            min_width=min(longest, _WORDS) if left else longest,
        )
    for at, row in enumerate(table.rows):
        ends = table.left > 1 and at + 1 < len(table.rows) and bool(table.rows[at + 1][0])
        style = "bold" if at in table.strong else None
        found.add_row(*map(escape, row), style=style, end_section=ends)
    wide = console.options.update(max_width=10_000)
    least = Measurement.get(console, wide, found).minimum
    console.print(found, width=max(console.width, least), crop=False)


def _listed(listing: Listing) -> str:
    places = ", ".join(f"{fact.article}/{fact.label}" for fact in listing.facts) or "nothing"
    return f"{listing.caption}: {len(listing.facts)} ({places})"
