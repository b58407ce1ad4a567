"""What patterns of words are written with."""

from __future__ import annotations

B = r"[^\S\r\n]"  # a blank that breaks no line: a paragraph is one line


def words(told: str) -> frozenset[str]:
    """Read a list of words from one string with blanks between them."""
    return frozenset(told.split())
