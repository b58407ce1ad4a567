"""Span lines: two kinds of line, two kinds of end, any order, and every fault with its line."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.errors import InvalidFileError, UsageError
from harness.model.spans import LabelledSpan, SpanDocument
from harness.stores.formats.spanlines import Ends, SpanLines, SplitDocumentError, aligned

A, B = LabelledSpan(0, 4, "PER"), LabelledSpan(6, 7, "LOC")
LINE = '{"doc": "a", "start": 0, "end": 4, "label": "PER"}\n'


def write(folder: Path, text: str | bytes, name: str = "spans.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def plain(
    documents: list[tuple[Any, list[LabelledSpan]]],
) -> list[tuple[Any, list[tuple[int, int, str]]]]:
    return [(one, [(s.start, s.end, s.label) for s in spans]) for one, spans in documents]


@pytest.mark.parametrize(
    ("text", "ends", "expected"),
    [
        # One span a line; other keys of an export may stand beside.
        (
            LINE + '{"text": "x", "label": "LOC", "end": 7, "start": 6, "doc": "a", "p": 0.5}',
            "exclusive",
            [("a", [(0, 4, "PER"), (6, 7, "LOC")])],
        ),
        # One document a line; one without spans is a document too.
        (
            '{"doc": 1, "spans": [{"start": 0, "end": 4, "label": "PER"}]}\n{"doc": 2, "spans": []}\n',
            "exclusive",
            [(1, [(0, 4, "PER")]), (2, [])],
        ),
        # Both kinds in one file, blank lines, a byte order mark, Windows line ends.
        (
            b"\xef\xbb\xbf" + LINE.encode() + b'\r\n{"doc": "b", "spans": []}\r\n\n',
            "exclusive",
            [("a", [(0, 4, "PER")]), ("b", [])],
        ),
        # Inclusive ends become half-open, in both kinds of line.
        ('{"doc": "a", "start": 3, "end": 3, "label": "X"}\n', "inclusive", [("a", [(3, 4, "X")])]),
        (
            '{"doc": "a", "spans": [{"start": 3, "end": 3, "label": "X"}]}\n',
            "inclusive",
            [("a", [(3, 4, "X")])],
        ),
        # The same number as text is another document: nothing is guessed.
        ('{"doc": 1, "spans": []}\n{"doc": "1", "spans": []}\n', "exclusive", [(1, []), ("1", [])]),
        ("", "exclusive", []),
    ],
)
def test_lines_become_documents(
    tmp_path: Path, text: str | bytes, ends: Ends, expected: list[Any]
) -> None:
    assert plain(list(SpanLines(write(tmp_path, text), ends).documents())) == expected


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ('{"doc": "a", "start": 0, "label": "X"}', "missing required field `end`"),
        ('{"doc": "a", "start": "0", "end": 1, "label": "X"}', "Expected `int`, got `str`"),
        ('{"doc": "a", "start": -1, "end": 1, "label": "X"}', ">= 0"),
        # The usual slip: inclusive ends read as exclusive ones.
        ('{"doc": "a", "start": 5, "end": 5, "label": "X"}', "add --ends inclusive"),
        ('{"doc": "a", "start": 5, "end": 4, "label": "X"}', "span from 5 to 4 has no length"),
        ('{"doc": "a", "spans": [{"start": 5, "end": 5, "label": "X"}]}', "add --ends inclusive"),
        ("[1]", "Expected `object`"),
        ('{"doc": "a", "start": 0, "end": 1, "label": "\xff"}', "not UTF-8"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, line: str, told: str) -> None:
    path = write(tmp_path, LINE.encode() * 3000 + line.encode("latin-1") + b"\n" + LINE.encode())
    with pytest.raises(InvalidFileError) as caught:
        list(SpanLines(path).documents())
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(path), 3001)
    assert told in fault.what


def lines_of(documents: dict[str, list[LabelledSpan]]) -> list[str]:
    return [
        json.dumps({"doc": name, "start": one.start, "end": one.end, "label": one.label}) + "\n"
        for name, spans in documents.items()
        for one in spans
    ]


def read(gold: Path, predicted: Path) -> dict[Any, list[list[Any]]]:
    def collect(*, whole: bool) -> list[SpanDocument]:
        return list(aligned(SpanLines(gold), SpanLines(predicted), whole=whole))

    try:
        documents = collect(whole=False)
    except SplitDocumentError:
        documents = collect(whole=True)
    assert len({one.id for one in documents}) == len(documents)
    return {one.id: bare(one.gold, one.predicted) for one in documents}


def bare(*sides: Sequence[LabelledSpan]) -> list[list[tuple[int, int, str]]]:
    return [sorted((one.start, one.end, one.label) for one in side) for side in sides]


def test_any_order_of_lines_gives_the_same_documents(tmp_path: Path) -> None:
    """Same order, other order of documents, and lines in disorder, over several pieces."""
    gold = {
        f"d{n}": [LabelledSpan(9 * k, 9 * k + 5, "X") for k in range(1 + n % 7)] for n in range(900)
    }
    predicted = {name: spans[::2] for name, spans in gold.items() if name != "d5"}
    expected = {name: bare(spans, predicted.get(name, [])) for name, spans in gold.items()}
    ours = write(tmp_path, "".join(lines_of(gold)), "gold.jsonl")
    chance = random.Random(3)
    backwards = dict(reversed(predicted.items()))
    disorder = lines_of(predicted)
    chance.shuffle(disorder)
    for lines in (lines_of(predicted), lines_of(backwards), disorder):
        theirs = write(tmp_path, "".join(lines), "predicted.jsonl")
        assert read(ours, theirs) == expected


def test_the_two_kinds_of_line_can_be_compared(tmp_path: Path) -> None:
    gold = write(tmp_path, LINE, "gold.jsonl")
    predicted = write(tmp_path, '{"doc": "a", "spans": [{"start": 0, "end": 4, "label": "PER"}]}\n')
    assert read(gold, predicted) == {"a": bare([A], [A])}


def test_a_document_that_gold_lacks_is_named_with_its_line(tmp_path: Path) -> None:
    gold = write(tmp_path, LINE, "gold.jsonl")
    predicted = write(tmp_path, LINE * 2500 + LINE.replace('"a"', "7"))
    with pytest.raises(
        InvalidFileError,
        match=r'spans\.jsonl:2501:1: document 7 is not in .*\{"doc": 7, "spans": \[\]\}',
    ):
        list(aligned(SpanLines(gold), SpanLines(predicted)))


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(SpanLines(tmp_path / "nothing.jsonl").documents())
