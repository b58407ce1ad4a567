"""The baseline on disk: stable, without text, and guarded against hands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import InvalidFileError, NoVerdictError, UsageError
from harness.gate import Candidate, baseline_of, candidates_of
from harness.model.baseline import Accepted, Baseline
from harness.model.policy import Policy
from harness.model.results import Extraction
from harness.scoring import evaluate
from harness.stores.baseline import load_baseline, write_baseline
from tests.worlds import TEXT, gold, goldset, itself, predicted


def candidates(*names: str) -> list[Candidate]:
    facts = [gold(), gold("price", id="f2")]
    said = (itself(facts[0]), predicted("since", spans=()))
    extractions = [Extraction(name, "1", said) for name in names]
    of = goldset(facts)
    return candidates_of(extractions, [evaluate(of, one) for one in extractions], Policy())


def baseline(*names: str) -> Baseline:
    return baseline_of(candidates(*names), Accepted("Ö", "first", "c" * 40))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "baseline.json"
    write_baseline(path, baseline("a", "b"))
    assert load_baseline(path) == baseline("a", "b")


def test_equal_runs_give_equal_bytes_in_whatever_order(tmp_path: Path) -> None:
    for name, order in (("one", "ab"), ("two", "ba")):
        write_baseline(tmp_path / name, baseline(*order))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_it_holds_ids_and_hashes_and_no_text(tmp_path: Path) -> None:
    write_baseline(tmp_path / "b", baseline("a"))
    content = (tmp_path / "b").read_text(encoding="utf-8")
    words = {word for word in TEXT.split() if len(word) > 3}
    assert not [word for word in words if word in content]


def _without_digest(content: dict[str, Any]) -> None:
    content.pop("digest")


def _one_more(content: dict[str, Any]) -> None:
    content["extractors"]["a"]["places"]["a1/0"][2][0] += 1


def _unknown(content: dict[str, Any]) -> None:
    content["more"] = 1


def _no_readings(content: dict[str, Any]) -> None:
    content["extractors"]["a"]["readings"] = 0


def _nowhere(content: dict[str, Any]) -> None:
    content["extractors"]["a"]["places"]["a1/x"] = [[0, 0, 0]] * 4


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_one_more, "changed by hand"),
        (_without_digest, "changed by hand"),
        (_unknown, "more"),
        (_no_readings, "readings"),
        (_nowhere, "invalid literal"),
    ],
)
def test_a_baseline_changed_by_hand_is_refused(tmp_path: Path, change: Any, told: str) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, baseline("a"))
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(InvalidFileError, match=told):
        load_baseline(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(InvalidFileError, match="--accept"):
        load_baseline(tmp_path / "b")


def test_a_newer_format_and_none_at_all(tmp_path: Path) -> None:
    (tmp_path / "b").write_text('{"format": 99, "hope": true}')
    with pytest.raises(UsageError, match="newer harness"):
        load_baseline(tmp_path / "b")
    with pytest.raises(NoVerdictError, match="--accept"):
        load_baseline(tmp_path / "none")
