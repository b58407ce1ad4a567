"""Run folders beside one another: which run is the latest, and whether it was finished."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from harness.errors import ResultNotWrittenError
from harness.stores.places import path_from

BEGUN_FILE = "begun.json"  # written first
RUN_FILE = "run.json"  # written last: a folder that holds it is a whole run
ELSEWHERE = "elsewhere.jsonl"  # in the folder of reports: runs that lie elsewhere, a path a line
_Card = TypeVar("_Card")
_STAMP = re.compile(r"run-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-")
_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


class Latest(NamedTuple):
    """The run that was begun last of those that ended; `unfinished` was begun later still."""

    run: Path | None
    unfinished: Path | None


class _Times(msgspec.Struct):
    started: str = ""


class _Stored(msgspec.Struct):
    volatile: _Times = msgspec.field(default_factory=_Times)


def moment() -> str:
    """Give the time as runs keep it: UTC, ISO 8601, with fractions, so that texts sort as times."""
    return datetime.now(UTC).strftime(_FORM)


def latest_run(reports: Path) -> Latest:
    """Find the latest run of a folder of reports, by the time at which each was begun.

    Names and the times of files decide only for runs of before, which kept no time themselves.
    """
    runs = sorted((begun_at(one), one.name, one) for one in run_folders(reports))
    ended = [path for _, _, path in runs if (path / RUN_FILE).is_file()]
    last = runs[-1][-1] if runs else None
    run = ended[-1] if ended else None
    return Latest(run, None if last == run else last)


def run_folders(reports: Path) -> Iterator[Path]:
    """Give all folders in which a run was begun, those elsewhere too while they are there.

    An empty one is what a run leaves that is killed, or finds the disk full, at its first word.
    """
    found = {one.resolve(): one for one in reports.glob("*/") if _is_a_run(one)}
    for path in _elsewhere(reports):
        if path.is_dir():
            found.setdefault(path.resolve(), Path(path_from(path)))
    yield from found.values()


def _is_a_run(folder: Path) -> bool:
    cards = (folder / BEGUN_FILE).is_file() or (folder / RUN_FILE).is_file()
    return cards or folder.name.startswith("run-") or not any(folder.iterdir())


def begun_at(folder: Path) -> str:
    """Tell when a run was begun: as it says itself, else by its name, else by its file's time."""
    begun, stored = _read(folder / BEGUN_FILE, _Times), _read(folder / RUN_FILE, _Stored)
    if told := (begun and begun.started) or (stored and stored.volatile.started):
        return told
    if stamp := _STAMP.match(folder.name):
        return "{}-{}-{}T{}:{}:{}.000000Z".format(*stamp.groups())
    file = folder / RUN_FILE
    changed = (file if file.is_file() else folder).stat().st_mtime
    return datetime.fromtimestamp(changed, UTC).strftime(_FORM)


def note_elsewhere(reports: Path, folder: Path) -> None:
    """Write down that a run lies outside of the reports; raises ResultNotWrittenError."""
    if folder.resolve().parent == reports.resolve():
        return
    try:
        reports.mkdir(parents=True, exist_ok=True)
        with (reports / ELSEWHERE).open("ab") as file:
            file.write(b"\n" + json.dumps(str(folder.resolve())).encode() + b"\n")
    except OSError as error:
        raise ResultNotWrittenError(
            f"{reports / ELSEWHERE}: cannot be written ({error.strerror})"
        ) from error


def _elsewhere(reports: Path) -> Iterator[Path]:
    file = reports / ELSEWHERE
    for line in file.read_bytes().splitlines() if file.is_file() else ():
        try:
            yield Path(msgspec.json.decode(line, type=str))
        except msgspec.DecodeError:  # empty, or cut
            continue


def _read(file: Path, kind: type[_Card]) -> _Card | None:
    """Read a card for its time alone: whatever is wrong with it is told where it is used."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
