"""`harness gold export` and `import` as they are typed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from harness.stores.goldsets import load_goldset
from tests.cli.test_commands import command as harness_command
from tests.goldfiles import FACTS, write_goldset

FORMATS = ("label-studio", "brat", "web-annotation")
FILES = {
    "label-studio": {"tasks.json", "labeling-config.xml"},
    "brat": {"a1.txt", "a1.ann", "annotation.conf"},
    "web-annotation": {"a1.jsonld"},
}
LABELS = {"label-studio": "tasks.json", "brat": "a1.ann", "web-annotation": "a1.jsonld"}


def command(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return harness_command("gold", *arguments, cwd=cwd)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with the small gold set, away from the project."""
    write_goldset(tmp_path)
    return tmp_path


def export(place: Path, form: str, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = ("--format", form, "--goldset", "small", "--out", "out", *more)
    return command("export", *arguments, cwd=place)


def import_(place: Path, form: str, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = ("--format", form, f"out/{LABELS[form]}", "--goldset", "small", *more)
    return command("import", *arguments, cwd=place)


@pytest.mark.parametrize("form", FORMATS)
def test_there_and_back(place: Path, form: str) -> None:
    """The facts file is gone and comes back from the tool: the gold set has the same hash."""
    before = load_goldset(place / "goldsets" / "small").hash
    done = export(place, form)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (place / "out").iterdir()} == FILES[form]
    assert done.stderr == "3 facts of 1 article(s) of small in out, 0 loss(es)\n"
    assert done.stdout == ""
    facts = place / "goldsets" / "small" / "facts" / "a1.yaml"
    facts.unlink()
    done = import_(place, form)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "goldsets/small/facts/a1.yaml\n"
    assert load_goldset(place / "goldsets" / "small").hash == before


@pytest.mark.parametrize("form", FORMATS)
def test_an_originals_text_needs_a_permission(place: Path, form: str) -> None:
    done = export(place, form, "--originals", "originals")
    assert done.returncode == 2
    assert "what belongs to the originals stays with them" in done.stderr
    assert "--allow-original-text" in done.stderr
    assert not (place / "out").exists()
    done = export(place, form, "--originals", "originals", "--allow-original-text")
    assert done.returncode == 0, done.stderr
    text = b"".join(path.read_bytes() for path in (place / "out").iterdir())
    assert b"5 Mio. Euro" in text


@pytest.mark.parametrize("form", FORMATS)
def test_labels_of_an_original_do_not_become_quotes(place: Path, form: str) -> None:
    """A gold file quotes the retelling alone; an original's words do not go into it."""
    export(place, form, "--originals", "originals", "--allow-original-text")
    done = import_(place, form, "--out", "facts")
    assert done.returncode == 2
    assert f"out/{LABELS[form]}:" in done.stderr
    assert not (place / "facts").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_labels_are_never_written_over(place: Path, form: str) -> None:
    facts = place / "goldsets" / "small" / "facts" / "a1.yaml"
    export(place, form)
    again = export(place, form)
    assert again.returncode == 2
    assert again.stderr.count("is there already; labels are never written over") == len(FILES[form])
    assert export(place, form, "--force").returncode == 0
    done = import_(place, form)
    assert done.returncode == 2
    assert done.stderr.startswith("harness: goldsets/small/facts/a1.yaml: is there already")
    assert facts.read_text() == FACTS
    assert import_(place, form, "--out", "elsewhere").returncode == 0
    assert facts.read_text() == FACTS
    assert import_(place, form, "--force").returncode == 0
    assert facts.read_bytes() == (place / "elsewhere" / "a1.yaml").read_bytes()


def test_the_shipped_gold_comes_back_from_any_folder(tmp_path: Path) -> None:
    for form in FORMATS:
        out = ("--out", tmp_path / form)
        assert command("export", "--format", form, *out, cwd=tmp_path).returncode == 0
        files = sorted((tmp_path / form).glob({"brat": "*.ann"}.get(form, "*.json*")))
        to = ("--goldset", "deepseek-2025", "--out", tmp_path / "facts" / form)
        done = command("import", "--format", form, *files, *to, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) == 5


def test_all_faults_of_all_files_are_told_at_once(place: Path) -> None:
    export(place, "brat")
    lines = (place / "out" / "a1.ann").read_text()
    (place / "out" / "a1.ann").write_text(lines.replace("founded", "foundet").replace("T2", "T9"))
    (place / "out" / "b1.ann").write_text("T1\tx\n")
    done = import_(place, "brat", "out/b1.ann", "--force")
    assert done.returncode == 2
    assert [line.split(":")[:2] for line in done.stderr.splitlines()] == [
        ["out/a1.ann", "1"],
        ["out/b1.ann", "1"],
    ]
    assert (place / "goldsets" / "small" / "facts" / "a1.yaml").read_text() == FACTS


def test_losses_are_told_by_name(place: Path) -> None:
    """brat's types have no blanks, so a fact with such a predicate cannot go there."""
    root = place / "blank"
    predicates = (place / "goldsets/small/predicates.yaml").read_text()
    write_goldset(
        root,
        predicates=predicates.replace("name: assets", 'name: "has assets"'),
        facts=FACTS.replace("predicate: assets", 'predicate: "has assets"'),
    )
    arguments = ("--goldset", root / "goldsets" / "small", "--out", "out")
    done = command("export", "--format", "brat", *arguments, cwd=place)
    assert done.returncode == 0
    first, last = done.stderr.splitlines()
    assert first.startswith("lost: a1: fact 'assets-alpha': a type has no blanks")
    assert last.endswith("1 loss(es)")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "--format", "word", "--out", "o"], "'word' is not one of"),
        (["export", "--out", "o"], "Missing option '--format'"),
        (["export", "--format", "brat"], "Missing option '--out'"),
        (["export", "--format", "brat", "--goldset", "x", "--out", "o"], "no gold set 'x'"),
        (["import", "--format", "brat", "--goldset", "small"], "Missing argument"),
        (["import", "--format", "brat", "x.ann"], "Missing option '--goldset'"),
        (["import", "--format", "brat", "x.ann", "--goldset", "small"], "x.ann: cannot be read"),
        (["imprt"], "No such command"),
    ],
)
def test_wrong_usage_is_exit_code_2(place: Path, arguments: list[str], says: str) -> None:
    done = command(*arguments, cwd=place)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_one_article_in_two_files_is_refused(place: Path) -> None:
    export(place, "label-studio")
    (place / "two.json").write_bytes((place / "out" / "tasks.json").read_bytes())
    done = import_(place, "label-studio", "two.json", "--force")
    assert done.returncode == 2
    assert "two.json: labels a1 again, as out/tasks.json; give one" in done.stderr


def test_an_article_can_be_named(place: Path) -> None:
    export(place, "label-studio")
    tasks = json.loads((place / "out" / "tasks.json").read_text())
    del tasks[0]["data"]["article"]
    (place / "out" / "tasks.json").write_text(json.dumps(tasks))
    assert "tells no article" in import_(place, "label-studio", "--force").stderr
    done = import_(place, "label-studio", "--force", "--article", "a1")
    assert done.returncode == 0, done.stderr


def test_a_place_that_cannot_be_written_is_exit_code_5(place: Path) -> None:
    (place / "out").write_text("a file where the folder should be")
    done = export(place, "brat")
    assert done.returncode == 5
    assert "cannot be written" in done.stderr


def test_help_lists_the_verbs(place: Path) -> None:
    told = command("--help", cwd=place).stdout
    for verb in ("import", "export"):
        assert f"\n  {verb}" in told
        assert command(verb, "--help", cwd=place).returncode == 0
