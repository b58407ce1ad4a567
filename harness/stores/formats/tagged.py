"""Tagged tokens: CoNLL columns (token first, tag last) and the TSV files of HIPE.

CoNLL: one token a line, columns parted by blanks or tabs, an empty line after each sentence;
-DOCSTART- begins a document. HIPE: a header line of column names beginning with TOKEN, comment
lines with #, of which `# hipe2022:document_id = …` and `# document_id = …` begin a document; the
tags stand in the column NE-COARSE-LIT unless another is named.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.errors import Fault, InvalidFileError, UsageError
from harness.model.spans import TaggedDocument, TaggedSentence
from harness.stores.predictions import content_of

HIPE_COLUMN = "NE-COARSE-LIT"
_DOCUMENT = re.compile(r"#\s*(?:hipe2022:)?document(?:_id)?\s*[=:]\s*(?P<id>.+)")
_TAG = re.compile(r"O|[BIES](?:-.*)?")


@dataclass(slots=True)
class Token:
    """A token with its tag and the line it stands on."""

    text: str
    tag: str
    line: int


@dataclass(slots=True)
class Document:
    """Sentences of tokens; `id` is empty where the file names no documents."""

    id: str = ""
    line: int = 1
    sentences: list[list[Token]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TaggedFile:
    """What a file of tagged tokens holds; `digest` is its SHA-256."""

    path: Path
    kind: str
    digest: str
    documents: Sequence[Document]
    column: str = ""


def is_hipe(content: bytes) -> bool:
    """Tell by its first line whether a file is a HIPE TSV."""
    return content.removeprefix(b"\xef\xbb\xbf").startswith(b"TOKEN\t")


def read_tagged(path: Path, column: str | None = None) -> TaggedFile:
    """Read a file of either kind; raises InvalidFileError with every line that breaks its rules."""
    content = content_of(path)
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidFileError([Fault(str(path), line, 1, "not UTF-8")]) from error
    hipe = is_hipe(content)
    if column is not None and not hipe:
        raise UsageError(f"{path}: --column names a column of a HIPE file, and this is CoNLL")
    reader = _Reader(path)
    if hipe:
        reader.read_hipe(lines, column or HIPE_COLUMN)
    else:
        reader.read_conll(lines)
    digest = hashlib.sha256(content).hexdigest()
    documents = reader.finish()
    if hipe:
        return TaggedFile(path, "hipe", digest, documents, column or HIPE_COLUMN)
    return TaggedFile(path, "conll", digest, documents)


class _Reader:
    """Builds documents line by line and notes what is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._documents: list[Document] = []
        self._sentence: list[Token] = []
        self._faults: list[Fault] = []

    def read_conll(self, lines: Iterable[str]) -> None:
        for number, line in enumerate(lines, start=1):
            cells = line.split()
            if not cells:
                self._end_sentence()
            elif cells[0] == "-DOCSTART-":
                self._begin("", number)
            elif len(cells) < 2:
                self._fault(number, f"{line.strip()!r} is one column", "a line is token and tag")
            else:
                self._add(cells[0], cells[-1], number)

    def read_hipe(self, lines: Sequence[str], column: str) -> None:
        names = lines[0].rstrip("\r").split("\t")
        if column not in names:
            there = ", ".join(names[1:])
            self._fault(1, f"no column {column!r}", f"there are {there}", "name one with --column")
            return
        place = names.index(column)
        for number, line in enumerate(lines[1:], start=2):
            row = line.rstrip("\r")
            if row.startswith("#") and "\t" not in row:
                if found := _DOCUMENT.match(row):
                    self._begin(found["id"].strip(), number)
            elif row.strip():
                cells = row.split("\t")
                if len(cells) <= place:
                    self._fault(number, f"{len(cells)} columns", f"{column} is column {place + 1}")
                else:
                    self._add(cells[0], cells[place], number)

    def finish(self) -> Sequence[Document]:
        self._end_sentence()
        if self._faults:
            raise InvalidFileError(self._faults)
        return [one for one in self._documents if one.sentences or one.id]

    def _begin(self, document: str, line: int) -> None:
        self._end_sentence()
        if document and any(one.id == document for one in self._documents):
            self._fault(line, f"document {document!r} begins twice")
        self._documents.append(Document(document, line))

    def _end_sentence(self) -> None:
        if self._sentence:
            if not self._documents:
                self._documents.append(Document())
            self._documents[-1].sentences.append(self._sentence)
            self._sentence = []

    def _add(self, text: str, tag: str, line: int) -> None:
        if not _TAG.fullmatch(tag):
            rule = "a tag is O, or B-, I-, E- or S- and a label"
            self._fault(line, f"tag {tag!r}", rule)
        self._sentence.append(Token(text, tag, line))

    def _fault(self, line: int, what: str, rule: str = "", way_out: str = "") -> None:
        self._faults.append(Fault(str(self._path), line, 1, what, rule, way_out))


