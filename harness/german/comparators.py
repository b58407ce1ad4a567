"""Words that limit a number: „rund“, „mehr als“, „knapp“, „bis zu“."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.german.lexis import B, words
from harness.model.values import Comparator

# Best first: a longer phrase stands before the words it begins with. „near“ marks a bound that
# is also close.
_MUCH = "(?:(?:weit|deutlich|viel|sehr viel|wesentlich|erheblich|weitaus|klar) )?"
_LITTLE = "(?:etwas|wenig|leicht|knapp|ein wenig|geringfügig)"
_ABOUT = (
    r"rund|etwa|ca\.|ca|circa|zirka|ungefähr|schätzungsweise|umgerechnet|in etwa|grob|um die|an die"
    r"|geschätzte?n?|geschätzt"
)
_WORDS: tuple[tuple[str, Comparator, bool], ...] = (
    ("nicht (?:einmal |mal )?ganz", "<", True),
    ("nicht (?:einmal|mal)", "<", False),
    ("nicht (?:mehr als|über)", "<=", False),
    ("nicht (?:weniger als|unter)", ">=", False),
    (f"(?:{_LITTLE}|kaum) (?:mehr als|über|oberhalb von)", ">", True),
    (f"{_LITTLE} (?:weniger als|unter)", "<", True),
    (f"{_MUCH}(?:mehr als|über)", ">", False),
    (f"{_MUCH}(?:weniger als|unter)", "<", False),
    ("gut und gerne?|gut", ">", True),
    ("knapp|fast|beinahe|nahezu|annähernd", "<", True),
    ("(?:länger|älter|größer|höher|mehr|teurer|schneller|weiter|schwerer) als", ">", False),
    ("(?:kürzer|jünger|kleiner|niedriger|billiger|leichter) als", "<", False),
    ("mindestens|wenigstens|zumindest|minimal", ">=", False),
    ("bis zu|höchstens|maximal|bestenfalls|allenfalls", "<=", False),
    (_ABOUT, "~", False),
)
_PATTERN = re.compile(
    "(?:"
    + "|".join(f"(?P<c{i}>{phrase.replace(' ', B)})" for i, (phrase, _, _) in enumerate(_WORDS))
    + r")(?:[^\S\r\n]+|(?<=\.)(?=[0-9]))(?:(?:nur|lediglich|genau|zu)[^\S\r\n]+)?",
    re.IGNORECASE,
)
# What a scan of a text looks for: the first words of the phrases above.
FIRST_WORDS = words(
    "nicht etwas wenig leicht kaum knapp ein geringfügig weit deutlich viel sehr wesentlich"
    " erheblich weitaus klar mehr über weniger unter gut fast beinahe nahezu annähernd mindestens"
    " wenigstens zumindest minimal bis höchstens maximal bestenfalls allenfalls rund etwa ca circa"
    " länger älter größer höher teurer schneller weiter schwerer kürzer jünger kleiner niedriger"
    " billiger leichter zirka ungefähr schätzungsweise umgerechnet grob um an geschätzt geschätzte"
    " geschätzten"
)
_OR_MORE = re.compile(
    r"[^\S\r\n](?:oder|und)[^\S\r\n](?:(?:noch|viel"
    r"|deutlich)[^\S\r\n]){0,2}(?:(?P<more>mehr)|weniger)(?![^\W_])"
)
_FLIPPED: dict[Comparator, Comparator] = {
    ">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "~": "~",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """What limits a number, and where the words that say so end."""

    end: int
    comparator: Comparator = "="
    near: bool = False

    def flipped(self) -> Limit:
        """Turn upper into lower bound: more than „zehnmal weniger“ is less than a tenth."""
        return Limit(self.end, _FLIPPED[self.comparator], self.near)


def limit_at(text: str, position: int) -> Limit:
    """Read the limiting words at a position; the comparator is "=" where there are none."""
    limit = Limit(position)
    for _ in range(3):
        match = _PATTERN.match(text, limit.end)
        if match is None:
            break
        _, comparator, near = _WORDS[int((match.lastgroup or "c0")[1:])]
        # „umgerechnet mehr als“: a bound says more than an approximation.
        if limit.comparator in ("=", "~"):
            limit = Limit(match.end(), comparator, near)
        else:
            limit = Limit(match.end(), limit.comparator, limit.near)
    return limit


def bound_after(text: str, position: int) -> Limit | None:
    """Read „oder mehr“ or „oder weniger“ behind a value."""
    match = _OR_MORE.match(text, position)
    return None if match is None else Limit(match.end(), ">=" if match["more"] else "<=")
