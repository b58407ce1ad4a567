"""JSON Schemas of the files people write, so that editors complete and check them.

They are made from the types that the loaders read with; what no schema can say (a quote stands
in the text, two facts are not the same) only the loader checks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from harness.errors import ResultNotWrittenError, UsageError
from harness.lines import PredictionLine
from harness.model.facts import Entity, GoldSet, Predicate
from harness.stores.annotations import AnnotationFile
from harness.stores.gold_facts import FactsFile
from harness.stores.goldsets import Card, load_goldset
from harness.stores.runs import StoredRun, write_whole
from harness.stores.seeds import Source
from harness.stores.standoff import StandoffFile
from harness.stores.world import WorldFile

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
# The accepted part of EDTF level 1, as far as a pattern can tell it (days that do not exist it
# cannot): points, open and closed stretches, approximate, unspecified and yearless dates.
_POINT = r"(\d{4}(-\d{2}(-\d{2})?)?|\d{3}X|\d{2}XX)[~?%]?"
_EDTF = rf"^({_POINT}(/({_POINT}|\.\.))?|\.\./{_POINT}|XXXX-\d{{2}}(-\d{{2}})?[~?%]?)$"
_DECIMAL = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"


class PredicatesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`predicates.yaml`."""

    predicates: tuple[Predicate, ...]


class EntitiesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`entities.yaml`."""

    entities: tuple[Entity, ...]


TYPES: dict[str, type] = {
    "goldset": Card,
    "predicates": PredicatesFile,
    "entities": EntitiesFile,
    "facts": FactsFile,
    "originals": StandoffFile,
    "annotation": AnnotationFile,
    "world": WorldFile,
    "source": Source,
    "predictions": PredictionLine,
    "run": StoredRun,
}


def schema(name: str, gold: GoldSet | None = None) -> dict[str, Any]:
    """Give the JSON Schema of a kind of file; `gold` fills in its names and closed lists.

    Raises UsageError for an unknown kind.
    """
    if name not in TYPES:
        raise UsageError(f"no schema {name!r}; known are {', '.join(TYPES)}")
    made = msgspec.json.schema(TYPES[name])
    definitions = made["$defs"]
    numbers = ["integer", "number"] if name == "predictions" else ["integer"]
    _read_as_loaded(made, numbers[-1])
    if gold is not None and name == "facts":
        _close_lists(definitions, gold)
    return {"$schema": _DRAFT, "title": f"factharness {name}"} | made


def write_schemas(folder: Path) -> Path:
    """Write all schemas of a gold set into its folder `schemas`, and give that folder.

    Raises ResultNotWrittenError, and what loading the gold set raises.
    """
    gold = load_goldset(folder)
    place = folder / "schemas"
    try:
        place.mkdir(exist_ok=True)
        for name in TYPES:
            content = json.dumps(schema(name, gold), indent=1, ensure_ascii=False)
            write_whole(place / f"{name}.schema.json", content.encode() + b"\n")
    except OSError as error:
        raise ResultNotWrittenError(f"{place}: cannot be written ({error.strerror})") from error
    return place


def _read_as_loaded(node: Any, number: str) -> None:
    """Say of decimals and dates what the loaders take: also numbers, and only EDTF."""
    if isinstance(node, dict):
        for key, value in list(node.items()):
            if isinstance(value, dict) and value.get("format") == "decimal":
                node[key] = {"anyOf": [{"type": number}, {"type": "string", "pattern": _DECIMAL}]}
            elif key == "anyOf":
                node[key] = [part for option in value for part in _options(option, number)]
            elif key in ("edtf", "doc_date"):
                node[key] = value | {"pattern": _EDTF}
            elif key == "as_of":
                node[key] = {
                    "anyOf": [{"type": "string", "pattern": _EDTF}, {"type": "null"}],
                    "default": None,
                }
            _read_as_loaded(node[key], number)
    elif isinstance(node, list):
        for item in node:
            _read_as_loaded(item, number)


def _options(option: dict[str, Any], number: str) -> list[dict[str, Any]]:
    if option.get("format") == "decimal":
        return [{"type": number}, {"type": "string", "pattern": _DECIMAL}]
    return [option]


def _close_lists(definitions: dict[str, Any], gold: GoldSet) -> None:
    """Name the predicates and entities of a gold set, for completion."""
    row = definitions["FactRow"]["properties"]
    entities = _enum(gold.entities)
    row["predicate"] = _enum(gold.predicates)
    row["subject"] = entities
    definitions["EntityValue"]["properties"]["name"] = entities
    for field in ("subject", "than"):
        definitions["Alternatives"]["properties"][field]["items"] = entities


def _enum(names: Iterable[str]) -> dict[str, Any]:
    return {"enum": sorted(names)}
