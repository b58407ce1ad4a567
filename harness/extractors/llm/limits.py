"""How many calls are under way at a time: as many as the server takes."""

from __future__ import annotations

import asyncio


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
        self._changed = asyncio.Condition()
        self._closed_until = 0.0
        self._lowered = 0  # how often the limit fell: a call that began before knows no better

    async def enter(self) -> int:
        """Wait for a turn, and give what `refused` wants to know of it."""
        loop = asyncio.get_running_loop()
        async with self._changed:
            while True:
                wait = self._closed_until - loop.time()
                if wait > 0:
                    self._changed.release()
                    try:
                        await asyncio.sleep(wait)
                    finally:
                        await self._changed.acquire()
                elif self.running < max(1, int(self.limit)):
                    self.running += 1
                    return self._lowered
                else:
                    await self._changed.wait()

    async def leave(self) -> None:
        """Give the turn back."""
        async with self._changed:
            self.running -= 1
            self._changed.notify(2)  # the limit may have risen by one

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
