"""How many calls are under way at a time: as many as the server takes."""

from __future__ import annotations

import asyncio
from collections import deque


class Limiter:
    """Lets calls through up to a limit that falls when the server refuses and rises when it serves.

    Additive increase, multiplicative decrease (Chiu and Jain, 1989): a refusal halves the limit
    once for all calls that were under way together, each served call raises it by one part of
    itself, up to the ceiling. Used within one event loop.
    """

    def __init__(self, ceiling: int) -> None:
        self.ceiling = ceiling
        self.limit = float(ceiling)
        self.running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._closed_until = 0.0
        self._ahead: deque[asyncio.Future[None]] = deque()
        self._held = False
        self._lowered = 0  # how often the limit fell: a call that began before knows no better

    async def enter(self, *, ahead: bool = False) -> int:
        """Wait for a turn, first come first served; gives what `refused` wants to know of it.

        Who goes ahead is next, also while all others are held.
        """
        turn = asyncio.get_running_loop().create_future()
        (self._ahead if ahead else self._waiting).append(turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()  # the turn had come just then
            raise
        return self._lowered

    def leave(self) -> None:
        """Give the turn back."""
        self.running -= 1
        self._admit()

    def served(self) -> None:
        """Raise the limit a little."""
        self.limit = min(float(self.ceiling), self.limit + 1 / self.limit)

    def refused(self, began: int, wait: float) -> None:
        """Lower the limit, and let nobody through for some seconds."""
        loop = asyncio.get_running_loop()
        self._closed_until = max(self._closed_until, loop.time() + wait)
        if began == self._lowered:
            self._lowered += 1
            self.limit = max(1.0, min(self.limit, float(self.running)) / 2)

    def hold(self) -> None:
        """Let nobody through but who goes ahead, until `resume`."""
        self._held = True

    def resume(self) -> None:
        """Let all through again."""
        self._held = False
        self._admit()

    def reopen(self) -> None:
        """Wait no longer, for nothing will come of it."""
        self._closed_until = 0.0
        self._admit()

    def _admit(self) -> None:
        """Give turns to those who wait, as far as the limit goes."""
        loop = asyncio.get_running_loop()
        wait = self._closed_until - loop.time()
        if wait > 0:
            loop.call_later(wait, self._admit)
            return
        while self.running < max(1, int(self.limit)):
            queue = self._ahead or (None if self._held else self._waiting)
            if not queue:
                return
            turn = queue.popleft()
            if not turn.done():
                self.running += 1
                turn.set_result(None)
