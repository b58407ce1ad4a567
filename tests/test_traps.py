"""The trap gold set says on purpose what the world does not, so that reciting it is told apart."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

import harness
from harness.cli.beside import agreement
from harness.errors import InvalidFileError
from harness.matching.rules import Rules
from harness.model.facts import Alternatives, GoldFact, GoldSet, Prediction, Qualifiers, Restated
from harness.model.identity import Identifier
from harness.model.results import ErrorClass, Level
from harness.model.values import Value
from harness.stores.strict_yaml import YamlFile
from tests.goldfiles import write_goldset
from tests.worlds import itself

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "goldsets" / "deepseek-2025-traps"
KINDS = {"amount", "scale", "unit", "entity", "date", "negation", "comparison"}


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("make_traps", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_traps"] = module  # where its classes look up their annotations
    spec.loader.exec_module(module)
    return module


make = _script()
TRAPS = harness.load_goldset(FOLDER)
BASE = harness.load_goldset(FOLDER.parent / "deepseek-2025")
WORLD: dict[str, dict[str, Any]] = YamlFile(FOLDER / "world.yaml").value["world"]
COPY_OF = {
    told["base"]["article"]: article for article, facts in WORLD.items() for told in facts.values()
}
CHANGED = [(article, fact) for article, facts in WORLD.items() for fact in facts]


def _fact(goldset: GoldSet, article: str, name: str) -> GoldFact:
    return next(one for one in goldset.facts if (one.article, one.id) == (article, name))


def _told(article: str, name: str) -> GoldFact:
    """Give a changed fact as world.yaml tells it: what the world says, in the trap's article."""
    told = WORLD[article][name]
    return GoldFact(
        id=name,
        article=article,
        predicate=told["predicate"],
        subject=told["subject"],
        value=msgspec.convert(told["value"], Value),
        evidence=(),
        qualifiers=msgspec.convert(told.get("qualifiers", {}), Qualifiers),
        accept=msgspec.convert(told.get("accept", {}), Alternatives),
        restated=msgspec.convert(told.get("restated", {}), Restated),
    )


def _recited(fact: GoldFact) -> Prediction:
    """Say a fact in the trap's article, without a place: its words stand in another text."""
    article = COPY_OF.get(fact.article, fact.article)
    return Prediction(article, fact.predicate, fact.subject, fact.value, fact.qualifiers)


def _ways(fact: GoldFact) -> Iterator[Prediction]:
    """Say a fact in every way that gold takes for it."""
    for subject, value, than in product(
        (fact.subject, *fact.accept.subject),
        (fact.value, *fact.accept.value, *fact.restated.value),
        (fact.qualifiers.than, *fact.accept.than),
    ):
        yield msgspec.structs.replace(
            _recited(fact),
            subject=subject,
            value=value,
            qualifiers=msgspec.structs.replace(fact.qualifiers, than=than),
        )


def _right(gold: GoldFact, prediction: Prediction) -> bool:
    rules = Rules(
        TRAPS.articles[prediction.article],
        Identifier(TRAPS.entities, TRAPS.predicates),
        "standard",
    )
    level = rules.fit(gold, prediction).level
    return level is not None and level >= Level.FACT


# -- the set -----------------------------------------------------------------------------------------


