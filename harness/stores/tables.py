"""Tables for other tools: CSV and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.stores.runs import write_whole


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write a table as lines of CSV (RFC 4180, but for plain line ends); None is empty."""
    for row in (columns, *rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a table as CSV and give the number of rows; raises OSError."""
    lines = list(csv_lines(columns, rows))
    write_whole(path, "".join(lines).encode("utf-8", "backslashreplace"))
    return len(lines) - 1


def write_parquet(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a table as Parquet and give the number of rows.

    Raises UsageError where pyarrow is not installed, OSError where the file cannot be written.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow: pip install 'factharness[parquet]', or write .csv"
        ) from error
    kept = [tuple(row) for row in rows]
    table = pa.table({name: [row[at] for row in kept] for at, name in enumerate(columns)})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    write_whole(path, buffer.getvalue())
    return len(kept)
