"""How long the command takes to start, as a ratio to `python -c pass`.

Usage: python -m benchmarks.startup
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 25
LIMITS = {"--version": 3, "--help": 10}


def seconds(arguments: list[str]) -> float:
    """Run a command to its end and give the CPU seconds (user and system) it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Take turns between the floor and each command, and print the median of the paired ratios."""
    floor = [sys.executable, "-c", "pass"]
    harness = str(Path(sys.executable).with_name("harness"))
    for option, limit in LIMITS.items():
        command = [harness, option]
        ratios = []
        for _ in range(ROUNDS):
            base = seconds(floor)
            ratios.append(seconds(command) / base)
        ratio = statistics.median(ratios)
        verdict = "ok" if ratio <= limit else "TOO SLOW"
        print(f"harness {option:<10} {ratio:5.1f} x python -c pass (at most {limit})  {verdict}")


if __name__ == "__main__":
    main()
