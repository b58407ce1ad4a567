"""Label Studio: what people do in its editor comes in, and what they did wrong is told."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.errors import InvalidFileError
from harness.model.facts import GoldFact
from harness.model.values import DateValue, EntityValue, QuantityValue
from harness.stores.formats.imports import import_labels
from harness.stores.formats.labelstudio import export, labelling_config
from harness.stores.formats.registry import FORMATS
from harness.stores.gold_facts import FactReader
from harness.stores.goldsets import load_goldset, load_ground
from tests.goldfiles import RETELLING, write_goldset

Task = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_goldset(tmp_path)


@pytest.fixture
def tasks(folder: Path) -> list[Task]:
    exported: list[Task] = json.loads(export(load_goldset(folder)).files["tasks.json"])
    return exported


def imported(folder: Path, tasks: object, article: str | None = None) -> list[GoldFact]:
    path = folder / "tasks.json"
    path.write_text(json.dumps(tasks, indent=1), encoding="utf-8")
    ground = load_ground(folder)
    written = import_labels(FORMATS["label-studio"], [path], ground, article)
    (folder / "a1.yaml").write_bytes(written["a1"].encode())
    return FactReader(folder / "a1.yaml", ground.articles["a1"], ground.lists).read()


def results(tasks: list[Task]) -> list[Task]:
    found: list[Task] = tasks[0]["annotations"][0]["result"]
    return found


def area(tasks: list[Task], region: str, name: str) -> Task:
    """Give the value of a region's text area."""
    for one in results(tasks):
        if one.get("id") == region and one.get("from_name") == name:
            value: Task = one["value"]
            return value
    raise AssertionError((region, name))


def test_the_form_is_that_of_label_studio(tasks: list[Task]) -> None:
    task = tasks[0]
    assert task["data"] == {
        "article": "a1",
        "goldset": "small",
        "rendition": "retelling",
        "text": RETELLING,
    }
    region, subject, value, more, *_ = results(tasks)
    start = RETELLING.index("wurde 1999")
    place = {"start": start, "end": start + 20}
    common = {"id": "t1r1", "to_name": "text", "origin": "manual"}
    assert region == common | {
        "from_name": "predicate",
        "type": "labels",
        "value": place | {"text": "wurde 1999 gegründet", "labels": ["founded"]},
    }
    for one, name, said in (
        (subject, "subject", "Alpha"),
        (value, "value", "1999"),
        (more, "more", '{"id": "founded-alpha"}'),
    ):
        written = {"from_name": name, "type": "textarea", "value": place | {"text": [said]}}
        assert one == common | written


def test_the_configuration_knows_what_the_tasks_use() -> None:
    """Every label, relation and control that an export uses stands in the configuration."""
    files = export(load_goldset()).files
    view = ET.fromstring(files["labeling-config.xml"])  # noqa: S314 - our own file
    names = {element.get("name") for element in view.iter() if element.get("name")}
    labels = {element.get("value") for element in view.iter("Label")}
    relations = {element.get("value") for element in view.iter("Relation")}
    assert labels == set(load_goldset().predicates)
    for task in json.loads(files["tasks.json"]):
        for one in task["annotations"][0]["result"]:
            if one["type"] == "relation":
                assert set(one["labels"]) <= relations
            else:
                assert one["from_name"] in names
                assert one["to_name"] == "text"
                assert set(one["value"].get("labels", [])) <= labels


def test_definitions_are_escaped() -> None:
    predicates = load_goldset().predicates.values()
    assert b"Aktien" not in labelling_config([])
    assert ET.fromstring(labelling_config(predicates)) is not None  # noqa: S314 - our own file


def drawn(tasks: list[Task], words: str, label: str, region: str, **areas: str) -> None:
    """Draw a region as the editor does, and fill its text areas."""
    start = RETELLING.index(words)
    place = {"start": start, "end": start + len(words)}
    common = {"id": region, "to_name": "text", "origin": "manual"}
    value = place | {"text": words, "labels": [label]}
    results(tasks).append(common | {"from_name": "predicate", "type": "labels", "value": value})
    for name, said in areas.items():
        value = place | {"text": [said]}
        results(tasks).append(common | {"from_name": name, "type": "textarea", "value": value})


def test_a_fact_drawn_by_hand_needs_subject_and_value_alone(
    folder: Path, tasks: list[Task]
) -> None:
    """Names and dates as plain words, quantities as JSON; the id is made."""
    results(tasks).clear()
    drawn(tasks, "aus Bonn", "location", "x1", subject="Alpha", value="Bonn")
    drawn(tasks, "1999", "founded", "x2", subject="Alpha", value="1999", more="")
    money = '{"type": "quantity", "amount": 5000000, "unit": "EUR"}'
    drawn(tasks, "5 Millionen Euro", "assets", "x3", subject="Alpha", value=money)
    facts = imported(folder, tasks)
    assert [fact.id for fact in facts] == ["location-alpha", "founded-alpha", "assets-alpha"]
    assert [type(fact.value) for fact in facts] == [EntityValue, DateValue, QuantityValue]


