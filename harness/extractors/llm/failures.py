"""Why a call to a server came to nothing, and what may be done about it."""

from __future__ import annotations

from enum import StrEnum


class FailureClass(StrEnum):
    """Kinds of failed calls."""

    NO_SERVER = "no server"
    TLS = "TLS error"
    REDIRECT = "redirect"
    KEY_REFUSED = "key refused"
    UNKNOWN_MODEL = "unknown model"
    BAD_REQUEST = "bad request"
    RATE_LIMITED = "rate limited"
    SERVER_ERROR = "server error"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    GARBLED = "garbled response"
    TOO_LARGE = "response too large"
    NOT_CACHED = "not in the cache"
    BUDGET = "budget spent"


# Calls of these kinds are made again, after a wait; all others would only fail again.
ATTEMPTS = {
    FailureClass.RATE_LIMITED: 8,
    FailureClass.SERVER_ERROR: 4,
    FailureClass.TIMEOUT: 2,
    FailureClass.DISCONNECTED: 4,
    FailureClass.GARBLED: 2,
}
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is out of reach
# After these no other call to the same server can do better.
_HOPELESS = frozenset(
    {
        FailureClass.NO_SERVER,
        FailureClass.TLS,
        FailureClass.REDIRECT,
        FailureClass.KEY_REFUSED,
        FailureClass.UNKNOWN_MODEL,
        FailureClass.BUDGET,
    }
)


class Failure(Exception):  # noqa: N818 - it tells what failed
    """A call that came to nothing; `retry_after` is what the server asks to wait, in seconds.

    `told` is for people; `words` are all that the server said, for finding out what it does not
    take.
    """

    def __init__(
        self,
        kind: FailureClass,
        told: str,
        status: int | None = None,
        retry_after: float | None = None,
        words: str = "",
    ) -> None:
        super().__init__(f"{kind}: {told}")
        self.kind = kind
        self.told = told
        self.status = status
        self.retry_after = retry_after
        self.words = words

    @property
    def is_hopeless(self) -> bool:
        """Whether no other question to the same server can do better for now."""
        waits_too_long = self.kind in ATTEMPTS and (self.retry_after or 0.0) > LONGEST_WAIT
        return self.kind in _HOPELESS or waits_too_long
