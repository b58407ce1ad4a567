"""Where something stands in a file that people edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias


class FilePlace(NamedTuple):
    """A line of a file, counted from 1, and its length in characters.

    The file is named as its readers do, with forward slashes: from the root of the sources, or
    not `inside` of them in another way, by which nobody can show it.
    """

    file: str
    line: int
    length: int = 1
    inside: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


# Where gold writes its facts, by article and id.
FactPlaces: TypeAlias = Mapping[tuple[str, str], FilePlace]
