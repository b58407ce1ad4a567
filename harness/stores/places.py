"""Where the facts of a gold set are written, for all who point at them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.model.places import FilePlace
from harness.stores.strict_yaml import YamlFile


def facts_file(folder: Path, article: str) -> Path:
    """Name the file of a gold set that holds an article's facts."""
    return folder / "facts" / f"{article}.yaml"


def fact_places(
    folder: Path, articles: Iterable[str], root: Path | None = None
) -> dict[tuple[str, str], FilePlace]:
    """Map the facts of some articles (article, id) to the lines where they begin.

    Files are named from `root`, the working folder where none is given, and from the gold set
    where that lies elsewhere. The gold set must be one that loads. Raises UsageError.
    """
    found = {}
    for article in articles:
        path = facts_file(folder, article)
        file = YamlFile(path)
        file.finish()
        lines = path.read_text("utf-8").split("\n")
        inside = is_inside(path, root)
        shown = path_from(path, root if inside else folder.resolve().parent)
        for index, row in enumerate(file.value["facts"]):
            line = file.line(("facts", index))
            length = len(lines[line - 1].rstrip("\r"))
            found[article, row["id"]] = FilePlace(shown, line, length, inside)
    return found


def place_of(path: Path, root: Path | None = None) -> FilePlace:
    """Give the beginning of a file."""
    return FilePlace(path_from(path, root), 1, inside=is_inside(path, root))


def is_inside(path: Path, root: Path | None = None) -> bool:
    """Tell whether a file lies in a folder, the working folder where none is given."""
    return path.resolve().is_relative_to((root or Path()).resolve())


def path_from(path: Path, root: Path | None = None) -> str:
    """Name a file from a folder, the working folder where none is given, with forward slashes.

    A file elsewhere is named by its whole path.
    """
    whole, root = path.resolve(), (root or Path()).resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()
