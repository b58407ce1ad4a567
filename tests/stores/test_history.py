"""The history: two runs at once, older and newer files, what was found when."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import ResultNotWrittenError, UsageError
from harness.model.history import ExtractionRecord, RunRecord, Series, Sighting
from harness.model.results import Counts, Level
from harness.stores.history import FORMAT, opened_history
from harness.stores.history_sql import MIGRATIONS
from tests.goldfiles import write_goldset

ROOT = Path(__file__).parents[2]
SERIES = Series("small", "retelling", "standard", "x")


def record(
    number: int, *found: str, name: str = "x", repeats: str = "", failed: int = 0, **more: object
) -> RunRecord:
    """Make a run that finds some of the facts f1 to f3, the numberth of its day.

    `gold` is a digit that stands for the gold, `changed` are the facts that gold changed.
    """
    outcomes = {("a1", fact): (3 if fact in found else 0, True) for fact in ("f1", "f2", "f3")}
    counts = {level: Counts(tp=len(found), fn=3 - len(found)) for level in Level}
    extraction = ExtractionRecord(
        *(name, repeats, "f" * 12, "signature", "standard", int(str(more.get("scoring", 1)))),
        *(failed, 0.5, counts, outcomes),
    )
    seen = Sighting(f"run-{number}", f"2025-06-01T00:00:{number:02}Z", f"commit{number}")
    complete = bool(more.get("complete", True))
    gold = str(more.get("gold", "0"))
    contents = {key: gold if key[1] in str(more.get("changed")) else "0" for key in outcomes}
    return RunRecord(
        *(f"digest{number}{name}", seen, "small", "1", gold * 64, "retelling", complete, "0.1"),
        contents,
        (extraction,),
    )


def test_figures_in_the_order_of_time(tmp_path: Path) -> None:
    with opened_history(tmp_path / "h", make=True) as history:
        for one in (record(2, "f1", "f2"), record(1, "f1")):
            assert history.enter(one)
        assert history.series() == [SERIES]
        points = history.points(SERIES)
    assert [(one.seen.run, one.counts.tp) for one in points] == [("run-1", 1), ("run-2", 2)]


def test_a_run_is_entered_once(tmp_path: Path) -> None:
    with opened_history(tmp_path / "h", make=True) as history:
        assert history.enter(record(1, "f1"))
        assert not history.enter(record(1, "f1"))
        assert len(history.points(SERIES)) == 1


def test_where_facts_were_lost(tmp_path: Path) -> None:
    """f1 went in run 3, f2 in run 2; f3 came back; a crash loses nothing."""
    runs = [
        *(record(1, "f1", "f2", "f3"), record(2, "f1"), record(3), record(4, "f3")),
        *(record(5, failed=1), record(6, complete=False)),
    ]
    with opened_history(tmp_path / "h", make=True) as history:
        for one in runs:
            history.enter(one)
        losses = history.losses(SERIES)
        assert history.last_found(SERIES, ("a1", "f1"), "0", 1) == runs[1].seen
        assert history.last_found(SERIES, ("a1", "nothing"), "0", 1) is None
    told = [(one.fact, one.last_found.run, one.lost_in.run) for one in losses]
    assert told == [("f1", "run-2", "run-3"), ("f2", "run-1", "run-2")]
    assert not any(one.gold_changed or one.scoring_changed for one in losses)


@pytest.mark.parametrize(
    ("second", "changed"),
    [
        # Another fact of the gold was changed: this one the extractor lost.
        ({"gold": "2", "changed": "f2"}, (False, False)),
        # The fact itself was changed, and nobody knows what the extractor did.
        ({"gold": "2", "changed": "f1"}, (True, False)),
        ({"scoring": 2}, (False, True)),
        ({"gold": "2", "changed": "f1", "scoring": 2}, (True, True)),
    ],
)
def test_a_change_of_gold_or_scoring_is_no_loss(
    tmp_path: Path, second: dict[str, object], changed: tuple[bool, bool]
) -> None:
    first, then = record(1, "f1"), record(2, **second)  # type: ignore[arg-type]
    with opened_history(tmp_path / "h", make=True) as history:
        for one in (first, then):
            history.enter(one)
        (loss,) = history.losses(SERIES)
        assert (loss.gold_changed, loss.scoring_changed) == changed
        scoring = then.extractions[0].scoring
        found = history.last_found(SERIES, ("a1", "f1"), then.contents["a1", "f1"], scoring)
        assert found == (None if any(changed) else first.seen)


def test_a_loss_before_the_gold_changed_stays_one(tmp_path: Path) -> None:
    with opened_history(tmp_path / "h", make=True) as history:
        for one in (record(1, "f1"), record(2), record(3, gold="2", changed="f1")):
            history.enter(one)
        (loss,) = history.losses(SERIES)
    assert (loss.lost_in.run, loss.gold_changed) == ("run-2", False)


def test_repeats_are_one_series(tmp_path: Path) -> None:
    """A fact that one of the readings finds is not lost."""
    first = record(1, "f1", "f2", name="x#1", repeats="x")
    two = record(2, "f1", name="x#1", repeats="x")
    other = record(2, "f2", name="x#2", repeats="x").extractions
    with opened_history(tmp_path / "h", make=True) as history:
        history.enter(first)
        history.enter(replace(two, extractions=(*two.extractions, *other)))
        assert history.series() == [SERIES]
        assert [point.readings for point in history.points(SERIES)] == [1, 2]
        assert history.losses(SERIES) == []


def test_a_run_is_entered_whole_or_not_at_all(tmp_path: Path) -> None:
    twice = record(1, "f1").extractions * 2  # one run cannot hold two extractors of one name
    broken = replace(record(1), extractions=twice)
    with pytest.raises(UsageError), opened_history(tmp_path / "h", make=True) as history:
        history.enter(broken)
    with opened_history(tmp_path / "h") as history:
        assert history.series() == []
        assert history.enter(record(1, "f1"))


WRITER = """
import sys
from tests.stores.test_history import record
from harness.stores.history import opened_history
from pathlib import Path
for number in range(10):
    with opened_history(Path(sys.argv[1]), make=True) as history:
        assert history.enter(record(number, "f1", name=sys.argv[2]))
