"""One tree of errors; a message names the thing, the rule and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class HarnessError(Exception):
    """Anything the harness refuses or fails at, told in words for its user."""


class UsageError(HarnessError):
    """An option, a name or a setting is wrong."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong at one place of a file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    what: str
    rule: str = ""
    way_out: str = ""

    @property
    def told(self) -> str:
        """What is wrong, by which rule, and the way out."""
        return "; ".join(part for part in (self.what, self.rule, self.way_out) if part)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.told}"


class InvalidFileError(UsageError):
    """A file breaks its rules; `faults` holds every place, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class PolicyError(UsageError):
    """A gate's policy names what is not there; `at` is the way to it, key by key."""

    def __init__(self, at: tuple[str, ...], what: str, known: str = "") -> None:
        self.at = at
        self.what = what
        self.known = known
        super().__init__(f"policy, {'.'.join(at)}: {what}" + (f"; {known}" if known else ""))


class ExtractorError(HarnessError):
    """An extractor cannot be loaded or broke its contract.

    `detail` is what helps to find out why where a traceback would not: what a program wrote.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        self.detail = detail
        super().__init__(message)

    def __reduce__(self) -> tuple[type[ExtractorError], tuple[str, str]]:
        """Keep the detail where the error crosses from one process to another."""
        return type(self), (str(self), self.detail)


class MixedFiguresError(UsageError):
    """Figures that were made in different ways were put side by side."""


class NoVerdictError(HarnessError):
    """There is nothing to judge by: no baseline, other gold, a partial run."""


class ResultNotWrittenError(HarnessError):
    """A result could not be stored."""
