"""What a schema accepts the loader accepts, and the other way round."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from harness.stores.goldsets import load_goldset
from harness.stores.schemas import TYPES, schema
from harness.stores.strict_yaml import YamlFile

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "goldsets" / "deepseek-2025"

FULL: dict[str, Any] = {
    "article": "a1",
    "facts": [
        {
            "id": "f1",
            "predicate": "cost",
            "subject": "Alpha",
            "value": {
                "type": "quantity",
                "amount": 5,
                "unit": "EUR",
                "comparator": "~",
                "upper": 7,
            },
            "evidence": ["a", {"quote": "b", "nth": 2, "role": "mention"}],
            "qualifiers": {"as_of": "2024", "certainty": "hedged", "negated": True, "than": "Beta"},
            "accept": {"subject": ["Beta"], "value": [{"type": "date", "edtf": "2024-05~"}]},
            "restated": {"value": [{"type": "entity", "name": "Alpha"}]},
            "optional": True,
            "tags": ["vague"],
            "note": "",
        },
        {
            "id": "f2",
            "predicate": "license",
            "subject": "Alpha",
            "value": {"type": "text", "text": "MIT"},
            "evidence": [],
        },
    ],
}
# What a slip of the pen may put anywhere.
SLIPS: list[Any] = [
    None, True, 0, 5, -1, "", "x", "5", "0.5", "2024", "2024-05/2024-08", "gestern", "hedged", "main",
    [], ["x"], {}, {"type": "entity", "name": "X"}, {"type": "date", "edtf": "x"}, {"type": "nothing"},
]  # fmt: skip


def paths(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at]
    if isinstance(node, dict):
        found += [path for key, value in node.items() for path in paths(value, (*at, key))]
    elif isinstance(node, list):
        found += [path for index, value in enumerate(node) for path in paths(value, (*at, index))]
    return found


@st.composite
def slipped(draw: st.DrawFn) -> Any:
    """Change, drop or add something anywhere in a full facts file."""
    content = copy.deepcopy(FULL)
    for _ in range(draw(st.integers(0, 2))):
        path = draw(st.sampled_from(paths(content)[1:]))
        try:
            node = content
            for step in path[:-1]:
                node = node[step]
            what = draw(st.sampled_from(["change", "drop", "add"]))
            if what == "drop" and isinstance(node, dict):
                node.pop(path[-1], None)
            elif what == "add" and isinstance(node[path[-1]], dict):
                node[path[-1]][draw(st.sampled_from(["nummer", "type", "value"]))] = draw(
                    st.sampled_from(SLIPS)
                )
            else:
                node[path[-1]] = copy.deepcopy(draw(st.sampled_from(SLIPS)))
        except (KeyError, IndexError, TypeError):
            continue  # the place went away with an earlier slip
    return content


@given(slipped())
def test_schema_and_loader_accept_the_same(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    path = tmp_path_factory.mktemp("schema") / "facts.yaml"
    # JSON is YAML: nothing is changed on the way. A null is refused by the loader wherever it
    # stands, for YAML writes it as ~; the schema knows it for JSON.
    path.write_text(json.dumps(content), encoding="utf-8")
    if "null" in path.read_text():
        return
    file = YamlFile(path)
    if content == {}:
        return
    file.decode((), file.value, TYPES["facts"])
    # That a range ends above its beginning is beyond a schema.
    file.faults = [fault for fault in file.faults if "is not above amount" not in fault.what]
    errors = [error.message for error in Draft202012Validator(schema("facts")).iter_errors(content)]
    assert bool(errors) == bool(file.faults), (errors, [str(fault) for fault in file.faults])


def test_every_schema_is_one() -> None:
    for name in TYPES:
        Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("facts", "facts/*.yaml"),
        ("originals", "originals/*.yaml"),
        ("annotation", "passes/*.yaml"),
        ("goldset", "goldset.yaml"),
        ("predicates", "predicates.yaml"),
        ("entities", "entities.yaml"),
    ],
)
def test_the_shipped_gold_keeps_its_schemas(name: str, pattern: str) -> None:
    files = sorted(SHIPPED.glob(pattern))
    assert files
    stored = json.loads((SHIPPED / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    for path in files:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert [e.message for e in Draft202012Validator(stored).iter_errors(content)] == [], path


def test_the_schemas_beside_the_gold_are_of_today() -> None:
    """Renew them with: harness schema --write."""
    gold = load_goldset(SHIPPED)
    for name in TYPES:
        stored = (SHIPPED / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(stored) == json.loads(json.dumps(schema(name, gold))), name


def test_predictions_are_described_for_programs_in_other_languages() -> None:
    validator = Draft202012Validator(schema("predictions"))
    line = {
        "article": "a",
        "predicate": "cost",
        "subject": "x",
        "surface": "5 Euro",
        "evidence": [[1, 2]],
    }
    assert validator.is_valid(line)
    assert validator.is_valid(line | {"value": {"type": "quantity", "amount": 5.5, "unit": "EUR"}})
    assert not validator.is_valid(line | {"evidence": [[1]]})
    assert not validator.is_valid(line | {"confidence": "high"})
    assert msgspec.json.decode(json.dumps(line), type=TYPES["predictions"])