"""


def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    """Four processes that also race to make the file."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    names = ["a", "b", "c", "d"]
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "h"), name], env=environment)
        for name in names
    ]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0, 0]
    with opened_history(tmp_path / "h") as history:
        for name in names:
            series = Series("small", "retelling", "standard", name)
            assert len(history.points(series)) == 10


def test_an_older_file_is_brought_along(tmp_path: Path) -> None:
    """Version 1 knew figures, but no outcomes by fact."""
    old = sqlite3.connect(tmp_path / "h")
    old.executescript(MIGRATIONS[0])
    old.execute(
        "INSERT INTO runs VALUES (1, 'd', 'old', '2024-01-01T00:00:00Z', NULL, 'small', '1', 'h', 'retelling', 1, '0')"
    )
    old.execute(
        "INSERT INTO extractions VALUES (1, 1, 'x', '', 'f', 's', 'standard', 1, 0, 1.0, NULL, NULL)"
    )
    old.execute("INSERT INTO figures VALUES (1, 'fact', 2, 1, 1, 0, 0)")
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    with opened_history(tmp_path / "h") as history:
        assert [point.seen.run for point in history.points(SERIES)] == ["old"]
        history.enter(record(1, "f1"))
        assert [point.counts.tp for point in history.points(SERIES)] == [2, 1]
    again = sqlite3.connect(tmp_path / "h")
    assert again.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    assert again.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    again.close()


def test_what_a_fact_said_before_version_3_is_not_known(tmp_path: Path) -> None:
    """On the same gold it said the same; on another it may have said anything."""
    with opened_history(tmp_path / "h", make=True) as history:
        history.enter(record(1, "f1", "f2"))
    old = sqlite3.connect(tmp_path / "h")
    old.execute("DROP TABLE contents")
    old.execute("PRAGMA user_version = 2")
    old.commit()
    old.close()
    with opened_history(tmp_path / "h") as history:
        assert history.last_found(SERIES, ("a1", "f1"), "0", 1) is None
        history.enter(record(2, "f1", gold="2"))
        assert [loss.gold_changed for loss in history.losses(SERIES)] == [True]
        history.enter(record(3, "f1"))  # on the gold of run 1, so that its facts are known
        found = history.last_found(SERIES, ("a1", "f2"), "0", 1)
        assert found is not None
        assert found.run == "run-1"


def test_a_file_of_a_newer_harness_is_left_alone(tmp_path: Path) -> None:
    newer = sqlite3.connect(tmp_path / "h")
    newer.execute(f"PRAGMA user_version = {FORMAT + 1}")
    newer.close()
    before = (tmp_path / "h").read_bytes()
    for make in (False, True):
        with (
            pytest.raises(UsageError, match="newer harness"),
            opened_history(tmp_path / "h", make=make),
        ):
            pass
    assert (tmp_path / "h").read_bytes() == before


