"""Web Annotation: the model's own words, and what others write with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.errors import InvalidFileError
from harness.model.facts import GoldFact
from harness.stores.formats.imports import import_labels
from harness.stores.formats.registry import FORMATS
from harness.stores.formats.webannotation import export
from harness.stores.gold_facts import FactReader
from harness.stores.goldsets import load_goldset, load_ground
from tests.goldfiles import RETELLING, write_goldset

Json = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_goldset(tmp_path)


@pytest.fixture
def page(folder: Path) -> Json:
    exported: Json = json.loads(export(load_goldset(folder)).files["a1.jsonld"])
    return exported


def imported(folder: Path, content: object, article: str | None = None) -> list[GoldFact]:
    path = folder / "a1.jsonld"
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    ground = load_ground(folder)
    written = import_labels(FORMATS["web-annotation"], [path], ground, article)
    (folder / "a1.yaml").write_bytes(written["a1"].encode())
    return FactReader(folder / "a1.yaml", ground.articles["a1"], ground.lists).read()


def test_an_annotation_is_as_the_model_says(page: Json) -> None:
    start = RETELLING.index("wurde 1999")
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert page["items"][0] == {
        "id": "urn:factharness:small:a1:founded-alpha",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "founded"},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": '{"id": "founded-alpha", "subject": "Alpha", '
                '"value": {"type": "date", "edtf": "1999"}}',
            },
        ],
        "target": [
            {
                "source": "urn:factharness:text:a1",
                "selector": [
                    {"type": "TextPositionSelector", "start": start, "end": start + 20},
                    {
                        "type": "TextQuoteSelector",
                        "exact": "wurde 1999 gegründet",
                        "prefix": RETELLING[start - 32 : start],
                        "suffix": RETELLING[start + 20 : start + 52],
                    },
                ],
                "role": "main",
            }
        ],
    }


def test_a_page_a_list_and_one_alone_are_read(folder: Path, page: Json) -> None:
    gold = list(load_goldset(folder).facts)
    assert imported(folder, page) == gold
    assert imported(folder, page["items"]) == gold
    assert imported(folder, page["items"][1]) == gold[1:2]


def test_what_may_stand_alone_may_stand_alone(folder: Path, page: Json) -> None:
    """Targets, selectors; other bodies and selectors than ours are let be; a role is main."""
    (target,) = page["items"][0]["target"]
    del target["role"]
    target["selector"] = target["selector"][0]
    page["items"][0]["target"] = target
    page["items"][0]["body"].append({"type": "TextualBody", "value": "nice", "purpose": "replying"})
    page["items"][1]["target"][0]["selector"].append({"type": "RangeSelector"})
    page["items"][2]["target"][0]["source"] = "https://example.org/a1.html"
    assert imported(folder, page, "a1") == list(load_goldset(folder).facts)


def test_a_quotation_without_a_position_is_found_by_its_surroundings(
    folder: Path, page: Json
) -> None:
    (target,) = page["items"][0]["target"]
    quoted = {"type": "TextQuoteSelector", "exact": "a", "prefix": "Alph", "suffix": " AG"}
    target["selector"] = [quoted]
    fact, *_ = imported(folder, page)
    assert fact.spans[0].start == RETELLING.index("a AG")
    quoted["prefix"] = quoted["suffix"] = ""
    with pytest.raises(InvalidFileError, match=r"its quotation stands \d+ times in a1"):
        imported(folder, page)


def test_utf16_offsets(folder: Path) -> None:
    """The model counts code points, but browsers do not: an emoji moves their count by one."""
    folder = write_goldset(folder.parents[1] / "emoji", retelling="😀 " + RETELLING)
    page = json.loads(export(load_goldset(folder)).files["a1.jsonld"])
    for item in page["items"]:
        for key in ("start", "end"):
            item["target"][0]["selector"][0][key] += 1
    assert imported(folder, page) == list(load_goldset(folder).facts)


def at(*path: str | int, to: object) -> Callable[[Json], None]:
    def change(page: Json) -> None:
        inner: Any = page
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = to

    return change


ITEM = ("items", 0)
BROKEN = [
    (at(*ITEM, "target", 0, "selector", 0, "start", to=3), "neither code points nor UTF-16"),
    (at(*ITEM, "target", 0, "selector", 1, "exact", to="wurde 1998"), "not 'wurde 1998'"),
    (at(*ITEM, "target", 0, "selector", 0, "start", to="3"), "expected 'int | null'"),
    (at(*ITEM, "target", 0, "selector", to=[]), "its quotation stands 0 times"),
    (at(*ITEM, "target", 0, "source", to="https://a.example"), "tells no article"),
    (at(*ITEM, "target", 0, "source", to="urn:factharness:text:b"), "unknown article 'b'"),
    (at(*ITEM, "target", 0, "role", to="chief"), "a target has the role 'chief'; known are main"),
    (at(*ITEM, "target", 0, "role", to="context"), "no main evidence"),
    (at(*ITEM, "target", 0, to="https://a.example"), "annotation 1 cannot be read"),
    (at(*ITEM, "target", to=[]), "tells no article"),
    (at(*ITEM, "body", 0, "value", to="foundet"), "did you mean 'founded'?"),
    (at(*ITEM, "body", 0, "purpose", to="x"), "annotation 1 has 0 tags"),
    (at(*ITEM, "body", 1, "purpose", to="tagging"), "annotation 1 has 2 tags"),
    (at(*ITEM, "body", 1, "format", to="text/plain"), "'subject' is missing"),
    (at(*ITEM, "body", 1, "value", to="{"), "its body is not JSON"),
    (at(*ITEM, "body", 1, "value", to="[]"), "its body is no JSON object"),
    (at(*ITEM, "body", 1, "value", to='{"subject": "Alpha", "value": "1"}'), "no EDTF date"),
    (at(*ITEM, "body", to="x"), "annotation 1 cannot be read"),
    (at(*ITEM, to=7), "annotation 1 cannot be read: it is no object"),
    (at("items", to=7), "no list of annotations"),
]


@pytest.mark.parametrize(("change", "says"), BROKEN)
def test_what_is_broken_is_told_with_its_place(
    folder: Path, page: Json, change: Callable[[Json], None], says: str
) -> None:
    change(page)
    with pytest.raises(InvalidFileError) as caught:
        imported(folder, page)
    (fault,) = caught.value.faults
    assert says in str(fault)
    assert fault.file == str(folder / "a1.jsonld")


def test_the_place_is_the_line_of_the_annotation(folder: Path, page: Json) -> None:
    for number in (1, 2):
        at("items", number, "body", 0, "value", to="x")(page)
    with pytest.raises(InvalidFileError) as caught:
        imported(folder, page)
    lines = (folder / "a1.jsonld").read_text().splitlines()
    told = [lines[fault.line - 1].strip() for fault in caught.value.faults]
    assert told == [
        '"id": "urn:factharness:small:a1:location-alpha",',
        '"id": "urn:factharness:small:a1:assets-alpha",',
    ]


def test_a_truncated_file(folder: Path, page: Json) -> None:
    path = folder / "a1.jsonld"
    path.write_text(json.dumps(page, indent=1)[:200])
    with pytest.raises(InvalidFileError, match="not JSON"):
        import_labels(FORMATS["web-annotation"], [path], load_ground(folder))
