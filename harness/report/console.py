"""The terminal, on which names and figures stand as they are."""

from __future__ import annotations

from typing import Any

from rich.console import Console


def console_of(least: int = 0, **options: Any) -> Console:
    """Make a console, as wide as the terminal and at least as wide as `least`.

    No picture stands for what looks like its name („llm:x:“), and digits have no colours.
    """
    if least:
        options["width"] = max(least, Console().width)
    return Console(highlight=False, emoji=False, **options)
