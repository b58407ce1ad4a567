"""Recordings: a run's raw answers of a model as a small folder, to be read without the model."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import msgspec

from harness.errors import Fault, InvalidFileError, ResultNotWrittenError, UsageError
from harness.model.corpus import Rendition
from harness.model.usage import ModelCard, Recording
from harness.stores.begun import ANSWERS
from harness.stores.cards import load_card
from harness.stores.predictions import content_of
from harness.stores.runs import StoredExtraction, StoredRun, write_whole

FORMAT = 1
_CARD = "recording.json"


class RecordingCard(msgspec.Struct, frozen=True):
    """What `recording.json` says: whose answers, on which gold set and rendition."""

    format: int
    extractor: str
    fingerprint: str
    model: ModelCard
    goldset: str
    goldset_version: str
    rendition: Rendition
    contains_original_text: bool
    errors: dict[str, str] = {}


class _Line(msgspec.Struct):
    article: str


def export_recording(
    run: Path, stored: StoredRun, extractor: str | None, folder: Path, *, originals_allowed: bool
) -> StoredExtraction:
    """Write the answers of one extractor of a run into a new folder, and give its entry.

    Raises UsageError where the run holds no such answers, or holds the originals' text and that
    was not allowed; ResultNotWrittenError.
    """
    if stored.contains_original_text and not originals_allowed:
        raise UsageError(
            f"{run}: its answers quote the original articles, which may not be passed on; "
            "--allow-original-text exports them all the same"
        )
    one = _chosen(run, stored, extractor)
    if one.model is None:
        raise UsageError(f"{run}: {one.name} asked no model, so there are no answers")
    card = RecordingCard(
        format=FORMAT,
        extractor=one.name,
        fingerprint=one.fingerprint,
        model=one.model,
        goldset=stored.goldset,
        goldset_version=stored.goldset_version,
        rendition=stored.rendition,
        contains_original_text=stored.contains_original_text,
        errors={error.article: error.message for error in one.errors},
    )
    try:
        content = (run / one.folder / ANSWERS).read_bytes()
        folder.mkdir(parents=True, exist_ok=False)
        write_whole(folder / ANSWERS, content)
        told = msgspec.json.format(msgspec.json.encode(card), indent=2)
        write_whole(folder / _CARD, told + b"\n")
    except FileExistsError as error:
        raise UsageError(f"{folder}: is there already; name a new folder") from error
    except OSError as error:
        raise ResultNotWrittenError(f"{folder}: cannot be written ({error.strerror})") from error
    return one


def load_recording(folder: str) -> Recording:
    """Load a recording; raises UsageError, and InvalidFileError with the line that is wrong."""
    place = Path(folder)
    if not (place / _CARD).is_file():
        raise UsageError(f"{folder}: no recording, for it holds no {_CARD}")
    card = load_card(place / _CARD, RecordingCard, FORMAT)
    lines = content_of(place / ANSWERS).splitlines()
    answers: dict[str, list[bytes]] = defaultdict(list)
    for number, line in enumerate(lines, start=1):
        try:
            answers[msgspec.json.decode(line, type=_Line).article].append(line)
        except msgspec.DecodeError as error:
            raise InvalidFileError([Fault(str(place / ANSWERS), number, 1, str(error))]) from error
    held = {article: tuple(ones) for article, ones in answers.items()}
    return Recording(card.extractor, card.fingerprint, card.model, held, card.errors)


def _chosen(run: Path, stored: StoredRun, named: str | None) -> StoredExtraction:
    """Give the extractor that is named, else the only one with answers of its own: no vote."""
    asked = [
        one
        for one in stored.extractors
        if (run / one.folder / ANSWERS).is_file() and not one.name.startswith("vote:")
    ]
    found = [one for one in asked if named in (None, one.name)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.name for one in asked) or "none"
    raise UsageError(f"{run}: name one extractor with --extractor; those with answers are: {known}")
