"""A small gold set on disk, for tests that break it or bring it along."""

from __future__ import annotations

import hashlib
from pathlib import Path

RETELLING = (
    "Ein Haus wird alt\n\nDie Alpha AG aus Bonn wurde 1999 gegründet.\nSie hat 5 Millionen Euro.\n"
)
ORIGINAL = (
    "Altes Haus\n14\nAlpha ist eine Firma aus Bonn, gegründet 1999.\nIhr gehören 5 Mio. Euro.\n"
)

GOLDSET = """\
name: small
version: "1"
language: de
seeds: ../../seeds
articles: [a1]
units: [EUR, PERCENT, ratio]
dimensions: [cost]
tags: [number-word]
"""
PREDICATES = """\
predicates:
  - {name: founded, value_type: date, subject_kinds: [ORG], definition: Gründung, functional: true}
  - {name: location, value_type: entity, subject_kinds: [ORG], value_kinds: [LOC], definition: Sitz}
  - {name: assets, value_type: quantity, subject_kinds: [ORG], definition: Vermögen}
  - {name: compares_to, value_type: quantity, subject_kinds: [ORG], definition: Maß, compared: true}
"""
ENTITIES = """\
entities:
  - {name: Alpha, kind: ORG, aliases: [Alpha AG]}
  - {name: Bonn, kind: LOC}
"""
FACTS = """\
article: a1
facts:
  - id: founded-alpha
    predicate: founded
    subject: Alpha
    value: {type: date, edtf: "1999"}
    evidence: [wurde 1999 gegründet]
  - id: location-alpha
    predicate: location
    subject: Alpha
    value: {type: entity, name: Bonn}
    evidence: [Alpha AG aus Bonn]
  - id: assets-alpha
    predicate: assets
    subject: Alpha
    value: {type: quantity, amount: 5000000, unit: EUR, comparator: "="}
    evidence:
      - quote: 5 Millionen Euro
"""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def standoff(text: str, words: str, role: str = "") -> str:
    start = text.index(words)
    more = f", {role}" if role else ""
    return f'[{start}, {start + len(words)}, "{sha(words)[:12]}"{more}]'


SOURCE = f"""\
article: a1
language: de
doc_date: "2025-01-28"
original: {{file: haus.txt, sha256: {sha(ORIGINAL)}, characters: {len(ORIGINAL)}}}
"""
STANDOFF = f"""\
article: a1
sha256: {sha(ORIGINAL)}
zones:
  - [counter, false, 11, 13]
evidence:
  founded-alpha: [{standoff(ORIGINAL, "gegründet 1999")}]
  location-alpha: [{standoff(ORIGINAL, "eine Firma aus Bonn")}]
  assets-alpha:
    - {standoff(ORIGINAL, "5 Mio. Euro")}
    - {standoff(ORIGINAL, "Alpha", "context")}
"""


def write_goldset(root: Path, **changed: str) -> Path:
    """Write the gold set below a folder and give its own folder; `changed` replaces files."""
    files = {
        "goldset": ("goldsets/small/goldset.yaml", GOLDSET),
        "predicates": ("goldsets/small/predicates.yaml", PREDICATES),
        "entities": ("goldsets/small/entities.yaml", ENTITIES),
        "facts": ("goldsets/small/facts/a1.yaml", FACTS),
        "standoff": ("goldsets/small/originals/a1.yaml", STANDOFF),
        "source": ("seeds/a1/source.yaml", SOURCE),
        "retelling": ("seeds/a1/retelling.txt", RETELLING),
        "original": ("originals/renamed.txt", ORIGINAL),
    }
    assert changed.keys() <= files.keys()
    for key, (name, content) in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(changed.get(key, content).encode())
    return root / "goldsets" / "small"
