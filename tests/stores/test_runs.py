"""A run folder: whole or not there, and never lost what was computed."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from harness.errors import HarnessError, ResultNotWrittenError, UsageError
from harness.model.results import Account, ArticleError, Extraction, Outcome, Run
from harness.stores import runs
from harness.stores.predictions import PredictionReader
from harness.stores.runs import (
    RunFolder,
    find_run,
    load_extractions,
    load_stored,
    new_run,
    write_whole,
)
from tests.worlds import ARTICLE, PREDICATES, predicted

ACCOUNT = Account("f1")
SAID = (predicted(), predicted("price", spans=[]))


def a_run(name: str = "x", *, complete: bool = True) -> Run:
    error = ArticleError("a2", "boom", "Traceback: boom")
    extraction = Extraction(name, "f1", SAID, (error,), seconds=1.5)
    return Run("small", "1", "0" * 64, "retelling", (extraction,), complete)


def written(path: Path, name: str = "x") -> RunFolder:
    folder = RunFolder(path)
    folder.keep(name, "a1", Outcome(SAID[:1]), ACCOUNT)
    error = ArticleError("a2", "boom", "Traceback: boom")
    folder.keep(name, "a2", Outcome(SAID[1:], error), ACCOUNT)
    folder.finish(a_run(name), {"python": "3"})
    return folder


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = written(tmp_path / "run-1")
    stored = load_stored(folder.path)
    reader = PredictionReader({"a1": ARTICLE}, PREDICATES)
    (extraction,) = load_extractions(folder.path, stored, reader)
    assert extraction.predictions == SAID
    assert [error.article for error in extraction.errors] == ["a2"]
    assert (folder.path / "x" / "errors" / "a2.txt").read_text() == "Traceback: boom\n"
    assert not stored.contains_original_text
    assert folder.failure is None


def test_equal_runs_are_equal_bytes_but_for_the_volatile_block(tmp_path: Path) -> None:
    contents = []
    for number in (1, 2):
        folder = written(tmp_path / f"run-{number}")
        content = json.loads((folder.path / "run.json").read_text())
        content.pop("volatile")
        contents.append((content, (folder.path / "x" / "predictions.jsonl").read_bytes()))
    assert contents[0] == contents[1]


def test_a_run_on_originals_is_marked(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run-1")
    folder.finish(msgspec.structs.replace(a_run(), rendition="original"), {})
    assert load_stored(folder.path).contains_original_text


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("regex", "regex"),
        ("file.py:Mine", "file.py-Mine"),
        ("../../etc/passwd", "etc-passwd"),  # never leaves the run's folder
        ("..", "extractor"),
        ("", "extractor"),
        ("größe", "größe"),
    ],
)
def test_a_name_of_any_kind_becomes_a_folder(tmp_path: Path, name: str, folder: str) -> None:
    assert RunFolder(tmp_path / "run-1").folder_of(name) == tmp_path / "run-1" / folder


def test_names_that_become_the_same_folder_get_two(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run-1")
    assert run.folder_of("a:b") != run.folder_of("a/b")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    written(tmp_path / "run-1")
    with pytest.raises(UsageError, match="is there already"):
        RunFolder(tmp_path / "run-1")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultNotWrittenError, match="cannot be made"):
        RunFolder(tmp_path / "file" / "run-1")


def test_a_full_disk_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written stays, the failure is remembered, and the run goes on."""
    folder = RunFolder(tmp_path / "run-1")
    folder.keep("x", "a1", Outcome(SAID[:1]), ACCOUNT)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runs, "write_whole", full)
    folder.finish(a_run(), {})
    folder.write("report.html", b"")
    assert folder.failure is not None
    assert "predictions.jsonl: cannot be written (No space left on device)" in folder.failure
    assert (folder.path / "x" / "predictions.jsonl").read_bytes().count(b"\n") == 1


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"old")

    def cut(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", cut)
    with pytest.raises(OSError, match="Input/output"):
        write_whole(path, b"new and longer")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_runs_of_one_second_sort_as_they_were_made(tmp_path: Path) -> None:
    made = [new_run(tmp_path, "deepseek-2025", "retelling") for _ in range(12)]
    assert sorted(run.path.name for run in made) == [run.path.name for run in made]
    for run in made:
        run.finish(a_run(), {})
    assert find_run("latest", tmp_path) == made[-1].path


def test_the_last_of_a_second_is_the_latest_whatever_it_read(tmp_path: Path) -> None:
    for rendition in ("retelling", "original", "retelling", "original"):
        last = new_run(tmp_path, "deepseek-2025", rendition)
        last.write("run.json", b"{}")
    assert find_run("latest", tmp_path) == last.path


def test_a_cut_file_of_predictions_is_not_scored_as_if_whole(tmp_path: Path) -> None:
    folder = written(tmp_path / "run-1")
    file = folder.path / "x" / "predictions.jsonl"
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    reader = PredictionReader({"a1": ARTICLE}, PREDICATES)
    with pytest.raises(UsageError, match="holds 1 predictions, but the run made 2"):
        load_extractions(folder.path, load_stored(folder.path), reader)


def test_a_message_that_no_encoding_can_write_is_stored_all_the_same(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run-1")
    error = ArticleError("a1", "caf\udce9", "Traceback: caf\udce9")
    folder.keep("x", "a1", Outcome(error=error), ACCOUNT)
    folder.finish(Run("small", "1", "0", "retelling", (Extraction("x", "1", (), (error,)),)), {})
    assert folder.failure is None
    assert "udce9" in (folder.path / "run.json").read_text()


def test_runs_are_found(tmp_path: Path) -> None:
    for name in ("run-20250101T000000-x", "run-20250102T000000-x"):
        written(tmp_path / name)
    (tmp_path / "run-20250103T000000-x").mkdir()  # killed before it became a run
    latest = find_run("latest", tmp_path)
    assert latest == tmp_path / "run-20250102T000000-x"
    assert find_run(str(latest), tmp_path) == latest
    assert find_run("predictions.jsonl", tmp_path) is None
    with pytest.raises(UsageError, match="holds no run"):
        find_run("latest", tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"holds no run\.json"):
        find_run(str(tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"format": 1}', "missing required field"),
        ('{"format": 99}', "made by a newer harness"),
        ("{", "truncated"),
        ("", "truncated"),
    ],
)
def test_a_broken_run_file_is_told(tmp_path: Path, content: str, says: str) -> None:
    folder = written(tmp_path / "run-1")
    (folder.path / "run.json").write_text(content)
    with pytest.raises(HarnessError, match=says):
        load_stored(folder.path)


def test_a_run_of_a_newer_harness_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path / "run-1")
    path = folder.path / "run.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(UsageError, match="made by a newer harness"):
        load_stored(folder.path)
