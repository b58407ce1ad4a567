"""A run of the past: named in words, and as data."""

from __future__ import annotations

from typing import Any

from harness.model.history import Sighting
from harness.report.words import told_commit, visible


def run_told(seen: Sighting) -> str:
    """Name a run by its folder, its time and its commit."""
    return f"{visible(seen.run)} of {seen.made_at}{at_commit(seen.commit)}"


def at_commit(commit: str | None) -> str:
    """Write at which commit something was, e.g. " at 1a2b3c4d5e6f"; empty where it is unknown."""
    return f" at {told_commit(commit)}" if commit else ""


def sighting_table(seen: Sighting | None) -> dict[str, Any] | None:
    """Give a run as plain data."""
    if seen is None:
        return None
    return {"run": seen.run, "made_at": seen.made_at, "commit": seen.commit}
