"""How long `german.find` and the extractor `regex` take on a megabyte of news text.

Usage: python -m benchmarks.german
"""

from __future__ import annotations

import time
from pathlib import Path

from harness import german
from harness.extractors.regex import Regex
from harness.model.corpus import Article
from harness.model.facts import Predicate

SEEDS = Path(__file__).parents[1] / "seeds"
SIZE = 1_000_000
LIMIT = 2.0  # seconds for find, on one core
PREDICATES = ("decline", "cost", "count", "founded", "location", "compares_to", "developer")


def text_of(size: int) -> str:
    """Repeat the retellings to a text of some size, in characters."""
    once = "\n".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*/retelling.txt")))
    return (once * (size // len(once) + 1))[:size]


def main() -> None:
    """Print seconds per megabyte of the reader of values and of the extractor."""
    text = text_of(SIZE)
    german.find(text[:10_000], "2025-01-28")  # lists and patterns are made once
    begun = time.perf_counter()
    found = len(german.find(text, "2025-01-28"))
    seconds = time.perf_counter() - begun
    verdict = "ok" if seconds < LIMIT else "TOO SLOW"
    print(f"german.find  {seconds:5.2f} s a megabyte (below {LIMIT} s), {found} values  {verdict}")
    asked = [Predicate(name, "text", (), "") for name in PREDICATES]
    article = Article("a", "retelling", "de", "2025-01-28", text[: SIZE // 10])
    begun = time.perf_counter()
    facts = sum(1 for _ in Regex().extract(article, asked))
    print(f"regex        {time.perf_counter() - begun:5.2f} s for a tenth of it, {facts} facts")


if __name__ == "__main__":
    main()
