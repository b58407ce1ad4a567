"""The JSON Schema of an answer: bounded, so that no grammar runs on for ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from harness.extractors.desk import Task
from harness.model.facts import Certainty, Predicate
from harness.model.values import Comparator, ValueType

MOST_ITEMS = 200
LONGEST_NAME = 300  # characters of a name or of a value's words
LONGEST_QUOTE = 2000
_AMOUNT = r"^-?[0-9]{1,18}(\.[0-9]{1,28})?$"  # no exponent: nothing is ever infinite
_EDTF = r"^[0-9X~?%./-]{4,25}$"
_BOUNDS = ("maxItems", "maxLength", "minLength", "pattern", "minimum", "maximum")


def answer_schema(predicates: Sequence[Predicate], task: Task, *, bounded: bool) -> dict[str, Any]:
    """Make the schema of an answer on some predicates.

    Every property is required and none may be added, as strict servers want it; what does not
    apply is null. Not all of them know bounds: without, those are left away.
    """
    types = tuple(dict.fromkeys(predicate.value_type for predicate in predicates))
    properties: dict[str, Any] = {
        "predicate": _one_of([predicate.name for predicate in predicates]),
        "subject": _text(LONGEST_NAME),
        "value": {"anyOf": [*(_value(one, task) for one in types), {"type": "null"}]},
        "surface": _or_null(_text(LONGEST_NAME)),
        "quote": _text(LONGEST_QUOTE),
        "qualifiers": _qualifiers(predicates, task),
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    }
    facts = {"type": "array", "maxItems": MOST_ITEMS, "items": _object(properties)}
    made = _object({"facts": facts})
    return made if bounded else _unbounded(made)


def _value(kind: ValueType, task: Task) -> dict[str, Any]:
    units = _one_of(task.units) if task.units else _text(40)
    amount = {"type": "string", "pattern": _AMOUNT}
    told: dict[ValueType, dict[str, Any]] = {
        "entity": {"name": _text(LONGEST_NAME)},
        "quantity": {
            "amount": amount,
            "upper": _or_null(amount),
            "unit": units,
            "comparator": _one_of(get_args(Comparator)),
            "near": {"type": "boolean"},
            "vague": {"type": "boolean"},
        },
        "date": {"edtf": {"type": "string", "pattern": _EDTF}},
        "text": {"text": _text(LONGEST_NAME)},
    }
    return _object({"type": _one_of([kind])} | told[kind])


def _qualifiers(predicates: Sequence[Predicate], task: Task) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "negated": {"type": "boolean"},
        "certainty": _one_of(get_args(Certainty)),
        "attributed_to": _or_null(_text(LONGEST_NAME)),
        "as_of": _or_null({"type": "string", "pattern": _EDTF}),
        "scope": _or_null(_text(LONGEST_NAME)),
        "former": {"type": "boolean"},
    }
    if any(predicate.compared for predicate in predicates):
        listed = _one_of(task.dimensions) if task.dimensions else _text(40)
        properties |= {"than": _or_null(_text(LONGEST_NAME)), "dimension": _or_null(listed)}
    return _object(properties)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(words: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}  # strict servers want a type beside it


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _unbounded(node: Any) -> Any:
    """Leave the bounds away, at every depth; a property may be called like a bound."""
    if isinstance(node, list):
        return [_unbounded(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "properties" in node:
        inner = {name: _unbounded(one) for name, one in node["properties"].items()}
        return node | {"properties": inner}
    return {key: _unbounded(one) for key, one in node.items() if key not in _BOUNDS}
