"""The gate article by article: what fell silent, what was never read, and what failed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from harness.cli.main import run_command_line
from tests.cli.test_running import five_articles

ASSETS = (
    '"predicate": "assets", "subject": "Alpha", "surface": "5 Mio. Euro", "evidence": [[72, 88]]'
)
WRONG = '"predicate": "location", "subject": "Bonn", "surface": "Alpha"'
OPEN = "[tool.harness.gate]\nmax_lost = 9\nmax_drop = {precision = 1.0, recall = 1.0, f1 = 1.0}\n"
# Says what the file of its name holds for an article; `failed` there is a failure.
READS = """
import json
from pathlib import Path
from harness.lines import LineReader
class Reads:
    name = "x"
    def fingerprint(self): return Path("x.jsonl").read_text()
    def extract(self, article, predicates):
        reader = LineReader({article.id: article}, {one.name: one for one in predicates})
        for line in Path("x.jsonl").read_bytes().splitlines():
            told = json.loads(line)
            if told["article"] == article.id:
                if "failed" in told:
                    raise OSError("nobody answers")
                yield reader.parse(line)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with five articles."""
    monkeypatch.chdir(five_articles(tmp_path))
    Path("reads.py").write_text(READS)
    return tmp_path


def say(**said: str) -> None:
    lines = [f'{{"article": "{article}", {what}}}\n' for article, what in said.items() if what]
    Path("x.jsonl").write_text("".join(lines))


def make(how: str) -> int:
    words = {"run": ("run", "reads.py:Reads"), "score": ("score", "x.jsonl")}[how]
    return run_command_line([*words, "--goldset", "small"])


def accept() -> None:
    assert run_command_line(["gate", "--accept", "--why", "first", "--who", "Ann"]) == 0


# What was said before and is said now on article a5 (a1 is found both times), how the run was made,
# whether every loss and drop is permitted; the exit code and what is told.
SILENCE: list[tuple[str, str, str, str, str, int, str]] = [
    (
        "only wrong before, read, and nothing now: that may be better",
        *(WRONG, "", "run", "", 0, "warning: x: says nothing any more on a5, where it said only"),
    ),
    (
        "the same from a file: nobody knows whether the article was read",
        *(WRONG, "", "score", OPEN, 1, "regression: x: holds nothing on a5, where something was"),
    ),
    (
        "found before, read, and nothing now, whatever is permitted",
        *(ASSETS, "", "run", OPEN, 1, "regression: x: says nothing any more on a5, where it found"),
    ),
    (
        "the same from a file",
        *(ASSETS, "", "score", OPEN, 1, "regression: x: holds nothing on a5"),
    ),
    ("wrong now where it was right is no silence", ASSETS, WRONG, "score", OPEN, 0, "PASS"),
    ("nothing before, and nothing now", "", "", "score", "", 0, "PASS"),
    ("nothing changed", WRONG, WRONG, "score", "", 0, "PASS"),
]


@pytest.mark.parametrize(
    ("before", "now", "how", "policy", "code", "told"),
    [pytest.param(*row[1:], id=row[0]) for row in SILENCE],
)
def test_silence_on_an_article(
    place: Path,
    capfd: pytest.CaptureFixture[str],
    before: str,
    now: str,
    how: str,
    policy: str,
    code: int,
    told: str,
) -> None:
    """Here every figure but recall rises when what is wrong is left away."""
    Path("pyproject.toml").write_text(policy)
    say(a1=ASSETS, a5=before)
    assert make(how) == 0
    accept()
    say(a1=ASSETS, a5=now)
    assert make(how) == 0
    capfd.readouterr()
    assert run_command_line(["gate"]) == code
    assert told in capfd.readouterr().out


def test_a_run_scored_again_is_still_of_unknown_articles(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """`harness score latest` of predictions from a file does not make them read."""
    say(a1=ASSETS, a5=WRONG)
    assert make("score") == 0
    accept()
    say(a1=ASSETS)
    assert make("score") == 0
    assert run_command_line(["score", "latest"]) == 0
    assert run_command_line(["gate"]) == 1
    assert "holds nothing on a5" in capfd.readouterr().out


FAILED = '"failed": 1'
FLOORS = (
    "[tool.harness.gate]\nfloors.f1 = 0.1\nmust_find = ['a1/assets-alpha']\nmax_unsupported = 0\n"
)
WORDS_OF_LOSS = ("regression", "fell", "lost", "floor", "must be found", "silent", "nothing any")


def outputs() -> Iterable[str]:
    for name in ("j.xml", "c.json", "s.md"):
        yield Path(name).read_text()
    (run,) = json.loads(Path("s.json").read_text())["runs"]  # whose rules are always the same
    yield json.dumps(run["results"])


ALL = ("--junit", "j.xml", "--sarif", "s.json", "--code-quality", "c.json", "--summary", "s.md")


def test_what_failed_everywhere_has_lost_nothing(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A dead provider is told as what it is, in every format, whatever the policy asks."""
    Path("pyproject.toml").write_text(FLOORS)
    articles = ("a1", "exits", "killed", "hangs", "a5")
    say(**dict.fromkeys(articles, ASSETS))
    assert make("run") == 0
    accept()
    say(**dict.fromkeys(articles, FAILED))
    assert make("run") == 4
    capfd.readouterr()
    assert run_command_line(["gate", "--github", *ALL]) == 3
    told = capfd.readouterr().out
    for written in (told, *outputs()):
        assert "failed on" in written
        assert not [word for word in WORDS_OF_LOSS if word in written], written
    assert "x, not judged: 5 articles not read" in told
    assert run_command_line(["gate", "--json"]) == 3
    verdict = json.loads(capfd.readouterr().out)
    assert [one["kind"] for one in verdict["reasons"]] == ["errors"]
    (judged,) = verdict["extractors"]
    assert (judged["judged"], judged["now"], judged["lost"]) == ("not", None, [])


def test_what_was_lost_beside_a_failure_is_named_without_a_verdict(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    say(a1=ASSETS, a5=ASSETS, exits=ASSETS)
    assert make("run") == 0
    accept()
    say(a1=ASSETS, exits=FAILED, a5=WRONG)
    assert make("run") == 4
    capfd.readouterr()
    assert run_command_line(["gate", *ALL]) == 3
    told = capfd.readouterr().out
    assert "no verdict: x: lost 1 fact on articles that it read: a5/assets-alpha" in told
    assert "regression" not in told
    assert "exits/assets-alpha" not in told
    assert "lost since the baseline, and no verdict" in Path("j.xml").read_text()
