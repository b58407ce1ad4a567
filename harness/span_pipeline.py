"""Where span files meet their scorer: two files and a profile in, scores with a signature out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from harness.errors import UsageError
from harness.model.signature import SCORING_VERSION
from harness.model.spans import SpanScores, TaggedDocument
from harness.spans.profiles import score_documents, score_tags, spans_of
from harness.spans.tags import PREFIXES, Scheme, breaks_scheme, detect_scheme
from harness.stores.formats.spanlines import Ends, SpanLines, SplitDocumentError, aligned
from harness.stores.formats.tagged import TaggedFile, align_tags, read_tagged
from harness.stores.predictions import content_of


@dataclass(frozen=True, slots=True)
class SpanReading:
    """How span files are read: ends of JSON Lines, scheme and column of tagged tokens, labels."""

    ends: Ends = "exclusive"
    scheme: Scheme | None = None
    column: str | None = None
    labels: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class ScoredFile:
    """The scores of one predicted file; `notes` say what its reader should know."""

    path: Path
    signature: str
    scores: SpanScores
    notes: tuple[str, ...] = ()


def score_file(gold: Path, predicted: Path, profile: str, reading: SpanReading) -> ScoredFile:
    """Score a file against gold; their first lines tell which format they are in.

    Raises UsageError (InvalidFileError with file and line) where a file cannot be read, where the
    two do not align, and where the profile cannot score that format.
    """
    formats = _format_of(gold), _format_of(predicted)
    if formats[0] == "empty":
        raise UsageError(f"{gold}: the gold file is empty; there is nothing to score against")
    if formats[1] not in {formats[0], "empty"}:
        raise UsageError(
            f"{gold} holds {formats[0]} and {predicted} {formats[1]}; give both in one format"
        )
    if formats[0] == "span lines":
        return _score_lines(gold, predicted, profile, reading)
    return _score_tagged(gold, predicted, profile, reading)


def _format_of(path: Path) -> str:
    if not path.is_file():
        content_of(path)  # raises what is wrong with it
        raise UsageError(
            f"{path}: is no file; span scoring looks at its first line and reads it again"
        )
    with path.open("rb") as file:
        for line in file:
            text = line.removeprefix(b"\xef\xbb\xbf").strip()
            if text:
                return "span lines" if text.startswith(b"{") else "tagged tokens"
    return "empty"


def _score_lines(gold: Path, predicted: Path, profile: str, reading: SpanReading) -> ScoredFile:
    for wrong, name in ((reading.scheme, "--scheme"), (reading.column, "--column")):
        if wrong is not None:
            raise UsageError(f"{gold}: {name} is for tagged tokens, and these are span lines")
    ours, theirs = SpanLines(gold, reading.ends), SpanLines(predicted, reading.ends)
    try:
        scores = score_documents(aligned(ours, theirs), profile, reading.labels)
    except SplitDocumentError:
        documents = aligned(ours, theirs, whole=True)
        scores = score_documents(documents, profile, reading.labels)
    parts = (f"format:span-lines,ends-{reading.ends}",)
    digests = ours.digest, theirs.digest
    return ScoredFile(predicted, _signature(scores, digests, parts, reading), scores)


def _score_tagged(gold: Path, predicted: Path, profile: str, reading: SpanReading) -> ScoredFile:
    if reading.ends != "exclusive":
        raise UsageError(f"{gold}: --ends is for span lines, and these are tagged tokens")
    ours, theirs = read_tagged(gold, reading.column), read_tagged(predicted, reading.column)
    scheme = reading.scheme or detect_scheme(_tags_of(ours))
    documents = align_tags(ours, theirs)
    scores = _score_documents(documents, profile, scheme, reading.labels)
    how = "given" if reading.scheme else "detected"
    column = (f"column:{ours.column}",) if ours.column else ()
    parts = (f"format:{ours.kind}", f"scheme:{scheme}({how})", *column)
    signature = _signature(scores, (ours.digest, theirs.digest), parts, reading)
    notes = [note for file in (ours, theirs) if (note := _broken(file, scheme))]
    return ScoredFile(predicted, signature, scores, tuple(notes))


def _score_documents(
    documents: list[TaggedDocument],
    profile: str,
    scheme: Scheme,
    labels: Collection[str] | None,
) -> SpanScores:
    if labels is None:
        return score_tags(documents, profile, scheme)
    return score_documents(spans_of(documents), profile, labels)


def _signature(
    scores: SpanScores, digests: tuple[str, str], parts: tuple[str, ...], reading: SpanReading
) -> str:
    limited = () if reading.labels is None else (f"labels:{','.join(sorted(reading.labels))}",)
    return "|".join(
        (
            f"profile:{scores.profile}",
            f"gold:#{digests[0][:12]}",
            f"predicted:#{digests[1][:12]}",
            *parts,
            *limited,
            f"scoring:{SCORING_VERSION}",
        )
    )


def _tags_of(file: TaggedFile) -> list[list[str]]:
    return [[token.tag for token in one] for each in file.documents for one in each.sentences]


def _broken(file: TaggedFile, scheme: Scheme) -> str | None:
    """Say how many tags break the scheme and where the first stands; None where none does."""
    lines = []
    for document in file.documents:
        for sentence in document.sentences:
            before = "O"
            for token in sentence:
                foreign = token.tag[0] not in PREFIXES[scheme]
                if foreign or breaks_scheme(before, token.tag, scheme):
                    lines.append(token.line)
                before = token.tag
            if breaks_scheme(before, "O", scheme):
                lines.append(sentence[-1].line)
    if not lines:
        return None
    tags = "1 tag breaks" if len(lines) == 1 else f"{len(lines)} tags break"
    return f"{file.path}:{lines[0]}: {tags} {scheme}, this one first; read as the profile reads it"
