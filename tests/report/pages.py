"""What tests do with an open page: filter its rows, and read what is shown."""

from __future__ import annotations

from typing import Any


def shown(page: Any) -> list[str]:
    """Give the ids of the rows that are shown."""
    found: list[str] = page.evaluate("[...document.getElementById('rows').rows].map(r => r.id)")
    return found


def choose(page: Any, name: str, value: str) -> None:
    """Set a field of the filter, and wait until the rows follow."""
    page.select_option(f"form[data-for=rows] select[name={name}]", value)
    page.wait_for_timeout(20)


def told(page: Any) -> str:
    """Give the line that tells how many rows there are."""
    return str(page.inner_text("#shown"))
