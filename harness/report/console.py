"""The terminal, on which names and figures stand as they are."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

NARROWEST = 80  # columns that tables of figures are given, whatever the terminal has


def console_of(least: int = 0, **options: Any) -> Console:
    """Make a console, as wide as the terminal and at least as wide as `least`.

    No picture stands for what looks like its name („llm:x:“), and digits have no colours.
    """
    if least:
        options["width"] = max(least, Console().width)
    return Console(highlight=False, emoji=False, **options)


def table_of(*headings: str, no_wrap: bool = False) -> Table:
    """Make a table without a frame: the first column is of names, all others of figures."""
    table = Table(show_edge=False, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=no_wrap)
    return table
