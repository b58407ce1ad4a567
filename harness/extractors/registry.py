"""From a name to an extractor: built in, installed by a package, or in somebody's own file."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from harness.errors import ExtractorError, HarnessError, UsageError
from harness.extractors.base import AnyExtractor, Extractor, Trainable

GROUP = "harness.extractors"
BUILT_IN = {
    "regex": "harness.extractors.regex:Regex",
    "ner": "harness.extractors.ner:Ner",
    "nearest": "harness.extractors.zero:Nearest",
    "empty": "harness.extractors.zero:Empty",
}
ZERO_LINES = ("nearest", "empty")
# What stands before the colon makes an extractor of what stands after it; imported when asked for.
PREFIXES: dict[str, str] = {
    "spacy": "harness.extractors.ner.spacy:make",
    "transformers": "harness.extractors.ner.transformers:make",
    "command": "harness.extractors.command:make_command",
    "llm": "harness.extractors.llm:openai",
    "anthropic": "harness.extractors.llm:anthropic",
    "replay": "harness.extractors.llm:Replay",
    "vote": "harness.extractors.vote:make_vote",
}


def known_extractors() -> Iterator[tuple[str, str, str]]:
    """Yield (name, where it comes from, what it does) of all extractors that have a name."""
    for name, place in BUILT_IN.items():
        yield name, "built in", inspect.getdoc(_built_in(place)) or ""
    for point in _installed().values():
        yield point.name, f"package {point.dist.name if point.dist else '?'}", point.value


def known_prefixes() -> Iterator[tuple[str, str]]:
    """Yield (prefix with its colon, what it does) of all that make an extractor of a text."""
    for prefix, place in PREFIXES.items():
        yield f"{prefix}:", inspect.getdoc(_built_in(place)) or ""


def default_extractors(*, learning: bool = True) -> list[str]:
    """Name every extractor that can run without being told anything more, and a vote of them.

    The zero lines have no vote: they do not read. One that cannot be loaded is told of, and has
    none either. Without `learning` those are left out that learn, for want of what to learn from.
    """
    known = [*BUILT_IN, *(name for name in _installed() if name not in BUILT_IN)]
    named = [name for name in known if learning or not learns(name)]
    voters = [name for name in named if name not in ZERO_LINES and _can_be_made(name)]
    vote = [f"vote:{','.join(voters)}"] if len(voters) > 1 else []
    return [*(name for name in named if name not in ZERO_LINES), *vote, *ZERO_LINES]


def learns(name: str) -> bool:
    """Whether an extractor is fitted on other articles before it reads one."""
    try:
        return isinstance(load_extractor(name), Trainable)
    except HarnessError:
        return False


def reads_alone(name: str) -> bool:
    """Whether an extractor reads by itself: no zero line, and no vote of others."""
    return name not in ZERO_LINES and not name.startswith("vote:")


def _can_be_made(name: str) -> bool:
    try:
        load_extractor(name)
    except HarnessError:
        return False
    return True


def load_extractor(name: str) -> AnyExtractor:
    """Make the extractor with a name: built in, entry point, `prefix:…`, a class in one's own file.

    A class is written `module:Class` or `file.py:Class`.

    Raises UsageError where nothing has that name, ExtractorError where it is there but cannot
    be imported or made, or is no extractor.
    """
    if name in BUILT_IN:
        return _checked(name, _built_in(BUILT_IN[name]))
    installed = _installed()
    if name in installed:
        try:
            made = installed[name].load()
        except (Exception, SystemExit) as error:
            raise ExtractorError(f"extractor {name!r} cannot be imported: {error!r}") from error
        return _checked(name, made)
    prefix, colon, told = name.partition(":")
    if colon and prefix in PREFIXES:
        return _checked(name, _built_in(PREFIXES[prefix])(told))
    place, colon, attribute = name.rpartition(":")
    if not colon:
        known = [*BUILT_IN, *installed]
        close = get_close_matches(name, known, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
        forms = ", ".join(f"{prefix}:…" for prefix in PREFIXES)
        way = f"or write {forms}, module:Class or file.py:Class"
        raise UsageError(f"no extractor {name!r}; {hint}, {way}")
    module = _module_of_file(Path(place)) if place.endswith(".py") else _module(place)
    if not hasattr(module, attribute):
        raise UsageError(f"{place} has no {attribute!r}; write {place}:NameOfTheClass")
    return _checked(name, getattr(module, attribute))


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _built_in(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _module(name: str) -> Any:
    """Import a module by name; the folder one stands in counts, as with `python -m`."""
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise UsageError(f"no module {name!r} to take an extractor from") from error
        raise ExtractorError(f"module {name!r} cannot be imported: {error!r}") from error
    except (Exception, SystemExit) as error:
        raise ExtractorError(f"module {name!r} cannot be imported: {error!r}") from error


def _module_of_file(path: Path) -> Any:
    if not path.is_file():
        raise UsageError(f"{path}: no such file to take an extractor from")
    spec = importlib.util.spec_from_file_location(f"extractor_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path}: is no Python file")
    module = importlib.util.module_from_spec(spec)
    neighbours = str(path.resolve().parent)
    if neighbours not in sys.path:
        sys.path.append(neighbours)  # what lies beside the file can be imported by it
    sys.modules[spec.name] = module  # dataclasses and pickle look their module up there
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise ExtractorError(f"{path} cannot be imported: {error!r}") from error
    return module


def _checked(name: str, made: Any) -> AnyExtractor:
    try:
        extractor = made() if isinstance(made, type) else made
    except HarnessError:
        raise
    except (Exception, SystemExit) as error:
        raise ExtractorError(f"extractor {name!r} cannot be made: {error!r}") from error
    if not isinstance(getattr(extractor, "name", ""), str):
        raise ExtractorError(f"{name!r} is no extractor: its name is no text")
    reads = "fit" if hasattr(extractor, "fit") else "extract"
    lacking = [part for part in ("name", "fingerprint", reads) if not hasattr(extractor, part)]
    if lacking:
        raise ExtractorError(f"{name!r} is no extractor: it lacks {', '.join(lacking)}")
    assert isinstance(extractor, Extractor | Trainable)  # noqa: S101 - looked at, for the types
    return extractor
