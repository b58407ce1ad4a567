"""From names to extractors that are ready to read; one that is not fails on every article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import AnyExtractor, Equipped, Repeatable, is_deterministic
from harness.extractors.desk import Desk, Task
from harness.extractors.registry import load_extractor
from harness.model.corpus import Article
from harness.model.facts import GoldSet, Prediction
from harness.reading import Loaded
from harness.stores.recordings import load_recording


class Unavailable:
    """Stands for an extractor that could not be loaded, so that its failure is counted."""

    def __init__(self, name: str, error: ExtractorError) -> None:
        self.name = name
        self.error = error

    def fingerprint(self) -> str:
        """Tell that there is nothing to tell."""
        return "unavailable"

    def extract(self, article: Article, predicates: object) -> Iterable[Prediction]:
        """Raise why the extractor could not be loaded, whatever there is to read."""
        del article, predicates
        raise self.error


def load_extractors(wanted: Iterable[AnyExtractor | Loaded | str]) -> list[Loaded]:
    """Make extractors by their names; one that cannot be loaded fails on every article.

    Raises UsageError where nothing has a name, or two extractors have the same.
    """
    loaded = [_load(one) for one in wanted]
    seen: set[str] = set()
    for one in loaded:
        name = one.name
        if name in seen:
            raise UsageError(f"two extractors are called {name!r}; give one another name")
        seen.add(name)
    return loaded


def _load(wanted: AnyExtractor | Loaded | str) -> Loaded:
    if isinstance(wanted, Loaded):
        return wanted
    if not isinstance(wanted, str):
        return Loaded(wanted, wanted)
    try:
        return Loaded(load_extractor(wanted), wanted)
    except ExtractorError as error:
        absent = Unavailable(wanted, error)
        return Loaded(absent, absent)


def repeated(extractors: Iterable[Loaded], number: int) -> list[Loaded]:
    """Let each extractor read so many times, as `name#1` and on, each time as if made anew.

    One that says that its answers never vary reads once, and so does one that is not there.
    """
    found: list[Loaded] = []
    for one in extractors:
        once = is_deterministic(one.extractor) or isinstance(one.extractor, Unavailable)
        if number == 1 or once:
            found.append(one)
        else:
            found += [_again(one, turn) for turn in range(1, number + 1)]
    return found


def _again(one: Loaded, turn: int) -> Loaded:
    if isinstance(one.extractor, Repeatable):
        extractor = one.extractor.repeated(turn)
        return Loaded(extractor, extractor)
    return replace(_load(one.origin), number=turn)


def equip(extractors: Iterable[Loaded], goldset: GoldSet, desk: Desk | None = None) -> list[Loaded]:
    """Hand extractors what they ask for; one that lacks something fails on every article.

    Raises UsageError for a setting that is wrong.
    """
    task = Task(goldset.units, goldset.dimensions, goldset.guidelines)
    desk = replace(desk or Desk(), task=task, recording=load_recording)
    equipped: list[Loaded] = []
    for one in extractors:
        try:
            for part in (one.extractor, *getattr(one.extractor, "members", ())):  # of a vote
                if isinstance(part, Equipped):
                    part.equip(desk)
            equipped.append(one)
        except ExtractorError as error:
            absent = Unavailable(one.extractor.name, error)
            equipped.append(Loaded(absent, absent, one.number))
    return equipped
