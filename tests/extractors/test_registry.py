"""Which extractors there are, and which run where nobody names any."""

from __future__ import annotations

import pytest

from harness.extractors import registry
from harness.extractors.registry import (
    BUILT_IN,
    PREFIXES,
    default_extractors,
    known_prefixes,
    reads_alone,
)

MEMORY = "tests.extractors_of_tests:Memory"


@pytest.mark.parametrize(
    ("added", "run"),
    [
        # Who reads comes first, then their vote, then the zero lines, which have none.
        ({}, ["regex", "ner", "vote:regex,ner", "nearest", "empty"]),
        (
            {"memory": MEMORY},
            ["regex", "ner", "memory", "vote:regex,ner,memory", "nearest", "empty"],
        ),
        # One that cannot be made is in the run, which tells why, but has no vote.
        (
            {"memory": MEMORY, "broken": "tests.extractors_of_tests:Unmakable"},
            ["regex", "ner", "memory", "broken", "vote:regex,ner,memory", "nearest", "empty"],
        ),
    ],
)
def test_without_names_all_run_that_can_and_a_vote_of_them(
    monkeypatch: pytest.MonkeyPatch, added: dict[str, str], run: list[str]
) -> None:
    monkeypatch.setattr(registry, "BUILT_IN", BUILT_IN | added)
    assert default_extractors() == run


def test_every_prefix_has_a_line_that_tells_what_it_does() -> None:
    told = dict(known_prefixes())
    assert told.keys() == {f"{prefix}:" for prefix in PREFIXES}
    assert all(told.values())


@pytest.mark.parametrize(
    ("name", "alone"),
    [
        ("regex", True),
        ("command:x", True),
        ("nearest", False),
        ("empty", False),
        ("vote:a,b", False),
    ],
)
def test_who_reads_alone(name: str, alone: bool) -> None:
    assert reads_alone(name) is alone
