"""What one view of a report tells, all three tell: by headings, sentences and rows of numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from io import StringIO

import msgspec
import pytest
from rich.console import Console

from harness.model.facts import GoldSet
from harness.model.results import ArticleError, Extraction, Run
from harness.model.usage import AnswerClass, ModelCard, Price, Usage
from harness.report.html import render_html
from harness.report.markdown import render_markdown
from harness.report.text import print_report, print_scores
from harness.report.told import Part, Table, blocks_of
from harness.report.trust import About, Made
from harness.report.view import Beside, ReportView, make_view
from harness.scoring import evaluate
from tests.report.reports import half_right

# Headings of the page alone, for what only a page can show.
ONLY_PAGE = {
    "All outcomes": "a row for each outcome, with filters",
    "Show me in the text": "whole articles",
}


def printed(view: ReportView, printing: Callable[..., None] = print_report) -> str:
    file = StringIO()
    printing(view, Console(file=file, width=400, no_color=True, highlight=False))
    return file.getvalue()


@pytest.fixture(scope="module")
def trapped(goldset: GoldSet) -> ReportView:
    """A trap set, read twice by a model of a later day, on which somebody failed."""
    card = ModelCard(
        "m-1", ("m-1-day",), Price(Decimal(1), Decimal(2), "USD", "2025-06"), "2025-12"
    )
    usage = Usage(
        answers={AnswerClass.AS_ASKED: 2},
        input_tokens=900,
        output_tokens=100,
        left_out={"item: no quote": 3},
    )
    asked = [
        replace_(half_right(goldset, 2 + number, f"llm#{number}"), card, usage) for number in (1, 2)
    ]
    failed = Extraction("failed", "1", (), (ArticleError("000-ki-coup", "out of words"),))
    fitted = msgspec.structs.replace(
        half_right(goldset, 3, "thirds"), folds="leave-one-article-out", claims=("cost",)
    )
    world = [fact for fact in goldset.facts if fact.predicate == "cost"]
    trap = msgspec.structs.replace(goldset, world=tuple(world))
    run = Run(
        trap.name, trap.version, trap.hash, trap.rendition, (*asked, failed, fitted), complete=False
    )
    about = About((Made("run-1", "today", "c0ffee", "harness run", (("numpy", "2"),)),), "F1 90 %")
    evaluations = [evaluate(trap, one) for one in run.extractions]
    return make_view(trap, run, evaluations, Beside(about=about))


def replace_(extraction: Extraction, card: ModelCard, usage: Usage) -> Extraction:
    return msgspec.structs.replace(
        extraction, model=card, usage={"000-ki-coup": usage}, repeats="llm"
    )


def test_a_trap_set_has_all_that_only_some_runs_have(trapped: ReportView) -> None:
    """Else the tests below would compare nothing with nothing."""
    titles = {part.title for block in blocks_of(trapped) for part in block.parts}
    assert {"Reading or remembering", "Several readings", "How llm#1 answered"} <= titles
    assert [one.name for one in trapped.alarms] == ["Not complete.", "failed failed on"]
    assert trapped.fitted


@pytest.fixture(params=["shipped", "trapped"])
def view(request: pytest.FixtureRequest) -> ReportView:
    found: ReportView = request.getfixturevalue(request.param)
    return found


def text_of(html: str) -> str:
    """Leave the words of a page, with a space where a cell or a line ends."""
    html = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    html = re.sub(r"</?(td|th|p|li|tr|dd|dt|small|h\d)\b[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def section(html: str, key: str) -> str:
    return html.partition(f'<section id="{key}"')[2].partition('<section id="')[0]


def words(line: str) -> Counter[str]:
    """Count the words and numbers of a line; what stands between them differs from view to view."""
    return Counter(re.findall(r"\w+(?:[.,]\w+)*", line))


def sentences(view: ReportView) -> list[str]:
    alarms = [told for one in view.alarms for told in (one.name, one.told)]
    parts = [part for block in blocks_of(view) for part in block.parts]
    return [view.facts_told, *alarms, *(one for part in parts for one in part.sentences)]


def squeezed(text: str) -> str:
    """Leave out spaces, and colons where the page has a name in one cell and what is told beside."""
    return re.sub(r"[\s:]", "", text)


def test_all_three_say_every_sentence(view: ReportView) -> None:
    pages = {
        "html": text_of(render_html(view)),
        "markdown": unescape(render_markdown(view)).replace("\\", ""),
        "terminal": printed(view),
    }
    for name, page in pages.items():
        together = squeezed(page)
        for sentence in sentences(view):
            assert squeezed(sentence) in together, (name, sentence)


def tables(view: ReportView) -> list[tuple[str, Table]]:
    """Give all tables but the leaderboard, which test_outputs.py holds against the page."""
    found = [
        (block.key, table)
        for block in blocks_of(view)
        for part in block.parts
        for table in part.tables
    ]
    return found[1:]


def test_the_page_has_every_row_of_numbers(view: ReportView) -> None:
    html = render_html(view)
    for key, table in tables(view):
        rows = [words(text_of(row)) for row in section(html, key).split("<tr")]
        for row in table.rows:
            wanted = words(" ".join(row))
            assert any(not wanted - one for one in rows), (key, row)


def test_markdown_and_terminal_have_every_row_of_numbers(view: ReportView) -> None:
    for page in (unescape(render_markdown(view)).replace("\\", ""), printed(view)):
        rows = list(map(words, page.splitlines()))
        for _, table in tables(view):
            for row in table.rows:
                wanted = words(" ".join(row))
                assert any(not wanted - one for one in rows), row


def test_no_heading_of_the_page_is_forgotten_elsewhere(view: ReportView) -> None:
    html = render_html(view)
    for block in blocks_of(view):
        inside = section(html, block.key)
        heads = set(map(text_of, re.findall(r"<h3[^>]*>(.*?)</h3>", inside)))
        summaries = set(map(text_of, re.findall(r"<summary>(.*?)</summary>", inside)))
        titles = {part.title for part in block.parts if part.title}
        assert heads - set(ONLY_PAGE) <= titles, block.key
        assert titles <= heads | summaries, block.key
        for name, page in (("markdown", render_markdown(view)), ("terminal", printed(view))):
            assert all(title in page.replace("\\", "") for title in titles), name
    sections = re.findall(
        r'<section id="(\w+)" aria-labelledby="\1-h">\s*<h2[^>]*>(.*?)</h2>', html
    )
    told = [(block.key, block.title) for block in blocks_of(view)]
    assert [one for one in sections if one[1] not in ONLY_PAGE] == told


def test_all_three_name_every_fact_that_is_listed(view: ReportView) -> None:
    """Markdown cuts long lists and says so; the others have all."""
    html = render_html(view)
    for block in blocks_of(view):
        for listing in (one for part in block.parts for one in part.listings):
            inside = section(html, block.key)
            assert all(f">{fact.label}</a>" in inside for fact in listing.facts)
            assert all(f"{fact.article}/{fact.label}" in printed(view) for fact in listing.facts)
            assert f"<summary>{listing.caption}: {len(listing.facts)}<" in render_markdown(view)


def test_a_run_that_is_done_prints_lines_of_the_whole(shipped: ReportView) -> None:
    brief, whole = printed(shipped, print_scores), printed(shipped)
    assert set(brief.splitlines()) < set(whole.splitlines())
    assert not any(row.seconds in brief for row in shipped.worth.rows)  # equal for equal runs


def test_an_empty_part_is_no_heading(shipped: ReportView) -> None:
    bare = replace(shipped, repeats=(), remembered=(), errors=())
    parts: list[Part] = [part for block in blocks_of(bare) for part in block.parts]
    assert not {"Several readings", "Reading or remembering", "Errors by class"} & {
        part.title for part in parts
    }
