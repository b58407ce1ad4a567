"""A real engine: llama.cpp with a model of random weights, which proves the plumbing alone."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from harness import load_goldset
from harness.extractors.desk import Task
from harness.extractors.llm.answers import Answer, read_answer
from harness.extractors.llm.schema import answer_schema
from tests.goldfiles import write_goldset

ROOT = Path(__file__).parents[2]
LACKING = [name for name in ("xllamacpp", "gguf") if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(
    bool(LACKING), reason=f"no engine: pip install 'factharness[engine]' ({', '.join(LACKING)})"
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[str]:
    """Give the base URL of a llama.cpp server."""
    script = ROOT / "tests" / "tinymodel.py"
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "tiny.gguf", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:"), url
            yield f"{url}/v1"
        finally:
            process.kill()


def test_a_real_engine_keeps_the_schema_and_the_second_run_needs_none(
    tmp_path: Path, engine: str
) -> None:
    write_goldset(tmp_path)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "HARNESS_CACHE": str(tmp_path / "answers.sqlite"),
        "HARNESS_LLM_API_KEY": "",
    }

    def run(out: str, *more: str) -> None:
        options = ("--goldset", "small", "--no-guidelines", "--max-tokens", "2000")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "harness", "run", "llm:tiny", *options),
                *("--base-url", engine, "--temperature", "1", "--seed", "3", "--out", out, *more),
            ],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr

    run("online")
    run("offline", "--offline")
    for name in ("scores.json", "report.html", "llm-tiny/answers.jsonl", "llm-tiny/facts.jsonl"):
        # The report's head names the run, its last two sections tell time and command line.
        wholes = [(tmp_path / run / name).read_bytes() for run in ("online", "offline")]
        online, offline = (
            whole[max(whole.find(b"<main"), 0) :].partition(b'<section id="worth"')[0]
            for whole in wholes
        )
        assert online == offline, name
    answer = json.loads((tmp_path / "online" / "llm-tiny" / "answers.jsonl").read_text())
    assert answer["answer"]["form"] == "json_schema"  # with bounds, and taken at once
    # Random weights may write on to the limit; what they write keeps the schema.
    assert answer["kind"] in ("as asked", "cut by length")
    gold = load_goldset(tmp_path / "goldsets" / "small")
    task = Task(gold.units, gold.dimensions)
    schema = answer_schema(tuple(gold.predicates.values()), task, bounded=True)
    _, items = read_answer(Answer(answer["answer"]["text"]))  # the whole ones, if it was cut
    jsonschema.validate({"facts": items}, schema)
    if answer["kind"] == "as asked":
        jsonschema.validate(json.loads(answer["answer"]["text"]), schema)
    fingerprint = json.loads((tmp_path / "online" / "run.json").read_text())["extractors"][0]
    assert "server's model:" in fingerprint["fingerprint"]