def test_the_files_are_those_that_make_py_writes() -> None:
    done = subprocess.run(
        [sys.executable, FOLDER / "make.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_traps_are_many_and_of_every_kind_and_predicate() -> None:
    kinds = [told["kind"] for facts in WORLD.values() for told in facts.values()]
    assert len(kinds) >= 60
    assert set(kinds) == KINDS
    assert {_told(*one).predicate for one in CHANGED} == set(BASE.predicates)
    assert set(WORLD) == set(TRAPS.articles)
    assert all(len(facts) >= 12 for facts in WORLD.values())


def test_the_readme_counts_the_changes() -> None:
    kinds = Counter(
        (article, told["kind"]) for article, facts in WORLD.items() for told in facts.values()
    )
    readme = (FOLDER / "README.md").read_text("utf-8")
    assert f"The other {len(TRAPS.facts) - len(CHANGED)} facts" in readme
    head, _, *rows = re.findall(r"^\|.*\|$", readme, re.MULTILINE)
    articles = [cell.strip(" `") + "-trap" for cell in head.split("|")[2:-2]]
    assert set(articles) == set(WORLD)
    told = {
        cells[1].strip(): [int(cell) for cell in cells[2:-1]]
        for row in rows
        if (cells := row.split("|"))
    }
    expected = {
        kind: [
            *(kinds[article, kind] for article in articles),
            sum(kinds[one, kind] for one in WORLD),
        ]
        for kind in KINDS
    }
    expected["all"] = [*(len(WORLD[article]) for article in articles), len(CHANGED)]
    assert told == expected


def test_all_facts_of_the_articles_are_carried_over() -> None:
    """What is no change is the same fact, with the same alternatives, in the copy's words."""
    assert len(TRAPS.facts) == len(BASE.facts)
    for before in BASE.facts:
        after = _fact(TRAPS, COPY_OF[before.article], before.id)
        assert after.predicate == before.predicate
        if (after.article, after.id) not in CHANGED:
            same = msgspec.structs.replace(before, article=after.article, evidence=after.evidence)
            assert after == same


def test_the_traps_know_all_names_of_the_base_and_take_none_of_them_away() -> None:
    kept = {name: entity for name, entity in TRAPS.entities.items() if name in BASE.entities}
    assert kept == BASE.entities
    assert TRAPS.predicates == BASE.predicates
    names = Identifier(BASE.entities, BASE.predicates).names
    for name in TRAPS.entities.keys() - BASE.entities.keys():
        assert not names.bearers(name), name


def test_the_world_is_told_in_the_words_of_the_base() -> None:
    for article, name in CHANGED:
        told, base = _told(article, name), WORLD[article][name]["base"]
        before = _fact(BASE, base["article"], base["fact"])
        identity = {
            key: getattr(before.qualifiers, key) for key in ("negated", "than", "dimension")
        }
        assert told == msgspec.structs.replace(
            before,
            article=article,
            evidence=(),
            qualifiers=Qualifiers(**identity),
            optional=False,
            tags=(),
        )


def test_the_agreement_is_that_of_the_base_and_says_so() -> None:
    base = agreement(harness.load_goldset(), ROOT / "goldsets" / "deepseek-2025")
    assert base
    told = agreement(TRAPS, FOLDER)
    assert told == f"of deepseek-2025, by whose guidelines it is labelled: {base}"


# -- reading and reciting ----------------------------------------------------------------------------


def test_who_reads_is_right() -> None:
    counts = harness.evaluate(TRAPS, map(itself, TRAPS.facts)).counts(Level.GROUNDED)
    assert counts.f1 == 1
    assert counts.tp == sum(not fact.optional for fact in TRAPS.facts)


@pytest.mark.parametrize(("article", "name"), CHANGED)
def test_the_world_is_wrong_here(article: str, name: str) -> None:
    """However the base gold lets the fact be said, it is neither the changed fact nor another."""
    gold = [fact for fact in TRAPS.facts if fact.article == article]
    for said in _ways(_told(article, name)):
        fits = [fact.id for fact in gold if _right(fact, said)]
        assert name not in fits
        if (
            said.value == _told(article, name).value
            and said.subject == _told(article, name).subject
        ):
            assert not fits
    assert not any(
        _right(_told(article, name), said) for said in _ways(_fact(TRAPS, article, name))
    )


def test_who_recites_gets_no_changed_fact_right() -> None:
    evaluation = harness.evaluate(TRAPS, map(_recited, BASE.facts))
    right = {
        (match.gold.article, match.gold.id)
        for match in evaluation.matches
        if match.gold is not None and match.right_at(Level.FACT)
    }
    assert right.isdisjoint(CHANGED)
    assert len(right) == len(TRAPS.facts) - len(CHANGED)
    recited = [match for match in evaluation.matches if match.error is ErrorClass.RECITED]
    # A reciter's every wrong answer is seen for what it is, and nobody else's.
    assert len([match for match in recited if match.prediction]) == len(CHANGED)
    wrong = [match.error for match in evaluation.matches if match.prediction and match.error]
    assert set(wrong) == {ErrorClass.RECITED}


# -- what make.py refuses ----------------------------------------------------------------------------

CHANGES = """\
name: small-traps
version: "1"
base: small
entities:
  - {name: Ulm, kind: LOC}
articles:
  - article: a1
    id: a1-trap
    changes:
      - fact: location-alpha
        kind: entity
        text: [{old: Bonn, new: Ulm}]
        value: {type: entity, name: Ulm}
      - fact: assets-alpha
        kind: unit
        text: [{old: Millionen Euro, new: Millionen Prozent}]
        value: {type: quantity, amount: 5000000, unit: PERCENT, comparator: "="}
"""


def _write_changes(root: Path, old: str = "", new: str = "") -> Path:
    write_goldset(root)
    folder = root / "goldsets" / "small-traps"
    folder.mkdir()
    assert old in CHANGES
    (folder / "changes.yaml").write_text(CHANGES.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_small_set_is_made_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _write_changes(tmp_path)
    assert make.main([str(folder)]) == 0
    goldset = harness.load_goldset(folder)
    article = goldset.articles["a1-trap"]
    spans = {fact.id: [article.text[slice(*span)] for span in fact.spans] for fact in goldset.facts}
    assert spans == {
        "founded-alpha": ["wurde 1999 gegründet"],
        "location-alpha": ["Alpha AG aus Ulm"],
        "assets-alpha": ["5 Millionen Prozent"],
    }
    assert make.main([str(folder), "--check"]) == 0
    text = tmp_path / "seeds" / "a1-trap" / "retelling.txt"
    text.write_text(text.read_text("utf-8") + "Ende.\n", encoding="utf-8")
    (folder / "facts" / "a9.yaml").write_text("left over")
    assert make.main([str(folder), "--check"]) == 1
    told = capsys.readouterr().err
    assert "retelling.txt: not what make.py would write" in told
    assert "a9.yaml: not what make.py would write" in told
    assert make.main([str(folder)]) == 0
    assert make.main([str(folder), "--check"]) == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("old: Bonn", "old: Köln", 12, "'Köln' stands 0 times in the retelling"),
        ("old: Bonn", "old: ie", 12, "'ie' stands 2 times in the retelling"),
        ("old: Bonn", 'old: ""', 12, "'' stands 0 times"),
        ("new: Ulm}", "new: Bonn}", 12, "replaced by itself"),
        ("fact: location-alpha", "fact: location-beta", 10, "a1 has no fact 'location-beta'"),
        ("fact: assets-alpha", "fact: location-alpha", 14, "'location-alpha' stands twice"),
        ("name: Ulm}\n      - f", "name: Bonn}\n      - f", 10, "'location-alpha' changes nothing"),
        ("        text: [{old: Bonn, new: Ulm}]\n", "", 10, "has no text"),
        (
            "text: [{old: Bonn, new: Ulm}]",
            "with: founded-alpha",
            12,
            "no change of 'founded-alpha'",
        ),
        ("article: a1", "article: a2", 7, "small has no article 'a2'"),
        ("kind: entity", "kind: name", 11, "write one of amount, scale"),
        ("old: Bonn, new: Ulm", "old: Bonn wurde, new: Ulm wurde", 10, "cuts its quote 'Alpha AG"),
        ("old: Bonn, new: Ulm", "old: Bonn wurde, new: Ulm wurde", 7, "cuts its quote 'wurde 1999"),
        ("old: Millionen Euro", "old: onn wurde", 16, "the words overlap"),
        (
            "new: Ulm}",
            "new: Ulm wurde 1999 gegründet und}",
            7,
            "'wurde 1999 gegründet' stands 2 times in the changed text",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    folder = _write_changes(tmp_path, old, new)
    with pytest.raises(InvalidFileError) as caught:
        make.Maker(folder).files()
    place = f"{folder / 'changes.yaml'}:{line}:"
    assert any(told.startswith(place) and says in told for told in map(str, caught.value.faults))
    assert make.main([str(folder)]) == 2
    assert not (tmp_path / "seeds" / "a1-trap").exists()
