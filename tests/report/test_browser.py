"""The report in a real browser: filter, sort, address, text and back, print, and whom it serves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from harness.model.corpus import Article, Span
from harness.model.facts import Prediction
from harness.model.results import ArticleError, Extraction, Run
from harness.model.values import TextValue
from harness.report.html import render_html
from harness.report.view import ReportView, make_view
from harness.scoring import evaluate
from tests.report.axe import axe
from tests.report.pages import choose, shown, told
from tests.worlds import gold, goldset


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_nothing_complains_nothing_leaves_the_page_and_nothing_scrolls_sideways(
    browser: Any, page_file: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    choose(page, "o", "wrong")
    page.select_option("#reading select[name=two]", "2")
    page.locator(".text sup:not([hidden]) a").first.focus()
    page.wait_for_selector("#card:not([hidden])")
    assert complaints == []
    assert requests == [page_file.as_uri()]
    # Wide tables scroll in their own frame; the page itself never scrolls sideways.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_without_scripts_every_outcome_text_and_figure_is_there(
    browser: Any, page_file: Path, shipped: ReportView
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    assert page.locator("#rows tr").count() == shipped.outcomes
    assert page.locator("#rows tr").last.is_visible()
    assert page.locator("form.filter").first.is_hidden()  # a field that does nothing is a trap
    assert page.locator(".text .gold-right").count() > 0
    # The switch needs no script: it is in the style.
    page.check("#level-value")
    assert page.locator(".panel:visible").get_attribute("data-level") == "value"
    page.locator("sup[id]:not([hidden]) a").first.click()
    page.locator("tr:target a").click()
    page.locator("sup:target").wait_for()
    context.close()


def test_a_filter_narrows_the_rows_and_the_address_gives_the_same_view(
    page: Any, browser: Any, shipped: ReportView
) -> None:
    wanted = [
        row.anchor
        for article in shipped.read
        for row in article.outcomes
        if row.extractor == "nearest" and row.error == "wrong subject" and row.outcome == "wrong"
    ]
    choose(page, "x", "nearest")
    choose(page, "c", "wrong subject")
    choose(page, "o", "wrong")
    assert sorted(shown(page)) == sorted(wanted)
    assert told(page) == f"{len(wanted)} of {shipped.outcomes:,} outcomes"
    other = browser.new_page()
    other.goto(page.url)
    assert shown(other) == shown(page)
    assert other.input_value("form[data-for=rows] select[name=c]") == "wrong subject"
    other.close()
    page.click("form[data-for=rows] button[type=reset]")
    assert told(page).startswith(f"{shipped.outcomes:,} outcomes")


def test_free_text_looks_everywhere_in_a_row(page: Any) -> None:
    page.fill("form[data-for=rows] input[name=q]", "HIGH-FLYER")
    page.locator("#shown", has_text=" of ").wait_for()
    texts = page.locator("#rows tr").all_text_contents()
    assert texts
    assert all("high-flyer" in text.lower() for text in texts)
    assert "q=HIGH-FLYER" in page.url


def test_heads_sort_both_ways_by_mouse_and_keyboard(page: Any) -> None:
    head = page.locator("#outcome-table th[data-sort=p]")
    head.locator("button").click()
    predicates = page.locator("#rows tr td:nth-child(4) code:first-child")
    first = predicates.all_inner_texts()
    assert first == sorted(first)
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert "s=-p" in page.url
    turned = predicates.all_inner_texts()
    assert turned == sorted(turned, reverse=True)


def test_more_rows_come_on_request(page: Any, shipped: ReportView) -> None:
    assert len(shown(page)) == 100 < shipped.outcomes
    page.click("#more")
    assert len(shown(page)) == min(600, shipped.outcomes)


def test_a_small_table_sorts_by_figure_the_worst_first_and_the_undefined_last(page: Any) -> None:
    head = page.locator("#by-p + .scroll th:nth-child(4)")
    cells = page.locator("#by-p + .scroll tbody td:nth-child(4)")
    for direction in ("ascending", "descending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == direction
        texts = cells.all_inner_texts()
        defined = [float(cell.split("\n")[0]) for cell in texts if not cell.startswith("–")]
        assert defined == sorted(defined, reverse=direction == "descending")
        assert len(set(defined)) > 2
        assert all(cell.startswith("–") for cell in texts[len(defined) :])


def test_one_click_from_a_row_to_its_place_and_back(page: Any) -> None:
    choose(page, "x", "nearest")
    row = page.locator("#rows tr:has(.badge.extra):has(td:first-child a)").first
    anchor = row.get_attribute("id")
    row.locator("td:first-child a").focus()
    page.keyboard.press("Enter")
    page.locator("sup.target").wait_for()
    reading = page.locator("#reading select[name=one] option:checked").inner_text()
    assert reading == "nearest"  # the text shows what the row is about
    assert page.evaluate("document.activeElement.parentElement.tagName") == "SUP"
    page.keyboard.press("Enter")
    page.locator("tr.target").wait_for()
    assert page.locator("tr.target").get_attribute("id") == anchor
    assert page.url.endswith(f"at={anchor}")
    assert "x=nearest" in page.url  # the filter stays


def test_a_row_that_the_filter_hides_is_shown_when_a_link_leads_to_it(page: Any) -> None:
    choose(page, "x", "empty")
    link = page.locator("#alone ~ .finds a").first
    link.click()
    page.locator("tr.target").wait_for()
    wanted = (link.get_attribute("href") or "").removeprefix("#")
    assert page.locator("tr.target").get_attribute("id") == wanted


def test_two_readings_stand_beside_each_other(page: Any) -> None:
    one, two = "thirds", "nearest"
    page.select_option("#reading select[name=one]", label=one)
    page.select_option("#reading select[name=two]", label=two)
    texts = page.locator("#a1 .text")
    assert texts.count() == 2
    assert page.locator("#a1 .reader").all_inner_texts() == [one, two]
    boxes = [texts.nth(number).bounding_box() for number in range(2)]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    marked = [texts.nth(n).locator(".gold-right").count() for n in range(2)]
    assert marked[0] > marked[1]
    # Ids stay unique, and the second one's numbers lead to its own rows.
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(n => n.id)).size"
        " === document.querySelectorAll('[id]').length"
    )
    hrefs = [
        texts.nth(n).locator("sup:not([hidden]) a").first.get_attribute("href") for n in (0, 1)
    ]
    assert hrefs[0] != hrefs[1]


def test_pointing_or_focus_shows_gold_beside_the_prediction(page: Any) -> None:
    card = page.locator("#card")
    mark = page.locator("#a1 .m.gold-wrong").first
    mark.scroll_into_view_if_needed()
    mark.hover()
    card.wait_for(state="visible")
    assert {"Gold", "Said"} <= set(card.locator("dt").all_inner_texts())
    assert card.locator("mark.diff").count() >= 2
    card.hover()  # it stays while one points at it
    page.wait_for_timeout(300)
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert card.is_hidden()
    page.click("#a2 summary")
    number = page.locator("#a2 sup:not([hidden]) a").first
    number.focus()
    card.wait_for(state="visible")
    assert number.get_attribute("aria-describedby") == "card"
    number.blur()
    card.wait_for(state="hidden")
    assert number.get_attribute("aria-describedby") is None


def test_the_card_tells_what_the_row_tells(page: Any) -> None:
    page.select_option("#reading select[name=one]", label="nearest")
    card = page.locator("#card section").first
    mark = page.locator("#a1 .text .m.gold-wrong").first
    mark.hover()
    card.wait_for()
    number = card.locator("div").first.inner_text().split(" ")[0]
    choose(page, "x", "nearest")
    cells = page.locator(f"tr[id=x4-a1-{number}] td")
    said = " ".join(card.inner_text().split())
    for told_in_row in (cells.nth(2).inner_text(), cells.nth(5).inner_text()):
        assert " ".join(told_in_row.split()) in said
    assert card.locator("q").first.inner_text() == cells.nth(6).locator("q").first.inner_text()


def test_the_switch_shows_one_level_and_profile(page: Any) -> None:
    visible = page.locator(".panel:visible")
    assert visible.count() == 1
    assert visible.get_attribute("data-level") == "fact"
    page.check("#level-grounded")
    page.check("#profile-strict")
    assert visible.count() == 1
    assert visible.get_attribute("data-level") == "grounded"
    assert visible.get_attribute("data-profile") == "strict"


def test_print_leaves_out_what_only_a_screen_can_do(page: Any) -> None:
    choose(page, "o", "wrong")
    page.emulate_media(media="print", color_scheme="dark")  # paper is white for all
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for selector in ("nav", "form.filter", ".switch", "#more"):
        assert page.locator(selector).first.is_hidden()
    assert page.locator("#rows tr").first.is_visible()


def test_with_many_articles_each_has_a_page(browser: Any, folder: Path, many: ReportView) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((folder / "report.html").as_uri())
    page.locator("#by-p + .scroll td a").first.click()  # a filter over all articles
    page.locator("#shown", has_text=" of ").wait_for()
    assert page.url.startswith((folder / "report-articles" / "outcomes.html").as_uri())
    assert 0 < len(shown(page)) < many.outcomes
    page.locator("#rows tr:has(.badge.wrong) td:first-child a").first.click()  # into the text
    page.wait_for_selector("sup.target")
    assert re.search(r"/a\d+\.html", page.url)
    page.locator("sup.target a").click()
    page.locator("tr.target").wait_for()
    assert axe(page) == []
    assert complaints == []
    # The entry, all outcomes, an article: files of the folder and nothing else.
    assert len(requests) == 3
    assert all(request.startswith(f"{folder.as_uri()}/") for request in requests)
    page.close()


def test_long_texts_are_folded_away_and_unfold_without_scripts(
    browser: Any, tmp_path: Path
) -> None:
    long = "x" * 10_000
    fact = gold("license", value=TextValue(long), spans=[(157, 180)], tags=(long,))
    small = goldset([fact])
    said = Prediction("a1", "license", long, TextValue(long), quote=long)
    failed = Extraction("failed", "1", (), (ArticleError("a1", long),))
    readers = (Extraction("reader", "1", (said,)), failed)
    done = Run(small.name, "1", small.hash, "retelling", readers)
    view = make_view(small, done, [evaluate(small, one) for one in readers])
    (tmp_path / "long.html").write_text(render_html(view), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto((tmp_path / "long.html").as_uri())
    high = page.evaluate("document.documentElement.scrollHeight")
    assert high < 20_000
    folded = page.locator("#rows details", has_text="quote: 9,700 more characters")
    folded.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollHeight") > high + 1_000
    assert page.locator(".alarm").text_content().count("x") == len(long)
    context.close()


def test_untrusted_text_does_nothing_in_a_browser(browser: Any, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'&\x00\u202e" + "x" * 10_000 + "😀</td><img src=x>"
    article = Article("a1", "retelling", "de", "2025", f"Kopf\n\n{evil} sagt Alpha.\n")
    fact = gold("license", value=TextValue(evil), spans=[(6, 30)], tags=(evil,))
    small = goldset([fact], article)
    said = Prediction("a1", "license", evil, TextValue(evil), evidence=(Span(8, 20),), quote=evil)
    reader = Extraction(evil, evil, (said,), (ArticleError("a1", evil),))
    (tmp_path / "evil.html").write_text(
        render_html(
            make_view(
                small,
                Run(small.name, evil, small.hash, "retelling", (reader,)),
                [evaluate(small, reader)],
            )
        ),
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 360, "height": 700})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto((tmp_path / "evil.html").as_uri())
    assert complaints == []
    assert page.locator("img").count() == 0
    assert "<script>alert(1)</script>" in page.locator("#rows").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
