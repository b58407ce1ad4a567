"""Annotations as GitHub reads them from a step's output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

AnnotationLevel: TypeAlias = Literal["error", "warning", "notice"]
_IN_TEXT = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_VALUES = (*_IN_TEXT, (":", "%3A"), (",", "%2C"))


def workflow_command(level: AnnotationLevel, text: str, **properties: str | int) -> str:
    """Write an annotation, with what GitHub would read itself escaped; e.g. `file`, `line`."""
    told = ",".join(f"{name}={_escaped(str(one), _IN_VALUES)}" for name, one in properties.items())
    return f"::{level}{' ' if told else ''}{told}::{_escaped(text, _IN_TEXT)}"


def _escaped(text: str, table: Sequence[tuple[str, str]]) -> str:
    for character, escape in table:
        text = text.replace(character, escape)
    return text
