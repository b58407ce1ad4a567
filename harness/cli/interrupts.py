"""Ctrl-C and SIGTERM, heard where they can do no harm."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While it is entered, a signal is raised as KeyboardInterrupt in open stretches only.

    One that comes elsewhere waits for the next open stretch: nothing is lost between the end of
    reading and the file that makes it a run.
    """

    def __init__(self) -> None:
        self._open = False
        self._waiting = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Listen from now on; outside of the main thread nobody can."""
        if threading.current_thread() is threading.main_thread():
            for one in _SIGNALS:
                if signal.getsignal(one) is not signal.SIG_IGN:  # what is ignored stays ignored
                    self._before[one] = signal.signal(one, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        for one, handler in self._before.items():
            signal.signal(one, handler)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let an interrupt be raised, be it one that waited."""
        try:
            self._open = True
            if self._waiting:
                raise KeyboardInterrupt
            yield
        finally:
            self._open = False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._waiting = True
        if self._open:
            self._waiting = False
            raise KeyboardInterrupt