@pytest.mark.parametrize(
    ("direction", "labels", "role"),
    [
        ("right", ["context"], "context"),
        ("left", ["mention"], "mention"),
        ("bi", [], "main"),
        ("right", None, "main"),
    ],
)
def test_a_relation_leads_to_further_evidence(
    folder: Path, tasks: list[Task], direction: str, labels: list[str] | None, role: str
) -> None:
    """Also where the other region has no text areas, and where the arrow was drawn backwards."""
    drawn(tasks, "Ein Haus", "assets", "x1")
    ends = ("x1", "t1r3") if direction == "left" else ("t1r3", "x1")
    relation: Task = {"type": "relation", "direction": direction, "labels": labels}
    results(tasks).append(relation | {"from_id": ends[0], "to_id": ends[1]})
    fact = imported(folder, tasks)[-1]
    assert fact.id == "assets-alpha"
    assert [item.role for item in fact.evidence] == ["main", role]
    assert RETELLING[slice(*fact.evidence[1].span)] == "Ein Haus"


def test_a_region_serves_two_facts(folder: Path, tasks: list[Task]) -> None:
    """What is a fact of its own can also be context of another."""
    relation = {"type": "relation", "direction": "right", "labels": ["context"]}
    results(tasks).append(relation | {"from_id": "t1r1", "to_id": "t1r2"})
    results(tasks).append(relation | {"from_id": "t1r2", "to_id": "t1r1"})
    facts = imported(folder, tasks)
    assert [len(fact.evidence) for fact in facts] == [2, 2, 1]
    assert facts[0].evidence[1].span == facts[1].evidence[0].span


def test_utf16_offsets_of_older_releases(folder: Path) -> None:
    """An emoji before the spans moves what a browser counts by one."""
    text = "😀 " + RETELLING
    folder = write_goldset(folder.parents[1] / "emoji", retelling=text)
    gold = load_goldset(folder)
    tasks = json.loads(export(gold).files["tasks.json"])
    for one in results(tasks):
        one["value"]["start"] += 1
        one["value"]["end"] += 1
    assert imported(folder, tasks) == list(gold.facts)


def test_a_task_that_names_no_article(folder: Path, tasks: list[Task]) -> None:
    del tasks[0]["data"]["article"]
    with pytest.raises(InvalidFileError, match=r"tells no article; name it with --article ID"):
        imported(folder, tasks)
    assert len(imported(folder, tasks, "a1")) == 3
    assert len(imported(folder, tasks[0], "a1")) == 3  # one task alone, without a list


def test_of_several_annotations_the_ground_truth_counts(folder: Path, tasks: list[Task]) -> None:
    annotations = tasks[0]["annotations"]
    annotations.insert(0, {"result": [], "ground_truth": False})
    annotations.append({"result": [], "was_cancelled": True, "ground_truth": True})
    assert len(imported(folder, tasks)) == 3
    annotations[0]["ground_truth"] = True
    with pytest.raises(InvalidFileError, match="has 2 annotations; gold is one of them"):
        imported(folder, tasks)


def at(*path: str | int, to: object) -> Callable[[list[Task]], None]:
    """Change one value of the tasks."""

    def change(tasks: list[Task]) -> None:
        inner: Any = tasks
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = to

    return change


def say(region: str, name: str, text: str) -> Callable[[list[Task]], None]:
    """Write into a text area."""
    return lambda tasks: area(tasks, region, name).update(text=[text])


def link(begin: str, end: str, label: str = "main") -> Callable[[list[Task]], None]:
    return lambda tasks: results(tasks).append(
        {"type": "relation", "from_id": begin, "to_id": end, "labels": [label]}
    )


