"""A file that another tool wrote: its content, and every fault in it with its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from harness.errors import Fault, InvalidFileError
from harness.stores.seeds import read_text


class Place(NamedTuple):
    """A line and a column, counted from 1."""

    line: int = 1
    column: int = 1


class ForeignFile:
    """A text file of another tool; faults collect and are raised all at once by `finish`.

    Raises UsageError where the file cannot be read or is not UTF-8.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = read_text(path).removeprefix("\ufeff")
        self.faults: list[Fault] = []

    def fault(self, place: Place, what: str, rule: str = "", way_out: str = "") -> None:
        """Note a fault."""
        self.faults.append(Fault(str(self.path), place.line, place.column, what, rule, way_out))

    def finish(self) -> None:
        """Raise all faults found so far, if any."""
        if self.faults:
            raise InvalidFileError(self.faults)

    def json(self) -> Any:
        """Give the content as JSON; raises InvalidFileError where it is none."""
        try:
            content = json.loads(self.text)
            json.dumps(content, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            place = Place(error.lineno, error.colno)
            self.fault(place, f"not JSON: {error.msg}", "", "export the file again")
        except UnicodeEncodeError:
            self.fault(Place(), "half of a character", "an escape like \\ud83d stands alone")
        except RecursionError:
            self.fault(Place(), "nested too deeply")
        self.finish()
        return content

    def place_of(self, key: str, value: object, after: Place | None = None) -> Place:
        """Find where the JSON says `key: value`, not before another place; else that place."""
        pattern = re.escape(json.dumps(key)) + r"\s*:\s*"
        written = {json.dumps(value), json.dumps(value, ensure_ascii=False)}
        begin = self._offset(after) if after else 0
        options = "|".join(map(re.escape, sorted(written)))
        match = re.compile(f"{pattern}(?:{options})").search(self.text, begin)
        return self._place(match.start()) if match else after or Place()

    def _offset(self, place: Place) -> int:
        lines = self.text.split("\n")[: place.line - 1]
        return sum(len(line) + 1 for line in lines) + place.column - 1

    def _place(self, offset: int) -> Place:
        before = self.text[:offset]
        return Place(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)
