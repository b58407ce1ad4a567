"""The figures and pairs that a run's folder holds, as they were when it was scored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from harness.errors import Fault, HarnessError, InvalidFileError
from harness.model.facts import UNQUALIFIED, Prediction, Qualifiers
from harness.model.results import Counts, Profile
from harness.model.values import Value
from harness.stores.locks import Lock, read_lock
from harness.stores.runs import FACTS_FILE, GOLD_FILE, SCORES_FILE


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


class _Gold(msgspec.Struct, frozen=True):
    id: str


class _Said(msgspec.Struct, frozen=True):
    predicate: str
    subject: str
    value: Value
    qualifiers: Qualifiers = UNQUALIFIED


class _Line(msgspec.Struct, frozen=True):
    article: str
    gold: _Gold | None = None
    prediction: _Said | None = None


def load_pairs(folder: Path) -> Iterator[tuple[str, Prediction]]:
    """Read what was said of which fact (article/id) when an extractor's folder was scored.

    Nothing where it never was; raises InvalidFileError.
    """
    file = folder / FACTS_FILE
    if not file.is_file():
        return
    decoder = msgspec.json.Decoder(_Line)
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            one = decoder.decode(line)
        except (msgspec.DecodeError, HarnessError) as error:
            raise InvalidFileError([Fault(str(file), number, 1, str(error))]) from error
        if one.gold is not None and one.prediction is not None:
            said = one.prediction
            yield (
                f"{one.article}/{one.gold.id}",
                Prediction(one.article, said.predicate, said.subject, said.value, said.qualifiers),
            )


def load_gold_lock(folder: Path) -> Lock | None:
    """Read the hashes of the gold that a run was scored on; None where it kept none."""
    file = folder / GOLD_FILE
    return read_lock(file) if file.is_file() else None
