"""Answers of models, kept in SQLite by the hash of all that was asked with."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from harness.errors import ResultNotWrittenError, UsageError

FORMAT = 1
_TOGETHER = 0.5  # seconds between writes of answers that come fast
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, place TEXT NOT NULL, model TEXT NOT NULL, parts TEXT NOT NULL,
    answer TEXT NOT NULL, made TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS answers_by_place ON answers (place);
CREATE TABLE IF NOT EXISTS servers (
    server TEXT NOT NULL, model TEXT NOT NULL, told TEXT NOT NULL, PRIMARY KEY (server, model));
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """How much is kept of a model's answers; days as ISO 8601."""

    model: str
    answers: int
    bytes: int
    oldest: str
    newest: str


def default_cache() -> Path:
    """Give the cache's place: HARNESS_CACHE, else the user's own folder for caches."""
    named = os.environ.get("HARNESS_CACHE")
    if named:
        return Path(named)
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "factharness" / "answers.sqlite"


class AnswerCache:
    """Keeps answers between runs; several runs may use one at a time.

    A failure to write ends keeping, never a run: it is told in `failure`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failure: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Calls run in a thread of their own; one thread at a time uses the connection.
            self._file = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._pending: dict[str, tuple[str, ...]] = {}
            self._written = 0.0
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            way = "remove the file, or name another with --cache"
            raise UsageError(f"{path}: is no cache of answers ({error}); {way}") from error

    def _prepare(self) -> None:
        version = self._file.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise UsageError(f"{self.path}: has format {version}, made by a newer harness; update")
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.executescript(_TABLES)
        self._file.execute(f"PRAGMA user_version = {FORMAT}")

    def close(self) -> None:
        """Write what is not written yet, and let go of the file."""
        self._flush()
        self._file.close()

    def get(self, key: str) -> bytes | None:
        """Give an answer that was put in before."""
        if key in self._pending:
            return self._pending[key][4].encode()
        return self._one("SELECT answer FROM answers WHERE key = ?", key)

    def put(self, key: str, parts: Mapping[str, str], answer: bytes) -> None:
        """Keep an answer; `parts` says in short what it was asked with, "place" and "model" too.

        Answers that come fast are written together, a fraction of a second later.
        """
        told = json.dumps(dict(parts), ensure_ascii=False)
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        row = (key, parts["place"], parts["model"], told, answer.decode(), moment)
        self._pending[key] = row
        if time.monotonic() - self._written > _TOGETHER:
            self._flush()

    def differing(self, parts: Mapping[str, str]) -> tuple[str, ...] | None:
        """Name the parts in which the nearest kept answer differs; None where none is near.

        Near is an answer on the same place of an article, or in another place on the same text.
        """
        rows = self._file.execute("SELECT parts FROM answers WHERE place = ?", (parts["place"],))
        found = [
            tuple(name for name, one in parts.items() if kept.get(name) != one)
            for kept in (json.loads(row[0]) for row in rows)
        ]
        return min(found, key=lambda names: (len(names), names), default=None)

    def known_server(self, server: str, model: str) -> bytes | None:
        """Give what was remembered of a server and model."""
        return self._one("SELECT told FROM servers WHERE server = ? AND model = ?", server, model)

    def remember_server(self, server: str, model: str, told: bytes) -> None:
        """Remember something of a server and model."""
        row = (server, model, told.decode())
        self._write("INSERT OR REPLACE INTO servers VALUES (?, ?, ?)", row)

    def holdings(self) -> list[Holding]:
        """List what is kept, by model."""
        rows = self._file.execute(
            "SELECT model, count(*), sum(length(answer) + length(parts)), min(made), max(made)"
            " FROM answers GROUP BY model ORDER BY model"
        )
        return [Holding(*row) for row in rows]

    def clear(self, model: str | None = None, older_than: int | None = None) -> int:
        """Forget answers, of one model or older than some days only; give how many.

        What is remembered of servers goes where everything or all of a model goes.
        """
        latest = datetime.now(UTC) - timedelta(days=older_than or 0)
        before = latest.isoformat(timespec="seconds") if older_than is not None else "9999"
        try:
            with self._file:
                done = self._file.execute(
                    "DELETE FROM answers WHERE made < ? AND (? IS NULL OR model = ?)",
                    (before, model, model),
                )
                if older_than is None:
                    self._file.execute(
                        "DELETE FROM servers WHERE ? IS NULL OR model = ?", (model, model)
                    )
            self._file.execute("VACUUM")
        except sqlite3.Error as error:
            raise ResultNotWrittenError(f"{self.path}: cannot be written ({error})") from error
        return done.rowcount

    def _one(self, query: str, *values: str) -> bytes | None:
        try:
            row: Any = self._file.execute(query, values).fetchone()
        except sqlite3.Error as error:
            self.failure = self.failure or f"{self.path}: cannot be read ({error})"
            return None
        return None if row is None else str(row[0]).encode()

    def _flush(self) -> None:
        self._write(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", *self._pending.values()
        )
        self._pending.clear()
        self._written = time.monotonic()

    def _write(self, query: str, *rows: tuple[str, ...]) -> None:
        if self.failure is not None or not rows:
            return
        try:
            with self._file:
                self._file.executemany(query, rows)
        except sqlite3.Error as error:
            self.failure = f"{self.path}: cannot be written ({error})"


@contextmanager
def opened_cache(path: Path | None) -> Iterator[AnswerCache]:
    """Open a cache, the user's own where none is named, and close it afterwards."""
    cache = AnswerCache(path or default_cache())
    try:
        yield cache
    finally:
        cache.close()
