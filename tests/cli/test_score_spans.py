"""`harness score --spans` as it is typed: the layouts of other tools, errors, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from harness.cli import run_command_line

GOLD = (
    "Angela B-PER\nMerkel I-PER\nbesucht O\nParis B-LOC\n. O\n\nSiemens B-ORG\nin O\nBonn B-LOC\n"
)
PREDICTED = "Angela B-PER\nMerkel I-PER\nbesucht O\nParis B-LOC\n. I-LOC\n\nSiemens I-PER\nin O\nBonn B-LOC\n"

SEQEVAL = """\
              precision    recall  f1-score   support

         LOC       0.50      0.50      0.50         2
         ORG       0.00      0.00      0.00         1
         PER       0.50      1.00      0.67         1

   micro avg       0.50      0.50      0.50         4
   macro avg       0.33      0.50      0.39         4
weighted avg       0.38      0.50      0.42         4
"""
SEQEVAL_STRICT = """\
              precision    recall  f1-score   support

         LOC       0.50      0.50      0.50         2
         ORG       0.00      0.00      0.00         1
         PER       1.00      1.00      1.00         1

   micro avg       0.67      0.50      0.57         4
   macro avg       0.50      0.50      0.50         4
weighted avg       0.50      0.50      0.50         4
"""
CONLLEVAL = """\
processed 8 tokens with 4 phrases; found: 4 phrases; correct: 2.
accuracy:  75.00%; precision:  50.00%; recall:  50.00%; FB1:  50.00
              LOC: precision:  50.00%; recall:  50.00%; FB1:  50.00  2
              ORG: precision:   0.00%; recall:   0.00%; FB1:   0.00  0
              PER: precision:  50.00%; recall: 100.00%; FB1:  66.67  2
"""


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


class Command(Protocol):
    def __call__(self, *arguments: str) -> Done: ...


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "gold.conll").write_text(GOLD)
    (tmp_path / "pred.conll").write_text(PREDICTED)
    lines = [
        '{"doc": "a", "start": 0, "end": 4, "label": "PER"}',
        '{"doc": "b", "start": 2, "end": 5, "label": "LOC"}',
    ]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "pred.jsonl").write_text(lines[0].replace('"end": 4', '"end": 3') + "\n")
    return tmp_path


@pytest.fixture
def command(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run the command line in the folder of the files."""
    monkeypatch.chdir(place)

    def run(*arguments: str) -> Done:
        code = run_command_line(["score", *arguments])
        return Done(code, *capsys.readouterr())

    return run


@pytest.mark.parametrize(
    ("profile", "layout"),
    [("seqeval", SEQEVAL), ("seqeval-strict-1.2.2", SEQEVAL_STRICT), ("conlleval", CONLLEVAL)],
)
def test_the_layouts_are_those_of_the_tools(command: Command, profile: str, layout: str) -> None:
    """The same text as seqeval 1.2.2 and conlleval.pl print, and one line of ours under it."""
    done = command("--spans", "--profile", profile, "gold.conll", "pred.conll")
    assert done.returncode == 0, done.stderr
    text, signature = done.stdout[: len(layout)], done.stdout[len(layout) :]
    assert text == layout
    assert signature.count("\n") == 1
    for part in (
        f"profile:{profile}",
        "gold:#",
        "predicted:#",
        "scheme:IOB2(detected)",
        "scoring:",
    ):
        assert part in signature
    note = "pred.conll:7: 1 tag breaks IOB2, this one first; read as the profile reads it"
    assert done.stderr == f"note: {note}\n"


def test_the_default_profile_scores_the_classes_of_semeval(command: Command) -> None:
    done = command("--spans", "gold.jsonl", "pred.jsonl")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.replace("│", " ").splitlines()]
    assert ["all", "strict", "0.00", "0.00", "0.00", "0", "1", "0", "1", "0"] in rows
    assert ["partial", "50.00", "25.00", "33.33", "0", "0", "1", "1", "0"] in rows
    # Nothing of LOC was predicted: its precision is undefined, not 0.
    assert ["LOC", "strict", "–", "0.00", "0.00", "0", "0", "0", "1", "0"] in rows
    assert "profile:optimal-1|" in done.stdout
    assert "format:span-lines,ends-exclusive" in done.stdout


def test_json_holds_all_figures_of_several_files(command: Command) -> None:
    done = command(
        "--spans",
        "--json",
        "--profile",
        "hipe",
        "gold.jsonl",
        "pred.jsonl",
        "gold.jsonl",
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    first, second = told["predicted"]
    assert second["overall"]["strict"]["f1"] == 1.0
    assert first["macro_doc"]["ent_type"] == {"precision": 1.0, "recall": 0.5, "f1": 1.0}
    assert first["signature"] != second["signature"]
    done = command("--spans", "--json", "--profile", "conlleval", "gold.conll", "pred.conll")
    (only,) = json.loads(done.stdout)["predicted"]
    assert (only["tokens"], only["correct_tokens"]) == (8, 6)
    assert only["averages"]["micro"]["support"] == 4


def test_labels_limit_both_sides(command: Command) -> None:
    done = command("--spans", "--labels", "PER", "--profile", "seqeval", "gold.jsonl", "pred.jsonl")
    assert "LOC" not in done.stdout
    assert "labels:PER" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--spans", "gold.conll"), "--spans takes the gold file and then one predicted file"),
        (("--spans", "gold.conll", "pred.jsonl"), "give both in one format"),
        (("--spans", "gold.conll", "none"), "none: cannot be read"),
        (
            ("--spans", "--profile", "strict", "gold.conll", "pred.conll"),
            "no span profile 'strict'",
        ),
        (("--spans", "--profile", "conlleval", "gold.jsonl", "pred.jsonl"), "reads tags of tokens"),
        (
            ("--spans", "--scheme", "IOB2", "gold.jsonl", "pred.jsonl"),
            "--scheme is for tagged tokens",
        ),
        (
            ("--spans", "--ends", "inclusive", "gold.conll", "pred.conll"),
            "--ends is for span lines",
        ),
        (("--spans", "--column", "X", "gold.conll", "pred.conll"), "this is CoNLL"),
        (("--spans", "--map", "x.yaml", "gold.conll", "pred.conll"), "--map is for facts"),
        (("--spans", "empty", "pred.conll"), "the gold file is empty"),
        (("--scheme", "IOB2", "gold.jsonl"), "--scheme is for span files; add --spans"),
        (("--labels", "A", "gold.jsonl"), "--labels is for span files; add --spans"),
        (("--profile", "seqeval", "gold.jsonl"), "span files need --spans"),
    ],
)
def test_wrong_use_is_told_and_exits_with_2(
    command: Command, place: Path, arguments: tuple[str, ...], told: str
) -> None:
    (place / "empty").write_text("")
    done = command(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_an_empty_answer_is_silence_for_spans_and_no_answer_for_tokens(
    command: Command, place: Path
) -> None:
    (place / "empty").write_text("\n")
    done = command("--spans", "--profile", "seqeval", "gold.jsonl", "empty")
    assert done.returncode == 0
    assert "micro avg       0.00      0.00      0.00         2" in done.stdout
    done = command("--spans", "gold.conll", "empty")
    assert done.returncode == 2
    assert "empty:1:1: 0 documents" in done.stderr
