"""What answers of a model took, and how they came: tallies that add up over articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

import msgspec

_MILLION = 1_000_000
_YEAR = 366  # days
_Key = TypeVar("_Key", bound=str)


class AnswerClass(StrEnum):
    """How an answer came: the first that fits, in this order."""

    REFUSAL = "refusal"
    EMPTY = "empty"
    CUT = "cut by length"
    BROKEN = "broken JSON"
    NO_JSON = "no JSON"
    PROSE = "prose around JSON"
    OFF_SCHEMA = "other JSON than asked for"
    AS_ASKED = "as asked"


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tallies of the answers on an article: classes, tokens, items left out and why, quotes.

    Tokens are the server's own count, for a cached or replayed answer those of the day it was
    made; `uncounted` answers came without.
    """

    answers: Mapping[AnswerClass, int] = {}
    left_out: Mapping[str, int] = {}
    quotes: Mapping[str, int] = {}
    input_tokens: int = 0
    output_tokens: int = 0
    uncounted: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Add the tallies of other answers."""
        return Usage(
            _added(self.answers, other.answers),
            _added(self.left_out, other.left_out),
            _added(self.quotes, other.quotes),
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.uncounted + other.uncounted,
        )


def total(usages: Iterable[Usage]) -> Usage:
    """Add up tallies."""
    return sum(usages, Usage())


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """List price of a million tokens, without discounts, as it was on a day (ISO 8601).

    A price that the user gave has in place of the day where it was given.
    """

    input: Decimal
    output: Decimal
    currency: str
    as_of: str

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Give what tokens cost."""
        return (self.input * input_tokens + self.output * output_tokens) / _MILLION

    def is_old(self, today: date) -> bool:
        """Whether its day is more than a year ago; one without a day is not."""
        try:
            return (today - date.fromisoformat(self.as_of)).days > _YEAR
        except ValueError:
            return False


class ModelCard(msgspec.Struct, frozen=True):
    """What is known of a model: who answered, at which price, what it may remember.

    `answered_by` are the names that the server gave of itself. `cutoff` is the month ("2024-06")
    after which its training data ends. The price is None where neither the user nor our table gives
    one, the cutoff where our table has none.
    """

    model: str
    answered_by: tuple[str, ...] = ()
    price: Price | None = None
    cutoff: str | None = None

    def cost(self, usage: Usage) -> Decimal | None:
        """Give what answers cost at list price; None where a price or a count is unknown."""
        if self.price is None or usage.uncounted:
            return None
        return self.price.of(usage.input_tokens, usage.output_tokens)


class Recording(msgspec.Struct, frozen=True):
    """The raw answers of an extractor's run, by article, and what it failed on.

    An answer is a JSON object as the extractor kept it: only its own kind can read it.
    """

    extractor: str
    fingerprint: str
    model: ModelCard
    answers: Mapping[str, tuple[bytes, ...]]
    errors: Mapping[str, str] = {}


def _added(ones: Mapping[_Key, int], others: Mapping[_Key, int]) -> dict[_Key, int]:
    return {key: ones.get(key, 0) + others.get(key, 0) for key in sorted({*ones, *others})}
