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

    Files are named from `root`, the working folder where none is given, and by their whole path
    where they lie elsewhere. The gold set must be one that loads. Raises UsageError.
    """
    found = {}
    for article in articles:
        path = facts_file(folder, article)
        file = YamlFile(path)
        file.finish()
        shown = path_from(path, root)
        for index, row in enumerate(file.value["facts"]):
            found[article, row["id"]] = FilePlace(shown, file.line(("facts", index)))
    return found


def path_from(path: Path, root: Path | None = None) -> str:
    """Name a file from a folder, the working folder where none is given, with forward slashes."""
    whole, root = path.resolve(), (root or Path()).resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()
