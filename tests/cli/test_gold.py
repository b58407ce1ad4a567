"""The verbs for labels, as they are typed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_commands import command
from tests.goldfiles import FACTS, PREDICATES, write_goldset

CLEAN = PREDICATES.split("  - {name: compares_to")[0]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_goldset(tmp_path, predicates=CLEAN)
    return tmp_path


def test_lint_exits_0_when_clean_and_1_with_lines_otherwise(place: Path) -> None:
    clean = command("gold", "lint", "small", "--originals", "originals", cwd=place)
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "clean\n")
    write_goldset(place, predicates=CLEAN, facts=FACTS.replace("unit: EUR", "unit: EURO, near: 1"))
    broken = command("gold", "lint", "small", cwd=place)
    assert broken.returncode == 1
    assert broken.stdout.startswith("goldsets/small/facts/a1.yaml:16:")
    github = command("gold", "lint", "small", "--format", "github", cwd=place)
    assert github.stdout.startswith("::error file=goldsets/small/facts/a1.yaml,line=16,col=")
    missing = command("gold", "lint", "nowhere", cwd=place)
    assert missing.returncode == 2


def test_a_first_fact_in_a_gold_set_of_one_s_own(tmp_path: Path) -> None:
    """What README tells a newcomer: init, label, lint, run."""
    (tmp_path / "Mein Artikel.txt").write_text(
        "Hallo\n\nDie Beispiel AG aus Bonn wächst.\n", encoding="utf-8"
    )
    done = command(
        "gold", "init", "mine", "Mein Artikel.txt", "--doc-date", "2025-01-28", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "goldsets/mine/facts/mein-artikel.yaml" in done.stdout
    assert command("gold", "lint", "mine", cwd=tmp_path).returncode == 0
    folder = tmp_path / "goldsets" / "mine"
    facts = folder / "facts" / "mein-artikel.yaml"
    fact = """\
facts:
  - id: location-beispiel
    predicate: location
    subject: Beispiel AG
    value: {type: entity, name: Bonn}
    evidence: ["Die Beispiel AG aus Bonn"]
"""
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("facts: []\n", fact), encoding="utf-8"
    )
    entities = folder / "entities.yaml"
    text = (
        entities.read_text(encoding="utf-8")
        .replace("entities: []", "entities:")
        .replace("  # - {", "  - {")
    )
    entities.write_text(text, encoding="utf-8")
    linted = command("gold", "lint", "mine", cwd=tmp_path)
    assert (linted.returncode, linted.stdout) == (0, "")
    scored = command("run", "empty", "--goldset", "mine", "--json", cwd=tmp_path)
    assert json.loads(scored.stdout)["extractors"][0]["levels"]["fact"]["fn"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["mine", "nowhere.txt", "--doc-date", "2025"], "cannot be read"),
        (["mine", "a.txt", "--doc-date", "28.1.2025"], "--doc-date: '28.1.2025' is no EDTF"),
        (["mine", "a.txt", "--doc-date", "XXXX-01-01"], "has no end"),
        (["mine", "a.txt", "A.txt", "--doc-date", "2025"], "would both be 'a'"),
        (["mine", "empty.txt", "--doc-date", "2025"], "nothing to label"),
        (["mine", "binary.txt", "--doc-date", "2025"], "not UTF-8"),
        (["small", "a.txt", "--doc-date", "2025"], "never writes over another"),
        (["mine", "a.txt"], "Missing option '--doc-date'"),
    ],
)
def test_a_gold_set_that_cannot_be_begun_is_told(
    place: Path, arguments: list[str], says: str
) -> None:
    for name in ("a.txt", "A.txt"):
        (place / name).write_text("Text\n")
    (place / "empty.txt").write_text(" \n")
    (place / "binary.txt").write_bytes(b"\xff\xfe\x00")
    done = command("gold", "init", *arguments, cwd=place)
    assert done.returncode == 2
    assert says in done.stderr
    assert not (place / "goldsets" / "mine").exists()


def test_stats_counts_the_shipped_set(tmp_path: Path) -> None:
    data = json.loads(command("gold", "stats", "--json", cwd=tmp_path).stdout)
    assert len(data["by_article"]) == 5
    required = sum(tally["required"] for tally in data["by_predicate"].values())
    assert required == data["total"]["required"] > 150
    assert set(data["by_value_type"]) == {"entity", "quantity", "date", "text"}
    printed = command("gold", "stats", cwd=tmp_path).stdout
    assert str(data["total"]["required"]) in printed


def test_show_prints_a_fact_in_its_text(place: Path) -> None:
    shown = command("gold", "show", "assets-alpha", "--goldset", "small", cwd=place).stdout
    assert "Alpha = 5,000,000 EUR" in shown
    assert "Sie hat ⟦5 Millionen Euro⟧." in shown
    both = command(
        "gold",
        "show",
        "a1/assets-alpha",
        "--goldset",
        "small",
        "--originals",
        "originals",
        cwd=place,
    ).stdout
    assert "⟦5 Mio. Euro⟧." in both
    wrong = command("gold", "show", "asset-alpha", "--goldset", "small", cwd=place)
    assert wrong.returncode == 2
    assert "did you mean assets-alpha" in wrong.stderr


def test_lock_and_diff_tell_what_changed(place: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=place, check=True, capture_output=True)

    assert command("gold", "lock", "small", "--check", cwd=place).returncode == 1
    assert command("gold", "lock", "small", cwd=place).returncode == 0
    assert command("gold", "lock", "small", "--check", cwd=place).returncode == 0
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "labels")
    same = command("gold", "diff", "HEAD", "--goldset", "small", cwd=place)
    assert "nothing changed" in same.stdout, same.stderr
    facts = FACTS.replace("amount: 5000000", "amount: 6000000").replace(
        "id: location-alpha", "id: seat-alpha"
    )
    write_goldset(place, predicates=CLEAN, facts=facts)
    told = command("gold", "diff", "HEAD", "--goldset", "small", cwd=place).stdout
    assert "added    a1/seat-alpha" in told
    assert "removed  a1/location-alpha" in told
    assert "changed  a1/assets-alpha" in told
    assert "5000000" in told
    assert command("gold", "lock", "small", "--check", cwd=place).returncode == 1
    nowhere = command("gold", "diff", "no-such-revision", "--goldset", "small", cwd=place)
    assert nowhere.returncode == 2
    assert "git rev-parse" in nowhere.stderr


def test_agree_prints_the_agreement_of_the_shipped_passes(tmp_path: Path) -> None:
    passes = Path(__file__).parents[2] / "goldsets" / "deepseek-2025" / "passes"
    done = command("gold", "agree", passes, passes, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert len(data) == 6
    whole = data["all"]
    assert whole["f1"]["fact"] >= 0.85
    assert 0.8 <= whole["alpha"] <= 1
    assert sum(one["both"] for name, one in data.items() if name != "all") == whole["both"]
    printed = command("gold", "agree", passes, passes, cwd=tmp_path).stdout
    assert f"{len(whole['disagreements'])} disagreements" in printed
