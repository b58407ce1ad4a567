"""A synthetic corpus of spans, seeded: the same bytes on every machine.

Of every hundred gold spans 80 are predicted exactly, 5 with another label, 5 with another end, and
10 are not predicted; 10 predicted spans are spurious. Spans of a side never overlap.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

LABELS = (
    "PER",
    "LOC",
    "ORG",
    "DATE",
    "MONEY",
    "PERCENT",
    "EVENT",
    "WORK",
    "LAW",
    "PRODUCT",
    "GPE",
    "MISC",
)
STRIDE = 20  # units from one place to the next; a span is shorter

Spans = list[tuple[int, int, str]]


def documents(
    spans: int, per_document: int, seed: int = 20250128
) -> Iterator[tuple[str, Spans, Spans]]:
    """Give (id, gold, predicted) until there are that many gold spans."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for first in range(0, spans, per_document):
        gold: Spans = []
        predicted: Spans = []
        for place in range(min(per_document, spans - first)):
            start = place * STRIDE + chance.randrange(4)
            end = start + 2 + chance.randrange(8)
            label = chance.choice(LABELS)
            gold.append((start, end, label))
            fate = chance.randrange(100)
            if fate < 80:
                predicted.append((start, end, label))
            elif fate < 85:
                predicted.append((start, end, chance.choice(LABELS)))
            elif fate < 90:
                predicted.append((start, end + 1 + chance.randrange(3), label))
            if chance.randrange(10) == 0:
                predicted.append((start + 15, start + 16, chance.choice(LABELS)))
        yield f"article-{first // per_document:07d}", gold, predicted


def write(folder: Path, spans: int, per_document: int) -> tuple[Path, Path]:
    """Write the corpus as one span a line, with the keys a real export has beside ours."""
    paths = (
        folder / f"gold-{spans}-{per_document}.jsonl",
        folder / f"predicted-{spans}-{per_document}.jsonl",
    )
    if not all(path.is_file() for path in paths):
        with paths[0].open("w") as gold_file, paths[1].open("w") as predicted_file:
            for document, gold, predicted in documents(spans, per_document):
                gold_file.writelines(_lines(document, gold))
                predicted_file.writelines(_lines(document, predicted))
    return paths


def _lines(document: str, spans: Spans) -> Iterator[str]:
    for number, (start, end, label) in enumerate(spans):
        yield (
            f'{{"id":"{document}-{number:05d}","doc":"{document}","start":{start},"end":{end},'
            f'"label":"{label}","text":"words of the span, as they stand",'
            f'"score":0.{start % 1000:03d}}}\n'
        )
