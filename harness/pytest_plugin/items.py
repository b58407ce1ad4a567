"""Gold files as files of tests: FACTS.yaml::EXTRACTOR::FACT, and goldset.yaml::verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError, NoVerdictError
from harness.pytest_plugin.session import Gate
from harness.report.ci import Case, Status, story
from harness.stores.places import facts_file


class FactNotFound(Exception):  # noqa: N818 - it is what a test tells, and no error
    """A gold fact that was lost, or that nobody looked for; holds what became of it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__(case.says)


class FactItem(pytest.Item):
    """One gold fact before one extractor."""

    def __init__(self, gate: Gate, fact: tuple[str, str], **more: Any) -> None:
        super().__init__(**more)
        self._gate = gate
        self._fact = fact
        assert self.parent is not None  # noqa: S101 - the extractor's collector
        self._extractor = self.parent.name

    def runtest(self) -> None:
        """Look up what became of the fact; the first test of a session makes the run."""
        case = self._gate.cases.get((self._extractor, "/".join(self._fact)))
        if case is None:  # nothing is green, and nothing quietly grey, that nobody has judged
            raise NoVerdictError(
                f"{self._extractor} was not judged, e.g. for it is not in the baseline; "
                "harness gate tells why"
            )
        if case.status is Status.SKIPPED:
            pytest.skip(case.says)
        if case.status is not Status.PASSED:
            raise FactNotFound(case)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell which fact, what was expected, what came and where; no traceback of ours."""
        if isinstance(excinfo.value, FactNotFound):
            return "\n".join(story(excinfo.value.case))
        if isinstance(excinfo.value, HarnessError):
            return f"no verdict: {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Point at the fact in its gold file."""
        line = self._gate.places[self._fact].line
        return self.path, line - 1, f"{self._extractor}: {'/'.join(self._fact)}"


class ExtractorFacts(pytest.Collector):
    """The facts of one article before one extractor."""

    def __init__(self, gate: Gate, article: str, **more: Any) -> None:
        super().__init__(**more)
        self._gate = gate
        self._article = article

    def collect(self) -> Iterator[pytest.Item]:
        """Give a test a fact, in the file's order."""
        for fact in self._gate.goldset.facts:
            if fact.article == self._article:
                yield FactItem.from_parent(
                    self, name=fact.id, gate=self._gate, fact=(fact.article, fact.id)
                )


class FactsFile(pytest.File):
    """A file of gold facts, before every extractor that is judged."""

    def __init__(self, gate: Gate, **more: Any) -> None:
        super().__init__(**more)
        self._gate = gate

    def collect(self) -> Iterator[pytest.Collector]:
        """Give a collector an extractor."""
        try:
            names = self._gate.extractors
        except HarnessError as error:
            raise self.CollectError(str(error)) from error
        for name in names:
            yield ExtractorFacts.from_parent(
                self, name=name, gate=self._gate, article=self.path.stem
            )


class VerdictItem(pytest.Item):
    """The gate's verdict on all that is judged."""

    def __init__(self, gate: Gate, **more: Any) -> None:
        super().__init__(**more)
        self._gate = gate

    def runtest(self) -> None:
        """Fail unless the verdict is PASS."""
        self._gate()

    def reportinfo(self) -> tuple[Path, int, str]:
        """Point at the gold set."""
        return self.path, 0, "harness gate"


class GoldsetFile(pytest.File):
    """The card of a gold set, which stands for the whole of it."""

    def __init__(self, gate: Gate, **more: Any) -> None:
        super().__init__(**more)
        self._gate = gate

    def collect(self) -> Iterator[pytest.Item]:
        """Give one test: the verdict."""
        yield VerdictItem.from_parent(self, name="verdict", gate=self._gate)


def gold_arguments(config: pytest.Config, gate: Gate) -> list[str]:
    """Name the gold set's files to pytest, unless it was told which of them to look at."""
    try:
        folder, articles = gate.folder, gate.goldset.articles
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from error
    told = [Path(config.invocation_params.dir, one.split("::")[0]) for one in config.args]
    if any(path.resolve().is_relative_to(folder) for path in told):
        return []
    return [str(folder / "goldset.yaml"), *(str(facts_file(folder, name)) for name in articles)]


def collector_of(path: Path, parent: pytest.Collector, gate: Gate) -> pytest.Collector | None:
    """Give the collector of a gold file; None for any other file."""
    if path == gate.folder / "goldset.yaml":
        return GoldsetFile.from_parent(parent, path=path, gate=gate, **_named(path, parent, gate))
    if path.stem in gate.goldset.articles and path == facts_file(gate.folder, path.stem):
        return FactsFile.from_parent(parent, path=path, gate=gate, **_named(path, parent, gate))
    return None


def _named(path: Path, parent: pytest.Collector, gate: Gate) -> dict[str, Any]:
    """Name a gold file that is not below pytest's root: pytest itself has no name for it."""
    if path.is_relative_to(parent.config.rootpath):
        return {}
    return {"nodeid": f"{gate.folder.name}/{path.relative_to(gate.folder).as_posix()}"}
