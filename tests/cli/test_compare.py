"""`harness compare` as it is typed: which systems are meant, on which gold, in which form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import run_command_line
from tests.goldfiles import ENTITIES, FACTS, RETELLING, write_goldset

GOOD = '{"article": "a1", "predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro", "evidence": [[72, 88]]}\n'
SEAT = '{"article": "a1", "predicate": "location", "subject": "Alpha AG", "surface": "Bonn"}\n'
WHEN = '{"article": "a1", "predicate": "founded", "subject": "Alpha", "surface": "1999"}\n'
WRONG = '{"article": "a1", "predicate": "assets", "subject": "Bonn", "surface": "7 Euro"}\n'


def harness(*arguments: str) -> int:
    return run_command_line(arguments)


def score(out: str, **said: str) -> None:
    for name, lines in said.items():
        Path(f"{name}.jsonl").write_text(lines)
    files = [f"{name}.jsonl" for name in said]
    assert harness("score", *files, "--goldset", "small", "--out", f"reports/{out}") == 0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the small gold set and two runs."""
    write_goldset(tmp_path)
    monkeypatch.chdir(tmp_path)
    score("run-1", x=GOOD + SEAT, y=WRONG)
    score("run-2", x=GOOD + WHEN + WRONG)
    return tmp_path


def compared(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capfd.readouterr()
    assert harness("compare", *arguments, "--json") == 0
    table: dict[str, Any] = json.loads(capfd.readouterr().out)
    return table


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("reports/run-1",), ["x", "y"]),
        (("reports/run-1", "y", "x"), ["y", "x"]),  # in the order in which they are named
        (("reports/run-1:y", "reports/run-1:x"), ["y", "x"]),
        (("reports/run-1:x", "latest"), ["reports/run-1:x", "latest:x"]),
        (("latest:x", "reports/run-1:y"), ["latest:x", "reports/run-1:y"]),
        (("x", "reports/run-1", "y"), ["latest:x", "reports/run-1:y"]),
    ],
)
def test_what_is_meant(
    place: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], names: list[str]
) -> None:
    table = compared(capfd, *arguments)
    assert [one["name"] for one in table["extractors"]] == names


