"""Settings: read strictly, exactly, and every fault with file and line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from harness.errors import InvalidFileError
from harness.model.policy import Figure, Money, Policy
from harness.model.results import Level
from harness.stores.policy import load_policy
from harness.stores.settings import line_of

FULL = """\
[project]
name = "mine"

[tool.harness.gate]
baseline = "ci/baseline.json"
extractors = ["regex"]
max_lost = 1
max_drop = {precision = 0.1}
must_find = ["a1/f1"]
must_find_tags = ["hard"]
max_unsupported = 3
max_cost = "0.50 USD"
floors.f1 = 0.3
floors.grounded.recall = 0.25

[tool.harness.gate.extractor."llm:small"]
deterministic = false
max_drop.f1 = 0.05

[[tool.harness.gate.waivers]]
fact = "a1/f2"
reason = "the supplier knows"
expires = 2025-12-31
"""


def test_a_policy_is_read_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(FULL)
    policy = load_policy(tmp_path)
    assert dict(policy.floors) == {
        Figure(Level.FACT, "f1"): Fraction(3, 10),  # and not the float next to it
        Figure(Level.GROUNDED, "recall"): Fraction(1, 4),
    }
    assert policy.ceiling == Money(Decimal("0.50"), "USD")
    own = policy.terms("llm:small")
    assert own.deterministic is False
    assert dict(own.max_drop) == {
        Figure(Level.FACT, "precision"): Fraction(1, 10),
        Figure(Level.FACT, "f1"): Fraction(1, 20),
    }
    assert (own.max_lost, own.must_find) == (1, ("a1/f1",))  # what it does not say itself
    assert policy.waivers[0].expires.isoformat() == "2025-12-31"


def test_harness_toml_says_the_same_without_the_prefix(tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text("[gate]\nmax_lost = 2\n")
    assert load_policy(tmp_path) == Policy(max_lost=2)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'mine'\n")
    assert load_policy(tmp_path) == Policy(max_lost=2)


def test_without_settings_the_defaults_hold(tmp_path: Path) -> None:
    assert load_policy(tmp_path) == Policy()


BROKEN = [
    ("an unknown key", "[tool.harness.gate]\nmax_lost = 0\nmax_lots = 0\n", 3, "max_lots"),
    ("an unknown table", "[tool.harness]\n\n[tool.harness.gates]\n", 3, "gates"),
    ("an unknown metric", "[tool.harness.gate.floors]\nf1 = 0.1\nf2 = 0.1\n", 3, "f2"),
    ("an unknown level", "[tool.harness.gate]\nfloors.ground.f1 = 0.1\n", 2, "ground"),
    (
        "an unknown key of one extractor",
        "[tool.harness.gate.extractor.regex]\nmax_lost = 0\n\nfloor = 1\n",
        *(4, "floor"),
    ),
    ("a text for a number", '[tool.harness.gate]\nmax_lost = "0"\n', 2, "int"),
    ("a text for a ratio", '[tool.harness.gate]\n# why\nfloors = {f1 = "0.1"}\n', 3, "quotes"),
    ("a truth for a number", "[tool.harness.gate]\nmax_lost = true\n", 2, "bool"),
    ("per cent for a ratio", "[tool.harness.gate]\nfloors.f1 = 90\n", 2, "between 0 and 1"),
    ("no number", "[tool.harness.gate]\nfloors.f1 = nan\n", 2, "between 0 and 1"),
    ("less than none", "[tool.harness.gate]\nmax_lost = -1\n", 1, "0 or more"),
    ("a sum without currency", '[tool.harness.gate]\nmax_cost = "5"\n', 1, "0.50 USD"),
    (
        "a waiver without a reason",
        '[[tool.harness.gate.waivers]]\nfact = "a"\nexpires = 2025-01-01\n',
        *(1, "reason"),
    ),
    (
        "a waiver with an empty reason",
        '[[tool.harness.gate.waivers]]\nfact = "a"\nreason = " "\nexpires = 2025-01-01\n',
        *(1, "reason"),
    ),
    (
        "a waiver for ever",
        '[[tool.harness.gate.waivers]]\nfact = "a"\nreason = "b"\n',
        *(1, "expires"),
    ),
    (
        "a second waiver that ends on no day",
        2 * '[[tool.harness.gate.waivers]]\nfact = "a"\nreason = "b"\nexpires = 2025-01-01\n'
        + '[[tool.harness.gate.waivers]]\nfact = "a"\nreason = "b"\nexpires = "soon"\n',
        *(12, "date"),
    ),
    ("no TOML", "[tool.harness.gate\n", 1, "Expected"),
    ("a list for a table", "[tool]\nharness = {gate = []}\n", 2, "table"),
]


@pytest.mark.parametrize(
    ("text", "line", "told"), [pytest.param(*row[1:], id=row[0]) for row in BROKEN]
)
def test_a_fault_is_told_with_file_and_line(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    with pytest.raises(InvalidFileError) as caught:
        load_policy(tmp_path)
    assert str(caught.value).startswith(f"{path}:{line}:")
    assert told in str(caught.value)


def test_one_policy_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.harness.gate]\n")
    (tmp_path / "harness.toml").write_text("[gate]\n")
    with pytest.raises(InvalidFileError, match="stands in"):
        load_policy(tmp_path)


def test_the_line_of_a_key_is_where_its_statement_begins() -> None:
    text = 'a = """\nb = 1\n"""\nb = [\n 1,\n 2,\n]\n\n# c = 0\n[d]\nc = 3\n[[e]]\nx = 1\n[[e]]\nx = 2\n'
    rows = [(("a",), 1), (("b",), 4), (("b", "1"), 4), (("d",), 10), (("d", "c"), 11)]
    rows += [(("e", "1"), 14), (("e", "1", "x"), 15), (("d", "nothing"), 10), (("nothing",), 1)]
    for path, line in rows:
        assert line_of(text, path) == line, path
