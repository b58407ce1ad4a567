"""Runs that are named on the command line: found, and held against the gold at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec

from harness.errors import NoVerdictError, UsageError
from harness.model.facts import GoldSet
from harness.model.history import Sighting
from harness.model.results import Extraction, Run
from harness.stores.begun import BegunRun
from harness.stores.folders import begun_at, latest_run
from harness.stores.packaged import goldset_folder
from harness.stores.predictions import PredictionReader
from harness.stores.runs import StoredRun, find_run, load_extractions, load_stored


@dataclass(frozen=True, slots=True)
class NamedRun:
    """A run as it was named, and the extractors of it that are meant; none named: all."""

    label: str
    path: Path
    stored: StoredRun
    extractors: tuple[str, ...] = ()

    @property
    def seen(self) -> Sighting:
        """Name the run, its time and its commit."""
        return seen_as(self.path, self.stored.volatile)

    def extractions(self, gold: GoldSet, without: Collection[str] = ()) -> list[Extraction]:
        """Read what the extractors that are meant said, in the order in which they were named.

        Repeats go by their common name too. What was said of the articles `without` is left out.
        """
        reader = PredictionReader(gold.articles, gold.predicates)
        seconds = self.stored.volatile.get("seconds", {})
        found = [
            msgspec.structs.replace(one, seconds=float(seconds.get(one.name, 0.0)))
            for one in load_extractions(self.path, self.stored, reader, without)
        ]
        if not self.extractors:
            return found
        return [
            one
            for name in dict.fromkeys(self.extractors)
            for one in found
            if name in (one.name, one.repeats)
        ]


def seen_as(folder: Path, volatile: Mapping[str, Any]) -> Sighting:
    """Name a run with its time, to the second, and its commit as they stand in its run.json."""
    return Sighting(folder.as_posix(), f"{begun_at(folder)[:19]}Z", volatile.get("commit"))


def run_to_judge(named: str, reports: Path) -> NamedRun:
    """Find the one run that is to be judged.

    Raises UsageError as `named_runs`, and NoVerdictError where the latest is meant and a newer one
    was begun and not finished: nobody means the one before.
    """
    latest = latest_run(reports)
    if latest.run is None and latest.unfinished is not None and _means_latest(named):
        raise _unfinished(latest.unfinished)
    (run,) = named_runs([named], reports)
    if run.label == "latest" and latest.unfinished is not None:
        raise _unfinished(latest.unfinished)
    return run


def _means_latest(named: str) -> bool:
    return named.partition(":")[0] == "latest"


def _unfinished(path: Path) -> NoVerdictError:
    return NoVerdictError(
        f"the newest run, {path}, was not finished: `harness run --resume {path}` reads what is "
        "left; or run anew, or name the run that is meant"
    )


def named_runs(names: Sequence[str], reports: Path) -> list[NamedRun]:
    """Find runs by folder, `latest` or `folder:extractor`.

    A name that is no run's is an extractor of the run before it, or of the latest run. Raises
    UsageError for a name that is neither.
    """
    runs: list[NamedRun] = []
    for name in names:
        path, extractor = _split(name, reports)
        if path is not None:
            label = name.removesuffix(f":{extractor}") if extractor else name
            same = [index for index, run in enumerate(runs) if run.path == path]
            if same and extractor:
                _narrow(runs, same[0], extractor)
            else:
                runs.append(NamedRun(label, path, load_stored(path)))
                if extractor:
                    _narrow(runs, -1, extractor)
            continue
        if not runs:
            try:
                latest = find_run("latest", reports)
            except UsageError as error:
                raise UsageError(f"{name}: is no run, and {error}") from error
            assert latest is not None  # noqa: S101 - or it has raised
            runs.append(NamedRun("latest", latest, load_stored(latest)))
        _narrow(runs, -1, name)
    return runs


def _split(name: str, reports: Path) -> tuple[Path | None, str]:
    """Give the run that a name begins with, and the extractor after the colon."""
    if (path := find_run(name, reports)) is not None:
        return path, ""
    places = [place for place, sign in enumerate(name) if sign == ":"]
    for place in reversed(places):
        if (path := find_run(name[:place], reports)) is not None:
            return path, name[place + 1 :]
    return None, name


def _narrow(runs: list[NamedRun], index: int, extractor: str) -> None:
    run = runs[index]
    known = {one.name for one in run.stored.extractors} | {
        one.repeats for one in run.stored.extractors if one.repeats
    }
    if extractor not in known:
        raise UsageError(
            f"{extractor!r} is neither a run nor an extractor of {run.path}; "
            f"its extractors are: {', '.join(sorted(known))}"
        )
    runs[index] = NamedRun(run.label, run.path, run.stored, (*run.extractors, extractor))


def gold_of(named: str | None, runs: Sequence[StoredRun]) -> Path:
    """Give the gold set that is named, else the one that the runs were made on."""
    if named is None and len({one.goldset for one in runs}) == 1:
        folder = Path(str(runs[-1].volatile.get("goldset_folder", "")))
        return folder if (folder / "goldset.yaml").is_file() else goldset_folder(runs[0].goldset)
    return goldset_folder(named)


def joined_run(runs: Sequence[NamedRun], gold: GoldSet) -> Run:
    """Put into one what several runs said, as it is scored on the gold at hand.

    Of extractors with one name that said the same there is one; others get the name of their run.
    """
    said = [(run.path.name, one) for run in runs for one in run.extractions(gold)]
    kept: list[tuple[str, Extraction]] = []
    for run, one in said:
        if not any(_same(one, other) for _, other in kept):
            kept.append((run, one))
    names = [one.name for _, one in kept]
    return Run(
        goldset=gold.name,
        goldset_version=gold.version,
        goldset_hash=gold.hash,
        rendition=gold.rendition,
        extractions=tuple(
            one if names.count(one.name) == 1 else _named_after(run, one) for run, one in kept
        ),
        complete=all(run.stored.complete for run in runs),
    )


def _same(one: Extraction, other: Extraction) -> bool:
    return all(
        getattr(one, slot) == getattr(other, slot)
        for slot in ("name", "fingerprint", "predictions", "errors", "repeats")
    )


def _named_after(run: str, one: Extraction) -> Extraction:
    repeats = f"{one.repeats} ({run})" if one.repeats else ""
    return msgspec.structs.replace(one, name=f"{one.name} ({run})", repeats=repeats)


def check_rendition(name: str, stored: StoredRun, gold: GoldSet) -> None:
    """Refuse a run on another rendition, and tell where the gold has changed since."""
    refuse_rendition(name, stored, gold)
    if stored.goldset_hash != gold.hash:
        click.echo(
            f"note: {name} was made on gold {stored.goldset_hash[:12]}, "
            f"and is scored on {gold.hash[:12]}",
            err=True,
        )


def refuse_rendition(name: str, stored: StoredRun | BegunRun, gold: GoldSet) -> None:
    """Refuse a run on another rendition than the gold at hand."""
    if stored.rendition != gold.rendition:
        way = "add --originals DIR" if stored.rendition == "original" else "leave --originals away"
        raise UsageError(f"{name}: was made on the rendition {stored.rendition}; {way}")
