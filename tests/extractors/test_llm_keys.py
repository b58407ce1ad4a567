"""Keys: for whom they are, and how they are taken out of what a server says."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.extractors.llm.keys import Secret
from harness.extractors.llm.providers import AnthropicMessages, OpenAIChat

WAYS: dict[str, Callable[[str], str]] = {
    "as it is": lambda key: key,
    "JSON": lambda key: json.dumps(key)[1:-1],
    "JSON as PHP writes it": lambda key: json.dumps(key)[1:-1].replace("/", "\\/"),
    "JSON as .NET writes it": lambda key: json.dumps(key)[1:-1].replace("+", "\\u002B"),
    "URL": lambda key: quote(key, safe=""),
    "URL in small letters": lambda key: quote(key, safe="/").lower(),
    "HTML": html.escape,
    "read as Latin-1": lambda key: key.encode().decode("latin-1"),
}
KEYS = ("sk-abc/def+ghi/0123456789==", "schlüssel-äö-0123", "<&\">'\\-12345", "🔑🔑🔑🔑🔑🔑🔑🔑")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_found_however_it_is_written(key: str, way: str) -> None:
    written = WAYS[way](key if "small" not in way else key.lower())
    secret = Secret(key if "small" not in way else key.lower())
    assert secret.hidden_in(f"Your key {written} is wrong") == "Your key [key] is wrong"


@given(st.text(min_size=8, max_size=20).filter(lambda key: key.isprintable()))
def test_any_key_is_found_in_json(key: str) -> None:
    told = Secret(key).hidden_in(json.dumps({"told": f"«{key}»"}))
    assert json.loads(told) == {"told": "«[key]»"}


@pytest.mark.parametrize("key", ["", "x", "1", "none", "EMPTY"])
def test_what_is_no_secret_changes_no_answer(key: str) -> None:
    """Servers at home are given such keys; their letters stand in every answer."""
    assert Secret(key).hidden_in('{"max": 1, "EMPTY": "none"}') == '{"max": 1, "EMPTY": "none"}'


OPENAI, HOME, GATEWAY = (
    "https://api.openai.com/v1",
    "http://localhost/v1",
    "https://gate.example/v1",
)
# --base-url, environment; the server, the key that it gets
RESOLVED = [
    (None, {"OPENAI_API_KEY": "theirs"}, OPENAI, "theirs"),
    (None, {"OPENAI_API_KEY": "theirs", "HARNESS_LLM_API_KEY": "ours"}, OPENAI, "ours"),
    # The common key is for the server that the common URL names, and for no other.
    (None, {"OPENAI_API_KEY": "theirs", "OPENAI_BASE_URL": GATEWAY}, GATEWAY, "theirs"),
    (GATEWAY + "/", {"OPENAI_API_KEY": "theirs", "OPENAI_BASE_URL": GATEWAY}, GATEWAY, "theirs"),
    (HOME, {"OPENAI_API_KEY": "theirs"}, HOME, ""),
    (HOME, {"OPENAI_API_KEY": "theirs", "OPENAI_BASE_URL": GATEWAY}, HOME, ""),
    (None, {"OPENAI_API_KEY": "theirs", "HARNESS_LLM_BASE_URL": GATEWAY}, GATEWAY, ""),
    # Ours is for whichever server is named.
    (GATEWAY, {"OPENAI_API_KEY": "theirs", "HARNESS_LLM_API_KEY": "ours"}, GATEWAY, "ours"),
]


@pytest.mark.parametrize(("asked", "environment", "url", "key"), RESOLVED)
def test_a_key_goes_where_it_was_meant_to_go(
    monkeypatch: pytest.MonkeyPatch,
    asked: str | None,
    environment: dict[str, str],
    url: str,
    key: str,
) -> None:
    for name in (
        "OPENAI_BASE_URL",
        "HARNESS_LLM_BASE_URL",
        "OPENAI_API_KEY",
        "HARNESS_LLM_API_KEY",
    ):
        monkeypatch.setenv(name, environment.get(name, ""))
    server = OpenAIChat(asked).server
    assert (server.url, server.key.reveal()) == (url, key)


def test_anthropic_is_no_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HARNESS_ANTHROPIC_BASE_URL", "HARNESS_ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "theirs")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "https://gate.example/anthropic/v1/")
    provider = AnthropicMessages()
    # /v1 is a part of our paths already.
    assert provider.server.url + provider.path == "https://gate.example/anthropic/v1/messages"
    assert provider.server.key.reveal() == "theirs"
    monkeypatch.setenv("HARNESS_ANTHROPIC_BASE_URL", "https://other.example")
    assert not AnthropicMessages().server.key
    assert AnthropicMessages().lacks.endswith("set HARNESS_ANTHROPIC_API_KEY")


@pytest.mark.parametrize(
    ("url", "key", "bared"),
    [
        ("http://10.0.0.7:8000/v1", "sk-0123456789", True),
        ("http://gate.example/v1", "sk-0123456789", True),
        ("https://gate.example/v1", "sk-0123456789", False),
        ("http://localhost:8000/v1", "sk-0123456789", False),
        ("http://127.0.0.1:8000/v1", "sk-0123456789", False),
        ("http://[::1]:8000/v1", "sk-0123456789", False),
        # A name may begin like an address.
        ("http://127.0.0.1.example/v1", "sk-0123456789", True),
        ("http://gate.example/v1", "", False),
    ],
)
def test_a_key_without_tls_is_told(
    monkeypatch: pytest.MonkeyPatch, url: str, key: str, bared: bool
) -> None:
    monkeypatch.setenv("HARNESS_LLM_API_KEY", key)
    assert OpenAIChat(url).server.bares_key is bared


def test_a_key_that_no_header_can_hold_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_LLM_API_KEY", "sk-0123\n456789")
    with pytest.raises(UsageError, match="HARNESS_LLM_API_KEY holds a line break") as raised:
        OpenAIChat("http://localhost/v1")
    assert "0123" not in str(raised.value)
