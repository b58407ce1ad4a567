"""Lint finds what can be found without reading: one broken gold set a row, one finding each."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.labelling.lint import lint
from harness.stores.goldsets import load_goldset
from harness.stores.locks import LOCK_FILE, lock_of, write_lock
from tests import goldfiles
from tests.goldfiles import ENTITIES, FACTS, GOLDSET, PREDICATES, SOURCE, STANDOFF, write_goldset

# The small gold set does not use `compares_to`; a set that lints clean uses all it lists.
CLEAN = PREDICATES.split("  - {name: compares_to")[0]
SECOND = """\
  - id: founded-again
    predicate: founded
    subject: Alpha
    value: {type: date, edtf: "2000"}
    evidence: [1999]
"""
ACCEPTING = """\
  - id: founded-not
    predicate: founded
    subject: Alpha
    value: {type: date, edtf: "1999~"}
    accept: {value: [{type: date, edtf: "1999"}]}
    evidence: ["1999"]
"""


def place(tmp_path: Path, **files: str) -> Path:
    return write_goldset(tmp_path, **({"predicates": CLEAN} | files))


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


def test_a_sound_gold_set_is_clean_and_says_what_it_could_not_see(tmp_path: Path) -> None:
    report = lint(place(tmp_path))
    assert report.findings == []
    assert "--originals DIR checks their spans too" in report.notes[0]
    report = lint(place(tmp_path), tmp_path / "originals")
    assert (report.findings, report.notes) == ([], [])


BROKEN = [
    # file, old, new, what the one finding says
    ("facts", "wurde 1999 gegründet", "wurde 1998 gegründet", "does not stand in a1"),
    ("facts", "[Alpha AG aus Bonn]", "[aus]", "stands 2 times"),
    ("facts", 'edtf: "1999"', 'edtf: "1999-13"', "does not exist"),
    ("facts", "unit: EUR", "unit: Euro", "unknown unit 'Euro'"),
    ("facts", "amount: 5000000", "amount: 5.000.000", "would be changed"),
    ("facts", "amount: 5000000", "amount: 500000", "is 500000 EUR, and its words say 5000000 EUR"),
    ("facts", 'edtf: "1999"', 'edtf: "1998"', "is 1998, and its words say 1999"),
    ("facts", "subject: Alpha", "subject: Beta", "unknown entity 'Beta'"),
    ("facts", "predicate: founded", "predicate: gegründet", "unknown predicate 'gegründet'"),
    ("facts", "id: location-alpha", "id: founded-alpha", "stands twice"),
    ("facts", "[wurde 1999 gegründet]", "[wurde 1999 gegründet]\n    tags: [alt]", "unknown tag 'alt'"),
    ("facts", "[wurde 1999 gegründet]", "[wurde 1999 gegründet, wurde 1999 gegründet]", "gives a place twice"),
    ("facts", "[wurde 1999 gegründet]", "[wurde 1999 gegründet]\n    optional: ja", "bool"),
    ("facts", "facts:\n", "facts:\n" + SECOND.replace("[1999]", '["1999"]'), "another value than"),
    ("facts", "facts:\n", "facts:\n" + ACCEPTING, "accepts what 'founded-alpha' says"),
    ("entities", "  - {name: Bonn", "  - {name: Köln, kind: LOC}\n  - {name: Bonn", "no fact uses 'Köln'"),
    ("entities", "aliases: [Alpha AG]", "aliases: [Alpha AG, ALPHA]", "alias 'ALPHA' says nothing new"),
    ("entities", "aliases: [Alpha AG]", "aliases: [Alpha AG, Alpha-AG]", "says nothing new"),
    ("entities", "kind: LOC}", "kind: LOC, aliases: [Bonn am Rhein, bonn]}", "alias 'bonn'"),
    ("entities", "kind: LOC", "kind: STADT", "write one of ORG"),
    ("predicates", "  - {name: location", "  - {name: rank, value_type: quantity, subject_kinds: [ORG], definition: x}\n  - {name: location", "no fact uses the predicate 'rank'"),
    ("predicates", "functional: true", "funktional: true", "write 'functional'"),
    ("goldset", "tags: [number-word]", "tags: number-word", "tags"),
    ("source", '"2025-01-28"', "2025-01-28", "would be changed"),
    ("source", '"2025-01-28"', '"XXXX-01-28"', "has no end"),
    ("standoff", "[counter, false, 11, 13]", "[counter, false, 11, 999]", "is outside"),
    ("standoff", "[counter, false, 11, 13]", "[counter, false, 11, 13]\n  - [ad, false, 12, 14]", "overlaps zone 'counter'"),
    ("standoff", "founded-alpha: [", "founded-beta: [", "in the original, but not in the retelling"),
    ("standoff", "assets-alpha:\n    - [", "assets-alpha:\n    - [99", "is outside"),
    ("standoff", "zones:\n  - [counter, false, 11, 13]\n", "zonen: []\n", "unknown key 'zonen'"),
    ("retelling", "Bonn", "Köln", "does not stand in a1"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "says"), BROKEN)
def test_each_fault_is_found_with_its_file(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    content = {"facts": FACTS, "predicates": CLEAN, "entities": ENTITIES, "goldset": GOLDSET}
    content |= {"source": SOURCE, "standoff": STANDOFF, "retelling": goldfiles.RETELLING}
    folder = place(tmp_path, **{file: changed(content[file], old, new)})
    findings = [str(finding) for finding in lint(folder).findings]
    found = [finding for finding in findings if says in finding]
    assert len(found) == 1, findings
    named = {"source": "source", "retelling": "a1", "standoff": "a1", "facts": "a1"}.get(file, file)
    assert ":" in found[0]
    assert f"/{named}.yaml:" in found[0] or "/a1.yaml:" in found[0]


def test_a_note_explains_a_value_that_the_words_do_not_hold(tmp_path: Path) -> None:
    """A stated reason silences the finding of its own fact, and of no other."""
    wrong = changed(FACTS, 'comparator: "="}', 'comparator: ">"}')
    explained = changed(wrong, 'comparator: ">"}', 'comparator: ">"}\n    note: told so elsewhere')
    assert any(
        "its words say" in str(one) for one in lint(place(tmp_path / "a", facts=wrong)).findings
    )
    assert lint(place(tmp_path / "b", facts=explained)).findings == []


def test_a_file_of_no_article_is_a_finding(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (folder / "facts" / "a2.yaml").write_text(FACTS.replace("a1", "a2"))
    (finding,) = lint(folder).findings
    assert "'a2' is not listed" in str(finding)


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (folder / "facts" / "a1.yaml").unlink()
    (finding,) = lint(folder).findings
    assert "cannot be read" in str(finding)


def test_a_missing_stand_off_file_is_a_finding(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (folder / "originals" / "a1.yaml").unlink()
    (finding,) = lint(folder).findings
    assert "there is an original, but no a1.yaml" in str(finding)


def test_a_fact_without_stand_off_labels_is_a_finding(tmp_path: Path) -> None:
    standoff = "".join(line for line in STANDOFF.splitlines(True) if "founded-alpha" not in line)
    (finding,) = lint(place(tmp_path, standoff=standoff)).findings
    assert "in the retelling, but not in the original" in str(finding)


def test_moved_spans_are_found_where_the_original_is_at_hand(tmp_path: Path) -> None:
    start = STANDOFF.index("founded-alpha: [[") + len("founded-alpha: [[")
    number = STANDOFF[start:].split(",")[0]
    moved = STANDOFF.replace(f"[[{number},", f"[[{int(number) - 1},", 1)
    folder = place(tmp_path, standoff=moved)
    assert lint(folder).findings == []
    (finding,) = lint(folder, tmp_path / "originals").findings
    assert "covers other words" in str(finding)


def test_an_old_lock_is_a_finding(tmp_path: Path) -> None:
    folder = place(tmp_path)
    write_lock(folder / LOCK_FILE, lock_of(load_goldset(folder), folder))
    assert lint(folder).findings == []
    place(tmp_path, entities=ENTITIES.replace("Alpha AG", "Alpha SE"))
    (finding,) = lint(folder).findings
    assert "is not of this gold set" in str(finding)


def test_the_shipped_gold_sets_are_clean() -> None:
    root = Path(__file__).parents[2] / "goldsets"
    for path in sorted(root.glob("*/goldset.yaml")):
        assert lint(path.parent).findings == [], path
