"""The gate's policy: `[tool.harness.gate]` in pyproject.toml, or `[gate]` in harness.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.errors import PolicyError, UsageError
from harness.model.policy import Policy, Terms
from harness.stores.settings import Table, settings_table

BASELINE = Path("reports/baseline.json")


def load_policy(folder: Path = Path()) -> Policy:
    """Read the policy that holds in a folder; without settings, that of all defaults.

    Raises InvalidFileError with file and line for a key that is unknown or of the wrong type.
    """
    table = settings_table("gate", folder)
    if table is None:
        return Policy()
    _refuse_written_numbers(table, table.value, ())
    _check_parts(table)
    return table.decode(Policy)


def placed_in_policy(error: PolicyError, folder: Path = Path()) -> UsageError:
    """Give the same error with file and line, where the policy stands in a file."""
    table = settings_table("gate", folder)
    return error if table is None else table.fault(error.at, error.what, error.known)


def _check_parts(table: Table) -> None:
    """Decode what is named by its user apart, so that a fault there has its line."""
    parts = table.value.get("extractor", {})
    if isinstance(parts, dict):
        for name, terms in parts.items():
            if isinstance(terms, dict):
                Table(table.file, table.text, (*table.path, "extractor", name), terms).decode(Terms)


def _refuse_written_numbers(table: Table, value: Mapping[str, Any], at: tuple[str, ...]) -> None:
    """Refuse "0.5" for 0.5: a ratio is a number."""
    for key, inner in value.items():
        limits = {"floors", "max_drop"} & set(at)
        if isinstance(inner, dict):
            _refuse_written_numbers(table, inner, (*at, key))
        elif (limits or key == "max_rise") and isinstance(inner, str):
            raise table.fault((*at, key), f"{inner!r} is a text", "write the number without quotes")
