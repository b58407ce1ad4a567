"""`harness run --resume`: what was asked for, and what was read, before a run was stopped."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
from click.core import ParameterSource

from harness.cli.remembering import remember_stored
from harness.cli.stored import NamedRun, refuse_rendition
from harness.errors import UsageError
from harness.model.facts import GoldSet
from harness.model.results import Earlier, Profile
from harness.reading import Loaded
from harness.stores.begun import (
    BegunExtractor,
    BegunRun,
    begun_on,
    find_begun,
    load_begun,
    read_earlier,
)
from harness.stores.folders import RUN_FILE
from harness.stores.history import HISTORY_FILE, opened_history
from harness.stores.predictions import PredictionReader
from harness.stores.revisions import current_commit
from harness.stores.runs import load_stored
from harness.turn import fingerprint_of

# Options of one command line only, and those that decide what is read: with others it would be
# another run.
_PASSING = frozenset({"resume", "out", "as_json", "dry_run", "mlflow", "allow_original_text"})
_FIXED = frozenset(
    {
        "extractors",
        "goldset",
        "guidelines",
        "max_tokens",
        "repeats",
        "seed",
        "strategy",
        "temperature",
    }
)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A run that was begun before, and where it lies."""

    path: Path
    begun: BegunRun

    def told(self) -> dict[str, Any]:
        """Tell, for the run that is made of it, what was asked for and where it began."""
        return {"command": self.begun.command, "resumes": str(self.path)}

    def check_gold(self, gold: GoldSet) -> None:
        """Refuse gold that is another than that of the run; raises UsageError."""
        refuse_rendition(str(self.path), self.begun, gold)
        if self.begun.goldset_hash != gold.hash:
            raise UsageError(
                f"{self.path}: was begun on gold {self.begun.goldset_hash[:12]}, which is now "
                f"{gold.hash[:12]}; start a new run"
            )

    def earlier(self, extractors: Sequence[Loaded], gold: GoldSet) -> dict[str, Earlier]:
        """Give what was read; raises UsageError where somebody else would read on."""
        reader = PredictionReader(gold.articles, gold.predicates)
        found = read_earlier(self.path, self.begun, reader)
        before = {one.name: one.fingerprint for one in self.begun.extractors}
        for one in extractors:
            name = one.name
            if name in found and before.get(name) != fingerprint_of(one.extractor):
                raise UsageError(
                    f"{self.path}: {name} has changed since it read there; start a new run"
                )
        return found

    def is_whole(self, earlier: Mapping[str, Earlier], gold: GoldSet) -> bool:
        """Tell whether everybody has read everything, and all that comes of it is written."""
        read = [len(one.outcomes) for one in earlier.values()]
        everything = len(read) == len(self.begun.extractors) and set(read) <= {len(gold.articles)}
        return everything and (self.path / RUN_FILE).is_file()

    def tell(self, earlier: Mapping[str, Earlier], gold: GoldSet) -> None:
        """Tell how much was read."""
        counts = {
            one.name: len(earlier[one.name].outcomes) if one.name in earlier else 0
            for one in self.begun.extractors
        }
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        of = len(gold.articles)
        click.echo(f"resumes {self.path}: of {of} articles were read: {told}", err=True)

    def enter(self, gold: GoldSet, profile: Profile, reports: Path) -> None:
        """Enter a whole run into the history, for it may have been killed on the way there.

        Raises UsageError where it is there: nothing is left to do.
        """
        named = NamedRun(str(self.path), self.path, load_stored(self.path))
        with opened_history(reports / HISTORY_FILE, make=True) as history:
            if not remember_stored(history, named, gold, profile):
                raise UsageError(f"{self.path}: is a whole run; nothing is left to read")
        told = f"{self.path}: is a whole run, and stands now in the history, which lacked it"
        click.echo(told, err=True)


def stopped_run(named: str, given: Mapping[str, Any]) -> Stopped:
    """Find the run that is to be read on; raises UsageError for options that would change it."""
    changing = sorted(_FIXED & set(_on_command_line()))
    if changing:
        what = "an extractor" if changing[0] == "extractors" else _option(changing[0])
        raise UsageError(
            f"{what} beside --resume would make another run; leave it away, or start a new run"
        )
    path = find_begun(named, given["reports"])
    return Stopped(path, load_begun(path))


def options_of(begun: BegunRun, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options of a run that was begun, and on top of them those of this command line."""
    context = click.get_current_context()
    now = _on_command_line()
    return {
        one.name: one.type_cast_value(context, begun.options[one.name])
        if one.name in begun.options and one.name not in now
        else given[one.name]
        for one in context.command.params
        if one.name in given
    }


def begin(
    extractors: Sequence[Loaded], names: Sequence[str], gold: GoldSet, before: BegunRun | None
) -> BegunRun:
    """Write down what is asked for, so that it can be asked for once more."""
    now = {
        name: _plain(value) for name, value in _on_command_line().items() if name not in _PASSING
    }
    options = (before.options if before else {}) | now | {"extractors": list(names)}
    command = before.command if before else ("harness", *sys.argv[1:])
    return msgspec.structs.replace(
        begun_on(gold, current_commit(), command),
        extractors=tuple(
            BegunExtractor(one.name, fingerprint_of(one.extractor)) for one in extractors
        ),
        options=options,
    )


def _on_command_line() -> dict[str, Any]:
    """Give what was typed, by the name of the option; arguments count where there are any."""
    context = click.get_current_context()
    return {
        name: value
        for name, value in context.params.items()
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE and value != ()
    }


def _option(name: str) -> str:
    found = next(one for one in click.get_current_context().command.params if one.name == name)
    return found.opts[0]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value
