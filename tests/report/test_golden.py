"""The whole page of a small world, kept as a file: what changes shows in review.

How to renew it stands in golden/README.md.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from harness.comparison import compare
from harness.model.facts import Alternatives, Qualifiers, Restated
from harness.model.results import ArticleError, Extraction, Run
from harness.model.values import DateValue, EntityValue, QuantityValue, TextValue
from harness.report.changes import Earlier
from harness.report.html import render_html
from harness.report.markdown import render_markdown
from harness.report.text import print_report
from harness.report.trust import About, Made
from harness.report.view import Beside, ReportView, make_view
from harness.scoring import evaluate
from tests.worlds import gold, goldset, itself, predicted

GOLDEN = Path(__file__).with_name("golden")
MADE = Made(
    "run-1",
    "2025-01-27 12:00:00 UTC",
    "c0ffee0123456789+changes",
    "harness run careful",
    (("harness", "1.2.3"), ("numpy", "2.1.0")),
)


def small() -> ReportView:
    """A report with every outcome: right, wrong, missed, extra, optional, restated, failed."""
    facts = [
        gold(tags=("number-word",), accept=Alternatives(subject=("Gamma",))),
        gold("owner", value=EntityValue("Beta"), spans=[(0, 44)], id="f2"),
        gold("since", value=DateValue("2025-01"), spans=[(70, 76)], id="f3", optional=True),
        gold(
            "price",
            "Beta",
            QuantityValue(Decimal(7_000_000), "EUR"),
            [(87, 110)],
            id="f4",
            restated=Restated((QuantityValue(Decimal(7), "unit"),)),
        ),
        gold("license", value=TextValue("offen"), spans=[(157, 180)], id="f5"),
    ]
    world = goldset(facts)
    sure = [
        msgspec.structs.replace(itself(fact), confidence=confidence)
        for fact, confidence in zip(facts, (0.9, 0.9, 0.6, 0.4), strict=False)
    ]
    careful = Extraction("careful", "1", tuple(sure), seconds=3.0)
    hasty = Extraction(
        "hasty <b>",
        "1",
        (
            predicted(subject="Beta"),
            predicted("owner", value=EntityValue("Beta"), qualifiers=Qualifiers(negated=True)),
            predicted("seat", value=EntityValue("Paris"), spans=[]),
            predicted("since", value=DateValue("2025-01"), quote="steht nirgends"),
        ),
        seconds=0.1,
    )
    failed = Extraction("failed", "1", (), (ArticleError("a1", "no answer"),))
    run = Run(world.name, world.version, world.hash, "retelling", (careful, hasty, failed))
    now = [evaluate(world, one) for one in run.extractions]
    before = evaluate(world, Extraction("careful", "0", tuple(map(itself, facts[2:]))))
    beside = Beside(
        other_profile=[evaluate(world, one, "strict") for one in run.extractions],
        earlier=Earlier("the run before", [compare(before, now[0])]),
        about=About((MADE,), "F1 90.0 %"),
    )
    return make_view(world, run, now, beside)


def still(html: str) -> str:
    """Leave out what changes without the page changing: style, scripts and their hashes."""
    html = re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", html, flags=re.DOTALL)
    return re.sub(r"'sha256-[^']+'", "'sha256-…'", html)


def test_the_page_is_what_it_was() -> None:
    held_against("report.html", still(render_html(small())))


def test_the_markdown_is_what_it_was() -> None:
    held_against("report.md", render_markdown(small()))


def test_the_terminal_is_what_it_was() -> None:
    file = StringIO()
    print_report(small(), Console(file=file, width=120, no_color=True, highlight=False))
    held_against("report.txt", file.getvalue())


def test_a_browser_makes_of_it_what_it_did(browser: Any, tmp_path: Path) -> None:
    """What style and scripts change for people shows here: what is there, in which state and order.

    As assistive technology is told it, so no font and no pixel is in it.
    """
    (tmp_path / "report.html").write_text(render_html(small()), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((tmp_path / "report.html").as_uri())
    page.locator("#rows.ready").wait_for()
    told = page.locator("body").aria_snapshot().replace(page.url, "report.html")
    held_against("report.aria.yaml", told + "\n")
    page.close()


def held_against(name: str, now: str) -> None:
    path = GOLDEN / name
    if os.environ.get("RENEW_GOLDEN"):
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8"), "see golden/README.md"
