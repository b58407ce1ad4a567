"""The report's layout in a real browser: nothing is cut, at any width and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from harness.model.facts import GoldSet
from harness.report.html import render_html
from tests.report.reports import everything, half_right

LONG = (
    "llm:anthropic/claude-sonnet-4-20250514@temperature=0.0,prompt=v12",
    "llm:anthropic/claude-sonnet-4-20250514@temperature=0.5,prompt=v12",
    "command:python examples/origins.py --with a --very long --list of=options",
    "WWWWWWWWWWWWWWWWWW",
)


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(page_file.as_uri())
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [1120, 1180, 1280])
def test_the_leaderboard_is_not_cut_beside_its_plane(
    browser: Any, page_file: Path, width: int
) -> None:
    """At 1,120 it stands above the plane, from there on beside it; all columns are in view."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(page_file.as_uri())
    frame = page.locator(".panel:visible .scroll")
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0
    assert page.locator(".panel:visible svg.plane").bounding_box()["width"] > 280
    page.close()


CUT = """frames => frames.filter(frame => frame.checkVisibility()).flatMap(frame => {
    const caption = frame.querySelector("caption span");
    if (!caption) return [];
    const [told, within] = [caption, frame].map(one => one.getBoundingClientRect());
    return told.left < within.left - 1 || told.right > within.right + 1 ? [caption.textContent] : [];
})"""


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_no_caption_is_cut_where_its_table_is_wider_than_the_page(
    browser: Any, page_file: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(page_file.as_uri())
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    frames = page.locator(".scroll")
    assert frames.evaluate_all(CUT) == []
    # The same while one looks at the table's other end.
    frames.evaluate_all("all => all.forEach(frame => { frame.scrollLeft = 10_000; })")
    assert frames.evaluate_all(CUT) == []
    page.close()


@pytest.fixture(scope="module")
def long_file(goldset: GoldSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of extractors with names as long as users give them, some in one place."""
    read = [half_right(goldset, 3 + number // 2, name) for number, name in enumerate(LONG)]
    path = tmp_path_factory.mktemp("long") / "report.html"
    view = everything(goldset, (*read, half_right(goldset, 9, "thirds")))
    path.write_text(render_html(view), encoding="utf-8")
    return path


OUTSIDE = """planes => planes.filter(plane => plane.checkVisibility()).flatMap(plane => {
    const within = plane.getBoundingClientRect();
    const names = [...plane.querySelectorAll("text.name")];
    const boxes = names.map(name => name.getBoundingClientRect());
    return names.filter((_, n) => boxes[n].left < within.left || boxes[n].right > within.right
        || boxes.some((other, m) => m < n && boxes[n].left < other.right && other.left < boxes[n].right
            && boxes[n].top + 4 < other.bottom && other.top + 4 < boxes[n].bottom))
        .map(name => name.textContent);
})"""


@pytest.mark.parametrize("width", [1280, 360])
def test_long_names_stay_in_their_charts_and_columns(
    browser: Any, long_file: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(long_file.as_uri())
    planes = page.locator("svg.plane")
    assert planes.locator("text.name >> visible=true").count() > len(LONG)
    assert planes.evaluate_all(OUTSIDE) == []
    heads = page.locator("#by-p + .scroll thead th:nth-child(n+3)")
    wide = heads.evaluate_all("all => all.map(one => one.offsetWidth)")
    assert len(wide) == len(LONG) + 1
    assert max(wide) - min(wide) <= 2
    assert max(wide) <= 170
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What is cut is told in full, without pointing at anything.
    page.locator("summary", has_text="Names in full").click()
    full = page.locator("details[open] dl.facts dd").all_inner_texts()
    assert sorted(full) == sorted(LONG[:3])
    page.close()


def test_paper_has_every_row_that_fits_the_filter_nothing_folded_and_heads_on_each_page(
    browser: Any, page_file: Path
) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.select_option("form[data-for=rows] select[name=x]", "nearest")
    fitting = int(page.inner_text("#shown").split()[0])
    assert fitting > 100
    pages = [
        " ".join(sheet.extract_text().split())
        for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages
    ]
    assert page.locator("#rows tr").count() == 100  # and afterwards the screen is as it was
    assert page.locator("details[open]").count() == 1  # the first article
    page.close()
    whole = " ".join(pages)
    assert "the first 100 shown" not in whole
    assert "gold, and something else was said instead" in whole  # stands in a fold
    heads = [text for text in pages if "Expected Got" in text]
    assert len(heads) > 3
    assert all("No. Extractor Outcome Predicate Expected Got" in text for text in heads)


def test_nothing_is_wider_than_paper(browser: Any, page_file: Path, long_file: Path) -> None:
    for file in (page_file, long_file):
        page = browser.new_page(viewport={"width": 718, "height": 900})  # A4 less its margins
        page.goto(file.as_uri())
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        page.emulate_media(media="print")
        wide = page.locator("table:visible, figure:visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().right > 718).map(one => one.textContent)"
        )
        assert wide == []
        page.close()


@pytest.mark.parametrize("width", [1100, 1000, 768, 360])
def test_outcomes_are_in_view_at_every_width(browser: Any, page_file: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(page_file.as_uri())
    frame = page.locator(".scroll:has(#outcome-table)")
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0
    assert page.locator("#rows tr").count() == (25 if width == 360 else 100)
    page.close()


def test_heads_stay_below_the_ways_while_their_table_scrolls(page: Any) -> None:
    page.locator("#by-p + .scroll tbody tr").last.scroll_into_view_if_needed()
    page.locator("#by-p + .scroll tbody tr").last.evaluate("row => row.scrollIntoView()")
    ways, head = (page.locator(one).bounding_box() for one in (".ways", "#by-p + .scroll thead"))
    assert ways["y"] == 0
    assert head["y"] == pytest.approx(ways["height"], abs=2)


def test_on_a_phone_the_first_column_stays_and_tells_how_many_are_required(
    browser: Any, page_file: Path
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(page_file.as_uri())
    frame = page.locator("#by-p + .scroll")
    assert frame.get_attribute("tabindex") == "0"  # it scrolls, so the keyboard must reach it
    frame.evaluate("frame => { frame.scrollLeft = 150; }")
    first = frame.locator("tbody th").first
    assert first.bounding_box()["x"] == pytest.approx(frame.bounding_box()["x"], abs=1)
    assert re.search(r"\d+ required$", first.inner_text())
    leaders = page.locator(".panel:visible .scroll")
    assert leaders.get_attribute("tabindex") is None  # it fits: nothing to do there
    page.close()


def test_the_ways_tell_where_one_is(page: Any) -> None:
    current = page.locator(".ways [aria-current]")
    for section, told in (("worth", "Is it worth it?"), ("good", "Where is it good?")):
        page.locator(f"#{section} h2").evaluate("head => head.scrollIntoView()")
        page.locator(".ways [aria-current]", has_text=told).wait_for()
        assert current.count() == 1
    page.click(".ways a[href='#top']")
    page.wait_for_function("scrollY < 10")


def test_a_keyboard_gets_to_the_filters_in_a_moment(page: Any) -> None:
    for key in ("Tab", "Tab", "Enter", "Tab", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('form')?.dataset.for") == "rows"


def test_texts_are_folded_but_the_first_and_every_link_into_one_opens_it(page: Any) -> None:
    text = page.locator("#a2 .text")
    assert page.locator("#a1 .text").is_visible()
    assert text.is_hidden()
    page.click(".within a[href='#a2']")
    text.wait_for()
    page.click("#a2 summary")
    assert text.is_hidden()
    page.select_option("form[data-for=rows] select[name=a]", index=2)
    page.locator("#rows td:first-child a").first.click()
    page.locator("#a2 sup.target").wait_for()


def test_a_number_in_the_text_can_be_hit_24_pixels_high_and_breaks_no_line(page: Any) -> None:
    numbers = page.locator("#a1 sup:not([hidden]) a")
    assert numbers.count() > 20
    missed = numbers.evaluate_all("""all => all.filter(one => {
        one.scrollIntoView({ block: "center" });
        const box = one.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return [-11, 11].some(off => document.elementFromPoint(x, y + off) !== one);
    }).map(one => one.textContent)""")
    assert missed == []
    assert numbers.first.bounding_box()["width"] >= 14


def test_heads_that_sort_and_heads_that_do_not_stand_on_one_line(page: Any) -> None:
    lines = page.locator("#outcome-table thead th").evaluate_all("""all => all.map(head => {
        const words = document.createRange();
        words.selectNodeContents(document.createTreeWalker(head, NodeFilter.SHOW_TEXT).nextNode());
        return words.getBoundingClientRect().bottom;
    })""")
    assert len(lines) == 7
    assert max(lines) - min(lines) < 1
