"""Options that write a verdict for CI systems, and how they are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from harness.cli.printing import while_read
from harness.errors import HarnessError, InvalidFileError, ResultNotWrittenError, UsageError
from harness.gate import Verdict
from harness.model.facts import GoldSet
from harness.model.places import FactPlaces, FilePlace
from harness.report.annotation import workflow_command
from harness.report.ci import (
    annotations_of,
    cases_of_verdict,
    findings_of,
    render_code_quality,
    render_junit,
    render_sarif,
    render_summary,
)
from harness.report.ci.junit import render_error
from harness.report.ci.summary import render_failure
from harness.stores.outputs import append_output, write_output
from harness.stores.places import fact_places, is_inside, path_from, place_of

_Command = TypeVar("_Command", bound=Callable[..., Any])
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")  # where GitHub and GitLab put the sources


@dataclass(frozen=True, slots=True)
class CiOutputs:
    """What is to be written for CI systems, and where; `as_json`: stdout holds JSON."""

    junit: Path | None = None
    sarif: Path | None = None
    code_quality: Path | None = None
    summary: Path | None = None
    github: bool = False
    as_json: bool = False

    def __bool__(self) -> bool:
        """Whether anything is to be written."""
        return any((self.junit, self.sarif, self.code_quality, self.summary, self.github))

    def refuse_original_text(self, goldset: GoldSet, *, allowed: bool) -> None:
        """Refuse to write down quotes of texts that may not be passed on; raises UsageError."""
        if self and goldset.rendition == "original" and not allowed:
            raise UsageError(
                "JUnit, SARIF, code quality, annotations and summary tell what stands in the "
                "originals; add --allow-original-text where that may be passed on"
            )

    def write(self, verdict: Verdict, folder: Path, baseline: Path) -> None:
        """Write all that was asked for, with places in the gold set of a folder.

        What can be written is, whatever else cannot; raises ResultNotWrittenError at the end.
        """
        if not self:
            return
        root = _root()
        goldset = [one.system.goldset for one in verdict.judgements[:1]]
        places = fact_places(folder, goldset[0].articles if goldset else (), root)
        findings = findings_of(verdict, places, _home(baseline, root))
        if self.github:
            self._tell(annotations_of(verdict, findings))
        summary = render_summary(verdict, places).encode()
        self._attempt(
            junit=lambda: render_junit(cases_of_verdict(verdict, places)),
            sarif=lambda: render_sarif(verdict, findings),
            code_quality=lambda: render_code_quality(findings),
            summary=lambda: summary,
        )

    def _tell(self, lines: Iterable[str]) -> None:
        with while_read():
            for line in lines:
                click.echo(line, err=self.as_json)

    def write_failure(self, error: HarnessError) -> None:
        """Tell CI systems that there is no verdict, and why; code scanning then learns nothing."""
        if not self:
            return
        if self.github:
            self._tell(_failure_lines(error))
        self._attempt(
            junit=lambda: render_error(str(error)),
            summary=lambda: render_failure(str(error)).encode(),
        )

    def _attempt(self, **contents: Callable[[], bytes]) -> None:
        failures = []
        for write, path, content in self._writes(contents):
            try:
                write(path, content())
            except ResultNotWrittenError as error:
                failures.append(str(error))
        if failures:
            raise ResultNotWrittenError("; ".join(failures))

    def _writes(
        self, contents: dict[str, Callable[[], bytes]]
    ) -> Iterator[tuple[Callable[[Path, bytes], None], Path, Callable[[], bytes]]]:
        for name, content in contents.items():
            if (path := getattr(self, name)) is not None:
                yield write_output, path, content
        if self.github and (page := os.environ.get(STEP_SUMMARY)):
            yield append_output, Path(page), contents["summary"]


def ci_options(command: _Command) -> _Command:
    """Add the options for CI systems, given on as `ci`; an error is told to them as well."""

    @wraps(command)
    def packed(*arguments: Any, **options: Any) -> Any:
        given = {name: options.pop(name) for name in ("junit", "sarif", "code_quality", "summary")}
        github = options.pop("github")
        outputs = CiOutputs(**given, github=github, as_json=options.get("as_json", False))
        try:
            return command(*arguments, ci=outputs, **options)
        except ResultNotWrittenError:
            raise
        except HarnessError as error:
            outputs.write_failure(error)
            raise

    file = click.Path(path_type=Path, dir_okay=False)
    options = (
        click.option("--junit", metavar="FILE", type=file, help="Write JUnit XML: a case a fact."),
        click.option("--sarif", metavar="FILE", type=file, help="Write findings as SARIF 2.1.0."),
        click.option(
            "--code-quality",
            metavar="FILE",
            type=file,
            help="Write findings as GitLab's code quality report.",
        ),
        click.option("--summary", metavar="FILE", type=file, help="Write a page of Markdown."),
        click.option(
            "--github",
            is_flag=True,
            help=f"Print GitHub's annotations, and add the page to ${STEP_SUMMARY}.",
        ),
    )
    done: Any = packed
    for option in reversed(options):
        done = option(done)
    return done  # type: ignore[no-any-return]


def places_in(folder: Path, goldset: GoldSet) -> FactPlaces:
    """Tell where the facts of a gold set are written, as CI systems name files."""
    return fact_places(folder, goldset.articles, _root())


def _root() -> Path:
    """Give the folder from which CI systems name files: that of the sources we are in."""
    here = Path.cwd().resolve()
    for name in _ROOTS:
        root = Path(os.environ.get(name) or here).resolve()
        if here.is_relative_to(root):
            return root
    return here


def _home(baseline: Path, root: Path) -> FilePlace:
    """Give the baseline, or where it lies outside of the sources the file of the policy."""
    known = (baseline, Path("pyproject.toml"), Path("harness.toml"))
    inside = [one for one in known if one.is_file() and is_inside(one, root)]
    return place_of(inside[0] if inside else baseline, root)


def _failure_lines(error: HarnessError) -> Iterator[str]:
    title = "harness gate"
    if not isinstance(error, InvalidFileError):
        yield workflow_command("error", str(error), title=title)
        return
    for fault in error.faults:
        yield workflow_command(
            "error",
            fault.told,
            file=path_from(Path(fault.file), _root()),
            line=fault.line,
            col=fault.column,
            title=title,
        )
