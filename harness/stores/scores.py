"""The figures that a run's folder holds, as they were computed when it was made."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.errors import Fault, InvalidFileError
from harness.model.results import Counts, Profile
from harness.stores.locks import Lock, read_lock
from harness.stores.runs import GOLD_FILE, SCORES_FILE


class _Tally(msgspec.Struct, frozen=True):
    tp: int
    fp: int
    fn: int


class _Extractor(msgspec.Struct, frozen=True):
    name: str
    signature: str
    profile: Profile
    by_article: dict[str, _Tally]


class _Scores(msgspec.Struct, frozen=True):
    extractors: tuple[_Extractor, ...]


class Recorded(msgspec.Struct, frozen=True):
    """An extractor's counts at level fact by article, and how they were made."""

    profile: Profile
    scoring: str
    articles: dict[str, Counts]


def load_scores(folder: Path) -> dict[str, Recorded]:
    """Read the counts of a run's extractors; none where the run was never scored.

    Raises InvalidFileError.
    """
    file = folder / SCORES_FILE
    try:
        scores = msgspec.json.decode(file.read_bytes(), type=_Scores)
    except OSError:
        return {}
    except msgspec.DecodeError as error:
        raise InvalidFileError([Fault(str(file), 1, 1, str(error))]) from error
    return {
        one.name: Recorded(
            one.profile,
            one.signature.rpartition("scoring:")[2],
            {name: Counts(part.tp, part.fp, part.fn) for name, part in one.by_article.items()},
        )
        for one in scores.extractors
    }


def load_gold_lock(folder: Path) -> Lock | None:
    """Read the hashes of the gold that a run was scored on; None where it kept none."""
    file = folder / GOLD_FILE
    return read_lock(file) if file.is_file() else None
