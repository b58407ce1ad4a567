"""Spans as JSON Lines: a span a line, or a document a line, or both in one file.

    {"doc": "a1", "start": 0, "end": 8, "label": "ORG"}
    {"doc": "a2", "spans": [{"start": 0, "end": 8, "label": "ORG"}]}

`doc` is a string or an integer; other keys may stand beside and are not read. Ends are half-open
unless the reader is told that they are inclusive. The file is read in pieces, never whole.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, zip_longest
from operator import attrgetter, lt
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError
from harness.model.spans import DocumentId, LabelledSpan, SpanDocument

Ends: TypeAlias = Literal["exclusive", "inclusive"]
Block: TypeAlias = tuple[DocumentId, list[LabelledSpan]]

_PIECE = 1 << 16  # bytes: what is decoded at a time stays in the cache of the processor


class _SpanLine(LabelledSpan, frozen=True, gc=False):
    doc: str | int


class _DocumentLine(msgspec.Struct, gc=False):
    doc: str | int
    spans: list[LabelledSpan]


_start, _end, _document = attrgetter("start"), attrgetter("end"), attrgetter("doc")
_span_line = msgspec.json.Decoder(_SpanLine)
_document_line = msgspec.json.Decoder(_DocumentLine)
_either = msgspec.json.Decoder(dict[str, msgspec.Raw])


class SplitDocumentError(Exception):
    """A document goes on after it was taken for complete: read both files whole."""


class SpanLines:
    """A span file; `digest` is the SHA-256 of what the last reading read."""

    def __init__(self, path: Path, ends: Ends = "exclusive") -> None:
        self.path = path
        self._inclusive = ends == "inclusive"
        self._hash = hashlib.sha256()
        self.kinds = set[type[LabelledSpan]]()  # spans of two kinds are never equal

    @property
    def digest(self) -> str:
        """The SHA-256 of the file as hex digits."""
        return self._hash.hexdigest()

    def documents(self) -> Iterator[Block]:
        """Read the documents in order; lines of one document that follow each other are one.

        Raises InvalidFileError with the lines that cannot be read, UsageError without a file.
        """
        last: Block | None = None
        for document, spans in self._blocks():
            if last is not None and last[0] == document:
                last[1].extend(spans)
                continue
            if last is not None:
                yield last
            last = document, spans
        if last is not None:
            yield last

    def line_of(self, document: DocumentId) -> int:
        """Find the first line of a document, counted from 1."""
        line = 1
        for piece in self._pieces():
            for content in piece.split(b"\n"):
                if content.strip() and _parse(content, inclusive=True)[0] == document:
                    return line
                line += 1
            line -= 1  # a piece ends with its newline
        return line

    def _blocks(self) -> Iterator[Block]:
        line = 1
        for piece in self._pieces():
            try:
                blocks = self._quickly(piece)
            except (ValueError, RecursionError):
                self.kinds.add(LabelledSpan)
                yield from self._line_by_line(piece, line)
            else:
                yield from blocks
            line += piece.count(b"\n")

    def _quickly(self, piece: bytes) -> list[Block]:
        """Decode a piece whose lines are all of one kind; raises ValueError for any other."""
        blocks: list[Block]
        try:
            rows: list[_SpanLine] | list[LabelledSpan] = _span_line.decode_lines(piece)
            blocks = [(document, list(group)) for document, group in groupby(rows, _document)]
            self.kinds.add(_SpanLine)
        except msgspec.ValidationError:
            lines = _document_line.decode_lines(piece)
            blocks = [(line.doc, line.spans) for line in lines]
            self.kinds.add(LabelledSpan)
            rows = list(chain.from_iterable(spans for _, spans in blocks))
        if self._inclusive:
            self.kinds = {LabelledSpan}
            return [(document, _half_open(spans)) for document, spans in blocks]
        if not all(map(lt, map(_start, rows), map(_end, rows))):
            raise ValueError("a span without length")
        return blocks

    def _line_by_line(self, piece: bytes, first: int) -> Iterator[Block]:
        """Decode line by line: mixed kinds, blank lines, and what is wrong."""
        faults: list[Fault] = []
        for number, line in enumerate(piece.split(b"\n"), start=first):
            if not line.strip():
                continue
            try:
                block = _parse(line, inclusive=self._inclusive)
            except ValueError as error:
                faults.append(Fault(str(self.path), number, 1, str(error)))
            else:
                if not faults:
                    yield block
        if faults:
            raise InvalidFileError(faults)

    def _pieces(self) -> Iterator[bytes]:
        """Read the file in pieces of whole lines."""
        self._hash = hashlib.sha256()
        with self._open() as file:
            mark = codecs.BOM_UTF8
            while piece := file.read(_PIECE):
                piece += file.readline()  # a piece ends where a line does
                self._hash.update(piece)
                yield piece.removeprefix(mark)
                mark = b""

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read ({error.strerror})") from error


def _parse(line: bytes, *, inclusive: bool) -> Block:
    """Read one line of either kind; raises ValueError, saying what is wrong with it."""
    try:
        if "spans" in _either.decode(line):
            row = _document_line.decode(line)
            document, spans = row.doc, row.spans
        else:
            single = _span_line.decode(line)
            document, spans = single.doc, [single]
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8") from error
    except msgspec.ValidationError as error:
        raise ValueError(
            f"{error}; a line has doc, start, end and label, or doc and spans"
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    spans = _half_open(spans) if inclusive else _plain(spans)
    for one in spans:
        if one.end <= one.start:
            told = f"span from {one.start} to {one.end} has no length"
            hint = "; if the ends are inclusive, add --ends inclusive"
            raise ValueError(told + (hint if one.end == one.start else ""))
    return document, spans


def _half_open(spans: Iterable[LabelledSpan]) -> list[LabelledSpan]:
    return [LabelledSpan(one.start, one.end + 1, one.label) for one in spans]


def _plain(spans: Iterable[LabelledSpan]) -> list[LabelledSpan]:
    return [LabelledSpan(one.start, one.end, one.label) for one in spans]


def aligned(
    gold: SpanLines, predicted: SpanLines, *, whole: bool = False
) -> Iterator[SpanDocument]:
    """Give each gold document with what is predicted on it; a silent document has nothing.

    Files in the same order of documents are read side by side, and little is held at a time. What
    one file has earlier than the other waits. Raises SplitDocumentError where a document that was
    given goes on later: then `whole` reads both to the end first. Raises InvalidFileError where
    documents are predicted that gold does not have.
    """
    ours: dict[DocumentId, list[LabelledSpan]] = {}
    theirs: dict[DocumentId, list[LabelledSpan]] = {}
    done: set[DocumentId] = set()
    for block, other in zip_longest(gold.documents(), predicted.documents()):
        kinds = gold.kinds | predicted.kinds
        if block and other and block[0] == other[0] and not (ours or theirs or whole):
            _finish(block[0], done)
            yield _paired(block[0], block[1], other[1], kinds)
            continue
        for found, waiting, others in ((block, ours, theirs), (other, theirs, ours)):
            if found is None:
                continue
            document, spans = found
            if document in done:
                raise SplitDocumentError
            waiting.setdefault(document, []).extend(spans)
            if document in others and not whole:
                _finish(document, done)
                yield _paired(document, ours.pop(document), theirs.pop(document), kinds)
    unknown = next((one for one in theirs if one not in ours), None)
    if unknown is not None:
        raise InvalidFileError([_unknown(unknown, gold, predicted)])
    kinds = gold.kinds | predicted.kinds
    for document, spans in ours.items():
        yield _paired(document, spans, theirs.get(document, []), kinds)


def _finish(document: DocumentId, done: set[DocumentId]) -> None:
    if document in done:
        raise SplitDocumentError
    done.add(document)


def _paired(
    document: DocumentId,
    ours: list[LabelledSpan],
    theirs: list[LabelledSpan],
    kinds: set[type[LabelledSpan]],
) -> SpanDocument:
    if len(kinds) > 1:
        return SpanDocument(document, _plain(ours), _plain(theirs))
    return SpanDocument(document, ours, theirs)


def _unknown(document: DocumentId, gold: SpanLines, predicted: SpanLines) -> Fault:
    shown = msgspec.json.encode(document).decode()
    return Fault(
        str(predicted.path),
        predicted.line_of(document),
        1,
        f"document {shown} is not in {gold.path}",
        "every predicted document must be in gold",
        f'one without gold spans is listed there as {{"doc": {shown}, "spans": []}}',
    )
