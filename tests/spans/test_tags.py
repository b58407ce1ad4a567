"""Tags read as spans: every sequence leniently, and by the rules of a scheme."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.spans.tags import (
    Scheme,
    breaks_scheme,
    detect_scheme,
    read_as_conlleval,
    read_as_seqeval,
    read_strictly,
)


def told(spans: object) -> list[str]:
    return [f"{one.label}{one.start}-{one.end}" for one in spans]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("tags", "seqeval", "conlleval"),
    [
        ("B-A I-A O B-B", ["A0-2", "B3-4"], ["A0-2", "B3-4"]),
        # IOB1: I begins a span, B parts two of one label.
        ("I-A I-A B-A O I-B", ["A0-2", "A2-3", "B4-5"], ["A0-2", "A2-3", "B4-5"]),
        # A change of label ends a span whatever the prefix.
        ("B-A I-B", ["A0-1", "B1-2"], ["A0-1", "B1-2"]),
        ("B-A E-A S-A S-A", ["A0-2", "A2-3", "A3-4"], ["A0-4"]),
        # After E conlleval goes on where a B stands; seqeval begins anew.
        ("E-A B-A", ["A0-1", "A1-2"], ["A0-2"]),
        ("B I O", ["_0-2"], ["0-2"]),
        ("B-x-y I-x-y", ["x-y0-2"], ["x-y0-2"]),
        ("O O", [], []),
    ],
)
def test_lenient_reading(tags: str, seqeval: list[str], conlleval: list[str]) -> None:
    assert told(read_as_seqeval(tags.split())) == seqeval
    assert told(read_as_conlleval(tags.split())) == conlleval


@pytest.mark.parametrize(
    ("tags", "scheme", "expected"),
    [
        ("I-A B-B I-B", "IOB2", ["B1-3"]),
        ("B-A I-B I-B", "IOB2", ["A0-1"]),
        ("I-A B-A O", "IOB1", ["A0-1", "A1-2"]),
        ("B-A O I-A", "IOB1", ["A2-3"]),
        ("B-A E-A S-B B-B I-B O", "IOBES", ["A0-2", "B2-3"]),
        ("E-A I-A", "IOBES", []),
    ],
)
def test_strict_reading(tags: str, scheme: Scheme, expected: list[str]) -> None:
    assert told(read_strictly(tags.split(), scheme)) == expected


@pytest.mark.parametrize(
    ("sentences", "scheme"),
    [
        (["O B-A I-A O"], "IOB2"),
        (["O I-A I-A B-A"], "IOB1"),
        (["B-A O", "O S-A"], "IOBES"),
        # B after O and I after O: no scheme, so the usual one, and the breaks are told.
        (["B-A O I-A"], "IOB2"),
        (["O O"], "IOB2"),
    ],
)
def test_the_scheme_is_detected(sentences: list[str], scheme: Scheme) -> None:
    assert detect_scheme(one.split() for one in sentences) == scheme


def broken(tags: Sequence[str], scheme: Scheme) -> list[int]:
    line = ["O", *tags, "O"]
    return [at for at in range(len(line) - 1) if breaks_scheme(line[at], line[at + 1], scheme)]


@pytest.mark.parametrize(
    ("tags", "scheme", "places"),
    [
        ("B-A I-A B-B", "IOB2", []),
        ("O I-A I-B", "IOB2", [1, 2]),
        ("I-A B-A B-B", "IOB1", [2]),
        ("B-A E-A S-A O", "IOBES", []),
        ("B-A I-A O", "IOBES", [2]),
        ("B-A E-B I-B", "IOBES", [1, 2, 3]),
        ("B-A", "IOBES", [1]),
    ],
)
def test_breaks_of_a_scheme(tags: str, scheme: Scheme, places: list[int]) -> None:
    assert broken(tags.split(), scheme) == places
