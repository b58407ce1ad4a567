"""Options that several verbs have, each told in one place; what a verb says of it is its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.decorators import FC

FACT_PROFILES = ("standard", "strict")


def goldset_option(told: str) -> Callable[[FC], FC]:
    """Add `--goldset`, a name or a folder."""
    return click.option("--goldset", metavar="NAME|DIR", help=told)


def originals_option(told: str) -> Callable[[FC], FC]:
    """Add `--originals`, a folder of texts."""
    return click.option("--originals", metavar="DIR", type=click.Path(path_type=Path), help=told)


def profile_option(profiles: click.ParamType[Any] | None = None) -> Callable[[FC], FC]:
    """Add `--profile` with a default; `profiles` takes more than the two of facts."""
    return click.option(
        "--profile",
        type=profiles or click.Choice(FACT_PROFILES),
        metavar="standard|strict",
        default="standard",
        show_default=True,
        help="How much tolerance gold opens.",
    )


def reports_option(told: str = "Where run folders are.") -> Callable[[FC], FC]:
    """Add `--reports`, the folder that holds runs and their history."""
    return click.option(
        "--reports",
        metavar="DIR",
        type=click.Path(path_type=Path),
        default=Path("reports"),
        show_default=True,
        help=told,
    )
