"""brat: its lines as it reads them, and every line that is wrong told by its number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from harness.errors import InvalidFileError, UsageError
from harness.model.corpus import Article, Span
from harness.model.facts import Evidence, GoldFact, Qualifiers
from harness.model.values import TextValue
from harness.stores.formats.brat import annotation_conf, export
from harness.stores.formats.imports import import_labels
from harness.stores.formats.registry import FORMATS
from harness.stores.gold_facts import FactReader
from harness.stores.goldsets import load_goldset, load_ground
from tests.goldfiles import RETELLING, write_goldset
from tests.labelled import PREDICATES, articles, goldset

WINDOWS = Article("a1", "retelling", "de", "2025-01-28", "Alpha\r\nhat 😀\r\n\r\n5 Euro.\r\n")
NOTE = '{"subject": "Alpha", "value": "1999"}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_goldset(tmp_path)


def imported(folder: Path, lines: str, name: str = "a1.ann") -> list[GoldFact]:
    path = folder / name
    path.write_bytes(lines.encode())
    ground = load_ground(folder)
    written = import_labels(FORMATS["brat"], [path], ground)
    (folder / "a1.yaml").write_bytes(written["a1"].encode())
    return FactReader(folder / "a1.yaml", ground.articles["a1"], ground.lists).read()


def line(words: str, label: str = "founded", name: str = "T1") -> str:
    start = RETELLING.index(words)
    return f"{name}\t{label} {start} {start + len(words)}\t{words}\n"


def test_the_lines_are_those_of_brat() -> None:
    fact = GoldFact(
        "f1",
        "a1",
        "no",
        "Alpha",
        TextValue("frei\tund\noffen"),
        (Evidence(Span(0, 5)), Evidence(Span(7, 22), "mention")),
        Qualifiers(certainty="hedged", negated=True, former=True, scope="x"),
        optional=True,
    )
    files, lost = export(goldset(WINDOWS, [fact]))
    assert lost == []
    assert files["a1.txt"].decode() == "Alpha\nhat 😀\n\n5 Euro.\n"
    assert files["a1.ann"].decode().splitlines() == [
        "T1\tno 0 5\tAlpha",
        "T2\tno 6 11;13 19\that 😀 5 Euro",  # one line a span: cut at line breaks
        "R1\tmention Arg1:T1 Arg2:T2",
        "A1\tnegated T1",
        "A2\tformer T1",
        "A3\tcertainty T1 hedged",
        "A4\toptional T1",
        (
            '#1\tAnnotatorNotes T1\t{"id": "f1", "subject": "Alpha", "value": {"type": "text", '
            '"text": "frei\\tund\\noffen"}, "qualifiers": {"scope": "x"}}'
        ),
    ]


@given(articles())
def test_a_line_is_a_line(drawn: tuple[Article, list[GoldFact]]) -> None:
    """Whatever a text or name holds, brat's splitlines finds the lines that were written."""
    content = export(goldset(*drawn)).files["a1.ann"].decode()
    assert content.splitlines() == content.split("\n")[:-1]


def test_the_configuration_lists_what_is_used() -> None:
    lines = annotation_conf(PREDICATES.values()).decode().splitlines()
    assert lines[:6] == ["[entities]", "cost", "owner", "since", "no", "versus"]
    assert "[relations]" in lines
    assert "mention\tArg1:<ENTITY>, Arg2:<ENTITY>" in lines
    assert "certainty\tArg:<ENTITY>, Value:asserted|hedged|contested|forecast" in lines


@pytest.mark.parametrize(
    ("predicate", "span", "says"),
    [
        ("has part", (0, 5), "a type has no blanks, colons or semicolons, but the predicate is"),
        ("a:b", (0, 5), "a type has no blanks"),
        ("no", (5, 10), "line breaks at the ends of its evidence [5, 10)"),
        ("no", (0, 16), "line breaks at the ends"),
    ],
)
def test_what_brat_cannot_hold_is_told(predicate: str, span: tuple[int, int], says: str) -> None:
    fact = GoldFact("f1", "a1", predicate, "Alpha", TextValue("x"), (Evidence(Span(*span)),))
    _, (lost,) = export(goldset(WINDOWS, [fact]))
    assert lost.startswith("a1: fact 'f1': ")
    assert says in lost


def test_a_fact_drawn_by_hand(folder: Path) -> None:
    """A note with subject and value is enough; attributes and relations say the rest."""
    lines = (
        line("1999")
        + line("Ein Haus", name="T2")
        + "A1\tnegated T1\nM2\toptional T1\nA3\tcertainty T1 forecast\n"
        + f'#1\tAnnotatorNotes T1\t{NOTE[:-1]}, "qualifiers": {{"scope": "x"}}}}\n'
        + "#2\tAnnotatorNotes T1\tlooks odd to me\n"
        + "R1\tcontext Arg1:T1 Arg2:T2\t\n"
        + "*\tEquiv T1 T2\n"
        + "N1\tReference T1 Wikidata:Q1\tAlpha\n\n"
        + "#3\tAnnotatorNotes R1\tof a relation\n"
    )
    (fact,) = imported(folder, lines)
    assert fact.id == "founded-alpha"
    assert fact.optional
    assert fact.qualifiers == Qualifiers(certainty="forecast", negated=True, scope="x")
    assert [item.role for item in fact.evidence] == ["main", "context"]
    (again,) = imported(folder, lines.replace("\n", "\r\n"))  # saved on Windows
    assert again == fact


