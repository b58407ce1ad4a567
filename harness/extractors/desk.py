"""What a run hands to extractors that need more than articles: task, settings, cache, budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol, TypeAlias

from harness.errors import UsageError
from harness.model.usage import Recording

Strategy: TypeAlias = Literal["one-pass", "by-type"]


@dataclass(frozen=True, slots=True)
class Task:
    """What a gold set tells those who look for facts, beside its predicates: no fact of it."""

    units: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    guidelines: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How models are asked; times in seconds, lengths in characters of the text.

    `backoff` is the first wait before a call is repeated, doubled each time.
    """

    base_url: str | None = None
    strategy: Strategy = "one-pass"
    in_flight: int = 16
    timeout: float = 120.0
    backoff: float = 0.5
    offline: bool = False
    seed: int = 1
    temperature: float = 0.0
    max_tokens: int = 16_384
    chunk: int = 12_000
    guidelines: bool = True


class Cache(Protocol):
    """Keeps answers by the hash of all that was sent, and what is known of servers."""

    def get(self, key: str) -> bytes | None:
        """Give an answer that was put in before."""
        ...

    def put(self, key: str, parts: Mapping[str, str], answer: bytes) -> None:
        """Keep an answer; `parts` says in short what it was asked with."""
        ...

    def differing(self, parts: Mapping[str, str]) -> tuple[str, ...] | None:
        """Name the parts in which the nearest kept answer differs; None where none is near."""
        ...

    def known_server(self, server: str, model: str) -> bytes | None:
        """Give what was remembered of a server and model."""
        ...

    def remember_server(self, server: str, model: str, told: bytes) -> None:
        """Remember something of a server and model."""
        ...


@dataclass(slots=True)
class Budget:
    """How many tokens or how much money a run may spend; what is in flight is set aside.

    Answers may be longer than expected, so the budget can be exceeded by what was in flight.
    """

    tokens: int | None = None
    money: Decimal | None = None
    currency: str = ""
    spent: Decimal = field(default=Decimal(0), init=False)
    aside: Decimal = field(default=Decimal(0), init=False)

    @property
    def limit(self) -> Decimal | None:
        """The amount that may be spent, in tokens or in money; None for any."""
        return Decimal(self.tokens) if self.tokens is not None else self.money

    def reserve(self, amount: Decimal) -> bool:
        """Set an amount aside; False, and nothing happens, where it is more than is left."""
        if self.limit is not None and self.spent + self.aside + amount > self.limit:
            return False
        self.aside += amount
        return True

    def settle(self, reserved: Decimal, spent: Decimal) -> None:
        """Put what was set aside back, and count what was spent."""
        self.aside -= reserved
        self.spent += spent

    @property
    def told_spent(self) -> str:
        """Write what was spent, e.g. "95,750 tokens"."""
        return self._written(self.spent)

    def __str__(self) -> str:
        return self._written(self.limit or Decimal(0))

    def _written(self, amount: Decimal) -> str:
        return f"{amount:,} tokens" if self.tokens is not None else f"{amount} {self.currency}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an extractor is: questions answered or failed of all, and what that took."""

    extractor: str
    answered: int
    failed: int
    total: int
    seconds: float
    tokens: int
    cost: Decimal | None
    currency: str


def _no_recording(folder: str) -> Recording:
    raise UsageError(f"{folder}: nothing here reads recorded answers")


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a run provides; `notes` are what extractors want people to know, once each."""

    task: Task = Task()
    settings: Settings = Settings()
    cache: Cache | None = None
    budget: Budget = field(default_factory=Budget)
    recording: Callable[[str], Recording] = _no_recording
    tell: Callable[[Progress], None] | None = None
    notes: list[str] = field(default_factory=list)

    def note(self, told: str) -> None:
        """Keep something that people should know."""
        if told not in self.notes:
            self.notes.append(told)
