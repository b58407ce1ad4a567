"""How long a large report takes: made in Python, filtered in a browser.

200 articles with 40 facts each, read by 5 extractors: 40,000 outcomes and more. Targets: made and
rendered in under 3 s, filtered in under 100 ms.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import tempfile
import time
from pathlib import Path

from harness.report.html import render_report
from harness.report.view import make_view
from harness.scoring import evaluate
from tests.crowded import crowded

_FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
_FILTER = """async ([name, value]) => {
  const field = document.querySelector(`form[data-for=rows] [name=${name}]`);
  field.value = value;
  const shown = document.getElementById("shown");
  const started = performance.now();
  const done = new Promise(resolve =>
    new MutationObserver(() => resolve()).observe(shown, {childList: true}));
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await done;
  document.body.offsetHeight;  // the layout belongs to it
  return [performance.now() - started, shown.textContent];
}"""


def main() -> None:
    """Print what each step takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--facts", type=int, default=40)
    parser.add_argument("--extractors", type=int, default=5)
    wanted = parser.parse_args()
    gc.set_threshold(200_000, 30, 30)  # as the command does
    goldset, run = crowded(wanted.articles, wanted.facts, wanted.extractors)
    clock, cpu = time.perf_counter(), time.process_time()
    evaluations = [evaluate(goldset, one) for one in run.extractions]
    print(f"scored: {time.perf_counter() - clock:.2f} s, {time.process_time() - cpu:.2f} s of CPU")
    clock, cpu = time.perf_counter(), time.process_time()
    view = make_view(goldset, run, evaluations)
    print(f"view: {time.perf_counter() - clock:.2f} s, {time.process_time() - cpu:.2f} s of CPU")
    clock, cpu = time.perf_counter(), time.process_time()
    pages = render_report(view)
    print(f"pages: {time.perf_counter() - clock:.2f} s, {time.process_time() - cpu:.2f} s of CPU")
    size = sum(len(page.encode()) for page in pages.values())
    print(f"{view.outcomes:,} outcomes, {len(pages)} files, {size / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder:
        for name, page in pages.items():
            (Path(folder) / name).parent.mkdir(exist_ok=True)
            (Path(folder) / name).write_text(page, encoding="utf-8")
        _in_a_browser(Path(folder) / "report-articles" / "outcomes.html")


def _in_a_browser(path: Path) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - Python's part needs none

    if not path.exists():
        print("so few outcomes stay in one file: nothing to filter")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=_FLAGS.split()
        )
        page = browser.new_page()
        clock = time.perf_counter()
        page.goto(path.as_uri(), timeout=120_000)
        print(f"opened: {time.perf_counter() - clock:.2f} s")
        page.wait_for_timeout(2_000)
        for name, value in (
            ("o", "wrong"),
            ("p", "predicate_7"),
            ("x", "reader-1"),
            ("q", "firma 7"),
        ):
            took, told = page.evaluate(_FILTER, [name, value])
            waits = 120 if name == "q" else 0  # for the next key
            print(f"filter {name}={value}: {took - waits:.0f} ms, {told}")
        browser.close()


if __name__ == "__main__":
    main()
