"""HTML, Markdown and the terminal show the same figures."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import StringIO

from rich.console import Console

from harness.model.results import ArticleError, Extraction, Run
from harness.report.html import render_html
from harness.report.markdown import render_markdown
from harness.report.text import print_report
from harness.report.view import ReportView, make_view
from harness.scoring import evaluate
from tests.worlds import gold, goldset

# (extractor, level) -> P, R, F1, interval of F1, TP, FP, FN
Figures = dict[tuple[str, str], tuple[str, ...]]


class Leaders(HTMLParser):
    """Reads the leaderboards of a page as a person does: heads, then cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.figures: Figures = {}
        self._panel = ("", "")
        self._row: list[str] | None = None
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "data-level" in told:
            self._panel = told["data-level"] or "", told["data-profile"] or ""
        if tag == "table":
            self._inside = told.get("class") == "leaders"
        if tag == "tr" and self._inside:
            self._row = []

    def handle_data(self, data: str) -> None:
        if self._row is not None and data.strip():
            self._row.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr" and self._row is not None:
            level, profile = self._panel
            if len(self._row) == 10 and profile == "standard":
                name, f1, within, precision, _, recall, _, *counts = self._row
                self.figures[name, level] = (precision, recall, f1, within, *counts)
            self._row = None


def in_table(text: str, cells: str) -> Figures:
    """Read a table whose first column names an extractor once for all its levels."""
    found: Figures = {}
    name = ""
    for line in text.splitlines():
        parts = [part.strip().strip("*") for part in re.split(cells, line.strip().strip("|"))]
        if len(parts) == 9 and parts[1] in ("value", "slot", "fact", "grounded"):
            name = parts[0] or name
            found[name, parts[1]] = tuple(parts[2:])
    return found


def printed(view: ReportView) -> str:
    file = StringIO()
    print_report(view, Console(file=file, width=160, no_color=True))
    return file.getvalue()


def test_all_three_show_the_same_figures(shipped: ReportView) -> None:
    html = Leaders(render_html(shipped)).figures
    assert len(html) == 4 * len(shipped.extractors)
    assert in_table(printed(shipped), "│") == html
    assert in_table(render_markdown(shipped), r"\|") == html


def test_all_three_say_the_same_of_the_best_pair(shipped: ReportView) -> None:
    sentence = shipped.pairs[0].sentence
    for text in (render_html(shipped), render_markdown(shipped), printed(shipped)):
        assert sentence in text.replace("&lt;", "<").replace("\\", "")


def test_markdown_shows_what_it_would_obey(shipped: ReportView) -> None:
    told = render_markdown(shipped)
    row = shipped.changes.extractors[0].metrics[2]
    cells = f"| {row.before} | {row.after} | {row.difference} | {row.interval} |"
    assert cells in told
    assert "event\\_date" in told  # not emphasis


def test_markdown_cuts_long_messages() -> None:
    small = goldset([gold()])
    failed = Extraction("failed", "1", (), (ArticleError("a1", "x" * 10_000),))
    run = Run(small.name, "1", small.hash, "retelling", (failed,))
    told = render_markdown(make_view(small, run, [evaluate(small, failed)]))
    assert max(map(len, told.splitlines())) < 500
