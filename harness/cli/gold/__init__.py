"""`harness gold`: make and look after labels. Its verbs are imported only when called."""

from __future__ import annotations

import click

from harness.cli.lazy import LazyGroup

_VERBS = {
    "init": ("harness.cli.gold.init", "Start a gold set of your own from plain text files."),
    "lint": ("harness.cli.gold.lint", "Check everything checkable, with file and line."),
    "stats": ("harness.cli.gold.stats", "Count facts by article, predicate, type and tag."),
    "show": ("harness.cli.gold.show", "Show a fact in its text."),
    "lock": ("harness.cli.gold.lock", "Write the hash of each fact and text to lock.json."),
    "diff": ("harness.cli.gold.diff", "Tell which facts were added, changed or removed."),
    "agree": ("harness.cli.gold.agree", "Measure how well two annotators agree."),
    "import": ("harness.cli.gold.import_", "Read labels made with other tools."),
    "export": ("harness.cli.gold.export", "Write labels for other tools."),
}


@click.group("gold", cls=LazyGroup, verbs=_VERBS)
def command() -> None:
    """Make and look after labels."""
