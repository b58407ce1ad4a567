"""Any program is an extractor: what it gets, what it may answer, and how it may fail."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.errors import ExtractorError, UsageError
from harness.extractors.base import Extractor, TimeLimited
from harness.extractors.command import Command, make_command
from harness.extractors.registry import load_extractor
from harness.model.corpus import Span
from harness.model.facts import Prediction
from harness.model.values import QuantityValue
from tests.worlds import ARTICLE, PREDICATES, predicted

LINE = '{"predicate": "cost", "subject": "Alpha", "surface": "5 Mio. Euro"}'
ASKED = tuple(PREDICATES.values())


def shell(script: str, **more: Any) -> Command:
    return Command("x", ("sh", "-c", script), **more)


def answer(script: str, **more: Any) -> list[Prediction]:
    return list(shell(script, **more).extract(ARTICLE, ASKED))


def saying(line: str) -> str:
    """Give a script that writes a line, whatever is in it."""
    return f"printf '%s\\n' {shlex.quote(line)}"


def failure(script: str, **more: Any) -> ExtractorError:
    with pytest.raises(ExtractorError) as caught:
        answer(script, **more)
    return caught.value


def test_it_is_an_extractor_that_keeps_its_time_itself() -> None:
    command = make_command("sh -c true")
    assert isinstance(command, Extractor)
    assert isinstance(command, TimeLimited)
    assert command.within(3).timeout == 3


def test_a_program_gets_the_article_as_one_line_of_json(tmp_path: Path) -> None:
    answer(f"cat > {shlex.quote(str(tmp_path / 'given'))}")
    (line,) = (tmp_path / "given").read_text(encoding="utf-8").splitlines()
    given = json.loads(line)
    assert given["text"] == ARTICLE.text
    assert {key: given[key] for key in ("id", "language", "doc_date")} == {
        "id": "a1",
        "language": "de",
        "doc_date": "2025-01-28",
    }
    asked = given["predicates"]
    assert [one["name"] for one in asked] == list(PREDICATES)
    assert asked[0]["value_type"] == "quantity"


@pytest.mark.parametrize(
    "said",
    [
        LINE,
        LINE.replace("{", '{"article": "a1", ', 1),  # named, as in a file of predictions
        "\ufeff" + LINE,
        "\n  \n" + LINE + "\n\n",
        LINE + "\r",
    ],
)
def test_a_line_is_a_prediction(said: str) -> None:
    (found,) = answer(f"cat > /dev/null; {saying(said)}")
    assert found.article == "a1"
    assert found.value == msgspec.structs.replace(predicted().value, comparator="=")


def test_a_quote_becomes_evidence() -> None:
    line = LINE.replace("}", ', "quote": "5 Millionen Euro"}')
    (found,) = answer(saying(line))
    assert found.evidence == (Span(26, 42),)


def test_a_number_keeps_its_digits() -> None:
    """It is not read as a float on its way through."""
    line = '{"predicate": "cost", "subject": "A", "value": {"type": "quantity", "amount": 0.10000000000000000001, "unit": "EUR"}}'
    (found,) = answer(saying(line))
    assert isinstance(found.value, QuantityValue)
    assert str(found.value.amount) == "0.10000000000000000001"


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("exit 3", "ended with exit code 3"),
        (f"{saying(LINE)}; echo one >&2; echo two >&2; exit 1", "exit code 1: two"),
        ("kill -SEGV $$", "was ended by SIGSEGV"),
        ("kill -KILL $$", "was ended by SIGKILL"),
        ("kill -40 $$", "was ended by signal 40"),
        ("echo; echo hello", "stdout line 2: not JSON"),
        ("echo '[1]'", "stdout line 1: Expected `object`"),
        ("echo '{\"a'", "stdout line 1: not JSON"),
        ("printf '\\377'", "stdout line 1: not "),
        (saying(LINE.replace("cost", "price_")), "did you mean 'price'?"),
        (saying(LINE.replace("{", '{"article": "a2", ', 1)), "unknown article 'a2'"),
        (saying(LINE.replace("}", ', "evidence": [[0, 9999]]}')), "outside of a1"),
        (saying(LINE.replace("subject", "subjekt")), "unknown field `subjekt`"),
    ],
)
def test_what_goes_wrong_is_an_error_of_the_article(script: str, says: str) -> None:
    assert says in str(failure(script))


def test_every_bad_line_is_told_and_all_that_was_written_is_kept() -> None:
    error = failure(f"echo why >&2; echo a; {saying(LINE)}; echo b; echo c; echo d; echo e")
    told = str(error)
    assert told.startswith("stdout line 1: not JSON")
    assert "line 3:" in told
    assert "line 4:" in told
    assert told.endswith("; and 2 more lines")
    assert "line 6:" in error.detail
    assert "--- stderr ---\nwhy" in error.detail
    assert LINE in error.detail


def test_what_a_program_says_aside_is_kept() -> None:
    told = shell("echo reading >&2; printf '\\377' >&2").extract(ARTICLE, ASKED)
    assert told.log == "reading\n\\xff"


LARGE = msgspec.structs.replace(ARTICLE, text="x" * 3_000_000)  # more than any pipe holds


@pytest.mark.parametrize(
    "script",
    [
        "true",  # reads nothing
        "exec < /dev/null; sleep 0.1",  # closes its input early
        "head -c 10 > /dev/null",
        "head -c 3000000 /dev/zero >&2; cat > /dev/null",  # writes a lot before it reads
        "head -c 3000000 /dev/zero | tr '\\0' '\\n'; cat > /dev/null",
        "cat | tail -c 10 >&2",
    ],
)
def test_no_pipe_blocks(script: str) -> None:
    assert list(shell(script, timeout=60).extract(LARGE, ASKED)) == []


@pytest.mark.parametrize("lines", ["yes | head -n 1000", "yes"])
def test_no_more_is_kept_than_may_be(lines: str) -> None:
    """Also of a program that would never stop."""
    error = failure(lines, output_limit=500, timeout=60)
    assert str(error) == "wrote more than 500 bytes"
    assert len(error.detail) < 20_000


def test_of_what_is_said_aside_the_first_megabyte_is_kept() -> None:
    told = shell("head -c 3000000 /dev/zero | tr '\\0' x >&2").extract(ARTICLE, ASKED)
    assert told.log == "x" * 1024 * 1024


def gone(process: int) -> bool:
    """Wait for a process of another parent to end."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{process}/status")
        if status.exists() and "State:\tZ" in status.read_text():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    "script",
    [
        "sleep 100 & echo $! > pid; wait",  # hangs
        "trap '' TERM INT; sleep 100 & echo $! > pid; wait; sleep 100",  # and will not hear of it
    ],
)
def test_time_is_limited_and_nothing_is_left_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.chdir(tmp_path)
    error = failure(f"echo before >&2; {script}", timeout=0.5)
    assert str(error) == "no answer within 0.5 s; --timeout gives it more time"
    assert "before" in error.detail
    assert gone(int((tmp_path / "pid").read_text()))


