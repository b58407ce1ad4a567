"""Where a session keeps the runs that it makes; imported whenever pytest-xdist is used."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path


def shared_folder(session: str) -> Path:
    """Name the folder in which the workers of a session of pytest-xdist keep their runs."""
    return Path(tempfile.gettempdir()) / f"harness-{session}"


def remove_runs(folders: Iterable[Path]) -> None:
    """Remove folders of runs, as far as they are there."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
