"""Labels of other tools become gold files: checked as gold is, told where the tool has them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from harness.errors import Fault, InvalidFileError, UsageError
from harness.model.facts import GoldFact
from harness.stores.formats.foreign import ForeignFile, Place
from harness.stores.formats.registry import Format
from harness.stores.formats.settling import LabelledArticle
from harness.stores.gold_facts import FactReader
from harness.stores.gold_writer import fact_lines, header_lines
from harness.stores.goldsets import Ground

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def import_labels(
    form: Format, paths: Iterable[Path], ground: Ground, article: str | None = None
) -> Mapping[str, str]:
    """Give the content of a gold file for each article that the tool's files label.

    Facts without an id get one. Raises InvalidFileError with all faults of all files, among them
    those that the gold set's closed lists find, and UsageError where two files label one article.
    """
    files: list[ForeignFile] = []
    labelled: dict[str, LabelledArticle] = {}
    faults: list[Fault] = []
    for path in paths:
        files.append(ForeignFile(path))
        try:
            found = form.read(files[-1], ground, article)
        except InvalidFileError as error:
            faults += error.faults
            files[-1].faults.clear()
            continue
        for one in found:
            if one.article in labelled:
                before = labelled[one.article].file.path
                raise UsageError(f"{path}: labels {one.article} again, as {before}; give one")
            labelled[one.article] = one
    written = {name: _gold_file(one, ground) for name, one in labelled.items()}
    faults += [fault for file in files for fault in file.faults]
    if faults:
        raise InvalidFileError(faults)
    return written


def _gold_file(labelled: LabelledArticle, ground: Ground) -> str:
    """Write the facts of an article and read them as gold; faults are noted in the tool's file."""
    article = ground.articles[labelled.article]
    lines = header_lines(article, empty=not labelled.facts)
    place_of_line: dict[int, Place] = {}
    for (_, place), fact in zip(labelled.facts, _named(labelled), strict=True):
        rows = fact_lines(article, fact)
        place_of_line |= dict.fromkeys(range(len(lines) + 1, len(lines) + len(rows) + 1), place)
        lines += rows
    content = "\n".join(lines) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.yaml"
        path.write_bytes(content.encode())
        try:
            FactReader(path, article, ground.lists).read()
        except InvalidFileError as error:
            for fault in error.faults:
                place = place_of_line.get(fault.line, Place())
                labelled.file.fault(place, fault.what, fault.rule, fault.way_out)
    return content


def _named(labelled: LabelledArticle) -> Iterable[GoldFact]:
    """Give the facts, with ids for those that have none."""
    taken = {one.fact.id for one in labelled.facts}
    for fact, _ in labelled.facts:
        name = fact.id
        if not name:
            stem = _slug(f"{fact.predicate} {fact.subject}")
            name, number = stem, 1
            while name in taken:
                number += 1
                name = f"{stem}-{number}"
            taken.add(name)
        yield msgspec.structs.replace(fact, id=name)


def _slug(words: str) -> str:
    plain = words.casefold().translate(_UMLAUTS)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "fact"
