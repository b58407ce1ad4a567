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

HISTORY_FILE = "history.sqlite"
_PATIENCE = 30.0  # seconds to wait for another run that writes
_LATER = 0.05

# One migration a version; a file keeps the number of those it has been through in user_version.
# They are never changed, only added to.
_MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, folder TEXT NOT NULL,
        made_at TEXT NOT NULL, commit_id TEXT, goldset TEXT NOT NULL,
        goldset_version TEXT NOT NULL, goldset_hash TEXT NOT NULL, rendition TEXT NOT NULL,
        complete INTEGER NOT NULL, harness TEXT NOT NULL);
    CREATE TABLE extractions (
        id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        name TEXT NOT NULL, repeats TEXT NOT NULL, fingerprint TEXT NOT NULL,
        signature TEXT NOT NULL, profile TEXT NOT NULL, scoring INTEGER NOT NULL,
        failed INTEGER NOT NULL, seconds REAL NOT NULL, cost TEXT, currency TEXT,
        UNIQUE (run_id, name));
    CREATE TABLE figures (
        extraction_id INTEGER NOT NULL REFERENCES extractions ON DELETE CASCADE,
        level TEXT NOT NULL, tp INTEGER NOT NULL, fp INTEGER NOT NULL, fn INTEGER NOT NULL,
        optional INTEGER NOT NULL, restated INTEGER NOT NULL,
        PRIMARY KEY (extraction_id, level)) WITHOUT ROWID;
    """,
    """
    CREATE TABLE facts (
        id INTEGER PRIMARY KEY, goldset TEXT NOT NULL, article TEXT NOT NULL, fact TEXT NOT NULL,
        UNIQUE (goldset, article, fact));
    CREATE TABLE outcomes (
        extraction_id INTEGER NOT NULL REFERENCES extractions ON DELETE CASCADE,
        fact_id INTEGER NOT NULL REFERENCES facts, level INTEGER NOT NULL,
        required INTEGER NOT NULL, PRIMARY KEY (extraction_id, fact_id)) WITHOUT ROWID;
    CREATE INDEX outcomes_of_fact ON outcomes (fact_id, level);
    """,
)
FORMAT = len(_MIGRATIONS)

_SERIES = """
    FROM extractions e JOIN runs r ON r.id = e.run_id
    WHERE r.goldset = :goldset AND r.rendition = :rendition AND e.profile = :profile
    AND CASE e.repeats WHEN '' THEN e.name ELSE e.repeats END = :extractor
"""
_FIGURES = """
    SELECT r.folder AS run, r.made_at, r.commit_id AS "commit", r.goldset, r.goldset_version,
        r.goldset_hash, r.rendition, r.complete, e.name AS extractor, e.repeats, e.fingerprint,
        e.profile, e.scoring, e.signature, e.failed AS failed_articles, e.seconds, e.cost,
        e.currency, f.level, f.tp, f.fp, f.fn, f.optional, f.restated
    FROM figures f JOIN extractions e ON e.id = f.extraction_id JOIN runs r ON r.id = e.run_id
    ORDER BY r.made_at, r.id, e.id, f.tp DESC, f.level DESC
"""
_OUTCOMES = """
    SELECT r.folder AS run, r.made_at, r.commit_id AS "commit", r.goldset, r.goldset_hash,
        r.rendition, e.name AS extractor, e.repeats, e.profile, e.scoring, t.article, t.fact,
        o.required, o.level
    FROM outcomes o JOIN extractions e ON e.id = o.extraction_id JOIN runs r ON r.id = e.run_id
    JOIN facts t ON t.id = o.fact_id
    ORDER BY r.made_at, r.id, e.id, t.article, t.fact
