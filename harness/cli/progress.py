"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from typing import Self

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from harness.cli.interrupts import Interrupts
from harness.extractors.desk import Progress as Asked
from harness.report.console import console_of

_EVERY = 10.0  # seconds between two lines


class Progressing:
    """Shows on stderr how many articles are read; a quick run says nothing outside a terminal."""

    def __init__(self, interrupts: Interrupts, every: float = _EVERY) -> None:
        self._interrupts = interrupts
        self._every = every
        self._told = time.monotonic()
        self._bar = _bar() if sys.stderr.isatty() else None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Show the bar."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def progress(self, extractor: str, done: int, articles: int) -> None:
        """Show how many articles an extractor has read."""
        if self._bar is not None:
            if extractor not in self._tasks:
                self._tasks[extractor] = self._bar.add_task(extractor, total=articles)
            self._bar.update(self._tasks[extractor], completed=done)
        elif done and time.monotonic() - self._told >= self._every:
            self._told = time.monotonic()
            click.echo(f"{extractor}: {done} of {articles} articles read", err=True)

    def note(self, asked: Asked) -> None:
        """Show how many questions a model has answered, how fast, and what that took."""
        rate = asked.answered / max(asked.seconds, 0.001)
        cost = f", {asked.cost:.4f} {asked.currency}" if asked.cost is not None else ""
        failed = f"{asked.failed} failed, " if asked.failed else ""
        told = f"{failed}{asked.tokens:,} tokens{cost}, {rate:.1f} answers/s"
        if self._bar is not None and asked.extractor in self._tasks:
            task = self._tasks[asked.extractor]
            self._bar.update(task, description=f"{asked.extractor} ({told})")
        elif time.monotonic() - self._told >= self._every:
            self._told = time.monotonic()
            done = f"{asked.answered} of {asked.total} questions answered"
            click.echo(f"{asked.extractor}: {done}, {told}", err=True)

    def reading(self) -> AbstractContextManager[None]:
        """Let an interrupt end the reading."""
        return self._interrupts.open()


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console_of(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
