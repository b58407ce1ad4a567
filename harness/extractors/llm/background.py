"""A coroutine that hands out results, run in a thread of its own and read as an iterator."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


class _End:
    """The coroutine is over; `error` is what it raised."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def results_of(
    make: Callable[[Callable[[Result], None]], Coroutine[Any, Any, None]],
) -> Iterator[Result]:
    """Run the coroutine that `make` gives for a function to hand results to, and yield them.

    The thread has an event loop of its own, so this works under any caller, also one with a loop.
    Closing the iterator, or an interrupt of its reader, cancels the coroutine and waits for it.
    """
    handed: queue.SimpleQueue[Result | _End] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    task = loop.create_task(make(handed.put))

    def work() -> None:
        asyncio.set_event_loop(loop)
        error: BaseException | None = None
        try:
            loop.run_until_complete(task)
        except BaseException as raised:  # noqa: BLE001 - handed to the reader, who raises it
            error = raised
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()
            handed.put(_End(error))

    thread = threading.Thread(target=work, name="model-calls", daemon=True)
    thread.start()
    try:
        while not isinstance(one := handed.get(), _End):
            yield one
        if one.error is not None:
            raise one.error
    finally:
        if thread.is_alive():
            with suppress(RuntimeError):  # the loop closed just now
                loop.call_soon_threadsafe(task.cancel)
            thread.join()
