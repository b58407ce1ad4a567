"""Make the pictures of a report that README shows: docs/screenshots.py reports/…/report.html.

Needs Playwright and an installed Chromium, as the browser tests do.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


def main() -> None:
    """Take one picture each: light, dark with two readings, phone."""
    report, folder = Path(sys.argv[1]).resolve().as_uri(), Path(__file__).parent
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS.split()
        )
        light = browser.new_page(viewport={"width": 1180, "height": 1000})
        light.goto(report)
        light.screenshot(path=folder / "report.png")
        _to(light, "good")
        light.screenshot(path=folder / "report-light.png")
        dark = browser.new_page(viewport={"width": 1180, "height": 900}, color_scheme="dark")
        dark.goto(report)
        dark.select_option("#reading select[name=two]", "2")
        mark = dark.locator(".columns .text:nth-child(2) .m.gold-wrong").first
        mark.scroll_into_view_if_needed()
        mark.hover()
        dark.wait_for_selector("#card:not([hidden])")
        dark.screenshot(path=folder / "report-dark.png")
        phone = browser.new_page(viewport={"width": 390, "height": 844})
        phone.goto(report + "#show?o=wrong")
        phone.wait_for_timeout(500)
        phone.screenshot(path=folder / "report-phone.png")
        browser.close()


def _to(page: Any, section: str) -> None:
    page.evaluate("name => document.getElementById(name).scrollIntoView()", section)


if __name__ == "__main__":
    main()
