"""WCAG 2.2 A and AA, and axe's best practices: every kind of page, every width, light and dark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from harness.model.results import Run
from harness.pipeline import run
from harness.report.html import render_html
from harness.report.view import make_view
from harness.scoring import evaluate
from harness.stores.goldsets import load_goldset
from tests.report.axe import axe
from tests.report.reports import everything, half_right
from tests.report.test_colours import luminance

COLOURS = ("color-contrast", "link-in-text-block")


@pytest.fixture(scope="session")
def whole_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole shipped set, held against an earlier run."""
    goldset = load_goldset()
    read = (*run(["nearest", "empty"], goldset).extractions, half_right(goldset, 3, "thirds"))
    path = tmp_path_factory.mktemp("whole") / "report.html"
    path.write_text(render_html(everything(goldset, read)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def traps_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole trap set, held against nothing."""
    goldset = load_goldset("deepseek-2025-traps")
    read = (half_right(goldset, 3, "thirds"), half_right(goldset, 4, "quarters"))
    done = Run(goldset.name, goldset.version, goldset.hash, goldset.rendition, read)
    view = make_view(goldset, done, [evaluate(goldset, one) for one in read])
    path = tmp_path_factory.mktemp("traps") / "report.html"
    path.write_text(render_html(view), encoding="utf-8")
    return path


def violations(browser: Any, file: Path, scheme: str, width: int) -> list[Any]:
    """Open a page with all its folds open; in the dark only the colours are others."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(file.as_uri())
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (int(part) for part in re.findall(r"\d+", background)[:3])
    assert (luminance(f"{red:02x}{green:02x}{blue:02x}") < 0.2) == (scheme == "dark")
    found = axe(page, *(COLOURS if scheme == "dark" else ()))
    page.close()
    return found


@pytest.mark.parametrize("width", [1280, 768, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_whole_report(
    browser: Any, whole_file: Path, scheme: str, width: int
) -> None:
    assert violations(browser, whole_file, scheme, width) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_in_the_report_of_the_trap_set(
    browser: Any, traps_file: Path, scheme: str, width: int
) -> None:
    assert violations(browser, traps_file, scheme, width) == []


@pytest.mark.parametrize("name", ["report.html", "report-articles/outcomes.html"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 768), ("dark", 768)])
def test_axe_finds_nothing_where_each_article_has_a_page(
    browser: Any, folder: Path, name: str, scheme: str, width: int
) -> None:
    assert violations(browser, folder / name, scheme, width) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_two_readings_and_a_failed_one(
    browser: Any, brief_file: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(brief_file.as_uri())
    page.select_option("#reading select[name=two]", "2")
    assert axe(page) == []
    page.close()
