"""The baseline on disk: one file that git keeps, of ids and hashes, equal for equal content."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import (
    Fault,
    InvalidFileError,
    NoVerdictError,
    UsageError,
)
from harness.model.baseline import FORMAT, Baseline, read_place
from harness.stores.outputs import write_output

_DIGEST = "digest"


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline whole or not at all; raises ResultNotWrittenError."""
    content = msgspec.to_builtins(baseline, builtin_types=())
    content[_DIGEST] = _digest(content)
    write_output(path, (_laid_out(content) + "\n").encode())


def load_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises NoVerdictError where there is none, UsageError for one of a newer harness or one that
    cannot be read, and InvalidFileError for one that is broken or was changed by hand.
    """
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoVerdictError(
            f"{path}: there is no baseline yet; make one with `harness gate --accept --why ...`"
        ) from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    again = "write it anew with `harness gate --accept --why ...`, or take it back from git"
    try:
        content = msgspec.json.decode(raw)
        if not isinstance(content, dict):
            raise msgspec.ValidationError("is no object")
        if isinstance(content.get("format"), int) and content["format"] > FORMAT:
            raise UsageError(
                f"{path}: has format {content['format']}, made by a newer harness; update"
            )
        told = content.pop(_DIGEST, None)
        baseline = msgspec.convert(content, Baseline)
        for entry in baseline.extractors.values():
            for place in entry.places:
                read_place(place)
            if entry.readings < 1:
                raise msgspec.ValidationError("readings must be 1 or more")
    except (msgspec.DecodeError, ValueError) as error:  # ValidationError is a DecodeError
        raise InvalidFileError([Fault(str(path), 1, 1, str(error), "", again)]) from error
    if told != _digest(content):
        what = "was changed by hand: its digest does not fit its content"
        raise InvalidFileError([Fault(str(path), 1, 1, what, "", again)])
    return baseline


def _digest(content: dict[str, Any]) -> str:
    """Hash all of a baseline, whatever the order and layout of its file."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _laid_out(value: Any, depth: int = 0) -> str:
    """Write one key a line, so that a change of one fact is a change of one line."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    margin = " " * depth
    lines = [
        f"{margin} {json.dumps(key, ensure_ascii=False)}: {_laid_out(inner, depth + 1)}"
        for key, inner in value.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