def align_tags(gold: TaggedFile, predicted: TaggedFile) -> list[TaggedDocument]:
    """Lay predicted tags beside gold's, token by token.

    A document with a name that the predictions lack is a silent one: every token is O. Raises
    InvalidFileError at the first line where the files say other tokens, sentences or documents.
    """
    documents = []
    for number, (ours, theirs) in enumerate(_pair_documents(gold, predicted)):
        # The tags are asked for to the end: a sentence too many is found there.
        tags = list(_tags(ours, theirs, gold, predicted))
        sides = zip(ours.sentences, tags, strict=True)
        sentences = [TaggedSentence([one.tag for one in each], said) for each, said in sides]
        documents.append(TaggedDocument(ours.id or number, sentences))
    return documents


def _pair_documents(
    gold: TaggedFile, predicted: TaggedFile
) -> Iterator[tuple[Document, Document | None]]:
    named = all(one.id for one in (*gold.documents, *predicted.documents))
    if not named:
        ours, theirs = gold.documents, predicted.documents
        if len(ours) != len(theirs):
            last = theirs[-1].line if theirs else 1
            told = f"{len(theirs)} documents, and gold ({gold.path}) has {len(ours)}"
            raise _misaligned(predicted, last, told)
        yield from zip(ours, theirs, strict=True)
        return
    by_id = {one.id: one for one in predicted.documents}
    known = {one.id for one in gold.documents}
    if extra := next((one for one in by_id if one not in known), None):
        raise _misaligned(predicted, by_id[extra].line, f"document {extra!r} is not in {gold.path}")
    for document in gold.documents:
        yield document, by_id.get(document.id)


def _tags(
    ours: Document, theirs: Document | None, gold: TaggedFile, predicted: TaggedFile
) -> Iterator[list[str]]:
    if theirs is None:
        yield from (["O"] * len(sentence) for sentence in ours.sentences)
        return
    for number, sentence in enumerate(ours.sentences):
        if number >= len(theirs.sentences):
            last = theirs.sentences[-1][-1].line if theirs.sentences else theirs.line
            told = f"ends here; {gold.path}:{sentence[0].line} has another sentence"
            raise _misaligned(predicted, last, told)
        other = theirs.sentences[number]
        for one, token in zip(sentence, other, strict=False):
            if one.text != token.text:
                told = f"token {token.text!r}; {gold.path}:{one.line} has {one.text!r}"
                raise _misaligned(predicted, token.line, told)
        if len(sentence) != len(other):
            told = (
                f"a sentence of {len(other)} tokens; "
                f"{gold.path}:{sentence[0].line} has {len(sentence)}"
            )
            raise _misaligned(predicted, other[0].line, told)
        yield [token.tag for token in other]
    if len(theirs.sentences) > len(ours.sentences):
        extra = theirs.sentences[len(ours.sentences)][0]
        raise _misaligned(predicted, extra.line, f"a sentence that {gold.path} does not have")


def _misaligned(predicted: TaggedFile, line: int, what: str) -> InvalidFileError:
    rule = "gold and predictions must have the same tokens, sentences and documents"
    return InvalidFileError([Fault(str(predicted.path), line, 1, what, rule)])
