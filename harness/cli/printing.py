"""Printing for a reader who may go away, as `head` does: what is decided is told all the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def while_read() -> Iterator[None]:
    """Print to stdout as long as somebody reads; exit code and files do not depend on it."""
    try:
        yield
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # rich and click tell of it by an exit
        # What is left in the buffer would break the pipe once more when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
