"""Where something stands in a file that people edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias


class FilePlace(NamedTuple):
    """A line of a file, counted from 1; the file as its readers name it, with forward slashes."""

    file: str
    line: int


# Where gold writes its facts, by article and id.
FactPlaces: TypeAlias = Mapping[tuple[str, str], FilePlace]
