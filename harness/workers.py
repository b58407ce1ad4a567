"""Work in processes of its own: a worker that hangs or dies costs the task it had, and no other.

A pool of the standard library or of joblib breaks as a whole when one of its processes is killed,
and cannot tell at which task. Here each worker has a pipe of its own and one task at a time, so
that whoever dies is known by name, may be ended at any moment, and is replaced.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

# A fresh interpreter: a fork would copy locks that other threads hold, and Windows has none.
_CONTEXT = get_context("spawn")
_START = 300.0  # seconds in which a worker must be ready: it may have to load a large model
_GRACE = 2.0  # seconds to put things in order before a worker is killed
_WAY_OUT = (
    "what it wrote is on stderr; a script of one's own that starts workers must be a file, and do "
    "what it does under if __name__ == '__main__'"
)
_OURS = frozenset({signal.SIGINT, signal.SIGTERM})
_LOOK = 1.0  # seconds between two looks at workers that say nothing


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands for the result of a task whose worker did not live to give one."""

    why: str
    detail: str = ""


class CannotStartError(Exception):
    """There can be no workers: what they need cannot be sent, or no process started."""


class _Stopped(BaseException):
    """Ends the task at hand, past every handler of mere exceptions."""


def work_through(
    prepare: Callable[[], Callable[[Any], Any]],
    tasks: Sequence[Any],
    jobs: int,
    timeout: float | None = None,
) -> Iterator[tuple[int, Any]]:
    """Yield (index of the task, its result) as they come, from up to `jobs` workers.

    Each worker calls `prepare` once, and what that gives once for each task; all of it must be
    picklable. A task that takes longer than `timeout` seconds is ended with its worker; its result
    is Lost, as is that of a worker that died. Closing the iterator ends all workers.

    Raises CannotStartError where `prepare` cannot be sent, or the system gives no process.
    """
    try:
        payload = pickle.dumps(prepare)
    except Exception as error:
        raise CannotStartError(str(error)) from error
    crew = _Crew(payload, tasks, timeout)
    try:
        yield from crew.work(min(jobs, len(tasks)))
    finally:
        crew.end()


class _Worker:
    """One process with its pipe; it has at most one task, and until when."""

    def __init__(self, payload: bytes) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_live, args=(theirs, payload), daemon=False)
        self.ready = False
        self.task: int | None = None
        self.until = time.monotonic() + _START
        with _deaf():  # and so is the child, until it has ears of its own
            self.process.start()
        theirs.close()

    def give(self, number: int, task: Any, timeout: float | None) -> None:
        self.task = number
        self.until = time.monotonic() + timeout if timeout is not None else float("inf")
        with contextlib.suppress(OSError):  # it died waiting: that is seen when it is looked at
            self.pipe.send(task)

    def end(self) -> None:
        self.process.terminate()
        self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()  # not before: whoever finds it closed is on the way out already

    def fate(self) -> str:
        """Say how a process ended that should not have."""
        self.process.join(_GRACE)
        code = self.process.exitcode
        if code is None or code >= 0:
            return f"its process ended with exit code {code}"
        try:
            return f"its process was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"its process was ended by signal {-code}"


class _Crew:
    """Workers and the tasks that are left."""

    def __init__(self, payload: bytes, tasks: Sequence[Any], timeout: float | None) -> None:
        self._payload = payload
        self._tasks = tasks
        self._timeout = timeout
        self._left = deque(range(len(tasks)))
        self._workers: list[_Worker] = []
        self._hiring: threading.Thread | None = None

    def work(self, jobs: int) -> Iterator[tuple[int, Any]]:
        while self._left or any(worker.task is not None for worker in self._workers):
            busy = sum(worker.task is not None for worker in self._workers)
            while len(self._workers) < min(jobs, busy + len(self._left)):
                self._hire()
            pause = min(worker.until for worker in self._workers) - time.monotonic()
            wait([worker.pipe for worker in self._workers], max(0.0, min(pause, _LOOK)))
            for worker in list(self._workers):
                yield from self._look_at(worker)

    def _hire(self) -> None:
        """Start a worker in a thread, where no interrupt is raised before we know of it."""
        failures: list[Exception] = []

        def hire() -> None:
            try:
                self._workers.append(_Worker(self._payload))
            except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
                failures.append(error)

        self._hiring = threading.Thread(target=hire)
        self._hiring.start()
        self._hiring.join()
        if failures:
            raise CannotStartError(f"no process can be started: {failures[0]}") from failures[0]

    def _look_at(self, worker: _Worker) -> Iterator[tuple[int, Any]]:
        """Take what a worker has to say, or its task from it where it is dead or too slow."""
        alive = worker.process.is_alive()  # before its pipe: its last words come before its end
        try:
            heard = worker.pipe.poll()
            said = worker.pipe.recv() if heard else None
        except (EOFError, OSError):
            heard, alive = False, False
        if heard:
            yield from self._hear(worker, said)
        elif not alive:
            yield from self._lose(worker, Lost(worker.fate()))
        elif time.monotonic() >= worker.until:
            limit = self._timeout if worker.ready else _START
            yield from self._lose(worker, Lost(f"no answer within {limit:g} s"))

    def _hear(self, worker: _Worker, said: Any) -> Iterator[tuple[int, Any]]:
        if isinstance(said, Lost):  # it could not prepare, nor could any other
            yield from self._give_up(worker, said)
            return
        if worker.task is not None:
            number, worker.task = worker.task, None
            yield number, said
        worker.ready = True
        worker.until = float("inf")
        if self._left:
            number = self._left.popleft()
            worker.give(number, self._tasks[number], self._timeout)

    def _lose(self, worker: _Worker, lost: Lost) -> Iterator[tuple[int, Any]]:
        """Do without a worker; its task is lost, or all of them where it never began."""
        if not worker.ready:
            yield from self._give_up(worker, Lost(lost.why, _WAY_OUT))
            return
        self._workers.remove(worker)
        worker.end()
        if worker.task is not None:
            yield worker.task, lost

    def _give_up(self, worker: _Worker, lost: Lost) -> Iterator[tuple[int, Any]]:
        """Lose every task that nobody has in hand."""
        self._workers.remove(worker)
        worker.end()
        while self._left:
            yield self._left.popleft(), Lost(f"a worker could not start: {lost.why}", lost.detail)

    def end(self) -> None:
        """End all workers, in good order if nobody interrupts that too."""
        if self._hiring is not None:
            self._hiring.join()
        try:
            for worker in self._workers:
                worker.process.terminate()  # all at once, so that their graces run together
            while self._workers:
                self._workers[-1].end()
                self._workers.pop()
        finally:
            for worker in self._workers:
                worker.process.kill()


def _live(pipe: Connection, payload: bytes) -> None:
    """Be a worker: prepare, then answer task by task until the pipe is closed."""
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the parent's to hear
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError, _Stopped):
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _OURS)
        try:
            work = pickle.loads(payload)()  # noqa: S301 - written by our own parent a moment ago
        except Exception as error:  # noqa: BLE001 - it may have to import anything
            pipe.send(Lost(repr(error), traceback.format_exc()))
            return
        pipe.send(None)
        while True:
            pipe.send(work(pipe.recv()))


def _stop(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: no word to who is leaving
    raise _Stopped


def _die_with_parent() -> None:
    """Wait for the parent to end, however it does, and leave at once."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Let no signal of ours reach this thread, nor any process that it starts meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _OURS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
