"""The gate in pytest: the fixture `harness_gate`, and with `--harness-facts` a test a gold fact.

pytest loads this module wherever factharness is installed, so that it imports nothing and does
nothing until one of the two is asked for.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from harness.pytest_plugin.session import Gate

_GATE: pytest.StashKey[Gate] = pytest.StashKey()
_SHARED: pytest.StashKey[Path] = pytest.StashKey()  # what the workers of this session share


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, and settings for what stays the same."""
    group = parser.getgroup("harness", "factharness: judge extractors of facts")
    group.addoption(
        "--harness-facts",
        action="store_true",
        help="Collect a test a gold fact and extractor, and one for the verdict of the gate.",
    )
    group.addoption(
        "--harness-run",
        metavar="RUN",
        help="Judge this run: a folder, `latest`, or FOLDER:EXTRACTOR. [a new one is made]",
    )
    group.addoption(
        "--harness-extractor",
        action="append",
        metavar="NAME",
        help="Run and judge this extractor; may be repeated. [the baseline's]",
    )
    group.addoption("--harness-goldset", metavar="NAME|DIR", help="Gold set. [deepseek-2025]")
    group.addoption(
        "--harness-baseline", metavar="FILE", help="The baseline. [reports/baseline.json]"
    )
    parser.addini("harness_extractors", "extractors that the gate runs and judges", type="args")
    parser.addini("harness_goldset", "the gold set of the gate")


def pytest_configure(config: pytest.Config) -> None:
    """With `--harness-facts`, let pytest look at the gold set as well."""
    if config.getoption("harness_facts"):
        from harness.pytest_plugin.items import gold_arguments

        config.args += gold_arguments(config, _gate_of(config))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take a file of the gold set for a file of tests."""
    if not parent.config.getoption("harness_facts"):
        return None
    from harness.pytest_plugin.items import collector_of

    return collector_of(file_path, parent, _gate_of(parent.config))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Config) -> None:
    """Remember where the workers of pytest-xdist keep what one of them made for all."""
    from harness.pytest_plugin.folders import shared_folder

    node.config.stash[_SHARED] = shared_folder(node.workerinput["testrunuid"])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the runs that were made for this session's tests."""
    folders = [config.stash[_SHARED]] if _SHARED in config.stash else []
    if _GATE in config.stash:
        folders += config.stash[_GATE].made
    if folders:
        from harness.pytest_plugin.folders import remove_runs

        remove_runs(folders)


@pytest.fixture(scope="session")
def harness_gate(pytestconfig: pytest.Config) -> Gate:
    """Give the gate: `harness_gate()` judges extractors and fails the test unless they pass."""
    return _gate_of(pytestconfig)


def _gate_of(config: pytest.Config) -> Gate:
    if _GATE not in config.stash:
        from harness.pytest_plugin.session import Gate, Settings

        config.stash[_GATE] = Gate(Settings.of(config))
    return config.stash[_GATE]
