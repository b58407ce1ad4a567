"""Run folders: what extractors said, kept as soon as it was said, and what was made of it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import Fault, InvalidFileError, ResultNotWrittenError, UsageError
from harness.model.corpus import Rendition
from harness.model.results import Account, ArticleError, Extraction, Outcome, Run
from harness.model.usage import ModelCard, Usage
from harness.stores.begun import (
    ANSWERS,
    ARTICLES,
    LOGS,
    PREDICTIONS,
    BegunRun,
    article_line,
    article_of,
)
from harness.stores.cards import load_card
from harness.stores.folders import BEGUN_FILE, RUN_FILE, latest_run
from harness.stores.predictions import PredictionReader, content_of, prediction_lines

FORMAT = 1
GOLD_FILE = "gold.json"  # the hashes of the gold that a run was scored on
SCORES_FILE = "scores.json"
FACTS_FILE = "facts.jsonl"  # of an extractor: one line a gold fact or prediction
_OWN_FILES = (BEGUN_FILE, RUN_FILE, GOLD_FILE, SCORES_FILE, "report.html", "report-articles")


class StoredExtraction(msgspec.Struct, frozen=True):
    """An extractor's entry in `run.json`; its predictions lie in the folder named."""

    name: str
    fingerprint: str
    folder: str
    predictions: int
    errors: tuple[ArticleError, ...] = ()
    claims: tuple[str, ...] = ()
    folds: str = ""
    usage: Mapping[str, Usage] = {}
    model: ModelCard | None = None
    repeats: str = ""
    from_file: bool = False
    deterministic: bool | None = None


class StoredRun(msgspec.Struct, frozen=True):
    """What `run.json` says; all that may differ between equal runs is under `volatile`."""

    format: int
    goldset: str
    goldset_version: str
    goldset_hash: str
    rendition: Rendition
    contains_original_text: bool
    complete: bool
    extractors: tuple[StoredExtraction, ...]
    volatile: dict[str, Any] = {}


class RunFolder:
    """A folder that a run writes into while it runs.

    The first failure to write is remembered in `failure` and ends writing, never the run: what is
    computed can still be shown.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failure: str | None = None
        self.begun: BegunRun | None = None
        self._folders: dict[str, str] = {}
        try:
            path.mkdir(parents=True, exist_ok=False)
        except FileExistsError as error:
            raise UsageError(
                f"{path}: is there already; a run never writes over another"
            ) from error
        except OSError as error:
            raise ResultNotWrittenError(f"{path}: cannot be made ({error.strerror})") from error

    def begin(self, begun: BegunRun) -> None:
        """Write `begun.json`, by which the run can be read on should it be stopped."""
        self.begun = begun
        folders = {one.name: self.folder_of(one.name).name for one in begun.extractors}
        placed = tuple(
            msgspec.structs.replace(one, folder=folders[one.name]) for one in begun.extractors
        )
        content = msgspec.json.encode(msgspec.structs.replace(begun, extractors=placed))
        self.write(BEGUN_FILE, msgspec.json.format(content, indent=2) + b"\n")

    def keep(self, extractor: str, article: str, outcome: Outcome, account: Account) -> None:
        """Append what came of an article, and at last, where it was read, the line that says so."""
        folder = self.folder_of(extractor)
        self._append(folder / PREDICTIONS, b"".join(prediction_lines(outcome.predictions)))
        if outcome.log:
            self._append(folder / LOGS / f"{article}.txt", _told(outcome.log.rstrip("\n")))
        if outcome.answers:
            self._append(folder / ANSWERS, b"".join(one + b"\n" for one in outcome.answers))
        if outcome.error is not None:
            told = outcome.error.traceback or outcome.error.message
            self._append(folder / "errors" / f"{article}.txt", _told(told))
        else:
            self._append(folder / ARTICLES, article_line(article, outcome, account))

    def folder_of(self, extractor: str) -> Path:
        """Give the folder of an extractor, whatever characters its name has."""
        if extractor not in self._folders:
            plain = _plain(extractor) or "extractor"
            name, number = plain, 1
            while name in (*self._folders.values(), *_OWN_FILES):
                number += 1
                name = f"{plain}-{number}"
            self._folders[extractor] = name
        return self.path / self._folders[extractor]

    def finish(self, run: Run, volatile: Mapping[str, Any]) -> None:
        """Put the predictions into the order of the run, and write what makes the folder one.

        Called last: a folder with a `run.json` holds all else.
        """
        for one in run.extractions:
            content = b"".join(prediction_lines(one.predictions))
            self.write(f"{self.folder_of(one.name).name}/{PREDICTIONS}", content)
        stored = StoredRun(
            format=FORMAT,
            goldset=run.goldset,
            goldset_version=run.goldset_version,
            goldset_hash=run.goldset_hash,
            rendition=run.rendition,
            contains_original_text=run.rendition == "original",
            complete=run.complete,
            extractors=tuple(
                StoredExtraction(
                    one.name,
                    one.fingerprint,
                    self.folder_of(one.name).name,
                    len(one.predictions),
                    tuple(_storable(error) for error in one.errors),
                    claims=one.claims,
                    folds=one.folds,
                    usage=one.usage,
                    model=one.model,
                    repeats=one.repeats,
                    from_file=one.from_file,
                    deterministic=one.deterministic,
                )
                for one in run.extractions
            ),
            volatile=dict(volatile)
            | {
                "seconds": {one.name: one.seconds for one in run.extractions},
                "calls": {one.name: one.calls for one in run.extractions if one.calls},
            },
        )
        self.write(RUN_FILE, msgspec.json.format(msgspec.json.encode(stored), indent=2) + b"\n")

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all."""
        self._attempt(self.path / name, lambda path: write_whole(path, content))

    def write_lines(self, extractor: str, name: str, lines: Iterable[bytes]) -> None:
        """Write a file of lines into an extractor's folder, whole or not at all."""
        content = b"".join(line + b"\n" for line in lines)
        self._attempt(self.folder_of(extractor) / name, lambda path: write_whole(path, content))

    def _append(self, path: Path, content: bytes) -> None:
        def append(path: Path) -> None:
            with path.open("ab") as file:
                file.write(content)

        self._attempt(path, append)

    def _attempt(self, path: Path, write: Any) -> None:
        if self.failure is not None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path)
        except OSError as error:
            self.failure = f"{path}: cannot be written ({error.strerror})"