def test_what_a_program_leaves_behind_does_not_hold_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child in the background has the pipes open for ever; it ends with its parent."""
    monkeypatch.chdir(tmp_path)
    (found,) = answer(f"sleep 100 & echo $! > pid; {saying(LINE)}", timeout=60)
    assert found.subject == "Alpha"
    assert gone(int((tmp_path / "pid").read_text()))


def test_an_interrupt_ends_the_program_too(tmp_path: Path) -> None:
    program = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from harness.extractors.program import run_program\n"
        "script = 'sleep 100 & echo $! > pid.part; mv pid.part pid; wait'\n"
        "run_program(['sh', '-c', script], b'', seconds=90, output_limit=9, error_limit=9)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not (tmp_path / "pid").exists():
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in told
    assert gone(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("", "names no program"),
        ("'", "No closing quotation"),
        ("no-such-program -x", "'no-such-program' cannot be run: no such program"),
        ("./notes.txt", "chmod +x"),
    ],
)
def test_a_command_that_cannot_be_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(UsageError) as caught:
        load_extractor(f"command:{told}")
    assert says in str(caught.value)


def test_words_are_split_as_a_shell_splits_them(tmp_path: Path) -> None:
    command = make_command("""sh -c 'echo "a b"' x\\ y""")
    assert command.words == ("sh", "-c", 'echo "a b"', "x y")
    assert command.name.startswith("command:sh -c")


def test_a_program_that_went_away_is_told() -> None:
    with pytest.raises(ExtractorError, match="cannot be run: No such file"):
        list(Command("x", ("/nowhere/program",)).extract(ARTICLE, ASKED))


def test_the_fingerprint_changes_with_the_script(tmp_path: Path) -> None:
    script = tmp_path / "mine.sh"
    script.write_text("true")
    one = make_command(f"sh {script}").fingerprint()
    assert make_command(f"sh {script}").fingerprint() == one
    assert make_command(f"sh -e {script}").fingerprint() != one
    script.write_text("false")
    assert make_command(f"sh {script}").fingerprint() != one
