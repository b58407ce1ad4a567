"""Work that workers do, or do not live to do; a module of its own, for a copy goes to each."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from harness.model.corpus import Article
from harness.model.facts import Predicate, Prediction
from tests.extractors_of_tests import Assets


def ready() -> Callable[[str], Any]:
    return do


def do(task: str) -> Any:
    """Do what the task says."""
    word, _, more = task.partition(" ")
    if word == "say":
        return more
    if word == "large":
        return "x" * int(more)
    if word == "exit":
        os._exit(int(more))
    if word == "kill":
        os.kill(os.getpid(), int(more))
    if word == "segfault":
        ctypes.string_at(0)
    if word == "interrupt":
        raise KeyboardInterrupt
    if word == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if word == "unsendable":
        return lambda: None
    time.sleep(100)
    return None


def unready() -> Callable[[str], Any]:
    raise ZeroDivisionError("no model")


def stillborn() -> Callable[[str], Any]:
    os._exit(9)


class Mortal(Assets):
    """Dies in one of many ways at the article named so; reads all others."""

    name = "mortal"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        deeds = {"exits": "exit 7", "killed": f"kill {int(signal.SIGKILL)}", "hangs": "sleep"}
        if article.id in deeds:
            do(deeds[article.id])
        yield from super().extract(article, predicates)


class Slow(Assets):
    """Takes its time, the longer the earlier the article: answers come in the wrong order."""

    name = "slow"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        time.sleep(0.2 if article.id == "a1" else 0)
        yield from super().extract(article, predicates)


class Parent(Assets):
    """Starts a child that outlives it, unless it is told to end in good order."""

    name = "parent"

    def extract(self, article: Article, predicates: Sequence[Predicate]) -> Iterator[Prediction]:
        with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"]) as child:
            try:
                Path("child").write_text(str(child.pid), encoding="utf-8")
                child.wait()
            finally:
                child.kill()
        yield from super().extract(article, predicates)
