"""The report's layout in a real browser: nothing is cut, at any width and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


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