def _told(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _storable(error: ArticleError) -> ArticleError:
    """Leave out the traceback, which lies in a file of its own, and what no encoding can write."""
    message = error.message.encode("utf-8", "backslashreplace").decode("utf-8")
    return ArticleError(error.article, message)


def _plain(name: str) -> str:
    """Keep of a name what may stand in a file's, on any system."""
    shown = name.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[^\w.+-]+", "-", shown).strip(".-")[:80]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def new_run(reports: Path, goldset: str, rendition: Rendition) -> RunFolder:
    """Make a run folder; names sort as the runs were begun, also those of one second."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    for number in range(1, 100):
        begins = f"run-{moment}-{number:02}-"
        if not any(reports.glob(f"{begins}*")):  # of any gold set
            try:
                return RunFolder(reports / f"{begins}{_plain(goldset)}-{rendition}")
            except UsageError:
                continue  # another run of the same second was faster
    raise ResultNotWrittenError(f"{reports}: a hundred runs in one second")


def find_run(named: str, reports: Path) -> Path | None:
    """Find a run by its folder, or by `latest`; None where the name is no run's."""
    if named == "latest":
        latest = latest_run(reports)
        if latest.run is None:
            begun = f" ({latest.unfinished} was not finished)" if latest.unfinished else ""
            raise UsageError(f"{reports}: holds no run yet{begun}; make one with `harness run`")
        return latest.run
    path = Path(named)
    if path.is_dir():
        if not (path / RUN_FILE).is_file():
            raise UsageError(f"{path}: no run, for it holds no {RUN_FILE}")
        return path
    return None


def load_stored(path: Path) -> StoredRun:
    """Read a run's `run.json`; raises InvalidFileError, or UsageError for a newer format."""
    return load_card(path / RUN_FILE, StoredRun, FORMAT)


def load_extractions(
    path: Path, stored: StoredRun, reader: PredictionReader, without: Collection[str] = ()
) -> tuple[Extraction, ...]:
    """Read what the extractors of a run said, but for some articles.

    Raises InvalidFileError, UsageError.
    """
    return tuple(
        _load_extraction(path, one, stored.rendition, reader, without) for one in stored.extractors
    )


def _load_extraction(
    path: Path,
    stored: StoredExtraction,
    rendition: Rendition,
    reader: PredictionReader,
    without: Collection[str],
) -> Extraction:
    file = path / stored.folder / PREDICTIONS
    if without:
        lines = content_of(file).splitlines(keepends=True)
        kept = [line for line in lines if article_of(line) not in without]
        predictions, left_out = reader.read_bytes(b"".join(kept), file), len(lines) - len(kept)
    else:
        predictions, left_out = reader.read(file), 0
    if len(predictions) + left_out != stored.predictions:
        what = f"holds {len(predictions)} predictions, but the run made {stored.predictions}"
        raise InvalidFileError([Fault(str(file), 1, 1, what, "", "the file was cut or changed")])
    return Extraction(
        name=stored.name,
        fingerprint=stored.fingerprint,
        predictions=predictions,
        errors=tuple(error for error in stored.errors if error.article not in without),
        claims=stored.claims,
        folds=stored.folds,
        usage=stored.usage,
        model=stored.model,
        repeats=stored.repeats,
        rendition=rendition,
        from_file=stored.from_file,
        deterministic=stored.deterministic,
    )
