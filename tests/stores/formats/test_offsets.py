"""Spans are found by the words that must stand there, whatever a tool counts in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.corpus import Span
from harness.stores.formats.offsets import Mark, find_spans

EMOJI = "😀 Alpha 😀 hat 5 Euro."
WINDOWS = "Alpha\r\nhat 😀\r\n\r\n5 Euro."


@pytest.mark.parametrize(
    ("text", "marks", "spans"),
    [
        # code points
        (EMOJI, [(2, 7, "Alpha"), (10, 13, "hat")], [(2, 7), (10, 13)]),
        # UTF-16 units: each emoji before the span moves it by one
        (EMOJI, [(3, 8, "Alpha"), (12, 15, "hat")], [(2, 7), (10, 13)]),
        # an emoji inside
        (EMOJI, [(3, 15, "Alpha 😀 hat")], [(2, 13)]),
        # one unit for all is sought, but a file may hold labels of two releases
        (EMOJI, [(3, 8, "Alpha"), (10, 13, "hat")], [(2, 7), (10, 13)]),
        # without words, the unit of those that have some counts
        (EMOJI, [(3, 8, "Alpha"), (12, 15, None)], [(2, 7), (10, 13)]),
        (EMOJI, [(2, 7, None)], [(2, 7)]),
        # neither fits
        (EMOJI, [(4, 9, "Alpha"), (2, 7, "Alpha")], [None, (2, 7)]),
        (EMOJI, [(2, 7, "alpha"), (7, 2, "Alpha"), (0, 99, "x"), (2, 2, "")], [None] * 4),
        # half of an emoji is nowhere
        (EMOJI, [(1, 8, "Alpha")], [None]),
        # CRLF counted as one, in code points and in UTF-16 units
        (WINDOWS, [(6, 9, "hat"), (13, 19, "5 Euro")], [(7, 10), (16, 22)]),
        (WINDOWS, [(6, 9, "hat"), (14, 20, "5 Euro")], [(7, 10), (16, 22)]),
        # browsers drop or escape the line breaks of what is selected
        (WINDOWS, [(0, 10, "Alphahat")], [(0, 10)]),
        (WINDOWS, [(0, 9, "Alpha\\nhat")], [(0, 10)]),
        (WINDOWS, [(0, 9, "Alpha hat")], [(0, 10)]),
        # as the editor of Label Studio 1.23 says what was drawn over lines
        (
            "Beta hat 7\r\nEuro.\n  Ende.",
            [(0, 23, "Beta hat 7\\n\\nEuro.\\nEnd")],
            [(0, 23)],
        ),
        # but a place that is off by a blank is none
        (WINDOWS, [(9, 18, "😀\\n\\n")], [None]),
        (WINDOWS, [(0, 11, "Alphahat")], [None]),
        ("", [(0, 0, "")], [None]),
        ("abc", [], []),
    ],
)
def test_marks(
    text: str, marks: list[tuple[int, int, str | None]], spans: list[tuple[int, int] | None]
) -> None:
    expected = [None if span is None else Span(*span) for span in spans]
    assert find_spans(text, [Mark(*mark) for mark in marks]) == expected


@given(st.text(alphabet="aä😀 \r\n", min_size=1), st.data())
def test_utf16_offsets_of_any_text(text: str, data: st.DataObject) -> None:
    """The words found are the words that were marked, and the place is theirs if they stand once."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    there = [len(text[:offset].encode("utf-16-le")) // 2 for offset in (start, end)]
    (span,) = find_spans(text, [Mark(there[0], there[1], text[start:end])])
    assert span is not None
    assert text[slice(*span)] == text[start:end]
    if text.find(text[start:end]) == text.rfind(text[start:end]):
        assert span == (start, end)