RESULT = (0, "annotations", 0, "result")
BROKEN = [
    # a reason in the name of what is changed, then what the message says
    (at(*RESULT, 0, "value", "start", to=3), "of a1 is"),
    (at(*RESULT, 0, "value", "end", to=9999), "neither code points nor UTF-16 units fit"),
    (at(*RESULT, 0, "value", "start", to="x"), "task 1, result 1 cannot be read: expected 'int'"),
    (at(*RESULT, 0, "value", "labels", to=["foundet"]), "did you mean 'founded'?"),
    (at(*RESULT, 0, "value", "labels", to=[]), "has 0 labels; a fact has one predicate"),
    (at(*RESULT, 0, "value", "labels", to=["founded", "assets"]), "has 2 labels"),
    (at(*RESULT, 0, "value", to=7), "task 1, result 1 cannot be read: expected 'object'"),
    (at(*RESULT, 0, "value", to={}), "missing required field 'start'"),
    (at(*RESULT, 0, "type", to="choices"), "region 't1r1' has no label"),
    (at(*RESULT, 0, to="x"), "task 1, result 1"),
    (say("t1r1", "subject", ""), "'subject' is missing; every founded has a subject"),
    (say("t1r1", "value", ""), "'value' is missing"),
    (say("t1r1", "value", "im Mai"), "no EDTF date"),
    (say("t1r3", "value", "5 Euro"), "assets takes quantity"),
    (say("t1r3", "value", '{"type": "quantity"}'), "missing required field 'amount'"),
    (say("t1r3", "value", "{oops"), "'value' is not JSON"),
    (say("t1r3", "more", "[]"), "'more' is no JSON object"),
    (say("t1r3", "more", '{"tag": []}'), "unknown field 'tag'"),
    (say("t1r3", "more", '{"role": "chief"}'), "has the role 'chief'; known are main"),
    (say("t1r3", "more", '{"role": "context"}'), "has no main evidence"),
    (say("t1r3", "more", '{"tags": ["nmber-word"]}'), "did you mean 'number-word'?"),
    (say("t1r3", "more", '{"id": "founded-alpha"}'), "'founded-alpha' stands twice"),
    (say("t1r1", "subject", "Alfa"), "unknown entity 'Alfa'"),
    (say("t1r2", "value", "Alpha"), "is of kind ORG"),
    (link("t1r1", "nowhere"), "a relation names the region 'nowhere'"),
    (link("t1r1", "t1r2", "same"), "a relation has the role 'same'; known are main, mention"),
    (at(*RESULT, to=None), "no list 'result'"),
    (at(0, "annotations", to=[]), "task 1 has 0 annotations"),
    (at(0, "annotations", to=7), "no list 'annotations'"),
    (at(0, "annotations", to=[7]), "no list 'annotations'"),
    (at(0, "data", "article", to="a9"), "unknown article 'a9'; known are a1"),
    (at(0, "data", "article", to=7), "unknown article 7"),
    (at(0, "data", "text", to="another"), "labels another text than the retelling of a1"),
    (at(0, "data", "text", to=None), "labels another text"),
    (at(0, "data", to=None), "task 1 is no task of Label Studio"),
    (at(0, to=7), "task 1 is no task"),
]


@pytest.mark.parametrize(("change", "says"), BROKEN)
def test_what_is_broken_is_told_with_its_place(
    folder: Path, tasks: list[Task], change: Callable[[list[Task]], None], says: str
) -> None:
    change(tasks)
    with pytest.raises(InvalidFileError) as caught:
        imported(folder, tasks)
    told = [str(fault) for fault in caught.value.faults]
    assert any(says in one for one in told), told
    assert all(one.startswith(f"{folder / 'tasks.json'}:") for one in told)


def test_the_place_is_the_line_of_the_region(folder: Path, tasks: list[Task]) -> None:
    say("t1r3", "value", "5 Euro")(tasks)
    with pytest.raises(InvalidFileError) as caught:
        imported(folder, tasks)
    (fault,) = caught.value.faults
    lines = (folder / "tasks.json").read_text().splitlines()
    assert '"id": "t1r3"' in lines[fault.line - 1]


def test_all_faults_are_told_at_once(folder: Path, tasks: list[Task]) -> None:
    """Those of the file, and those that the gold set's lists find."""
    say("t1r1", "subject", "Alfa")(tasks)
    say("t1r2", "value", "")(tasks)
    say("t1r3", "more", "{")(tasks)
    with pytest.raises(InvalidFileError) as caught:
        imported(folder, tasks)
    assert len(caught.value.faults) == 3


def test_a_region_that_says_nothing_cannot_have_evidence(folder: Path, tasks: list[Task]) -> None:
    drawn(tasks, "Ein Haus", "assets", "x1")
    link("t1r1", "x1", "mention")(tasks)
    link("x1", "t1r2", "mention")(tasks)
    with pytest.raises(InvalidFileError, match="'x1' says no fact, but a relation begins there"):
        imported(folder, tasks)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ('[{"id": 1,\n "data": {', 2, "not JSON"),  # the end of the file is missing
        ("", 1, "not JSON"),
        ('["\\ud83d"]', 1, "half of a character"),
        ("[" * 100_000, 1, "nested too deeply"),
    ],
)
def test_no_json(folder: Path, content: str, line: int, says: str) -> None:
    path = folder / "tasks.json"
    path.write_text(content)
    with pytest.raises(InvalidFileError, match=says) as caught:
        import_labels(FORMATS["label-studio"], [path], load_ground(folder))
    assert caught.value.faults[0].line == line
