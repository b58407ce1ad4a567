"""What is held by one process is held by no other, and ends with it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from harness.stores import turns
from harness.stores.turns import turn

HOLDS = """\
import sys, time
from pathlib import Path
from harness.stores.turns import turn
with turn(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_turn_waits_for_the_one_before_and_outlives_its_death(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.turn"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(file)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with monkeypatch.context() as patch:
            patch.setattr(turns, "_LONGEST", 0.05)
            with pytest.raises(sqlite3.OperationalError, match="locked"), turn(file):
                raise AssertionError("it was held twice")
        other.kill()
        other.wait()
        with turn(file):
            pass
    with turn(file):  # and one after the other
        pass
