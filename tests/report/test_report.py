"""The report is right, escaped, and works in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright
from rich.console import Console

from harness.model.corpus import Article, Span
from harness.model.facts import GoldSet, Prediction, Qualifiers
from harness.model.results import Extraction, Run
from harness.model.values import EntityValue, TextValue
from harness.pipeline import run
from harness.report.html import render_html
from harness.report.marking import Mark, mark_text
from harness.report.text import print_scores
from harness.report.view import ReportView, make_view
from harness.scoring import evaluate
from harness.stores.goldsets import load_goldset
from tests.worlds import ARTICLE, TEXT, gold, goldset, itself, predicted

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
EVIL = "<script>alert(1)</script>\"'&\x00\u202e" + "x" * 10_000 + "😀"


def view_of(small: GoldSet, *extractions: Extraction) -> ReportView:
    done = Run(small.name, small.version, small.hash, small.rendition, extractions)
    return make_view(small, done, [evaluate(small, one) for one in extractions])


@pytest.fixture(scope="module")
def shipped() -> ReportView:
    small = load_goldset()
    done = run(["regex", "nearest", "empty"], small)
    return make_view(small, done, [evaluate(small, one) for one in done.extractions])


class Page(HTMLParser):
    """Collects what a test asks a page for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), "an event handler in the page"
            assert name != "style", "an inline style, which the page's own policy forbids"
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")


def test_every_link_leads_somewhere_in_the_page(shipped: ReportView) -> None:
    page = Page(render_html(shipped))
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(page.links) > 100


def test_the_page_shows_the_figures_of_the_scores(shipped: ReportView) -> None:
    html = render_html(shipped)
    for extractor in shipped.extractors:
        for row in extractor.levels:
            cells = f'<td class="n">{row.precision}</td><td class="n">{row.recall}</td>'
            assert cells in html
    console = Console(file=StringIO(), width=120, no_color=True)
    print_scores(shipped, console)
    assert isinstance(console.file, StringIO)
    printed = console.file.getvalue()
    for extractor in shipped.extractors:
        assert re.search(rf"{extractor.name}.*{extractor.levels[0].f1}", printed)


def test_untrusted_text_comes_through_harmless_and_visible() -> None:
    text = f"Kopf\n\n{EVIL} sagt Alpha.\n"
    article = Article("a1", "retelling", "de", "2025", text)
    fact = gold("license", value=TextValue(EVIL), spans=[(6, 30)])
    small = goldset([fact], article)
    said = Prediction(
        "a1",
        "license",
        EVIL,
        TextValue(EVIL),
        Qualifiers(scope=EVIL, attributed_to=EVIL),
        (Span(8, 20), Span(0, len(text))),
        quote=EVIL,
    )
    html = render_html(view_of(small, Extraction(EVIL, EVIL, (said,))))
    page = Page(html)
    assert "script" not in page.tags
    assert "\x00" not in html
    assert "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "⟨U+0000⟩⟨U+202E⟩" in html


spans = st.tuples(st.integers(0, len(TEXT)), st.integers(1, 60)).map(
    lambda at: Span(at[0], min(len(TEXT), at[0] + at[1]))
)


@given(st.lists(spans, max_size=6))
def test_marking_loses_and_doubles_no_character(found: list[Span]) -> None:
    marks = [
        Mark(span, "gold", "right", f"m{number}", number)
        for number, span in enumerate(found)
        if span.end > span.start
    ]
    paragraphs = mark_text(ARTICLE, marks)
    shown = ["".join(piece.text for piece in pieces) for pieces in paragraphs]
    assert shown == [TEXT[slice(*line)] for line in ARTICLE.paragraphs]
    for line, pieces in zip(ARTICLE.paragraphs, paragraphs, strict=True):
        offset = line.start
        for piece in pieces:
            covered = any(mark.span.start <= offset < mark.span.end for mark in marks)
            assert bool(piece.classes) == covered
            offset += len(piece.text)
    targets = [n.anchor for pieces in paragraphs for p in pieces for n in p.notes if n.target]
    assert len(targets) == len(set(targets))


def test_what_is_undefined_is_a_dash_and_what_failed_is_told() -> None:
    small = goldset([gold()])
    html = render_html(view_of(small, Extraction("silent", "1", ())))
    assert '<td class="n">–</td><td class="n">0.0</td>' in html


def test_the_best_extractor_comes_first() -> None:
    facts = [gold(), gold("owner", value=EntityValue("Beta"), id="f2")]
    small = goldset(facts)
    worse = Extraction("a", "1", (predicted("price"),))
    better = Extraction("b", "1", tuple(map(itself, facts)))
    assert [one.name for one in view_of(small, worse, better).extractors] == ["b", "a"]


# -- in a browser ------------------------------------------------------------------------------

browser_needed = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def page_file(shipped: ReportView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_html(shipped), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=flags.split())
        yield started
        started.close()


@browser_needed
@pytest.mark.parametrize("width", [1280, 390])
def test_in_a_browser_nothing_complains_and_nothing_leaves_the_page(
    browser: Any, page_file: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    assert complaints == []
    assert requests == [page_file.as_uri()]
    # Wide tables scroll in their own frame; the page itself never scrolls sideways.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@browser_needed
def test_the_keyboard_leads_from_a_mark_to_its_row_and_back(browser: Any, page_file: Path) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    note = page.locator("sup[id] a").first
    note.focus()
    page.keyboard.press("Enter")
    row = page.evaluate("location.hash")
    assert page.evaluate("document.querySelector(':target').tagName") == "TR"
    page.locator(f"{row} th a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == row.replace("#", "#t-")
    assert page.evaluate("document.querySelector(':target').tagName") == "SUP"
    page.close()


def luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2 for an rgb(r, g, b) colour."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@browser_needed
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_light_and_dark(browser: Any, page_file: Path, scheme: str) -> None:
    """WCAG 2.2 AA: a contrast of 4.5 for text, on the page and on every mark and badge."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(page_file.as_uri())
    pairs = page.evaluate(
        """() => {
          const solid = node => { for (; node; node = node.parentElement) {
            const c = getComputedStyle(node).backgroundColor;
            if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
          return [...document.querySelectorAll('h1, p, .soft, caption, a, mark, .badge, th, td, q, sup a')]
            .map(n => [n.outerHTML.slice(0, 60), getComputedStyle(n).color, solid(n)]); }"""
    )
    assert len(pairs) > 100
    for what, ink, paper in pairs:
        light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (what, ink, paper)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (luminance(background) < 0.2) == (scheme == "dark")
    page.close()
