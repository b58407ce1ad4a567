"""The form of a request: how strictly JSON is asked for, and what the server does not take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """How a question is put; the same question is put in another form where a server refuses one.

    `without` names parameters that are left away; `longest` is the most tokens of an answer that
    the server allows, None where it has not said.
    """

    mode: str
    without: tuple[str, ...] = ()
    longest: int | None = None

    def __str__(self) -> str:
        longest = [] if self.longest is None else [f"at most {self.longest} tokens"]
        return ", ".join((self.mode, *(f"no {name}" for name in self.without), *longest))


@dataclass(frozen=True, slots=True)
class Sampling:
    """How answers are drawn."""

    temperature: float
    seed: int
    max_tokens: int
