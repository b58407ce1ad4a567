"""YAML read strictly: nothing changes silently, and every fault of a file is told with its place.

YAML 1.1 as PyYAML reads it turns 000 into 0, no into False, 12:30 into 750, ~ into null and
2025-01-27 into a date, and lets the last of two equal keys win. Gold cannot live with that, so an
unquoted scalar may only be a plain integer, true, false, or a text that nobody takes for a number
or a date.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
import yaml

from harness.errors import Fault, InvalidFileError, UsageError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,99}")
_NUMBER_LIKE = re.compile(
    r"[-+]?\.?[0-9][0-9_]*(?:[.,:eE+xob_-][0-9a-fA-F_.:,-]*)*%?|[-+]?\.(?:inf|nan)", re.IGNORECASE
)
_STR, _INT, _MAP, _SEQ = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "map", "seq"))
_STANDARD_TAGS = {_STR, _INT}

_DEEPEST = 50  # no file of ours needs more than ten
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

NodePath: typing.TypeAlias = tuple[str | int, ...]


class YamlFile:
    """One YAML file as plain values, which remembers where each of them stands.

    Faults collect in `faults`; `finish` raises them all at once as InvalidFileError.
    """

    def __init__(self, path: Path, shown_as: str | None = None) -> None:
        self.path = path
        self.shown_as = shown_as or str(path)
        self.faults: list[Fault] = []
        self._places: dict[NodePath, tuple[int, int]] = {(): (1, 1)}
        self._keys: dict[NodePath, tuple[int, int]] = {}
        self._broken: set[NodePath] = set()
        self._seen: set[int] = set()
        root = self._compose()
        self.value: Any = None if root is None else self._plain(root, ())

    def line(self, at: NodePath) -> int:
        """Give the line where the value with the given path begins; raises KeyError for none."""
        return self._places[at][0]

    def fault(self, at: NodePath, what: str, rule: str = "", way_out: str = "") -> None:
        """Note a fault at the value with the given path, or at the nearest value around it."""
        while at not in self._places:
            at = at[:-1]
        self._note(self._places[at], what, rule, way_out)

    def fault_of_key(self, at: NodePath, what: str, rule: str = "", way_out: str = "") -> None:
        """Note a fault at the key of the value with the given path."""
        self._note(self._keys[at], what, rule, way_out)

    def _note(self, place: tuple[int, int], what: str, rule: str, way_out: str) -> None:
        line, column = place
        self.faults.append(Fault(self.shown_as, line, column, what, rule, way_out))

    def finish(self) -> None:
        """Raise all faults found so far, if any."""
        if self.faults:
            raise InvalidFileError(self.faults)

    def decode(self, at: NodePath, value: Any, wanted: Any) -> Any:
        """Turn a plain value into the wanted type; None, with faults noted, if it does not fit."""
        before = len(self.faults)
        self._check(at, value, wanted)
        if len(self.faults) > before or self._has_broken(at):
            return None
        try:
            return msgspec.convert(value, wanted)
        except (msgspec.ValidationError, ValueError) as error:
            self.fault(at, _message(error))
            return None

    def _has_broken(self, at: NodePath) -> bool:
        return any(broken[: len(at)] == at for broken in self._broken)

    # -- types: field by field, so that one fault does not hide the next -----------------------

    def _check(self, at: NodePath, value: Any, wanted: Any) -> None:
        if at in self._broken:
            return
        structs = _structs(wanted)
        item = _item_type(wanted)
        if isinstance(value, dict) and structs:
            self._check_one_of(at, value, structs)
        elif item is not None and isinstance(value, list):
            for index, element in enumerate(value):
                self._check((*at, index), element, item)
        else:
            self._check_leaf(at, value, wanted)

    def _check_one_of(self, at: NodePath, value: dict[str, Any], structs: list[Any]) -> None:
        """Check a mapping against the struct it is meant to be: the only one, or by its tag."""
        by_tag = {struct.__struct_config__.tag: struct for struct in structs}
        tag_field = structs[0].__struct_config__.tag_field
        said = value.get(tag_field) if tag_field else None
        if len(structs) == 1 or (isinstance(said, str) and said in by_tag):
            self._check_struct(at, value, structs[0] if len(structs) == 1 else by_tag[said])
        elif (*at, tag_field) not in self._broken:
            problem = "is missing" if tag_field not in value else f"{said!r} is unknown"
            where = (*at, tag_field) if tag_field in value else at
            choices = ", ".join(map(str, by_tag))
            self.fault(where, f"{tag_field!r} {problem}", "", f"write one of {choices}")

    def _check_struct(self, at: NodePath, value: dict[str, Any], struct: type) -> None:
        config: Any = struct.__struct_config__  # type: ignore[attr-defined]
        fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
        known = [*fields, *([config.tag_field] if config.tag_field else [])]
        before = len(self.faults)
        for key, element in value.items():
            if key in fields:
                self._check((*at, key), element, fields[key].type)
            elif key != config.tag_field:
                close = get_close_matches(str(key), known, 1)
                hint = f"write {close[0]!r}" if close else f"known keys are {', '.join(known)}"
                self.fault_of_key((*at, key), f"unknown key {key!r}", "", hint)
        for name, field in fields.items():
            if field.required and name not in value:
                self.fault(at, f"{name!r} is missing", "", f"add {name}: …")
        if len(self.faults) == before and not self._has_broken(at):
            self._check_leaf(at, value, struct)

    def _check_leaf(self, at: NodePath, value: Any, wanted: Any) -> None:
        if Decimal in _options(wanted) and isinstance(value, str) and not _DECIMAL.fullmatch(value):
            self.fault(at, f"{at[-1]}: {value!r} is no decimal", "", 'write e.g. "5.5"')
            return
        try:
            msgspec.convert(value, wanted)
        except (msgspec.ValidationError, ValueError) as error:
            about = f"{at[-1]}: " if at and isinstance(at[-1], str) else ""
            self.fault(at, about + _message(error), "", _way_out(value, wanted))

    # -- nodes -----------------------------------------------------------------------------------

    def _compose(self) -> yaml.Node | None:
        try:
            text = self.path.read_bytes().decode("utf-8")
        except OSError as error:
            raise UsageError(f"{self.shown_as}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            self.fault((), f"byte {error.start} is not UTF-8", "", "save the file as UTF-8")
            return None
        try:
            if _depth(text) > _DEEPEST:
                self.fault((), "nested too deeply", f"at most {_DEEPEST} levels")
                return None
            node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            self._fault_of_syntax(error)
            return None
        if node is None:
            self.fault((), "the file is empty")
        return node

    def _fault_of_syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        self.faults.append(Fault(self.shown_as, line, column, f"not YAML: {what}"))

    def _plain(self, node: yaml.Node, at: NodePath) -> Any:
        self._places[at] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self._seen:
            return self._reject(at, "an alias (*name)", "gold is written out", "repeat the value")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == _MAP:
            return dict(self._items(node, at))
        if isinstance(node, yaml.SequenceNode) and node.tag == _SEQ:
            return [self._plain(child, (*at, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, at)
        return self._reject(at, f"tag {node.tag}", "tags are not used", "take the tag away")

    def _items(self, node: yaml.MappingNode, at: NodePath) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            path = (*at, key)
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in seen:
                rule = "of two equal keys YAML keeps the last"
                self._note(place, f"duplicate key {key!r}", rule, "remove one")
                self._broken.add(at)
                continue
            seen.add(key)
            self._keys[path] = place
            if not isinstance(key_node, yaml.ScalarNode) or _changed(key_node):
                self.fault_of_key(path, f"key {key!r}", "YAML would read it as no text", "quote it")
                self._broken.add(path)
            yield key, self._plain(value_node, path)

    def _scalar(self, node: yaml.ScalarNode, at: NodePath) -> Any:
        text: str = node.value
        if node.tag not in _STANDARD_TAGS and not _is_plain(node):
            return self._reject(at, f"tag {node.tag}", "tags are not used", "take the tag away")
        if not _is_plain(node):  # quoted, or a block: a text as it stands
            return text
        if node.tag == _INT and _INTEGER.fullmatch(text):
            return int(text)
        if text in ("true", "false"):
            return text == "true"
        return self._reject_changed(at, text) if _changed(node) else text

    def _reject_changed(self, at: NodePath, text: str) -> None:
        way_out = f'write "{text}"'
        if text.lower() in ("yes", "on", "no", "off"):
            way_out = f'write {str(text.lower() in ("yes", "on")).lower()}, or "{text}"'
        rule = "unquoted, only integers and plain texts mean the same to every reader of YAML"
        self._reject(at, f"{text!r} would be changed", rule, way_out)

    def _reject(self, at: NodePath, what: str, rule: str, way_out: str) -> None:
        self.fault(at, what, rule, way_out)
        self._broken.add(at)


def _depth(text: str) -> int:
    """Measure how deep a text is nested, without recursion, which the composer would need."""
    depth = deepest = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            break
    return deepest


def _is_plain(node: yaml.ScalarNode) -> bool:
    return not node.style  # None from the Python parser, "" from libyaml


def _changed(node: yaml.ScalarNode) -> bool:
    """Whether an unquoted scalar means something else than its letters to some YAML reader."""
    return _is_plain(node) and (node.tag != _STR or bool(_NUMBER_LIKE.fullmatch(node.value)))


def _structs(wanted: Any) -> list[Any]:
    """List the structs that a type takes: itself, or those of a union."""
    return [
        option
        for option in _options(wanted)
        if isinstance(option, type) and issubclass(option, msgspec.Struct)
    ]


def _options(wanted: Any) -> tuple[Any, ...]:
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        return typing.get_args(wanted)
    return (wanted,)


def _item_type(wanted: Any) -> Any:
    """Give the type of the items of a tuple[X, ...] or list[X]; None for any other type."""
    for option in _options(wanted):
        arguments = typing.get_args(option)
        if typing.get_origin(option) is list or (
            typing.get_origin(option) is tuple and arguments[1:] == (...,)
        ):
            return arguments[0]
    return None


def _message(error: Exception) -> str:
    text = str(error)
    for old, new in (("`", "'"), ("Expected", "expected"), ("Invalid", "invalid")):
        text = text.replace(old, new)
    return text.split(" - at ")[0]


def _way_out(value: Any, wanted: Any) -> str:
    choices = [
        str(choice)
        for option in _options(wanted)
        if typing.get_origin(option) is typing.Literal
        for choice in typing.get_args(option)
    ]
    if choices:
        return f"write one of {', '.join(choices)}"
    if isinstance(value, (bool, str)) or not isinstance(value, int):
        return ""
    return f'quote it: "{value}"' if str in _options(wanted) else ""