def test_a_discontinuous_span_is_several_pieces_of_evidence(folder: Path) -> None:
    """Unless only space parts them: then brat had cut them at a line break."""
    start = RETELLING.index("Alpha AG")
    lines = f"T1\tfounded 0 3;{start} {start + 5}\tEin Alpha\n#1\tAnnotatorNotes T1\t{NOTE}\n"
    (fact,) = imported(folder, lines)
    assert [RETELLING[slice(*span)] for span in fact.spans] == ["Ein", "Alpha"]
    lines = f"T1\tfounded 0 17;19 22\t{RETELLING[:17]} {RETELLING[19:22]}\n{lines.splitlines()[1]}"
    (fact,) = imported(folder, lines)
    assert fact.spans == (Span(0, 22),)


def test_utf16_offsets(folder: Path) -> None:
    """An emoji before the span moves what some tools count by one."""
    text = "😀 " + RETELLING
    folder = write_goldset(folder.parents[1] / "emoji", retelling=text)
    start = text.index("1999") + 1
    (fact,) = imported(folder, f"T1\tfounded {start} {start + 4}\t1999\n#1\tX T1\t{NOTE}\n")
    assert text[slice(*fact.spans[0])] == "1999"


def test_line_ends_of_windows_are_one_to_brat(folder: Path) -> None:
    text = RETELLING.replace("\n", "\r\n")
    folder = write_goldset(folder.parents[1] / "windows", retelling=text)
    gold = load_goldset(folder)
    files, _ = export(gold)
    assert b"\r" not in files["a1.txt"] + files["a1.ann"]
    (folder / "a1.txt").write_bytes(files["a1.txt"])
    assert imported(folder, files["a1.ann"].decode()) == list(gold.facts)


GOOD = line("1999") + f"#1\tAnnotatorNotes T1\t{NOTE}\n"
BROKEN = [
    # the lines, which of them is wrong, what the message says
    (f"#1\tAnnotatorNotes T1\t{NOTE}\n", 1, "#1 speaks of T1; there is no such T line"),
    (GOOD + "A1\tnegated T7\n", 3, "A1 speaks of T7"),
    (GOOD + "R1\tmention Arg1:T1 Arg2:T7\n", 3, "R1 speaks of T7"),
    (GOOD + "R1\tsame Arg1:T1 Arg2:T1\n", 3, "R1 has the role 'same'; known are main"),
    (GOOD + "R1\tmention T1 T1\n", 3, "such a line is R1<tab>mention Arg1:T1 Arg2:T2"),
    (GOOD + "A1\tNegation T1\n", 3, "unknown attribute 'Negation'"),
    (GOOD + "A1\tcertainty T1 perhaps\n", 3, "unknown attribute 'certainty perhaps'"),
    (GOOD + "E1\tfounded:T1\n", 3, "known are T, R, A, M and # lines"),
    (GOOD + line("Ein"), 3, "T1 stands twice"),
    (GOOD + "nonsense\n", 3, "cannot be read: 'nonsense'"),
    (GOOD.replace("\t1999", " 1999"), 1, "such a line is T1<tab>type 0 5<tab>words"),
    (GOOD.replace("founded", "foundet"), 1, "did you mean 'founded'?"),
    (GOOD.replace("\t1999", "\t1998"), 1, "is '1999', not '1998'; neither code points nor UTF-16"),
    (GOOD.replace("1999\n", "19\n", 1), 1, "is '1999', not '19'"),
    (GOOD.replace('"Alpha"', '"Alfa"'), 1, "unknown entity 'Alfa'"),
    (GOOD.replace('"Alpha"', "7"), 1, "cannot be read: expected 'str'"),
    (GOOD.replace('"1999"', '"im Mai"'), 1, "no EDTF date"),
    (GOOD.replace('"}', '", "qualifiers": 7}'), 1, "expected 'object'"),
    (GOOD.replace('"}', '", "role": "chief"}'), 1, "has the role 'chief'"),
    (GOOD.replace('"}', '", "role": "context"}'), 1, "no main evidence"),
    (GOOD.replace('"}', ""), 2, "the note of T1 is not JSON"),
    (line("1999"), 1, "'subject' is missing"),
    (line("Ein", name="T2") + GOOD + "R1\tmain Arg1:T2 Arg2:T1\n", 1, "'subject' is missing"),
    (
        GOOD + line("Ein", name="T2") + "R1\tmain Arg1:T1 Arg2:T2\nR2\tmain Arg1:T2 Arg2:T1\n",
        3,
        "T2 says no fact, but a relation begins there",
    ),
    ("T1\tfounded 17 19\t  \n" + GOOD.splitlines()[1], 1, "of a1 is"),
]


@pytest.mark.parametrize(("lines", "number", "says"), BROKEN)
def test_a_broken_line_is_told_by_its_number(
    folder: Path, lines: str, number: int, says: str
) -> None:
    with pytest.raises(InvalidFileError) as caught:
        imported(folder, lines)
    (fault,) = caught.value.faults
    assert fault.line == number
    assert says in str(fault)
    assert fault.file == str(folder / "a1.ann")


def test_blanks_alone_are_no_evidence(folder: Path) -> None:
    with pytest.raises(InvalidFileError, match="covers no words"):
        imported(folder, f"T1\tfounded 3 4\t \n#1\tX T1\t{NOTE}\n")


def test_the_text_beside_must_be_the_one_that_is_labelled(folder: Path) -> None:
    (folder / "a1.txt").write_text("another text")
    with pytest.raises(InvalidFileError, match="labels another text than the retelling of a1"):
        imported(folder, GOOD)


def test_files_that_are_none_of_ours(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"\.ann files; give those"):
        imported(folder, GOOD, "a1.txt")
    with pytest.raises(InvalidFileError, match="unknown article 'b1'; known are a1"):
        imported(folder, GOOD, "b1.ann")
    (folder / "a1.ann").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="not UTF-8"):
        import_labels(FORMATS["brat"], [folder / "a1.ann"], load_ground(folder))
