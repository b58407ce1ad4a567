"""Runs a program to its end: never waits on a full pipe, never keeps more than it may."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import IO

_AT_ONCE = 65_536  # bytes
_LAST_WORDS = 2.0  # seconds in which what stands in the pipes is read after the end


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended, and what it wrote; `code` is None where it was ended for its time.

    A negative code is the signal that ended it, as `subprocess` has it. What it wrote beyond
    the limits is not kept, and `flooded` tells so of its output.
    """

    code: int | None
    output: bytes
    errors: bytes
    flooded: bool


class _Drain:
    """Reads a pipe to its end in a thread of its own, and keeps no more than the limit."""

    def __init__(self, pipe: IO[bytes], limit: int, full: Callable[[], None]) -> None:
        self.flooded = False
        self._full = full
        self._kept = bytearray()
        self._pipe = pipe
        self._limit = limit
        self.thread = Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with self._pipe:
            while chunk := self._pipe.read(_AT_ONCE):
                room = self._limit - len(self._kept)
                self._kept += chunk[:room]
                if len(chunk) > room and not self.flooded:
                    self.flooded = True
                    self._full()

    def kept(self) -> bytes:
        """Give what was read; what comes after the last words is nobody's."""
        self.thread.join(_LAST_WORDS)
        return bytes(self._kept)


def run_program(
    words: Sequence[str], given: bytes, *, seconds: float, output_limit: int, error_limit: int
) -> Ended:
    """Run a program with something on its standard input; raises OSError where it cannot start.

    It may read none of it, and write as much as it likes: nothing blocks. When it has ended, its
    time is up or the caller is interrupted, whatever it started is ended with it.
    """
    starter = _Starter(words)
    starter.start()
    code: int | None = None
    try:
        starter.join()
        process = starter.started()
        output, errors = _connect(process, given, output_limit, error_limit)
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        starter.join()
        if starter.process is not None:
            _end(starter.process)
    return Ended(code, output.kept(), errors.kept(), output.flooded)


class _Starter(Thread):
    """Starts a program in a thread of its own, where no interrupt is raised.

    Else one could be raised between the birth of the program and the moment we know of it.
    """

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self.process: subprocess.Popen[bytes] | None = None
        self._words = words
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self.process = subprocess.Popen(  # noqa: S603 - the user's own; no shell reads it
                self._words,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # a group of its own: Ctrl-C is ours to hear and pass on
            )
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
            self._error = error

    def started(self) -> subprocess.Popen[bytes]:
        """Give the program; raises what starting it raised."""
        if self.process is None:
            raise self._error or OSError("it did not start")
        return self.process


def _connect(
    process: subprocess.Popen[bytes], given: bytes, output_limit: int, error_limit: int
) -> tuple[_Drain, _Drain]:
    assert process.stdin is not None  # noqa: S101 - all three are pipes, for the types
    assert process.stdout is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    output = _Drain(process.stdout, output_limit, lambda: _kill(process))  # it may never stop
    errors = _Drain(process.stderr, error_limit, lambda: None)
    Thread(target=_feed, args=(process.stdin, given), daemon=True).start()
    # `Popen` must not flush and close what the threads have in hand.
    process.stdin = process.stdout = process.stderr = None
    return output, errors


def _feed(pipe: IO[bytes], given: bytes) -> None:
    rest = memoryview(given)
    try:
        with pipe:
            while rest:
                rest = rest[pipe.write(rest) :]
    except OSError:
        return  # it has read enough


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started, and take its body away."""
    _kill(process)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:  # nobody had it in hand yet
            pipe.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass  # nothing of it is left; a group of zombies may not be ended on some systems
