"""Where a model is asked, and with which key: options, environment, defaults."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.extractors.llm.keys import Secret


@dataclass(frozen=True, slots=True)
class Names:
    """What a protocol's settings are called in the environment, and its server by default.

    Each is a pair: our own name, which goes before, and the one that is common to all programs.
    """

    urls: tuple[str, str]
    keys: tuple[str, str]
    default: str
    option: str = ""  # the option that names a server, where there is one


@dataclass(frozen=True, slots=True)
class Server:
    """A base URL without a trailing slash, the key for it, and what both are set by."""

    url: str
    key: Secret = field(default_factory=lambda: Secret(""))
    url_setting: str = "--base-url"
    key_setting: str = "HARNESS_LLM_API_KEY"

    @property
    def bares_key(self) -> bool:
        """Whether the key goes to another machine without TLS, for all between to read."""
        parts = urlsplit(self.url)
        return bool(self.key) and parts.scheme == "http" and not _is_here(parts.hostname or "")


def server_of(asked: str | None, names: Names) -> Server:
    """Resolve a server: what was asked for, else the environment, else the default.

    The common key is for the default server and the one that the common URL names; any other gets
    our own key or none. Raises UsageError for a URL that is none, or that holds a user, a password
    or a query (keys come from the environment alone, since command lines are recorded), and for a
    key that no header can hold.
    """
    common_url = _set(names.urls[1])
    url = asked or _set(names.urls[0]) or common_url or names.default
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            "the base URL holds more than scheme, host and path; put keys into the environment: "
            + " or ".join(names.keys)
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no base URL; write e.g. http://localhost:11434/v1")
    url = url.rstrip("/")
    common = url in (names.default, common_url.rstrip("/"))
    key = _key(names.keys if common else names.keys[:1])
    return Server(url, key, names.option or names.urls[1], names.keys[1 if common else 0])


def _key(names: tuple[str, ...]) -> Secret:
    name = next((name for name in names if _set(name)), "")
    if any(not character.isprintable() for character in _set(name)):
        raise UsageError(f"the key in {name} holds a line break or another control character")
    return Secret(_set(name))


def _set(name: str) -> str:
    return os.environ.get(name, "").strip()


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return False
