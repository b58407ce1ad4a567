"""Turns: what several processes would do at once, one does and the others find done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_LONGEST = 24 * 60 * 60.0  # seconds


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Wait until no other process holds a file of this name, and hold it.

    The lock is SQLite's: it works on every system, and ends with the process that holds it.
    """
    with closing(sqlite3.connect(path, timeout=_LONGEST, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        yield
