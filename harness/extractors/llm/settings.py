"""Where a model is asked, and with which key: options, environment, defaults."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.errors import UsageError


class Secret:
    """A key that shows itself only to who asks for it by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Give the key."""
        return self._value

    def hidden_in(self, text: str) -> str:
        """Take the key out of a text that somebody else wrote, e.g. a server's message."""
        return text.replace(self._value, "[key]") if self._value else text

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret([key])" if self._value else "Secret()"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Server:
    """A base URL without a trailing slash, and the key for it."""

    url: str
    key: Secret = field(default_factory=lambda: Secret(""))


def server_of(
    asked: str | None, url_names: Iterable[str], key_names: Iterable[str], default: str
) -> Server:
    """Resolve a server: what was asked for, else the environment, else the default.

    Raises UsageError for a URL that is none, or that holds a user, a password or a query: keys
    come from the environment alone, since command lines are recorded.
    """
    url = asked or _first(url_names) or default
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            "the base URL holds more than scheme, host and path; put keys into the environment: "
            + " or ".join(key_names)
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no base URL; write e.g. http://localhost:11434/v1")
    return Server(url.rstrip("/"), Secret(_first(key_names)))


def _first(names: Iterable[str]) -> str:
    found = (os.environ.get(name, "").strip() for name in names)
    return next((value for value in found if value), "")
