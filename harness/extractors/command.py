"""Any program as an extractor: an article as JSON on its input, predictions on its output."""

from __future__ import annotations

import hashlib
import shlex
import shutil
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import Answer
from harness.extractors.program import Ended, run_program
from harness.lines import LineReader
from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction

TIMEOUT = 300.0  # seconds an article
_OUTPUT_LIMIT = 64 * 1024 * 1024  # bytes; an article has some thousand facts at most
_ERROR_LIMIT = 1024 * 1024
_FAULTS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Command:
    """Runs a program once for each article.

    It gets one line of JSON (id, language, doc_date, text, predicates) and answers with lines of
    predictions, in which `article` may be left away. A line that cannot be read, an exit code that
    is not 0 and too long a silence are errors of that article.
    """

    name: str
    words: tuple[str, ...]
    timeout: float = TIMEOUT
    output_limit: int = _OUTPUT_LIMIT

    def fingerprint(self) -> str:
        """Hash the command and the content of every file that it names."""
        digest = hashlib.sha256()
        for word in self.words:
            digest.update(word.encode("utf-8", "surrogateescape") + b"\0")
            path = Path(word)
            if path.is_file():
                with path.open("rb") as file:  # a model may be larger than memory
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"command {digest.hexdigest()}"

    @property
    def keeps_time(self) -> bool:
        """Tell that a program is ended when its time is up."""
        return True

    def within(self, seconds: float) -> Command:
        """Give the same command with another time limit an article."""
        return replace(self, timeout=seconds)

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Answer:
        """Run the program on an article; raises ExtractorError with all that it wrote."""
        try:
            ended = run_program(
                self.words,
                article_line(article, predicates),
                seconds=self.timeout,
                output_limit=self.output_limit,
                error_limit=_ERROR_LIMIT,
            )
        except OSError as error:
            raise ExtractorError(f"{self.words[0]} cannot be run: {error.strerror}") from error
        problem = self._problem(ended)
        found, faults = _read(ended.output, article, predicates)
        if problem or faults:
            told = problem or f"stdout {'; '.join(faults[:_FAULTS_TOLD])}"
            more = len(faults) - _FAULTS_TOLD
            told += f"; and {more} more lines" if not problem and more > 0 else ""
            raise ExtractorError(told, _detail(told, faults, ended))
        return Answer(tuple(found), _text(ended.errors))

    def _problem(self, ended: Ended) -> str | None:
        """Say in what way a program failed, whatever it wrote."""
        if ended.code is None:
            return f"no answer within {self.timeout:g} s; --timeout gives it more time"
        if ended.flooded:
            return f"wrote more than {self.output_limit:,} bytes"
        if ended.code == 0:
            return None
        said = _text(ended.errors).strip().splitlines()
        last = f": {said[-1]}" if said else ""
        return f"{_exit(ended.code)}{last}"


def make_command(told: str) -> Command:
    """Make an extractor of a command line, split as a shell splits it (and no more than that).

    Raises UsageError where it has no program, or there is none of that name.
    """
    try:
        words = shlex.split(told)
    except ValueError as error:
        raise UsageError(f"command:{told} cannot be split into words: {error}") from error
    if not words:
        raise UsageError("command: names no program; write command:'PROGRAM ARGUMENT…'")
    if shutil.which(words[0]) is None:
        way = "chmod +x, or name its interpreter" if Path(words[0]).is_file() else "no such program"
        raise UsageError(f"command:{told}: {words[0]!r} cannot be run: {way}")
    return Command(f"command:{told.strip()}", tuple(words))


def article_line(article: Article, predicates: Sequence[Predicate]) -> bytes:
    """Write what a program gets: one line of JSON, UTF-8."""
    told = {
        "id": article.id,
        "language": article.language,
        "doc_date": article.doc_date,
        "text": article.text,
        "predicates": predicates,
    }
    return msgspec.json.encode(told) + b"\n"


def _read(
    output: bytes, article: Article, predicates: Sequence[Predicate]
) -> tuple[list[Prediction], list[str]]:
    """Read all lines; what is wrong with any is told with its number."""
    reader = LineReader({article.id: article}, {one.name: one for one in predicates})
    found, faults = [], []
    for number, line in _lines(output):
        try:
            found.append(reader.parse(_with_article(line, article.id)))
        except ValueError as error:
            faults.append(f"line {number}: {error}")
    return found, faults


def _lines(output: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(output.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _with_article(line: bytes, article_id: str) -> bytes:
    """Fill in the article that a program was run for; a line that is no object stays as it is."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return line
    if "article" in fields:
        return line
    return msgspec.json.encode(fields | {"article": msgspec.Raw(msgspec.json.encode(article_id))})


def _exit(code: int) -> str:
    if code > 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def _detail(told: str, faults: Sequence[str], ended: Ended) -> str:
    """Give all there is to find the mistake by."""
    parts = [told, *(faults or ())]
    for name, content in (("stderr", ended.errors), ("stdout", ended.output)):
        if content:
            parts.append(f"\n--- {name} ---\n{_text(content).rstrip()}")
    return "\n".join(parts)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "backslashreplace")
