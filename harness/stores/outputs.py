"""Files that users ask for by name, for other programs to read."""

from __future__ import annotations

from pathlib import Path

from harness.errors import ResultNotWrittenError
from harness.stores.runs import write_whole


def write_output(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the folders above; raises ResultNotWrittenError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise ResultNotWrittenError(f"{path}: cannot be written ({error.strerror})") from error


def append_output(path: Path, content: bytes) -> None:
    """Add to a file that others add to as well; raises ResultNotWrittenError."""
    try:
        with path.open("ab") as file:
            file.write(content)
    except OSError as error:
        raise ResultNotWrittenError(f"{path}: cannot be written ({error.strerror})") from error
