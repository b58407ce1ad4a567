"""Articles on disk: retellings that ship, originals that people bring, recognised by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from harness.errors import UsageError
from harness.model.corpus import Article, Zone, blanked
from harness.model.dates import parse_edtf
from harness.stores.predictions import content_of
from harness.stores.strict_yaml import YamlFile

_LARGEST_ORIGINAL = 4_000_000  # bytes; larger files are no articles and are not hashed


class OriginalText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which file the original of an article is: the hash decides, the name only helps."""

    file: str
    sha256: str
    characters: int


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `source.yaml` says of an article."""

    article: str
    language: str
    doc_date: str
    doc_date_known: str = ""
    retelling_sha256: str | None = None
    original: OriginalText | None = None

    def __post_init__(self) -> None:
        """Refuse a `doc_date` that is no EDTF date, or names no year to count from."""
        if parse_edtf(self.doc_date).last is None:
            raise ValueError(f"doc_date {self.doc_date!r} has no end; write e.g. 2025-01-28")


def read_text(path: Path) -> str:
    """Read an article byte for byte: line ends stay as they are. Raises UsageError."""
    return text_of(content_of(path), path)


def text_of(content: bytes, path: Path) -> str:
    """Decode the content of an article's file; the path is for telling. Raises UsageError."""
    text = _decoded(path, content)
    if text.startswith("\ufeff"):
        raise UsageError(f"{path}: begins with a byte order mark; save it as UTF-8 without one")
    return text


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from error


def text_hash(text: str) -> str:
    """Give the SHA-256 of a text, as hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def load_source(folder: Path) -> Source:
    """Read the `source.yaml` of an article's folder; raises InvalidFileError, UsageError."""
    file = YamlFile(folder / "source.yaml")
    source = file.decode((), file.value, Source)
    file.finish()
    if not isinstance(source, Source):
        raise UsageError(f"{folder / 'source.yaml'}: unreadable")
    return source


def load_retelling(folder: Path, source: Source) -> Article:
    """Read the text that ships with an article; raises UsageError where it was changed."""
    path = folder / "retelling.txt"
    text = read_text(path)
    if source.retelling_sha256 not in (None, text_hash(text)):
        raise UsageError(
            f"{path}: not the text that was labelled (its sha256 is {text_hash(text)}); "
            "restore it, or label it anew and write the new hash into source.yaml"
        )
    return Article(source.article, "retelling", source.language, source.doc_date, text)


def original_article(source: Source, text: str, zones: tuple[Zone, ...]) -> Article:
    """Make the original rendition of an article: what is out of scope is blanked."""
    visible = blanked(text, zones)
    return Article(source.article, "original", source.language, source.doc_date, visible, zones)


def find_originals(folder: Path, sources: Iterable[Source]) -> Mapping[str, str]:
    """Find the original texts in a folder by their SHA-256, whatever the files are called.

    Gives {article id: text}. Raises UsageError where one is missing, and names the file where one
    is there but was changed.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; --originals names the folder of the originals")
    wanted = {source.original.sha256: source for source in sources if source.original}
    found: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.stat().st_size > _LARGEST_ORIGINAL:
            continue
        content = content_of(path)
        source = wanted.get(hashlib.sha256(content).hexdigest())
        if source is not None:
            found[source.article] = _decoded(path, content)
    missing = [source for source in wanted.values() if source.article not in found]
    if missing:
        raise UsageError("\n".join(_why_missing(folder, source) for source in missing))
    return found


def _why_missing(folder: Path, source: Source) -> str:
    original = source.original
    if original is None:
        return f"{source.article}: has no original"
    path = folder / original.file
    if path.exists():
        return (
            f"{path}: changed: its SHA-256 is not {original.sha256[:16]}…, so no label can be "
            f"trusted on it; bring the unchanged original of {source.article} (mind line ends)"
        )
    return (
        f"{folder}: no file is the original of {source.article} "
        f"(SHA-256 {original.sha256[:16]}…, {original.characters} characters, once {original.file})"
    )
