"""What benchmarks of scoring share: a cost in a process of its own, and a line of their tables."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """CPU seconds, and megabytes at the most, of a process."""

    seconds: float
    megabytes: float


class Row(NamedTuple):
    """One line of a table: medians over rounds, the ratio of pairs taken by turns."""

    what: str
    items: int
    per_document: int
    seconds: float
    ratio: float  # to parsing only
    megabytes: float


def in_a_process(module: str, *arguments: str, limit: float | None = None) -> str:
    """Run a benchmark module in a new process and give what it printed.

    What another one left behind in memory costs nothing there. Raises TimeoutExpired.
    """
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=limit)
    return done.stdout


def cost_of(told: str) -> Cost:
    """Read what `print_cost` printed."""
    return Cost(*json.loads(told))


def print_cost(work: Callable[[], object]) -> None:
    """Do the work, and print what it cost this process."""
    began = time.process_time()
    work()
    seconds = time.process_time() - began
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps([seconds, int(peak.split()[1]) / 1024]))


def row_of(
    what: str, parsing: str, items: int, per_document: int, rounds: Sequence[Mapping[str, Cost]]
) -> Row:
    """Sum up rounds in which everything was measured by turns."""
    return Row(
        what,
        items,
        per_document,
        statistics.median(one[what].seconds for one in rounds),
        statistics.median(one[what].seconds / one[parsing].seconds for one in rounds),
        max(one[what].megabytes for one in rounds),
    )


def exponent(small: Row, large: Row) -> float:
    """Give the power of the number of items with which the time grows."""
    return math.log(large.seconds / small.seconds) / math.log(large.items / small.items)
