"""Which run is the latest, whatever its folder is called and wherever it lies."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from harness.errors import ResultNotWrittenError
from harness.stores.folders import begun_at, latest_run, moment, note_elsewhere


def a_run(path: Path, started: str = "", *, ended: bool = True, begun: bool = True) -> Path:
    """Write what is looked at in a run's folder."""
    path.mkdir(parents=True)
    if begun:
        (path / "begun.json").write_text(json.dumps({"format": 1, "started": started}))
    if ended:
        volatile = {"started": started} if started else {}
        (path / "run.json").write_text(json.dumps({"format": 1, "volatile": volatile}))
    return path


def test_the_latest_was_begun_last_whatever_it_is_called(tmp_path: Path) -> None:
    a_run(tmp_path / "run-Z", "2025-01-01T10:00:00.000000Z")
    last = a_run(tmp_path / "mine", "2025-01-01T10:00:00.000002Z")
    a_run(tmp_path / "run-20990101T000000-01-x", "2025-01-01T10:00:00.000001Z")
    os.utime(tmp_path / "run-Z" / "run.json", (4e9, 4e9))  # as after a copy
    assert latest_run(tmp_path) == (last, None)


def test_one_that_was_begun_later_and_not_finished_is_told(tmp_path: Path) -> None:
    first = a_run(tmp_path / "a", "2025-01-01T10:00:00.000000Z")
    a_run(tmp_path / "b", "2025-01-01T09:00:00.000000Z", ended=False)
    assert latest_run(tmp_path) == (first, None)
    cut = a_run(tmp_path / "c", "2025-01-01T11:00:00.000000Z", ended=False)
    assert latest_run(tmp_path) == (first, cut)
    assert latest_run(tmp_path / "nowhere") == (None, None)


def test_an_empty_folder_is_a_run_that_came_to_nothing(tmp_path: Path) -> None:
    """And any other folder without a card is somebody's own."""
    first = a_run(tmp_path / "a", "2025-01-01T10:00:00.000000Z")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("")
    assert latest_run(tmp_path) == (first, None)
    (tmp_path / "cut").mkdir()
    assert latest_run(tmp_path) == (first, tmp_path / "cut")


def test_runs_that_lie_elsewhere_are_known_while_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    reports = Path("reports")
    inside = a_run(reports / "run-1", "2025-01-01T10:00:00.000000Z")
    note_elsewhere(reports, inside)
    assert not (reports / "elsewhere.jsonl").exists()
    other = a_run(Path("z/ä\nb"), "2025-01-01T11:00:00.000000Z")
    note_elsewhere(reports, other)
    with (reports / "elsewhere.jsonl").open("ab") as file:
        file.write(b'\n"/cut')
    last = a_run(Path("z/last"), "2025-01-01T12:00:00.000000Z")
    note_elsewhere(reports, last)
    assert latest_run(reports) == (Path("z/last"), None)
    last.rename("gone")
    assert latest_run(reports) == (Path("z/ä\nb"), None)
    (other / "run.json").unlink()
    (other / "begun.json").unlink()  # killed before a word: its folder is known
    assert latest_run(reports) == (inside, Path("z/ä\nb"))


def test_reports_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultNotWrittenError, match="elsewhere.jsonl"):
        note_elsewhere(tmp_path / "file" / "reports", tmp_path / "run")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"started": 1}', '{"volatile": 1}'])
def test_runs_of_before_are_known_by_name_and_others_by_file(tmp_path: Path, content: str) -> None:
    """And so are those with a card that tells nothing; what is wrong with it is told elsewhere."""
    named = a_run(tmp_path / "run-20250102T030405-01-x", begun=False)
    (named / "run.json").write_text(content)
    assert begun_at(named) == "2025-01-02T03:04:05.000000Z"
    other = a_run(tmp_path / "mine", begun=False)
    (other / "run.json").write_text(content)
    os.utime(other / "run.json", (0, 0))
    assert begun_at(other) == "1970-01-01T00:00:00.000000Z"
    assert latest_run(tmp_path).run == named


def test_times_sort_as_texts() -> None:
    times = [moment() for _ in range(1000)]
    assert sorted(times) == times
