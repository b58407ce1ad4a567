"""Tables for other tools: CSV and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.stores.runs import write_whole

_DECIMALS = 12  # of sums of money: a price for a million tokens with six is still exact


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, to be gone through once, under named columns of a type each.

    Types are bool, int, float, str and Decimal; any value may be None. As SQLite has neither, a
    bool may stand as 0 or 1 and a Decimal as a text.
    """

    columns: Mapping[str, type]
    rows: Iterable[Sequence[Any]]


def csv_lines(table: Table) -> Iterator[str]:
    """Write a table as lines of CSV (RFC 4180, but for plain line ends); None is empty."""
    for row in (tuple(table.columns), *table.rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()


def write_csv(path: Path, table: Table) -> int:
    """Write a table as CSV and give the number of rows; raises OSError."""
    lines = list(csv_lines(table))
    write_whole(path, "".join(lines).encode("utf-8", "backslashreplace"))
    return len(lines) - 1


def write_parquet(path: Path, table: Table) -> int:
    """Write a table as Parquet and give the number of rows.

    Columns have their types whatever they hold, so that two files go together. Raises UsageError
    where pyarrow is not installed, OSError where the file cannot be written.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Parquet needs pyarrow: pip install 'factharness[parquet]', or write .csv"
        ) from error
    types = {
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        str: pa.string(),
        Decimal: pa.decimal128(38, _DECIMALS),
    }
    kept = [tuple(row) for row in table.rows]
    columns = {
        name: pa.array([_typed(row[at], kind) for row in kept], types[kind])
        for at, (name, kind) in enumerate(table.columns.items())
    }
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer)
    write_whole(path, buffer.getvalue())
    return len(kept)


def _typed(value: Any, kind: type) -> Any:
    if value is None:
        return None
    return round(Decimal(value), _DECIMALS) if kind is Decimal else kind(value)