"""
# Runs of a series in which nothing failed, numbered by time; for each fact the last of them that
# found it; and of those facts the ones that the newest misses, with the run after.
_LOSSES = f"""
    WITH sound AS (
        SELECT r.id AS run, e.id AS extraction, dense_rank() OVER (ORDER BY r.made_at, r.id) AS n
        {_SERIES} AND r.complete AND NOT EXISTS (
            SELECT 1 FROM extractions x WHERE x.run_id = r.id AND x.failed
            AND CASE x.repeats WHEN '' THEN x.name ELSE x.repeats END = :extractor)),
    places AS (SELECT n, min(run) AS run FROM sound GROUP BY n),
    found AS (
        SELECT o.fact_id, max(CASE WHEN o.level >= :right THEN s.n END) AS last,
            max(CASE WHEN s.n = (SELECT max(n) FROM sound) THEN o.level END) AS now,
            max(o.required) AS required
        FROM outcomes o JOIN sound s ON s.extraction = o.extraction_id GROUP BY o.fact_id)
    SELECT t.article, t.fact, found.required, a.folder, a.made_at, a.commit_id,
        b.folder, b.made_at, b.commit_id
    FROM found JOIN facts t ON t.id = found.fact_id
    JOIN places p ON p.n = found.last JOIN runs a ON a.id = p.run
    JOIN places q ON q.n = found.last + 1 JOIN runs b ON b.id = q.run
    WHERE found.now < :right ORDER BY t.article, t.fact
"""  # noqa: S608 - made of constants; values are bound


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
            for one in record.extractions:
                self._enter_extraction(done.lastrowid or 0, record.goldset, one)
            return True

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
            "INSERT OR IGNORE INTO facts (goldset, article, fact) VALUES (?, ?, ?)",
            [(goldset, *key) for key in one.outcomes],
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
        rows = self._read(
            "SELECT DISTINCT r.goldset, r.rendition, e.profile, "
            "CASE e.repeats WHEN '' THEN e.name ELSE e.repeats END AS extractor "
            "FROM extractions e JOIN runs r ON r.id = e.run_id ORDER BY 1, 2, 3, 4"
        )
        return [Series(*row) for row in rows]

    def points(self, series: Series) -> list[Point]:
        """Give a series' runs in the order of their time."""
        rows = self._read(
            "SELECT r.folder, r.made_at, r.commit_id, r.goldset_hash, max(e.scoring), r.complete, "
            "sum(e.failed), count(*), sum(f.tp), sum(f.fp), sum(f.fn), sum(f.optional), "
            "sum(f.restated)"
            + _SERIES.replace("WHERE", "JOIN figures f ON f.extraction_id = e.id WHERE")
            + "AND f.level = 'fact' GROUP BY r.id ORDER BY r.made_at, r.id",
            _named(series),
        )
        return [
            Point(
                Sighting(*row[:3]), row[3], row[4], bool(row[5]), row[6], row[7], Counts(*row[8:])
            )
            for row in rows
        ]

    def losses(self, series: Series) -> list[Loss]:
        """Give the facts that the newest sound run misses at level fact and earlier ones found."""
        rows = self._read(
            _LOSSES,
            _named(series) | {"right": int(Level.FACT)},
        )
        return [
            Loss(row[0], row[1], bool(row[2]), Sighting(*row[3:6]), Sighting(*row[6:9]))
            for row in rows
        ]

    def last_found(self, series: Series, article: str, fact: str) -> Sighting | None:
        """Give the last run in which a fact was right at level fact; None where none is known."""
        rows = self._read(
            "SELECT r.folder, r.made_at, r.commit_id "
            + _SERIES.replace(
                "WHERE",
                "JOIN outcomes o ON o.extraction_id = e.id JOIN facts t ON t.id = o.fact_id WHERE",
            )
            + "AND t.article = :article AND t.fact = :fact AND o.level >= :right "
            "ORDER BY r.made_at DESC, r.id DESC LIMIT 1",
            _named(series) | {"article": article, "fact": fact, "right": int(Level.FACT)},
        )
        return Sighting(*rows[0]) if rows else None

    def table(self, *, facts: bool = False) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Give names and rows of all figures, or of all outcomes by fact, in the order of time."""
        cursor = self._db.execute(_OUTCOMES if facts else _FIGURES)
        return [column[0] for column in cursor.description], iter(cursor)

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
        """Bring the file to this version; raises UsageError for one of a newer harness."""
        if (version := self._version()) > FORMAT:
            raise UsageError(f"{self.path}: has format {version}, made by a newer harness; update")
        if version == FORMAT:
            return
        _use_wal(self._db)
        with self._writing():
            version = self._version()  # another run may have been faster
            for migration in _MIGRATIONS[version:]:
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
        raise ResultNotWrittenError(f"{path}: cannot be written ({error})") from error
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
