"""The report leads where it says, is escaped, and marks text without losing any."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.corpus import Article, Span
from harness.model.facts import GoldSet, Prediction, Qualifiers
from harness.model.results import Extraction, Run
from harness.model.values import EntityValue, TextValue
from harness.report.html import render_html, render_report
from harness.report.marking import Mark, mark_text
from harness.report.view import ArticleView, ReportView, make_view
from harness.scoring import evaluate
from harness.stores.goldsets import load_goldset
from tests.report.reports import everything, half_right
from tests.worlds import ARTICLE, TEXT, gold, goldset, itself, predicted

EVIL = "<script>alert(1)</script>\"'&\x00\u202e" + "x" * 10_000 + "😀"


def view_of(small: GoldSet, *extractions: Extraction) -> ReportView:
    done = Run(small.name, small.version, small.hash, small.rendition, extractions)
    return make_view(small, done, [evaluate(small, one) for one in extractions])


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


def test_every_link_between_pages_leads_to_a_page_and_a_place_in_it(many: ReportView) -> None:
    pages = {name: Page(html) for name, html in render_report(many).items()}
    assert len(pages) == 2 + len(many.read)
    checked = 0
    for name, page in pages.items():
        for link in page.links:
            file, _, anchor = link.partition("#")
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
            target = pages[wanted if file else name]
            assert not anchor or anchor in target.ids, (name, link)
            checked += 1
    assert checked > 500


def test_articles_lead_to_their_neighbours_and_are_listed_once(many: ReportView) -> None:
    files = render_report(many)
    pages = {name: Page(html) for name, html in files.items()}
    entry = pages["report.html"].links
    for before, article, after in zip(
        ["", *many.read], many.read, [*many.read[1:], ""], strict=False
    ):
        links = pages[f"report-articles/{article.file}"].links
        assert all(one.file in links for one in (before, after) if isinstance(one, ArticleView))
        assert entry.count(f"report-articles/{article.file}") == 1


def test_one_file_for_six_extractors_stays_under_two_megabytes() -> None:
    whole = load_goldset()
    readers = tuple(half_right(whole, 2 + n, f"reader-{n}") for n in range(6))
    pages = render_report(everything(whole, (*readers[:5], half_right(whole, 2, "thirds"))))
    assert list(pages) == ["report.html"]
    assert len(pages["report.html"].encode()) < 2_000_000


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
    assert page.tags.count("script") == 2  # the page's own
    assert page.tags.count("style") == 1
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
        Mark(span, number % 3, "right", number, f"m{number}", f"place-{number}")
        for number, span in enumerate(found)
        if span.end > span.start
    ]
    paragraphs = mark_text(ARTICLE, marks)
    shown = ["".join(piece.text for piece in pieces) for pieces in paragraphs]
    assert shown == [TEXT[slice(*line)] for line in ARTICLE.paragraphs]
    for line, pieces in zip(ARTICLE.paragraphs, paragraphs, strict=True):
        offset = line.start
        for piece in pieces:
            covering = [one for one in marks if one.span.start <= offset < one.span.end]
            gold = {str(one.number) for one in covering if not one.column}
            said = {f"{one.column}:{one.number}" for one in covering if one.column}
            assert set(piece.gold.split()) == gold
            assert set(piece.said.split()) == said
            assert bool(piece.classes) == any(one.column < 2 for one in covering)
            offset += len(piece.text)
    placed = [n.place for pieces in paragraphs for p in pieces for n in p.notes if n.place]
    assert len(placed) == len(set(placed))


def test_what_is_undefined_is_a_dash_and_what_failed_is_told() -> None:
    small = goldset([gold()])
    html = render_html(view_of(small, Extraction("silent", "1", ())))
    assert "<strong>–</strong>" in html
    assert "silent: precision – %, recall 0.0 %, not drawn" in html


def test_the_best_extractor_comes_first() -> None:
    facts = [gold(), gold("owner", value=EntityValue("Beta"), id="f2")]
    small = goldset(facts)
    worse = Extraction("a", "1", (predicted("price"),))
    better = Extraction("b", "1", tuple(map(itself, facts)))
    assert [one.name for one in view_of(small, worse, better).extractors] == ["b", "a"]


def test_pairs_stand_in_the_order_of_the_leaderboard(shipped: ReportView) -> None:
    ranked = [one.name for one in shipped.extractors if one.name != "empty"]
    assert [(one.first, one.second) for one in shipped.pairs] == list(combinations(ranked, 2))
    told = {one.verdict for one in shipped.pairs}
    assert told == {"better", "not distinguishable"}
    for one in shipped.pairs:
        assert (one.verdict == "better") == ("is better than" in one.sentence)