def test_runs_of_long_names_get_letters(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    score("run-that-was-made-on-a-monday", x=GOOD)
    table = compared(capfd, "reports/run-that-was-made-on-a-monday", "reports/run-2")
    assert [one["name"] for one in table["extractors"]] == ["A:x", "B:x"]
    assert table["notes"] == [
        *("A is reports/run-that-was-made-on-a-monday", "B is reports/run-2"),
    ]


def test_differences_and_facts(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table = compared(capfd, "reports/run-1:x", "latest:x")
    (pair,) = table["pairs"]
    assert [one["fact"] for one in pair["gained"]] == ["a1/founded-alpha"]
    (lost,) = pair["lost"]
    assert lost["fact"] == "a1/location-alpha"
    assert (lost["line"], "Alpha AG aus Bonn" in lost["text"]) == (3, True)
    assert pair["precision"]["difference"] == pytest.approx(2 / 3 - 1)
    assert pair["recall"]["difference"] == 0
    assert pair["f1"]["p_after_holm"] == pair["f1"]["p"]  # one pair alone
    assert {one["predicate"] for one in pair["by_predicate_exploratory"]} == {
        *("assets", "founded", "location"),
    }


def test_three_systems_make_three_pairs(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table = compared(capfd, "reports/run-1", "latest")
    assert len(table["pairs"]) == 3
    for pair in table["pairs"]:
        assert pair["f1"]["p_after_holm"] >= pair["f1"]["p"]


def test_forms_hold_the_same_facts(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert harness("compare", "reports/run-1:x", "latest:x") == 0
    text = capfd.readouterr().out
    assert harness("compare", "reports/run-1:x", "latest:x", "--markdown") == 0
    markdown = capfd.readouterr().out
    for told in (text, markdown):
        assert "gained a1/founded-alpha" in told
        assert "lost a1/location-alpha" in told
        assert "are not distinguishable: they differ in" in told
    assert "| reports/run-1:x → latest:x |" in markdown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nobody",), "its extractors are: x"),
        (("reports/none",), "neither a run"),
        (("latest",), "nothing to compare"),
        (("latest", "--json", "--markdown"), "choose one"),
    ],
)
def test_what_cannot_be_compared(
    place: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    capfd.readouterr()
    assert harness("compare", *arguments) == 2
    assert told in capfd.readouterr().err


def change_gold(place: Path) -> None:
    """Correct one fact (the seat), and add one that run-1 says already."""
    facts = FACTS.replace("name: Bonn", "name: Köln")
    facts += """\
  - id: assets-bonn
    predicate: assets
    subject: Alpha
    value: {type: quantity, amount: 7, unit: EUR, comparator: "="}
    evidence: [5 Millionen]
    optional: true
"""
    write_goldset(place, facts=facts, entities=ENTITIES + "  - {name: Köln, kind: LOC}\n")


def test_other_gold_is_compared_on_what_did_not_change(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """x found assets and seat; the seat is no longer right, which the gold did: it is aside."""
    change_gold(place)
    score("run-3", x=GOOD + WHEN)
    table = compared(capfd, "reports/run-1:x", "reports/run-3:x")
    assert table["different_gold"] == {
        "facts_compared": 2,
        "facts_changed": ["a1/assets-bonn", "a1/location-alpha"],
        "facts_gone": [],
        "articles_left_out": [],
    }
    assert "made on different gold" in table["notes"][0]
    (pair,) = table["pairs"]
    before, after = table["extractors"]
    assert (before["tp"], before["fp"], before["fn"]) == (1, 0, 1)
    assert (after["tp"], after["fp"], after["fn"]) == (2, 0, 0)
    assert [one["fact"] for one in pair["gained"]] == ["a1/founded-alpha"]
    split = pair["split"]
    assert split["before"] == pytest.approx(4 / 5)  # 2 of 3 facts, no mistake
    assert split["rescored_before"] == pytest.approx(2 / 5)  # 1 of 3, 1 mistake
    assert split["after"] == split["rescored_after"] == pytest.approx(4 / 5)
    assert split["difference"] == pytest.approx(0)
    assert split["by_gold"] == pytest.approx(-2 / 5)
    assert split["by_extractor"] == pytest.approx(2 / 5)
    assert harness("compare", "reports/run-1:x", "reports/run-3:x") == 0
    assert "of these the change of gold did −40.0, and the extractor 40.0" in capfd.readouterr().out


YEAR = FACTS.replace('edtf: "1999"', 'edtf: "1998"')
WITHOUT = FACTS[: FACTS.index("  - id: founded")] + FACTS[FACTS.index("  - id: location") :]
OTHER_GOLD = [
    # The gold is corrected, and the extractor with it: on what did not change, all is the same.
    ("corrected", YEAR, GOOD + WHEN, GOOD + WHEN.replace("1999", "1998"), (2, 0)),
    # The gold is corrected, and the extractor says what it said.
    ("corrected", YEAR, GOOD + WHEN, GOOD + WHEN, (2, 0)),
    # A fact is taken out of the gold: who says it is not wrong, in either run.
    ("taken out", WITHOUT, GOOD + WHEN, GOOD + WHEN, (2, 0)),
    # A mistake that has nothing to do with it stays one.
    ("corrected", YEAR, GOOD + WRONG, GOOD + WRONG, (2, 1)),
]


@pytest.mark.parametrize(("case", "facts", "then", "now", "counts"), OTHER_GOLD)
def test_what_is_said_of_a_changed_fact_counts_for_nobody(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    case: str,
    facts: str,
    then: str,
    now: str,
    counts: tuple[int, int],
) -> None:
    """The difference between the runs is 0: nothing changed on the facts that did not change."""
    write_goldset(tmp_path)
    monkeypatch.chdir(tmp_path)
    score("run-1", x=then)
    write_goldset(tmp_path, facts=facts)
    score("run-2", x=now)
    table = compared(capfd, "reports/run-1:x", "reports/run-2:x")
    found = [(one["tp"] + one["fn"], one["fp"]) for one in table["extractors"]]
    assert found == [counts, counts], case
    assert table["pairs"][0]["f1"]["difference"] == 0
    assert table["pairs"][0]["gained"] == table["pairs"][0]["lost"] == []
    gone = ["a1/founded-alpha"] if case == "taken out" else []
    assert table["different_gold"]["facts_gone"] == gone


def test_an_article_with_another_text_is_left_out(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_goldset(place, retelling=RETELLING + "Noch ein Satz.\n")
    score("run-3", x=GOOD)
    capfd.readouterr()
    assert harness("compare", "reports/run-1:x", "reports/run-3:x") == 2
    assert "no article of the same text" in capfd.readouterr().err


def test_a_split_needs_figures_made_in_the_same_way(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    change_gold(place)
    score("run-3", x=GOOD)
    (pair,) = compared(capfd, "reports/run-1:x", "reports/run-3:x", "--profile", "strict")["pairs"]
    assert pair["split"] is None
    assert "profile standard" in pair["no_split_because"]
    Path("reports/run-1/gold.json").unlink()
    assert harness("compare", "reports/run-1:x", "reports/run-3:x") == 2
    assert "harness score reports/run-1" in capfd.readouterr().err


def test_gold_that_changed_since_is_told(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Both runs are on the same old gold: both are scored on the new one, whole."""
    change_gold(place)
    table = compared(capfd, "reports/run-1:x", "reports/run-2:x")
    assert "changed since" in table["notes"][0]
    assert table["different_gold"] is None
    assert [one["tp"] for one in table["extractors"]] == [1, 2]


def test_repeats_are_one_system(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    score("run-4", **{"m#1": GOOD, "m#2": GOOD + SEAT, "x": GOOD})
    path = Path("reports/run-4/run.json")
    run = json.loads(path.read_text())
    for one in run["extractors"]:
        one["repeats"] = "m" if one["name"].startswith("m#") else ""
    path.write_text(json.dumps(run))
    table = compared(capfd, "reports/run-4", "x", "m")
    _, m = table["extractors"]
    assert (m["name"], m["readings"], m["tp"], m["fn"]) == ("m", 2, 1.5, 1.5)
    assert m["recall"]["range_of_readings"] == pytest.approx([1 / 3, 2 / 3])
    assert m["recall"]["mean_of_readings"] == pytest.approx(1 / 2)
    (gained,) = table["pairs"][0]["gained"]
    assert (gained["fact"], gained["found_after"]) == ("a1/location-alpha", 0.5)
    assert harness("compare", "reports/run-4", "x", "m") == 0
    assert "averages of 2 readings" in capfd.readouterr().out
