"""`--repeats` for any extractor: who is read several times, who is not, and what the gate makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_running import five_articles

# Finds another article's fact each time it reads them all; each is made anew, so a file counts.
NOISY = """
from pathlib import Path
from tests.extractors_of_tests import Assets
class Noisy(Assets):
    name = "noisy"
    def extract(self, article, predicates):
        count = Path("count")
        number = int(count.read_text()) if count.exists() else 0
        count.write_text(str(number + 1))
        if number % 6:
            yield from super().extract(article, predicates)
class Steady(Noisy):
    name = "steady"
    deterministic = True
class Wavering(Noisy):
    name = "wavering"
    deterministic = False
class Weak(Noisy):
    name = "weak"
    def extract(self, article, predicates):
        if not Path("mended").exists():
            raise OSError("nobody answers")
        yield from super().extract(article, predicates)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder with five articles and extractors of all kinds."""
    five_articles(tmp_path)
    (tmp_path / "noisy.py").write_text(NOISY)
    (tmp_path / "says.sh").write_text("cat > /dev/null\n")
    return tmp_path


# What is asked for; the readings that are made of it, and by what name the gate knows it.
READINGS = [
    ("noisy.py:Noisy", ["noisy#1", "noisy#2", "noisy#3"], "noisy"),
    ("noisy.py:Wavering", ["wavering#1", "wavering#2", "wavering#3"], "wavering"),
    ("noisy.py:Steady", ["steady"], "steady"),
    ("nearest", ["nearest"], "nearest"),
    ("vote:empty,nearest", ["vote:empty,nearest"], "vote:empty,nearest"),
    (
        "vote:noisy.py:Noisy,nearest",
        [f"vote:noisy.py:Noisy,nearest#{number}" for number in (1, 2, 3)],
        "vote:noisy.py:Noisy,nearest",
    ),
    (
        "command:bash says.sh",
        [f"command:bash says.sh#{number}" for number in (1, 2, 3)],
        "command:bash says.sh",
    ),
]


@pytest.mark.parametrize(("wanted", "names", "judged"), READINGS)
def test_who_is_read_several_times(
    place: Path, harness: Callable[..., Any], wanted: str, names: list[str], judged: str
) -> None:
    """All but those that say that their answers never vary, which is told."""
    done = harness("run", wanted, "--goldset", "small", "--repeats", "3", "--out", "o")
    assert done.returncode == 0, done.stderr
    told = json.loads((place / "o" / "run.json").read_text())["extractors"]
    assert [one["name"] for one in told] == names
    assert {one["repeats"] for one in told} == ({judged} if len(names) > 1 else {""})
    note = f"note: read once, for their answers never vary: {judged}\n"
    assert (note in done.stderr) is (len(names) == 1)
    assert harness("gate", "--accept", "--why", "first", "--who", "Ann").returncode == 0
    verdict = json.loads(harness("gate", "--json").stdout)
    (one,) = verdict["extractors"]
    assert (one["name"], one["readings"]) == (judged, len(names))
    assert one["judged"] == ("by test" if len(names) > 1 else "exactly")
    seen = f"F1 by test: 0.0 points (nothing differs), {len(names)} readings against {len(names)}"
    found = verdict["extractors"][0]["now"]["f1"] is not None  # else there is nothing to compare
    assert (seen in harness("gate").stdout) is (found and len(names) > 1)


def test_readings_differ_where_answers_do(place: Path, harness: Callable[..., Any]) -> None:
    done = harness(
        *("run", "noisy.py:Noisy", "--goldset", "small", "--repeats", "3", "--json", "--out", "o")
    )
    (repeats,) = json.loads(done.stdout)["repeats"]
    assert repeats["name"] == "noisy"
    said = [(place / "o" / f"noisy-{n}" / "predictions.jsonl").read_bytes() for n in (1, 2, 3)]
    assert len(set(said)) == 3


@pytest.mark.parametrize(
    ("extractor", "how"), [("Noisy", "exactly"), ("Steady", "exactly"), ("Wavering", "by test")]
)
def test_one_reading_is_judged_as_the_extractor_says(
    place: Path, harness: Callable[..., Any], extractor: str, how: str
) -> None:
    assert harness("run", f"noisy.py:{extractor}", "--goldset", "small").returncode == 0
    assert harness("gate", "--accept", "--why", "first", "--who", "Ann").returncode == 0
    assert f"judged {how}" in harness("gate").stdout
    (place / "pyproject.toml").write_text("[tool.harness.gate]\ndeterministic = false\n")
    assert "judged by test" in harness("gate").stdout  # the policy knows better


def test_readings_that_failed_are_resumed(place: Path, harness: Callable[..., Any]) -> None:
    done = harness("run", "noisy.py:Weak", "--goldset", "small", "--repeats", "2", "--out", "o")
    assert done.returncode == 4
    (place / "mended").touch()
    done = harness("run", "--resume", "o", "--out", "again")
    assert done.returncode == 0, done.stderr
    assert "weak#1 0, weak#2 0" in done.stderr
    told = json.loads((place / "again" / "run.json").read_text())["extractors"]
    assert [(one["name"], one["errors"]) for one in told] == [("weak#1", []), ("weak#2", [])]
