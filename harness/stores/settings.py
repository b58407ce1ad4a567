"""Settings of a project: `[tool.harness]` in pyproject.toml, or harness.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError

_Settings = TypeVar("_Settings", bound=msgspec.Struct)
_KNOWN = ("gate",)  # the tables there are
_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`")
_PATH = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of settings, with where it stands; numbers with a point are Decimals."""

    file: Path
    text: str
    path: tuple[str, ...]
    value: Mapping[str, Any]

    def decode(self, wanted: type[_Settings]) -> _Settings:
        """Turn the table into settings; raises InvalidFileError with the line of what is wrong."""
        try:
            return msgspec.convert(self.value, wanted, strict=True)
        except msgspec.ValidationError as error:
            what = str(error)
            below: tuple[str, ...] = ()
            if (found := _PATH.search(what)) is not None:
                below, what = _steps(found["path"]), what[: found.start()]
            if (unknown := _UNKNOWN.search(what)) is not None:
                below = (*below, unknown["key"])
                known = ", ".join(_keys_of(wanted, below[:-1]))
                raise self.fault(
                    below, f"unknown key {unknown['key']!r}", f"known are: {known}" if known else ""
                ) from error
            raise self.fault(below, what.replace("`", "'")) from error

    def fault(self, below: tuple[str, ...], what: str, way_out: str = "") -> InvalidFileError:
        """Make an error that names the line of a key below this table."""
        line = line_of(self.text, (*self.path, *below))
        rule = f"key {'.'.join((*self.path, *below))}"
        return InvalidFileError([Fault(str(self.file), line, 1, what, rule, way_out)])


def settings_table(name: str, folder: Path = Path()) -> Table | None:
    """Find a table of settings in a folder's harness.toml or pyproject.toml; None without one.

    Raises InvalidFileError for a file that is no TOML, for unknown tables, and for one table that
    stands in both files.
    """
    found = [
        table
        for file, path in (("pyproject.toml", ("tool", "harness")), ("harness.toml", ()))
        if (table := _table(folder / file, path, name)) is not None
    ]
    if len(found) > 1:
        other = found[0]
        raise found[1].fault((), f"{name!r} stands in {other.file} too", "remove one of them")
    return found[0] if found else None


def _table(file: Path, path: tuple[str, ...], name: str) -> Table | None:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        value: Any = tomllib.loads(text, parse_float=Decimal)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InvalidFileError([Fault(str(file), 1, 1, "is not UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        raise InvalidFileError([Fault(str(file), line, column, str(error))]) from error
    for key in path:
        value = value.get(key, {}) if isinstance(value, dict) else {}
    whole = Table(file, text, path, value if isinstance(value, dict) else {})
    for key in whole.value:
        if key not in _KNOWN:
            raise whole.fault((key,), f"unknown table {key!r}", f"known are: {', '.join(_KNOWN)}")
    if name not in whole.value:
        return None
    inner = whole.value[name]
    if not isinstance(inner, dict):
        raise whole.fault((name,), f"{name!r} must be a table")
    return Table(file, text, (*path, name), inner)


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Give the line where the statement begins that sets a key; the nearest key around it else.

    The shortest beginning of the file that is TOML and holds the key ends with that statement;
    the longest before it that is TOML ends where it begins.
    """
    lines = text.splitlines(keepends=True)
    for depth in range(len(path), 0, -1):
        begins = 1
        for number in range(len(lines) + 1):
            try:
                value = tomllib.loads("".join(lines[:number]))
            except tomllib.TOMLDecodeError:
                continue
            if _holds(value, path[:depth]):
                return begins
            begins = number + 1
    return 1


def _holds(value: Any, path: tuple[str, ...]) -> bool:
    for step in path:
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return False
    return True


def _steps(path: str) -> tuple[str, ...]:
    """Read msgspec's path, such as .floors.f1 or .waivers[0].reason."""
    steps = []
    for name, index in _STEP.findall(path):
        if index == "...":
            break  # a key of a mapping, which the message does not name
        steps.append(name or index)
    return tuple(steps)


def _keys_of(wanted: Any, below: tuple[str, ...]) -> list[str]:
    """List the keys that a table of settings knows; none where the way there is not plain."""
    for step in below:
        fields = getattr(wanted, "__struct_fields__", None)
        if fields is None or step not in fields:
            return []
        wanted = {one.name: one.type for one in msgspec.structs.fields(wanted)}[step]
    return list(getattr(wanted, "__struct_fields__", ()))
