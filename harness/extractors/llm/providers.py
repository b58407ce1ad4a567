"""The two protocols: how a question is put to a server, and how its answer is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Protocol

import msgspec

from harness.extractors.llm.answers import Answer
from harness.extractors.llm.failures import Failure, FailureClass
from harness.extractors.llm.forms import Form, Sampling
from harness.extractors.llm.questions import Question
from harness.extractors.llm.settings import Names, Server, server_of
from harness.extractors.llm.statuses import check_within, mapping


class Provider(Protocol):
    """What a protocol is; `modes` go from the strictest to none, `optional` may be left away."""

    modes: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]]
    path: ClassVar[str]
    models_path: ClassVar[str]
    server: Server
    lacks: str  # what must be set before anybody can be called; empty where nothing is missing

    def headers(self) -> dict[str, str]:
        """Give the headers that every request needs; they hold the key."""
        ...

    def payload(
        self, question: Question, model: str, form: Form, sampling: Sampling
    ) -> dict[str, Any]:
        """Put a question."""
        ...

    def answer(self, body: str) -> Answer:
        """Read an answer; raises Failure where it is none of this protocol.

        Raises ErrorWithinError where it is an error in spite of its status.
        """
        ...


class OpenAIChat:
    """The OpenAI chat protocol, as OpenAI, vLLM, Ollama, llama.cpp and gateways speak it."""

    modes: ClassVar[tuple[str, ...]] = (
        "json_schema",
        "json_schema unbounded",
        "json_object",
        "text",
    )
    optional: ClassVar[tuple[str, ...]] = (
        "temperature",
        "seed",
        "max_tokens",
        "max_completion_tokens",
        "system",
    )
    path: ClassVar[str] = "/chat/completions"
    models_path: ClassVar[str] = "/models"

    _names = Names(
        ("HARNESS_LLM_BASE_URL", "OPENAI_BASE_URL"),
        ("HARNESS_LLM_API_KEY", "OPENAI_API_KEY"),
        "https://api.openai.com/v1",
        "--base-url",
    )

    def __init__(self, base_url: str | None = None) -> None:
        self.server = server_of(base_url, self._names)
        self.lacks = ""
        if self.server.url == self._names.default and not self.server.key:
            self.lacks = (
                f"no key for {self.server.url}: set OPENAI_API_KEY (or HARNESS_LLM_API_KEY), or "
                "name a server of your own with --base-url, e.g. http://localhost:11434/v1"
            )

    def headers(self) -> dict[str, str]:
        """Send the key as a bearer token; servers at home need none."""
        key = self.server.key
        return {"Authorization": f"Bearer {key.reveal()}"} if key else {}

    def payload(
        self, question: Question, model: str, form: Form, sampling: Sampling
    ) -> dict[str, Any]:
        """Put a question as chat messages with a response format."""
        asked = question.asked
        limit = "max_tokens" if "max_tokens" not in form.without else "max_completion_tokens"
        made: dict[str, Any] = {
            "model": model,
            "messages": _messages(question, system="system" not in form.without),
            "temperature": sampling.temperature,
            "seed": sampling.seed,
            limit: _longest(form, sampling),
        }
        made = {name: one for name, one in made.items() if name not in form.without}
        if form.mode.startswith("json_schema"):
            schema = asked.bounded if form.mode == "json_schema" else asked.schema
            told = {"name": "facts", "strict": True, "schema": schema}
            made["response_format"] = {"type": "json_schema", "json_schema": told}
        elif form.mode == "json_object":
            # Servers that know `schema` here keep it; the others ignore it.
            made["response_format"] = {"type": "json_object"}
        return made

    def answer(self, body: str) -> Answer:
        """Read the first choice."""
        told = _object(body)
        check_within(told)
        choices = told.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = choice.get("message") if isinstance(choice, dict) else None
        if not isinstance(choice, dict) or not isinstance(message, dict):
            raise Failure(FailureClass.GARBLED, "the response holds no choice with a message")
        usage = mapping(told.get("usage"))
        finish = choice.get("finish_reason")
        refused = message.get("refusal") or finish == "content_filter"
        return Answer(
            text=str(message.get("refusal") or _spoken(message, cut=finish == "length")),
            finish="refusal" if refused else "length" if finish == "length" else "stop",
            input_tokens=_count(usage.get("prompt_tokens")),
            output_tokens=_count(usage.get("completion_tokens")),
            model=" ".join(
                str(told[name]) for name in ("model", "system_fingerprint") if told.get(name)
            ),
        )


class AnthropicMessages:
    """The Anthropic Messages API; the schema is that of a tool which the model must call."""

    modes: ClassVar[tuple[str, ...]] = ("tool", "tool unbounded", "text")
    optional: ClassVar[tuple[str, ...]] = ("temperature",)
    path: ClassVar[str] = "/v1/messages"
    models_path: ClassVar[str] = "/v1/models"

    _names = Names(
        ("HARNESS_ANTHROPIC_BASE_URL", "ANTHROPIC_BASE_URL"),
        ("HARNESS_ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY"),
        "https://api.anthropic.com",
    )

    def __init__(self, base_url: str | None = None) -> None:
        del base_url  # --base-url names an OpenAI-compatible server
        server = server_of(None, self._names)
        # Many programs are told the URL with /v1, which is a part of our paths.
        self.server = replace(server, url=server.url.removesuffix("/v1"))
        found = bool(self.server.key)
        self.lacks = "" if found else f"no key for {self.server.url}: set {self.server.key_setting}"

    def headers(self) -> dict[str, str]:
        """Send the key and the version of the protocol."""
        return {"x-api-key": self.server.key.reveal(), "anthropic-version": "2023-06-01"}

    def payload(
        self, question: Question, model: str, form: Form, sampling: Sampling
    ) -> dict[str, Any]:
        """Put a question with a tool that takes facts."""
        asked = question.asked
        made: dict[str, Any] = {
            "model": model,
            "system": asked.system,
            "messages": _messages(question, system=True)[1:],
            "max_tokens": _longest(form, sampling),
            "temperature": sampling.temperature,
        }
        made = {name: one for name, one in made.items() if name not in form.without}
        if form.mode != "text":
            schema = asked.bounded if form.mode == "tool" else asked.schema
            told = "Take down the facts that the text states."
            made["tools"] = [{"name": "facts", "description": told, "input_schema": schema}]
            made["tool_choice"] = {"type": "tool", "name": "facts"}
        return made

    def answer(self, body: str) -> Answer:
        """Read the tool's input, else the text."""
        told = _object(body)
        check_within(told)
        blocks = told.get("content")
        if not isinstance(blocks, list):
            raise Failure(FailureClass.GARBLED, "the response holds no content")
        usage, finish = mapping(told.get("usage")), told.get("stop_reason")
        inputs = [block.get("input") for block in map(mapping, blocks) if "input" in block]
        text = _content(blocks)
        if inputs:
            text = "\n".join(json.dumps(one, ensure_ascii=False) for one in inputs)
        counted = [
            _count(usage.get(name))
            for name in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        ]
        return Answer(
            text=text,
            finish={"max_tokens": "length", "refusal": "refusal"}.get(str(finish), "stop"),
            input_tokens=None if counted[0] is None else sum(one or 0 for one in counted),
            output_tokens=_count(usage.get("output_tokens")),
            model=str(told.get("model") or ""),
        )