def test_what_is_no_history_is_told(tmp_path: Path) -> None:
    (tmp_path / "h").write_bytes(
        b"no database at all, but long enough to look like a file of one" * 9
    )
    with pytest.raises(UsageError, match="is no history"), opened_history(tmp_path / "h"):
        pass
    with pytest.raises(UsageError, match="no history yet"), opened_history(tmp_path / "none"):
        pass
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(ResultNotWrittenError, match="cannot be"),
        opened_history(tmp_path / "file" / "h", make=True),
    ):
        pass


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "h")
    other.execute("CREATE TABLE runs (distance INTEGER)")
    other.close()
    before = (tmp_path / "h").read_bytes()
    with (
        pytest.raises(UsageError, match="is no history, but a database of something else"),
        opened_history(tmp_path / "h", make=True),
    ):
        pass
    assert (tmp_path / "h").read_bytes() == before


def test_a_full_disk_loses_no_run_before(tmp_path: Path) -> None:
    with opened_history(tmp_path / "h", make=True) as history:
        history.enter(record(1, "f1"))
    many = {("a1", f"g{number}"): (3, True) for number in range(5000)}
    big = replace(record(2, "f1").extractions[0], outcomes=many)
    run = replace(record(2), extractions=(big,), contents=dict.fromkeys(many, "0"))
    with pytest.raises(ResultNotWrittenError, match="full"):
        _enter_on_a_full_disk(tmp_path / "h", run)
    with opened_history(tmp_path / "h") as history:
        assert [point.seen.run for point in history.points(SERIES)] == ["run-1"]
        assert history.enter(record(2, "f1"))


def _enter_on_a_full_disk(path: Path, run: RunRecord) -> None:
    with opened_history(path) as history:
        pages = history._read("PRAGMA page_count")[0][0]
        history._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        history.enter(run)


LIMITED = """
import resource, sys
from pathlib import Path
from harness.cli.main import run_command_line
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(run_command_line(sys.argv[2:]))
"""


def limited(bytes_: int, place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run harness where the system writes no file beyond some bytes, as on a disk that is full."""
    command = [sys.executable, "-c", LIMITED, str(bytes_), *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=place, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(os.name != "posix", reason="limits of the size of files are POSIX's")
def test_where_the_system_writes_no_more_nothing_is_lost(tmp_path: Path) -> None:
    """What is entered stays, the message is plain, and the run can be entered later."""
    write_goldset(tmp_path)
    (tmp_path / "x.jsonl").write_text("")
    for name in ("first", "second"):
        score = ("score", "x.jsonl", "--goldset", "small", "--out", name, "--reports", name)
        assert limited(10**8, tmp_path, *score).returncode == 0
    assert limited(10**8, tmp_path, "history", "add", "first").returncode == 0
    for least in (0, 20_000):  # the log cannot be begun; one run does not fit into it
        done = limited(least, tmp_path, "history", "add", "second")
        assert done.returncode == 5, done.stderr
        assert done.stderr.startswith("harness: reports/history.sqlite: cannot be used (")
        with opened_history(tmp_path / "reports" / "history.sqlite") as history:
            assert history._read("PRAGMA integrity_check") == [("ok",)]
            assert history._read("SELECT folder FROM runs") == [("first",)]
    done = limited(10**8, tmp_path, "history", "add", "second")
    assert (done.returncode, done.stdout) == (0, "second: entered\n")


FOREVER = """
import sys
from pathlib import Path
from tests.stores.test_history import record
from harness.stores.history import opened_history
for number in range(int(sys.argv[2]), 10**6):
    with opened_history(Path(sys.argv[1]), make=True) as history:
        history.enter(record(number, "f1"))
        print(number, flush=True)
"""


def test_a_killed_run_leaves_whole_entries(tmp_path: Path) -> None:
    """Killed at moments of no choice; what was told to be entered is there, and nothing in part."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told: list[int] = []
    for lines in (1, 2, 7, 20):
        begin = told[-1] + 2 if told else 0  # the one under way may have come through
        command = [sys.executable, "-c", FOREVER, str(tmp_path / "h"), str(begin)]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as running:
            assert running.stdout is not None
            told += [int(running.stdout.readline()) for _ in range(lines)]
            running.kill()
            told += [int(line) for line in running.stdout if line.endswith("\n")]
    with opened_history(tmp_path / "h") as history:
        assert history._read("PRAGMA integrity_check") == [("ok",)]
        entered = {point.seen.run for point in history.points(SERIES)}
        assert {f"run-{number}" for number in told} <= entered
        parts = history._read("SELECT count(*) FROM outcomes GROUP BY extraction_id")
        assert parts == [(3,)] * len(entered)
