"""Semantic fields: classes of words that mean much the same, read from a packaged list."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _fields() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...], frozenset[str]], ...]:
    """Give for each field its name, and the stems that begin, end and are its words."""
    told = files(__package__).joinpath("fields.txt").read_text("utf-8")
    found = []
    for line in told.splitlines():
        if not line.startswith("#"):
            name, _, stems = line.partition(":")
            words = stems.split()
            begin = tuple(one.rstrip("*") for one in words if one[0] != "*" and one[-1] != "=")
            end = tuple(one[1:] for one in words if one[0] == "*")
            whole = frozenset(one[:-1] for one in words if one[-1] == "=")
            found.append((name, begin, end, whole))
    return tuple(found)


@lru_cache(maxsize=20_000)
def fields_of(word: str) -> tuple[str, ...]:
    """Name the fields that a word in lower case belongs to."""
    return tuple(
        name
        for name, begin, end, whole in _fields()
        if word in whole or word.startswith(begin) or word.endswith(end)
    )
