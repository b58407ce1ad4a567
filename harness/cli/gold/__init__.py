"""`harness gold`: make and look after labels. Its verbs are imported only when called."""

from __future__ import annotations

import click

from harness.cli.lazy import LazyGroup

_VERBS = {
    "import": ("harness.cli.gold.import_", "Read labels made with other tools."),
    "export": ("harness.cli.gold.export", "Write labels for other tools."),
}


@click.group("gold", cls=LazyGroup, verbs=_VERBS)
def command() -> None:
    """Make and look after labels."""
