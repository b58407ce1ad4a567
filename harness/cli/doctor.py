"""`harness doctor`: what is here, what is missing, and how to get it."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import click

from harness.errors import HarnessError
from harness.extractors.registry import known_extractors
from harness.stores.goldsets import load_goldset
from harness.stores.packaged import available_goldsets
from harness.version import __version__

_PACKAGES = ("babel", "click", "Jinja2", "msgspec", "PyYAML", "rich", "text2num")

_MARKS = {True: "ok", False: "MISSING", None: "–"}  # None: not here, and need not be
_EXTRAS = {  # what is imported, and what it is for
    "llm": ("rapidfuzz", "models behind an API: llm:MODEL, anthropic:MODEL"),
    "spacy": ("spacy", "names by a pipeline: spacy:MODEL"),
    "transformers": ("transformers", "names by a model: transformers:MODEL"),
    "parquet": ("pyarrow", "harness history export FILE.parquet"),
    "mlflow": ("mlflow", "harness run --mlflow"),
    "agree": ("krippendorff", "harness gold agree"),
}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def command(*, as_json: bool) -> int:
    """Tell what is here, what is missing and how to get it."""
    findings = [
        *(*_system(), *_packages(), *_extras(), *_extractors()),
        *(*_goldsets(), *_reports()),
    ]
    if as_json:
        rows = [{"what": what, "ok": ok, "told": told} for what, ok, told in findings]
        click.echo(json.dumps(rows, indent=2))
        return 0
    for what, ok, told in findings:
        click.echo(f"{_MARKS[ok]:<7} {what:<26} {told}")
    return 0


def _system() -> Iterator[tuple[str, bool, str]]:
    enough = sys.version_info >= (3, 11)
    told = platform.python_version() + ("" if enough else "; install Python 3.11 or newer")
    yield "Python", enough, told
    yield "factharness", True, f"{__version__} in {Path(__file__).parents[1]}"


def _packages() -> Iterator[tuple[str, bool, str]]:
    for name in _PACKAGES:
        try:
            yield name, True, version(name)
        except PackageNotFoundError:
            yield name, False, f"pip install {name}"


def _extras() -> Iterator[tuple[str, bool | None, str]]:
    """Tell of what may be there and need not be."""
    for extra, (module, told) in _EXTRAS.items():
        here = find_spec(module) is not None
        way = "" if here else f"; not here: pip install 'factharness[{extra}]'"
        yield f"extra {extra}", here or None, f"{told}{way}"


def _extractors() -> Iterator[tuple[str, bool, str]]:
    for name, origin, _ in known_extractors():
        yield f"extractor {name}", True, origin


def _goldsets() -> Iterator[tuple[str, bool, str]]:
    for folder in available_goldsets():
        try:
            gold = load_goldset(folder)
        except HarnessError as error:
            yield f"gold set {folder.name}", False, str(error).splitlines()[0]
        else:
            yield f"gold set {folder.name}", True, f"{len(gold.facts)} facts in {folder}"
    if not available_goldsets():
        yield "gold sets", False, "reinstall factharness: its gold set is not where it should be"


def _reports() -> Iterator[tuple[str, bool, str]]:
    place = Path("reports") if Path("reports").is_dir() else Path()
    writable = os.access(place, os.W_OK)
    told = str(place.resolve()) + ("" if writable else " is not writable; use --reports DIR")
    yield "run folders", writable, told
