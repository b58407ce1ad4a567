"""Extractors that ask a language model, and the one that replays its answers."""

from __future__ import annotations

from harness.extractors.llm.providers import AnthropicMessages, OpenAIChat
from harness.extractors.llm.reader import Model
from harness.extractors.llm.replay import Replay

__all__ = ["Model", "Replay", "anthropic", "openai"]


def openai(model: str) -> Model:
    """Ask a model behind any server that speaks the OpenAI chat protocol."""
    return Model(f"llm:{model}", model, OpenAIChat)


def anthropic(model: str) -> Model:
    """Ask a model behind the Anthropic Messages API."""
    return Model(f"anthropic:{model}", model, AnthropicMessages)
