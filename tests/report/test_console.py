"""What the terminal shows is what was said."""

from __future__ import annotations

from io import StringIO

from rich.table import Table

from harness.report.console import console_of


def test_a_name_is_no_picture() -> None:
    """`:x:` is a cross to rich, and `llm:x: 5 answers` holds one."""
    out = StringIO()
    console = console_of(file=out)
    table = Table("llm:x:")
    table.add_row("llm:star: 5")
    console.print("llm:x: 5 answers")
    console.print(table)
    for told in ("llm:x: 5 answers", "llm:x:", "llm:star: 5"):
        assert told in out.getvalue()


def test_no_figure_is_cut_on_a_narrow_terminal() -> None:
    assert console_of(300).width == 300
    assert console_of(width=40).width == 40
