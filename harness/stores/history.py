"""The history of runs: one SQLite file that several runs may write at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.errors import ResultNotWrittenError, UsageError
from harness.model.history import ExtractionRecord, Loss, Point, RunRecord, Series, Sighting
from harness.model.results import Counts, Level
from harness.stores.history_sql import (
    FIGURE_TYPES,
    FIGURES,
    LAST_FOUND,
    LOSSES,
    MIGRATIONS,
    OUTCOME_TYPES,
    OUTCOMES,
    POINTS,
    SERIES,
)
from harness.stores.tables import Table

HISTORY_FILE = "history.sqlite"
_PATIENCE = 30.0  # seconds to wait for another run that writes
_LATER = 0.05
FORMAT = len(MIGRATIONS)
_OWN = ("runs", "extractions", "figures")  # tables of every version


class History:
    """An open history file; made by `opened_history`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._db = connection

    def enter(self, record: RunRecord) -> bool:
        """Enter a run, whole or not at all; False where it is there already."""
        with self._writing():
            seen = record.seen
            done = self._db.execute(
                "INSERT OR IGNORE INTO runs (digest, folder, made_at, commit_id, goldset, "
                "goldset_version, goldset_hash, rendition, complete, harness) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(record.digest, seen.run, seen.made_at, seen.commit, record.goldset),
                    *(record.goldset_version, record.goldset_hash, record.rendition),
                    *(record.complete, record.harness),
                ),
            )
            if not done.rowcount:
                return False
            self._enter_facts(record)
            for one in record.extractions:
                self._enter_extraction(done.lastrowid or 0, record.goldset, one)
            return True

    def _enter_facts(self, record: RunRecord) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO facts (goldset, article, fact) VALUES (?, ?, ?)",
            [(record.goldset, *key) for key in record.contents],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO contents SELECT ?, id, ? FROM facts "
            "WHERE goldset = ? AND article = ? AND fact = ?",
            [
                (record.goldset_hash, content, record.goldset, *key)
                for key, content in record.contents.items()
            ],
        )

    def _enter_extraction(self, run: int, goldset: str, one: ExtractionRecord) -> None:
        extraction = self._db.execute(
            "INSERT INTO extractions (run_id, name, repeats, fingerprint, signature, profile, "
            "scoring, failed, seconds, cost, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(run, one.name, one.repeats, one.fingerprint, one.signature, one.profile),
                *(one.scoring, one.failed, one.seconds),
                *(None if one.cost is None else str(one.cost), one.currency),
            ),
        ).lastrowid
        self._db.executemany(
            "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (extraction, level.label, part.tp, part.fp, part.fn, part.optional, part.restated)
                for level, part in one.counts.items()
            ],
        )
        self._db.executemany(
            "INSERT INTO outcomes SELECT ?, id, ?, ? FROM facts "
            "WHERE goldset = ? AND article = ? AND fact = ?",
            [
                (extraction, level, required, goldset, *key)
                for key, (level, required) in one.outcomes.items()
            ],
        )

    def series(self) -> list[Series]:
        """List what there are figures of."""
        rows = self._read(SERIES)
        return [Series(*row) for row in rows]

    def points(self, series: Series) -> list[Point]:
        """Give a series' runs in the order of their time."""
        rows = self._read(POINTS, _named(series))
        return [
            Point(
                Sighting(*row[:3]), row[3], row[4], bool(row[5]), row[6], row[7], Counts(*row[8:])
            )
            for row in rows
        ]

    def losses(self, series: Series) -> list[Loss]:
        """Give the facts that the newest sound run misses at level fact and earlier ones found."""
        rows = self._read(LOSSES, _named(series) | {"right": int(Level.FACT)})
        return [
            Loss(
                *(row[0], row[1], bool(row[2]), bool(row[3]), bool(row[4])),
                *(Sighting(*row[5:8]), Sighting(*row[8:])),
            )
            for row in rows
        ]

    def last_found(
        self, series: Series, fact: tuple[str, str], content: str, scoring: int
    ) -> Sighting | None:
        """Give the last run in which a fact (article, id) was right at level fact.

        None where none is known in which the fact said the same and was scored the same.
        """
        article, name = fact
        asked = {"article": article, "fact": name, "content": content, "scoring": scoring}
        rows = self._read(LAST_FOUND, _named(series) | asked | {"right": int(Level.FACT)})
        return Sighting(*rows[0]) if rows else None

    def table(self, *, facts: bool = False) -> Table:
        """Give all figures, or all outcomes by fact, in the order of time."""
        query, types = (OUTCOMES, OUTCOME_TYPES) if facts else (FIGURES, FIGURE_TYPES)
        cursor = self._db.execute(query)
        return Table({name: types.get(name, str) for name, *_ in cursor.description}, iter(cursor))

    def _read(self, query: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        return self._db.execute(query, values or {}).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write in one transaction: all of it comes to be, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def migrate(self) -> None:
        """Bring the file to this version.

        Raises UsageError for one of a newer harness, or of another program.
        """
        tables = {name for (name,) in self._read("SELECT name FROM sqlite_master")}
        if tables and not tables.issuperset(_OWN):
            raise UsageError(f"{self.path}: is no history, but a database of something else")
        if (version := self._version()) > FORMAT:
            raise UsageError(f"{self.path}: has format {version}, made by a newer harness; update")
        if version == FORMAT:
            return
        _use_wal(self._db)
        with self._writing():
            version = self._version()  # another run may have been faster
            for migration in MIGRATIONS[version:]:
                for statement in migration.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {FORMAT}")

    def _version(self) -> int:
        return int(self._read("PRAGMA user_version")[0][0])


@contextmanager
def opened_history(path: Path, *, make: bool = False) -> Iterator[History]:
    """Open a history, made where there is none if so asked, and bring it to this version.

    Raises UsageError where there is none, or the file is no history or of a newer harness, and
    ResultNotWrittenError where it cannot be written.
    """
    if not make and not path.is_file():
        raise UsageError(f"{path}: there is no history yet; `harness run` begins one")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise ResultNotWrittenError(f"{path}: cannot be opened ({error})") from error
    try:
        history = History(path, connection)
        connection.execute("PRAGMA foreign_keys = ON")
        history.migrate()
        yield history
    except sqlite3.OperationalError as error:
        raise ResultNotWrittenError(f"{path}: cannot be used ({error})") from error
    except sqlite3.DatabaseError as error:
        raise UsageError(
            f"{path}: is no history ({error}); move it away, and `harness history add` the runs"
        ) from error
    finally:
        connection.close()


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers read while a run writes; SQLite does not wait by itself to change this."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_LATER)
        else:
            return


def _named(series: Series) -> dict[str, Any]:
    return {
        "goldset": series.goldset,
        "rendition": series.rendition,
        "profile": series.profile,
        "extractor": series.extractor,
    }
