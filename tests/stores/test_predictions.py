"""Predictions from a program in any language: read whole, or every bad line told."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import harness
from harness.errors import InvalidFileError, UsageError
from harness.model.facts import GoldFact, Prediction
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue, Value
from harness.stores.predictions import PredictionReader, load_labels, prediction_lines
from tests.worlds import ARTICLE, PREDICATES, TEXT, goldset, situations

READER = PredictionReader({"a1": ARTICLE}, PREDICATES, {"P2130": "cost"})
LINE: dict[str, Any] = {
    "article": "a1",
    "predicate": "cost",
    "subject": "Alpha",
    "value": {"type": "quantity", "amount": 5000000, "unit": "EUR"},
}


def parse(**changed: Any) -> Prediction:
    row = {key: value for key, value in (LINE | changed).items() if value is not None}
    return READER.parse(json.dumps(row).encode())


def test_the_least_a_program_must_write() -> None:
    said = parse()
    assert said.value == QuantityValue(Decimal(5_000_000), "EUR")
    assert (said.evidence, said.confidence, said.qualifiers.negated) == ((), None, False)


@given(situations())
def test_what_is_written_is_read_again(situation: tuple[list[GoldFact], list[Prediction]]) -> None:
    _, said = situation
    assert [READER.parse(line) for line in prediction_lines(said)] == said


@pytest.mark.parametrize(
    ("predicate", "surface", "value"),
    [
        ("cost", "rund 5,5 Millionen Euro", QuantityValue(Decimal(5_500_000), "EUR", "~")),
        ("cost", "5,5 Mio. €", QuantityValue(Decimal(5_500_000), "EUR")),
        # A part of a whole is a ratio where something is compared, and elsewhere per cent.
        ("versus", "ein Zehntel", QuantityValue(Decimal("0.1"), "ratio")),
        ("cost", "ein Zehntel", QuantityValue(Decimal(10), "PERCENT")),
        ("since", "27. Januar", DateValue("2025-01-27")),
        ("since", "Anfang Januar", DateValue("2025-01-01/2025-01-10")),  # by the article's date
        ("owner", "Alpha AG", EntityValue("Alpha AG")),
        ("license", "Open Source", TextValue("Open Source")),
        # Words that no reading fits are a wrong answer, and stay one.
        ("cost", "ein Vermögen", TextValue("ein Vermögen")),
        ("cost", "Anfang Januar", TextValue("Anfang Januar")),
        ("cost", "", TextValue("")),
    ],
)
def test_a_surface_is_normalised_by_the_type_of_its_predicate(
    predicate: str, surface: str, value: Value
) -> None:
    assert parse(predicate=predicate, value=None, surface=surface).value == value


def test_a_quote_becomes_evidence_where_it_stands_and_is_kept_where_it_does_not() -> None:
    found = parse(quote="5 Millionen Euro")
    assert [TEXT[slice(*span)] for span in found.evidence] == ["5 Millionen Euro"]
    assert found.quote is None
    lost = parse(quote="6 Millionen Euro")
    assert (lost.evidence, lost.quote) == ((), "6 Millionen Euro")


def test_a_file_is_read_once_for_it_may_be_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(json.dumps(LINE) + "\n"))
    writer.start()
    extraction = harness.load_predictions(pipe, goldset([]))
    writer.join()
    assert len(extraction.predictions) == 1
    content = (json.dumps(LINE) + "\n").encode()
    assert extraction.fingerprint == hashlib.sha256(content).hexdigest()


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(LINE).encode())
    assert len(READER.read(path)) == 1


def test_own_labels_are_translated() -> None:
    assert parse(predicate="P2130").predicate == "cost"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "not JSON"),
        (b'{"article": "a1"', "not JSON"),  # cut off in the middle
        (b"[]", "Expected `object`"),
        (b"\xff", "JSON"),
        (b"{}", "missing required field `article`"),
        (json.dumps(LINE | {"predicate": "costs"}).encode(), "did you mean 'cost'?"),
        (json.dumps(LINE | {"predicate": "P31"}).encode(), "--map"),
        (json.dumps(LINE | {"article": "a2"}).encode(), "unknown article 'a2'; known are a1"),
        (json.dumps(LINE | {"artikel": "a1"}).encode(), "unknown field `artikel`"),
        (json.dumps(LINE | {"value": None}).encode(), "either 'value' or 'surface'"),
        (json.dumps(LINE | {"surface": "x"}).encode(), "either 'value' or 'surface'"),
        (json.dumps(LINE | {"evidence": [[5, 5]]}).encode(), "evidence [5, 5] is outside"),
        (json.dumps(LINE | {"evidence": [[-1, 5]]}).encode(), "evidence [-1, 5] is outside"),
        (json.dumps(LINE | {"evidence": [[0, len(TEXT) + 1]]}).encode(), "is outside"),
        (json.dumps(LINE | {"evidence": [1, 2]}).encode(), "evidence"),
        (json.dumps(LINE | {"confidence": 1.5}).encode(), "confidence 1.5 is not within"),
        (json.dumps(LINE | {"confidence": float("nan")}).encode(), "JSON"),
        (
            json.dumps(
                LINE | {"value": {"type": "quantity", "amount": "x", "unit": "EUR"}}
            ).encode(),
            "$.value.amount",
        ),
        (json.dumps(LINE | {"value": {"type": "date", "edtf": "gestern"}}).encode(), "no EDTF"),
        (
            json.dumps(
                LINE | {"value": {"type": "quantity", "amount": 9e300, "unit": "EUR"}}
            ).encode(),
            "no amount",
        ),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: bytes, says: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the table checks the message
        READER.parse(line)
    assert says in str(caught.value)


def test_every_bad_line_of_a_file_is_told(tmp_path: Path) -> None:
    good = json.dumps(LINE)
    path = tmp_path / "mine.jsonl"
    path.write_text(f"{good}\n{{\n\n{good}\n{good[:-9]}", encoding="utf-8")
    with pytest.raises(InvalidFileError) as caught:
        READER.read(path)
    assert [fault.line for fault in caught.value.faults] == [2, 5]
    assert str(path) in str(caught.value)
    with pytest.raises(UsageError, match="cannot be read"):
        READER.read(tmp_path / "nowhere.jsonl")


def test_line_separators_inside_a_text_end_no_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(LINE | {"subject": "A\u2028B\x85C"}, ensure_ascii=False))
    (said,) = READER.read(path)
    assert said.subject == "A\u2028B\x85C"


def test_labels_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    path.write_text("P2130: cost\nP571: sinc\n")
    with pytest.raises(
        InvalidFileError, match=r"labels.yaml:2:7: unknown predicate 'sinc'; did you"
    ):
        load_labels(path, PREDICATES)
    path.write_text("P2130: cost\n")
    assert load_labels(path, PREDICATES) == {"P2130": "cost"}
