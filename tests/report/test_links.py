"""Numbers lead to the rows that explain them, and the address gives the same view again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from harness.report.view import ReportView
from tests.report.pages import choose, shown, told

# Follows each link with one more filter and gives what is told then; rows are filtered at once.
_FOLLOW = """(kinds) => [...document.querySelectorAll("%s")].flatMap((link) => kinds.map((kind) => {
  const show = link.dataset.show;
  link.dataset.show = kind ? `${show}&k=${kind}` : show;
  link.click();
  link.dataset.show = show;
  const rows = document.getElementById("shown").textContent.split(" ")[0].replace(",", "");
  const text = link.parentElement.querySelector("small")?.textContent ?? link.textContent;
  return [show, text, kind, Number(rows)];
}))"""


@pytest.mark.parametrize("heat", ["p", "v", "t", "a"])
def test_every_cell_of_a_heat_map_leads_to_the_rows_that_it_counts(page: Any, heat: str) -> None:
    """A false positive counts under what was said, and not under what it was taken for."""
    kinds = ["tp", "fn"] if heat == "t" else ["tp", "fp", "fn"]  # a wrong prediction has no tag
    found = page.evaluate(_FOLLOW % f"#by-{heat} + .scroll td a", kinds)
    assert len(found) > 10
    for show, text, kind, rows in found:
        share, _, wrong = text.partition(" +")
        right, required = map(int, share.split("/"))
        assert rows == {"tp": right, "fn": required - right, "fp": int(wrong or 0)}[kind], show


def test_every_number_of_errors_leads_to_as_many_rows(page: Any) -> None:
    found = page.evaluate(_FOLLOW % "#wrong table:not(#outcome-table) a", [""])
    assert len(found) > 20
    for show, text, _, rows in found:
        assert rows == int(text) > 0, show  # what is 0 leads nowhere


def test_all_that_one_finds_alone_are_a_filter(page: Any, shipped: ReportView) -> None:
    together = shipped.worth.together
    assert together is not None
    assert sum(one.number for one in together.alone) > 10
    for one in together.alone:
        page.evaluate("query => { location.hash = `show?${query}`; }", one.query)
        page.locator("#shown", has_text=f"{one.number} of ").wait_for()
        listed = [fact.anchor for _, facts in one.articles for fact in facts]
        assert set(listed) <= set(shown(page))


def test_the_filter_stays_from_a_row_into_the_text_and_back_and_over_a_reload(page: Any) -> None:
    choose(page, "x", "nearest")
    choose(page, "o", "wrong")
    rows = shown(page)
    page.locator("#rows a").first.click()
    page.locator("sup.target a").click()
    page.locator("tr.target").wait_for()
    assert shown(page) == rows
    page.reload()
    page.locator(f"tr[id={rows[0]}].target").wait_for()
    assert shown(page) == rows


def test_back_undoes_a_link_and_typing_is_no_step(page: Any, shipped: ReportView) -> None:
    everything = told(page)
    page.locator("#by-p + .scroll td a").first.click()
    first = told(page)
    assert first != everything
    page.locator("form[data-for=rows] input[name=q]").press_sequentially("deepseek", delay=150)
    page.locator("#by-v + .scroll td a").first.click()
    page.go_back()
    page.wait_for_url(re.compile("q=deepseek"))
    assert page.input_value("form[data-for=rows] input[name=q]") == "deepseek"
    page.go_back()
    page.wait_for_url(re.compile("report.html$"))
    page.locator("#shown", has_text=everything).wait_for()
    assert page.input_value("form[data-for=rows] select[name=p]") == ""
    page.go_forward()
    page.wait_for_url(re.compile("p="))
    page.locator("#shown", has_text=" of ").wait_for()


def test_level_profile_and_readers_are_in_the_address(page: Any, browser: Any) -> None:
    page.check("#level-grounded")
    page.check("#profile-strict")
    page.select_option("#reading select[name=one]", label="thirds")
    page.select_option("#reading select[name=two]", label="nearest")
    page.locator("#by-a + .scroll td a").first.click()  # a link keeps them
    other = browser.new_page()
    other.goto(page.url)
    panel = other.locator(".panel:visible")
    assert panel.get_attribute("data-level") == "grounded"
    assert panel.get_attribute("data-profile") == "strict"
    assert other.locator("#a1 .reader").all_inner_texts() == ["thirds", "nearest"]
    assert told(other) == told(page)
    other.close()
    page.check("#level-fact")
    page.check("#profile-standard")
    page.go_back()  # the link was a step, turning the switch is none
    page.wait_for_url(re.compile("l=grounded"))
    page.locator(".panel[data-level=grounded][data-profile=strict]").wait_for()


@pytest.mark.parametrize(
    "hash_",
    [
        "#show?x=nobody&l=nothing&f=none&one=99&two=99&at=nowhere",
        "#show?",
        "#%E0%A4%A",  # no UTF-8
        "#show?a=%E0%A4%A&at=%",
        "#constructor",
    ],
)
def test_an_address_that_nobody_wrote_breaks_nothing(
    browser: Any, page_file: Path, hash_: str
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(page_file.as_uri() + hash_)
    assert complaints == []
    assert page.locator(".panel:visible").get_attribute("data-level") == "fact"
    assert page.locator("#a1 .text").count() == 1
    page.close()


def test_the_keyboard_goes_on_from_where_a_link_led(page: Any) -> None:
    page.locator("nav a[href='#worth']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('section').id") == "worth"
    assert page.url.endswith("#worth")


def test_over_the_pages_of_a_folder_the_filter_and_the_reader_stay(
    browser: Any, folder: Path
) -> None:
    page = browser.new_page()
    page.goto((folder / "report-articles" / "outcomes.html").as_uri() + "#show?x=reader-1&o=wrong")
    rows = shown(page)
    page.locator("#rows a").nth(1).click()
    page.locator("sup.target").wait_for()
    assert page.locator("#reading select[name=one] option:checked").inner_text() == "reader-1"
    page.go_back()
    page.locator(f"tr[id={rows[1]}].target").wait_for()
    assert shown(page) == rows
    page.close()
