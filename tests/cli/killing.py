"""Kills runs at random moments and resumes them; a program of its own, for it forks.

Its children find everything imported, so that a run takes the time of its work.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from harness.cli.main import run_command_line
from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction
from harness.stores.folders import BEGUN_FILE
from tests.extractors_of_tests import Assets

SEED = 20250127
RUN = ("run", "tests.cli.killing:Noting", "nearest", "--goldset", "small")
READ = Path("read.txt")


class Noting(Assets):
    """Writes down which articles it reads, takes a moment for each, and talks on the side."""

    name = "noting"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        with READ.open("a", encoding="utf-8") as file:
            file.write(f"{article.id}\n")
        time.sleep(0.05)
        yield from super().extract(article, predicates)


def forked(*arguments: str, kill_after: float | None = None) -> int:
    """Run a command line in a child, and give its exit code, negative where it was killed."""
    child = os.fork()
    if child == 0:
        with Path("err.txt").open("wb") as errors, Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(errors.fileno(), 2)
        os._exit(run_command_line(arguments))
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(kills: int) -> None:
    """Print what became of each run as a line of JSON; the first is of the run left in peace."""
    assert run_command_line([*RUN, "--out", "warm"]) == 0  # imports everything
    started = time.perf_counter()
    assert forked(*RUN, "--out", "whole") == 0
    lasts = time.perf_counter() - started
    moments = random.Random(SEED)
    for number in range(kills):
        killed, resumed = f"killed-{number}", f"resumed-{number}"
        code = forked(*RUN, "--out", killed, kill_after=moments.uniform(0, lasts))
        told = {"killed": killed, "resumed": resumed, "code": code}
        READ.unlink(missing_ok=True)
        if (Path(killed) / BEGUN_FILE).is_file():
            told["again"] = forked("run", "--resume", killed, "--out", resumed)
            told["stderr"] = Path("err.txt").read_text()
            told["read"] = READ.read_text().split() if READ.is_file() else []
        sys.stderr.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
