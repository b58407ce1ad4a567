"""A worker that hangs or dies costs the task it had, and no other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.workers import CannotStartError, Lost, work_through
from tests import workers_of_tests as work

ROOT = Path(__file__).parents[1]


def test_every_task_has_its_result_whatever_the_number_of_workers() -> None:
    tasks = [f"say {number}" for number in range(7)]
    for jobs in (1, 3):
        assert dict(work_through(work.ready, tasks, jobs)) == {n: str(n) for n in range(7)}
    assert multiprocessing.active_children() == []


def test_nothing_to_do_starts_nobody() -> None:
    assert list(work_through(work.ready, [], 4)) == []


def test_a_result_may_be_larger_than_a_pipe() -> None:
    ((_, result),) = work_through(work.ready, ["large 3000000"], 1)
    assert len(result) == 3_000_000


@pytest.mark.parametrize(
    ("task", "why"),
    [
        ("exit 7", "its process ended with exit code 7"),
        ("exit 0", "its process ended with exit code 0"),
        (f"kill {int(signal.SIGKILL)}", "its process was ended by SIGKILL"),  # as out of memory
        ("segfault", "its process was ended by SIGSEGV"),
        ("kill 40", "its process was ended by signal 40"),
        ("interrupt", "its process ended with exit code 1"),
        ("unsendable", "its process ended with exit code 1"),
        ("sleep", "no answer within 1 s"),
        ("stubborn", "no answer within 1 s"),  # does not end when it is told to
    ],
)
def test_who_dies_costs_the_task_at_hand(task: str, why: str) -> None:
    tasks = ["say a", task, "say b", "say c"]
    results = dict(work_through(work.ready, tasks, 1, timeout=1))
    assert results == {0: "a", 1: Lost(why), 2: "b", 3: "c"}
    assert multiprocessing.active_children() == []


def test_who_cannot_begin_costs_every_task_once() -> None:
    """And is not started again and again."""
    results = dict(work_through(work.unready, ["say a", "say b"], 2))
    assert {result.why for result in results.values()} == {
        "a worker could not start: ZeroDivisionError('no model')"
    }
    assert "in unready" in results[0].detail
    results = dict(work_through(work.stillborn, ["say a", "say b", "say c"], 2))
    assert results.keys() == {0, 1, 2}
    assert results[2].why == "a worker could not start: its process ended with exit code 9"


def test_what_cannot_be_sent_is_told_before_anything_starts() -> None:
    with pytest.raises(CannotStartError, match="lambda"):
        next(work_through(lambda: work.do, ["say a"], 1))


def test_a_system_that_gives_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", full)
    with pytest.raises(CannotStartError, match="no process can be started.*temporarily"):
        next(work_through(work.ready, ["say a"], 1))


def test_closing_ends_all_workers() -> None:
    working = work_through(work.ready, ["say a", "sleep", "stubborn"], 3)
    assert next(working) == (0, "a")
    working.close()  # type: ignore[attr-defined] # it is a generator
    assert multiprocessing.active_children() == []


PROGRAM = (
    "import sys, os\n"
    "from harness.workers import work_through\n"
    "from tests.workers_of_tests import ready\n"
    "if __name__ == '__main__':\n"
    "    working = work_through(ready, ['say a', 'sleep'], 2)\n"
    "    next(working)\n"
    "    import multiprocessing\n"
    "    print(*(one.pid for one in multiprocessing.active_children()), flush=True)\n"
    "    os.kill(os.getpid(), 9)\n"
)


def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(PROGRAM)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    workers = [int(word) for word in done.stdout.split()]
    assert len(workers) == 2
    for _ in range(200):
        alive = [one for one in workers if Path(f"/proc/{one}").exists()]
        if not alive:
            break
        time.sleep(0.05)
    assert not alive
