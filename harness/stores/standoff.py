"""Stand-off evidence: where an original says each fact, without a word of the original."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from harness.model.corpus import Span, Zone
from harness.model.facts import Evidence, Role
from harness.stores.strict_yaml import YamlFile


class StandoffSpan(NamedTuple):
    """A span of a text that is not here, with the hash of the words it must cover."""

    start: int
    end: int
    sha: str
    role: Role = "main"


class StandoffFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file under `originals/` says."""

    article: str
    sha256: str
    evidence: dict[str, tuple[StandoffSpan, ...]]
    zones: tuple[Zone, ...] = ()


@dataclass(frozen=True, slots=True)
class Standoff:
    """The zones of an original and the evidence of its facts; `file` can tell of faults."""

    file: YamlFile
    zones: tuple[Zone, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]


def span_hash(words: str) -> str:
    """Give the hash that stands for a span's words: 12 hex digits of SHA-256."""
    return hashlib.sha256(words.encode("utf-8")).hexdigest()[:12]


def load_standoff(path: Path, sha256: str, text: str) -> Standoff:
    """Read the stand-off evidence for an original text, checking every span against it.

    Raises InvalidFileError with all spans whose words are not the ones that were labelled.
    """
    file = YamlFile(path)
    content = file.decode((), file.value, StandoffFile)
    file.finish()
    if content.sha256 != sha256:
        file.fault(
            ("sha256",),
            "labels another text",
            f"source.yaml has {sha256[:16]}…",
            "make both the hash of the text that was labelled",
        )
    if content.article != path.stem:
        file.fault(("article",), f"article {content.article!r} in {path.name}", "", "mend one")
    _check_zones(file, content.zones, text)
    for fact, spans in content.evidence.items():
        for index, span in enumerate(spans):
            _check_span(file, ("evidence", fact, index), span, content.zones, text)
    file.finish()
    evidence = {
        fact: tuple(Evidence(Span(one.start, one.end), one.role) for one in spans)
        for fact, spans in content.evidence.items()
    }
    return Standoff(file, content.zones, evidence)


def _check_zones(file: YamlFile, zones: tuple[Zone, ...], text: str) -> None:
    for index, zone in enumerate(zones):
        if not 0 <= zone.start < zone.end <= len(text):
            rule = f"the text has {len(text)} characters"
            file.fault(("zones", index), f"zone [{zone.start}, {zone.end}) is outside", rule)


def _check_span(
    file: YamlFile,
    at: tuple[str | int, ...],
    span: StandoffSpan,
    zones: tuple[Zone, ...],
    text: str,
) -> None:
    where = f"span [{span.start}, {span.end})"
    if not 0 <= span.start < span.end <= len(text):
        file.fault(at, f"{where} is outside", f"the text has {len(text)} characters")
    elif span_hash(text[span.start : span.end]) != span.sha:
        rule = f"its words have hash {span_hash(text[span.start : span.end])}, not {span.sha}"
        file.fault(at, f"{where} covers other words than were labelled", rule, "mend the offsets")
    for zone in zones:
        if not zone.in_scope and Span(span.start, span.end).overlap(Span(zone.start, zone.end)):
            file.fault(at, f"{where} lies in the zone {zone.name!r}", "that zone is out of scope")
