"""Runs that were begun, whether they ended or not: what was asked for, and which articles are read.

An extractor's folder holds a line for each article that was read, written after all that came of
the article: whatever stops a run, what such a line speaks of is there. What is not whole is no
fault, but read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import UsageError
from harness.model.corpus import Rendition
from harness.model.facts import GoldSet
from harness.model.results import Account, Earlier, Outcome
from harness.model.usage import Usage
from harness.stores.cards import load_card
from harness.stores.folders import BEGUN_FILE, begun_at, moment, run_folders
from harness.stores.predictions import PredictionReader

FORMAT = 1
ARTICLES = "articles.jsonl"  # a line for each article that was read, in the order of reading
PREDICTIONS = "predictions.jsonl"
ANSWERS = "answers.jsonl"  # raw answers of a model, one JSON object a line
LOGS = "logs"


class BegunExtractor(msgspec.Struct, frozen=True):
    """An extractor of a run, as it was before it read anything."""

    name: str
    fingerprint: str
    folder: str = ""


class BegunRun(msgspec.Struct, frozen=True):
    """What `begun.json` says: what is read by whom, and what was asked for to that end.

    `command` is the command line, and `options` are what it set, by name. `started` is the time
    (UTC, ISO 8601) and `commit` that of the working folder. Without extractors there is nothing to
    read on: predictions that were made elsewhere are scored.
    """

    format: int
    goldset: str
    goldset_version: str
    goldset_hash: str
    rendition: Rendition
    contains_original_text: bool
    extractors: tuple[BegunExtractor, ...]
    command: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    started: str = ""
    commit: str | None = None


class _ReadArticle(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of `articles.jsonl`: how much there must be of an article, and the account so far."""

    article: str
    account: Account
    predictions: int = 0
    answers: int = 0
    usage: Usage | None = None


def begun_on(goldset: GoldSet, commit: str | None, command: tuple[str, ...]) -> BegunRun:
    """Begin a run on a gold set now, of nobody yet."""
    return BegunRun(
        format=FORMAT,
        goldset=goldset.name,
        goldset_version=goldset.version,
        goldset_hash=goldset.hash,
        rendition=goldset.rendition,
        contains_original_text=goldset.rendition == "original",
        extractors=(),
        command=command,
        started=moment(),
        commit=commit,
    )


def article_line(article: str, outcome: Outcome, account: Account) -> bytes:
    """Give the line that says that all of an article is written."""
    said, answers = len(outcome.predictions), len(outcome.answers)
    line = _ReadArticle(article, account, said, answers, outcome.usage)
    return msgspec.json.encode(line) + b"\n"


def article_of(line: bytes) -> str:
    """Give the article that a line speaks of; a line that is none is left to the reader."""
    try:
        return str(msgspec.json.decode(line)["article"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return ""


def find_begun(named: str, reports: Path) -> Path:
    """Find a run that was begun by its folder, or by `latest`; raises UsageError."""
    if named == "latest":
        found = [one for one in run_folders(reports) if _could_be_read_on(one)]
        if not found:
            raise UsageError(f"{reports}: holds no run that could be read on")
        return max(found, key=lambda one: (begun_at(one), one.name))
    if not (Path(named) / BEGUN_FILE).is_file():
        raise UsageError(f"{named}: no run that could be read on, for it holds no {BEGUN_FILE}")
    return Path(named)


def _could_be_read_on(path: Path) -> bool:
    """Tell whether extractors read in a run; a card that cannot be read is told of later."""
    if not (path / BEGUN_FILE).is_file():
        return False
    try:
        return bool(load_begun(path).extractors)
    except UsageError:
        return True


def load_begun(path: Path) -> BegunRun:
    """Read a run's `begun.json`; raises InvalidFileError, or UsageError for a newer format."""
    return load_card(path / BEGUN_FILE, BegunRun, FORMAT)


def read_earlier(path: Path, begun: BegunRun, reader: PredictionReader) -> dict[str, Earlier]:
    """Read what each extractor of a run had said on the articles that are there as a whole."""
    found = {}
    for one in begun.extractors:
        if read := list(_whole_articles(path / one.folder, reader)):
            outcomes = {line.article: outcome for line, outcome in read}
            found[one.name] = Earlier(outcomes, read[-1][0].account)
    return found


def _whole_articles(
    folder: Path, reader: PredictionReader
) -> Iterator[tuple[_ReadArticle, Outcome]]:
    predictions, answers = _by_article(folder / PREDICTIONS), _by_article(folder / ANSWERS)
    for written in _lines(folder / ARTICLES):
        try:
            line = msgspec.json.decode(written, type=_ReadArticle)
            said = tuple(map(reader.parse, predictions[line.article]))
        except ValueError:  # not what a run writes
            continue
        kept = tuple(answers[line.article])
        if (len(said), len(kept)) == (line.predictions, line.answers):
            log = _text(folder / LOGS / f"{line.article}.txt")
            yield line, Outcome(said, None, log, kept, line.usage)


def _by_article(path: Path) -> dict[str, list[bytes]]:
    found = defaultdict(list)
    for line in _lines(path):
        found[article_of(line)].append(line)
    return found


def _lines(path: Path) -> list[bytes]:
    """Give the lines of a file that are whole; the last may have been cut off."""
    return path.read_bytes().split(b"\n")[:-1] if path.is_file() else []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\n") if path.is_file() else ""
