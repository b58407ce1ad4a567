"""Keys: shown to nobody, and taken out of whatever a server says back."""

from __future__ import annotations

import html
import re
from functools import cached_property

_SHORTEST = 8  # characters; "x" and "none", which servers at home are given, are no secrets


class Secret:
    """A key that shows itself only to who asks for it by name."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Give the key."""
        return self._value

    def hidden_in(self, text: str) -> str:
        """Take the key out of a text that somebody else wrote, however it is written there."""
        return self._written.sub("[key]", text) if len(self._value) >= _SHORTEST else text

    @cached_property
    def _written(self) -> re.Pattern[str]:
        return re.compile("".join(map(_forms_of, self._value)))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret([key])" if self._value else "Secret()"

    __str__ = __repr__


def _forms_of(character: str) -> str:
    """Give a pattern for a character as JSON, URLs, HTML and a wrong charset write it."""
    if character.isascii() and (character.isalnum() or character in "-_."):
        return re.escape(character)  # which all write as it is
    octets = character.encode("utf-8", "replace")
    units = character.encode("utf-16-be", "replace").hex()
    exact = [character, "\\" + character, html.escape(character), octets.decode("latin-1")]
    escaped = "".join(rf"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    quoted = "".join(f"%{octet:02x}" for octet in octets)
    number = rf"&#(?:0*{ord(character)}|x0*{ord(character):x});"
    anyhow = f"(?i:{escaped}|{quoted}|{number})"
    return f"(?:{'|'.join([*map(re.escape, dict.fromkeys(exact)), anyhow])})"
