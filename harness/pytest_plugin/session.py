"""The gate of one pytest session: each run is made once, and judged once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

from harness.cli.judging import verdict_of
from harness.cli.last_found import with_last_found
from harness.cli.stored import NamedRun, gold_of, run_to_judge
from harness.errors import HarnessError, ResultNotWrittenError, UsageError
from harness.gate import Outcome, Verdict
from harness.model.facts import GoldSet
from harness.model.places import FilePlace
from harness.pipeline import run
from harness.pytest_plugin.folders import shared_folder
from harness.report.ci import Case, cases_of_verdict
from harness.report.verdicts import verdict_lines
from harness.roster import load_extractors
from harness.stores.baseline import load_baseline
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import goldset_folder
from harness.stores.places import fact_places
from harness.stores.policy import BASELINE, load_policy
from harness.stores.runs import RunFolder, load_stored
from harness.stores.turns import turn

_REPORTS = Path("reports")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the gate of a session was told; names of files are meant from `root`."""

    root: Path
    run: str | None = None
    extractors: tuple[str, ...] = ()
    goldset: str | None = None
    baseline: str | None = None
    session: str | None = None  # of pytest-xdist, the same in all its workers

    @classmethod
    def of(cls, config: pytest.Config) -> Settings:
        """Read options and settings; raises pytest.UsageError for some that contradict."""
        extractors = config.getoption("harness_extractor")
        told_run = config.getoption("harness_run")
        if told_run and extractors:
            raise pytest.UsageError("--harness-run is judged as it is: leave --harness-extractor")
        return cls(
            root=config.rootpath,
            run=told_run,
            extractors=tuple(extractors or config.getini("harness_extractors")),
            goldset=config.getoption("harness_goldset") or config.getini("harness_goldset") or None,
            baseline=config.getoption("harness_baseline"),
            session=getattr(config, "workerinput", {}).get("testrunuid"),
        )


class Gate:
    """Judges extractors against the baseline, by the policy of the project that is tested."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._verdicts: dict[tuple[str, ...], Verdict | HarnessError] = {}
        self.made: list[Path] = []

    def __call__(self, *extractors: str) -> Verdict:
        """Fail the test unless the extractors (those of the settings) pass; give the verdict."""
        __tracebackhide__ = True
        told = self._told(extractors)
        if isinstance(told, HarnessError):  # failed here, and no error is told that led to it
            pytest.fail(f"no verdict: {told}", pytrace=False)
        if told.outcome is not Outcome.PASS:
            pytest.fail("\n".join(verdict_lines(told)), pytrace=False)
        return told

    def verdict(self, *extractors: str) -> Verdict:
        """Judge extractors, whatever comes of it.

        Raises HarnessError where nothing can be judged: no baseline, an unknown name, other gold.
        """
        told = self._told(extractors)
        if isinstance(told, HarnessError):
            raise told
        return told

    def _told(self, extractors: tuple[str, ...]) -> Verdict | HarnessError:
        """Judge once in a session; what is told is the verdict, or why there is none."""
        names = extractors or self._settings.extractors
        if names not in self._verdicts:
            try:
                with chdir(self._settings.root):
                    self._verdicts[names] = self._judge(names)
            except HarnessError as error:
                self._verdicts[names] = error
        return self._verdicts[names]

    @cached_property
    def folder(self) -> Path:
        """The folder of the gold set."""
        with chdir(self._settings.root):
            if self._settings.run is not None:
                return gold_of(self._settings.goldset, [self._named_run().stored]).resolve()
            return goldset_folder(self._settings.goldset).resolve()

    @cached_property
    def goldset(self) -> GoldSet:
        """The gold set, with its retellings."""
        return load_goldset(self.folder)

    @cached_property
    def extractors(self) -> tuple[str, ...]:
        """Name the extractors that are judged where a test names none; nothing is run for that."""
        with chdir(self._settings.root):
            if self._settings.run is not None:
                run_named = self._named_run()
                there = {one.repeats or one.name: None for one in run_named.stored.extractors}
                wanted = load_policy().extractors or load_baseline(self._baseline).extractors
                return run_named.extractors or tuple(name for name in there if name in wanted)
            return tuple(one.extractor.name for one in load_extractors(self._names(())))

    @cached_property
    def places(self) -> Mapping[tuple[str, str], FilePlace]:
        """Tell where gold writes its facts."""
        return fact_places(self.folder, self.goldset.articles, self._settings.root)

    @cached_property
    def cases(self) -> Mapping[tuple[str, str], Case]:
        """Give what became of every fact, by extractor and name of the fact (article/id)."""
        cases = cases_of_verdict(self.verdict(), self.places)
        return {(one.suite, one.name): one for one in cases}

    @property
    def _baseline(self) -> Path:
        return Path(self._settings.baseline or load_policy().baseline or BASELINE)

    def _names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        policy, told = load_policy(), names or self._settings.extractors
        return told or policy.extractors or tuple(load_baseline(self._baseline).extractors)

    def _judge(self, names: tuple[str, ...]) -> Verdict:
        baseline = load_baseline(self._baseline)
        stored = names == self._settings.extractors and self._settings.run is not None
        named = self._named_run() if stored else self._made_run(names)
        verdict = verdict_of(named, self.goldset, load_policy(), baseline)
        # A run of this session lies in a folder that nobody finds again: it has no name.
        return with_last_found(verdict if stored else replace(verdict, run=None), _REPORTS)

    def _named_run(self) -> NamedRun:
        named = run_to_judge(self._settings.run or "latest", _REPORTS)
        if named.stored.rendition != "retelling":
            raise UsageError(f"{named.path}: tests judge runs on the retellings only")
        return named

    def _made_run(self, names: tuple[str, ...]) -> NamedRun:
        """Make a run, or take the one that another worker of this session has made."""
        wanted = self._names(names)
        shared = self._shared()
        key = hashlib.sha256("\n".join((self.goldset.hash, *wanted)).encode()).hexdigest()[:16]
        path = shared / key
        with turn(shared / f"{key}.turn"):
            if not path.exists():
                self._make(path, wanted)
        stored = load_stored(path)
        judged = tuple(one.name for one in stored.extractors) if names else ()
        return NamedRun(str(path), path, stored, judged)

    def _make(self, path: Path, names: tuple[str, ...]) -> None:
        part = RunFolder(path.with_suffix(f".{os.getpid()}"))
        done = run(names, self.goldset, part)
        part.finish(done, {"goldset_folder": str(self.folder)})
        if part.failure is not None:
            raise ResultNotWrittenError(part.failure)
        part.path.rename(path)

    def _shared(self) -> Path:
        if self._settings.session is not None:
            shared = shared_folder(self._settings.session)
            shared.mkdir(mode=0o700, exist_ok=True)
            return shared
        if not self.made:
            self.made.append(Path(tempfile.mkdtemp(prefix="harness-")))
        return self.made[0]