def _messages(question: Question, *, system: bool) -> list[dict[str, str]]:
    """Give the whole talk; where there is no such role, the instructions open the first turn."""
    asked = question.asked
    first, answer = asked.example
    opening = [{"role": "system", "content": asked.system}] if system else []
    return [
        *opening,
        {"role": "user", "content": first if system else f"{asked.system}\n\n{first}"},
        {"role": "assistant", "content": answer},
        {"role": "user", "content": question.user},
    ]


def _longest(form: Form, sampling: Sampling) -> int:
    return sampling.max_tokens if form.longest is None else min(form.longest, sampling.max_tokens)


def _object(body: str) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        told = _leniently(body)
    if not isinstance(told, dict):
        raise Failure(FailureClass.GARBLED, "the response is no JSON object")
    return told


def _leniently(body: str) -> Any:
    """Read what the stricter reader refuses, such as half a surrogate pair."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Failure(FailureClass.GARBLED, "the response is no JSON") from error


def _spoken(message: Mapping[str, Any], *, cut: bool) -> str:
    """Give what a message says: its text, else what it calls a tool with, else its thoughts.

    Some servers take an answer for a thought; a thought that was cut is marked as none.
    """
    said = _content(message.get("content"))
    if said.strip():
        return said
    calls = message.get("tool_calls")
    functions = [mapping(call).get("function") for call in calls] if isinstance(calls, list) else []
    told = [_written(mapping(one).get("arguments")) for one in functions]
    if any(told):
        return "\n".join(told)
    thought = _content(message.get("reasoning_content")) or _content(message.get("reasoning"))
    return f"<think>{thought}" if cut and thought else thought


def _written(told: Any) -> str:
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False) if told else ""


def _content(told: Any) -> str:
    """Give the text of a message, which may come in parts."""
    if isinstance(told, str):
        return told
    if isinstance(told, list):
        return "".join(str(mapping(part).get("text") or "") for part in told)
    return ""


def _count(told: Any) -> int | None:
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None
