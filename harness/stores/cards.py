"""Cards: JSON files that say what a folder holds, in which format."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError

_Card = TypeVar("_Card")


class _Format(msgspec.Struct):
    format: int


def load_card(file: Path, kind: type[_Card], newest: int) -> _Card:
    """Read a card of a format up to the newest that is known.

    Raises InvalidFileError, or UsageError where it cannot be read or a newer harness wrote it.
    """
    try:
        content = file.read_bytes()
        found = msgspec.json.decode(content, type=_Format).format  # the rest may have changed since
        if found > newest:
            raise UsageError(f"{file}: has format {found}, made by a newer harness; update")
        return msgspec.json.decode(content, type=kind)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidFileError([Fault(str(file), 1, 1, str(error))]) from error
