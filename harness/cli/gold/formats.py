"""What `gold export` and `gold import` share: the names of the formats, and careful writing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from harness.errors import ResultNotWrittenError, UsageError
from harness.stores.formats.registry import FORMATS
from harness.stores.runs import write_whole

format_option = click.option(
    "--format",
    "form",
    required=True,
    type=click.Choice(list(FORMATS)),
    help="The tool's format.",
)
force_option = click.option("--force", is_flag=True, help="Write over files that are there.")


def write_files(folder: Path, files: Mapping[str, bytes], *, force: bool) -> None:
    """Write files into a folder: all of them, or none where one is there already.

    Raises UsageError, naming those that are there, and ResultNotWrittenError.
    """
    there = [folder / name for name in files if (folder / name).exists()]
    if there and not force:
        rule = "labels are never written over; use another --out, or --force"
        raise UsageError("\n".join(f"{path}: is there already; {rule}" for path in there))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_whole(folder / name, content)
    except OSError as error:
        raise ResultNotWrittenError(f"{folder}: cannot be written ({error.strerror})") from error
