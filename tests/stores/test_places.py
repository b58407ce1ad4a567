"""Who points at a fact points at its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.errors import ResultNotWrittenError
from harness.model.places import FilePlace
from harness.stores.goldsets import load_goldset
from harness.stores.outputs import append_output, write_output
from harness.stores.packaged import shipped_goldsets
from harness.stores.places import fact_places, facts_file, path_from
from tests.goldfiles import FACTS, write_goldset


def test_places_are_where_facts_begin(tmp_path: Path) -> None:
    folder = write_goldset(tmp_path, facts="# two lines\n# above\n" + FACTS)
    file = "goldsets/small/facts/a1.yaml"
    assert fact_places(folder, ["a1"], tmp_path) == {
        ("a1", "founded-alpha"): FilePlace(file, 5, len("  - id: founded-alpha")),
        ("a1", "location-alpha"): FilePlace(file, 10, len("  - id: location-alpha")),
        ("a1", "assets-alpha"): FilePlace(file, 15, len("  - id: assets-alpha")),
    }
    elsewhere = fact_places(folder, ["a1"], tmp_path / "goldsets" / "other")
    assert elsewhere["a1", "assets-alpha"] == FilePlace("small/facts/a1.yaml", 15, 20, inside=False)
    assert str(elsewhere["a1", "assets-alpha"]) == "small/facts/a1.yaml:15"


def test_every_shipped_fact_has_its_place() -> None:
    folder = shipped_goldsets() / "deepseek-2025"
    gold = load_goldset(folder)
    places = fact_places(folder, gold.articles)
    assert places.keys() == {(fact.article, fact.id) for fact in gold.facts}
    for (article, fact), place in places.items():
        line = facts_file(folder, article).read_text("utf-8").splitlines()[place.line - 1]
        assert len(line) == place.length
        assert line.strip() in (f"- id: {fact}", f'- id: "{fact}"')


def test_files_are_named_from_the_root_or_wholly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    assert path_from(Path("a.yaml")) == "a.yaml"
    assert path_from(Path("a.yaml"), tmp_path) == "in/a.yaml"
    assert path_from(Path("../a.yaml")) == (tmp_path / "a.yaml").resolve().as_posix()


def test_outputs_are_written_whole_or_told(tmp_path: Path) -> None:
    write_output(tmp_path / "new" / "a.xml", b"1")
    write_output(tmp_path / "new" / "a.xml", b"2")
    append_output(tmp_path / "new" / "a.xml", b"3")
    assert (tmp_path / "new" / "a.xml").read_bytes() == b"23"
    assert os.listdir(tmp_path / "new") == ["a.xml"]  # noqa: PTH208 - nothing is left beside it
    for write in (write_output, append_output):
        with pytest.raises(ResultNotWrittenError, match="cannot be written"):
            write(tmp_path / "new", b"")
