"""A report that shows everything, and a browser to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import sync_playwright

from harness.model.facts import GoldSet
from harness.model.results import ArticleError
from harness.pipeline import run
from harness.report.html import render_html, render_report
from harness.report.view import ReportView, make_view
from harness.scoring import evaluate
from harness.stores.goldsets import load_goldset
from tests.crowded import crowded
from tests.report.reports import everything, half_right

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def goldset() -> GoldSet:
    """Two articles of the shipped set: as much as a browser reads in a moment."""
    whole = load_goldset()
    articles = dict(list(whole.articles.items())[:2])
    facts = tuple(fact for fact in whole.facts if fact.article in articles)
    return msgspec.structs.replace(whole, articles=articles, facts=facts)


@pytest.fixture(scope="session")
def shipped(goldset: GoldSet) -> ReportView:
    """Read by five extractors, one of which read it before."""
    real = run(["regex", "nearest", "empty"], goldset)
    made = (half_right(goldset, 3, "thirds"), half_right(goldset, 4, "quarters"))
    return everything(goldset, (*real.extractions, *made))


@pytest.fixture(scope="session")
def brief_file(goldset: GoldSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of thing a report has, but few of each; one extractor failed on an article."""
    kept = [fact for number, fact in enumerate(goldset.facts) if number % 8 == 0]
    small = msgspec.structs.replace(goldset, facts=tuple(kept))
    failed = msgspec.structs.replace(
        half_right(small, 3, "failed"), errors=(ArticleError("000-ki-coup", "out of words"),)
    )
    view = everything(small, (half_right(small, 3, "thirds"), failed))
    path = tmp_path_factory.mktemp("brief") / "report.html"
    path.write_text(render_html(view), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def many() -> ReportView:
    """More articles than one page holds."""
    goldset, done = crowded(articles=25, facts=4, extractors=2)
    return make_view(goldset, done, [evaluate(goldset, one) for one in done.extractions])


@pytest.fixture(scope="session")
def page_file(shipped: ReportView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_html(shipped), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def folder(many: ReportView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many")
    for name, page in render_report(many).items():
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if BROWSER is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS.split())
        yield started
        started.close()


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(page_file.as_uri())
    yield opened
    opened.close()
