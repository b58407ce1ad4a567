"""A new gold set from plain text files: commented files that load, lint clean, and teach."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from harness.errors import ResultNotWrittenError, UsageError
from harness.stores.seeds import read_text, text_hash

_TEMPLATES = ("goldset.yaml", "predicates.yaml", "entities.yaml")


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article of a new gold set: its id, its text, and the file it came from."""

    id: str
    text: str
    file: Path


def create_goldset(folder: Path, texts: Sequence[Path], doc_date: str, language: str) -> list[Path]:
    """Write a new gold set with its articles into a folder; gives the files to label in.

    Raises UsageError where the folder is there already, or a text is no text, and
    ResultNotWrittenError where it cannot be written.
    """
    if folder.exists():
        raise UsageError(f"{folder}: is there already; a new gold set never writes over another")
    articles = _articles(texts)
    values = {"name": folder.name, "language": language, "doc_date": doc_date}
    values["articles"] = "\n".join(f'  - "{article.id}"' for article in articles)
    try:
        for name in _TEMPLATES:
            _write(folder / name, _filled(name, values))
        for article in articles:
            more = values | {"article": article.id, "sha256": text_hash(article.text)}
            seed = folder / "seeds" / article.id
            _write(seed / "source.yaml", _filled("source.yaml", more))
            _write(seed / "retelling.txt", article.text)
            _write(_facts_path(folder, article), _filled("facts.yaml", more))
    except OSError as error:
        raise ResultNotWrittenError(f"{folder}: cannot be written ({error.strerror})") from error
    return [_facts_path(folder, article) for article in articles]


def _articles(texts: Sequence[Path]) -> list[NewArticle]:
    articles: dict[str, NewArticle] = {}
    for path in texts:
        name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "article"
        if name in articles:
            raise UsageError(f"{path} and {articles[name].file} would both be {name!r}; rename one")
        text = read_text(path)
        if not text.strip():
            raise UsageError(f"{path}: is empty; there is nothing to label")
        articles[name] = NewArticle(name, text, path)
    return list(articles.values())


def _facts_path(folder: Path, article: NewArticle) -> Path:
    return folder / "facts" / f"{article.id}.yaml"


def _filled(name: str, values: dict[str, str]) -> str:
    template = files("harness.stores").joinpath("templates", name).read_text(encoding="utf-8")
    for key, value in values.items():
        template = template.replace(f"<{key}>", value)
    return template


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8"))
