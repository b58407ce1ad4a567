"""A command line with a key and a cache of its own, and a server of models that it may ask."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from harness.cli.main import run_command_line
from tests.modelserver import FACT, always, chat, facts, serving

KEY = "sk-test/0123+456789abcdefghij=="  # with what JSON and URLs write otherwise


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def harness(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Give what runs a command line there, with a key and a cache of the test's own."""
    for name in os.environ:
        if name.startswith(("OPENAI_", "ANTHROPIC_", "HARNESS_")):
            monkeypatch.delenv(name)
    ours = {"NO_COLOR": "1", "COLUMNS": "120", "HARNESS_LLM_API_KEY": KEY}
    ours |= {"HARNESS_CACHE": str(place / "kept" / "answers.sqlite")}

    def command(*arguments: str | Path, **env: str) -> Done:
        with monkeypatch.context() as patch:
            patch.chdir(place)
            for name, told in (ours | env).items():
                patch.setenv(name, told)
            capfd.readouterr()
            code = run_command_line([str(one) for one in arguments])
            return Done(code, *capfd.readouterr())

    return command


@pytest.fixture
def stub() -> Any:
    with serving(always(chat(facts(FACT)))) as server:
        yield server
