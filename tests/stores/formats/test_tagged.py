"""CoNLL and HIPE files: what they hold, and what does not align, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import InvalidFileError, UsageError
from harness.model.spans import TaggedDocument
from harness.stores.formats.tagged import align_tags, read_tagged

HIPE = (
    "TOKEN\tNE-COARSE-LIT\tNE-FINE-LIT\tMISC\n"
    "# hipe2022:document_id = one\n# hipe2022:language = de\n"
    "Paris\tB-loc\tB-loc.adm\tEndOfSentence\nruft\tO\tO\t_\n\n"
    "# hipe2022:document_id = two\n"
    "#\tO\tO\t_\nBonn\tS-loc\tS-loc\t_\n"
)
CONLL = "Paris NNP B-LOC\nruft VB O\n\nBonn NNP B-LOC\n"


def write(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def align(folder: Path, gold: str, predicted: str) -> list[TaggedDocument]:
    ours, theirs = write(folder, gold, "gold"), write(folder, predicted, "predicted")
    return align_tags(read_tagged(ours), read_tagged(theirs))


def tags(documents: list[TaggedDocument]) -> list[tuple[object, list[tuple[list[str], list[str]]]]]:
    return [
        (one.id, [(list(s.gold), list(s.predicted)) for s in one.sentences]) for one in documents
    ]


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        # Columns parted by blanks or tabs, token first and tag last, sentences by empty lines.
        (
            CONLL,
            "Paris\tO\nruft\tO\n \n\nBonn\tB-ORG\n\n",
            [(0, [(["B-LOC", "O"], ["O", "O"]), (["B-LOC"], ["B-ORG"])])],
        ),
        # -DOCSTART- begins a document and is no token.
        (
            "-DOCSTART- -X- O\n\na O\n\n-DOCSTART- -X- O\n\nb B\n",
            "-DOCSTART- O\na O\n-DOCSTART- O\nb O\n",
            [(0, [(["O"], ["O"])]), (1, [(["B"], ["O"])])],
        ),
        # HIPE: a document is one stretch of tokens; a token may be a number sign.
        (
            HIPE,
            HIPE,
            [
                ("one", [(["B-loc", "O"], ["B-loc", "O"])]),
                ("two", [(["O", "S-loc"], ["O", "S-loc"])]),
            ],
        ),
        # A document with a name that is not answered is a silent one.
        (
            HIPE,
            HIPE.partition("# hipe2022:document_id = two")[0],
            [("one", [(["B-loc", "O"], ["B-loc", "O"])]), ("two", [(["O", "S-loc"], ["O", "O"])])],
        ),
        (
            HIPE.replace("\n", "\r\n"),
            HIPE,
            [
                ("one", [(["B-loc", "O"], ["B-loc", "O"])]),
                ("two", [(["O", "S-loc"], ["O", "S-loc"])]),
            ],
        ),
    ],
)
def test_tags_are_laid_side_by_side(
    tmp_path: Path, gold: str, predicted: str, expected: object
) -> None:
    assert tags(align(tmp_path, gold, predicted)) == expected


@pytest.mark.parametrize(
    ("gold", "predicted", "told"),
    [
        (CONLL, CONLL.replace("ruft", "rief"), r"predicted:2:1: token 'rief'; .*gold:2 has 'ruft'"),
        (
            CONLL,
            CONLL.replace("ruft VB O\n", ""),
            r"predicted:1:1: a sentence of 1 tokens; .*gold:1 has 2",
        ),
        (CONLL, CONLL.partition("\n\n")[0], r"predicted:2:1: ends here; .*gold:4 has another"),
        (CONLL, CONLL + "\nx O\n", r"predicted:6:1: a sentence that .*gold does not have"),
        (CONLL, CONLL + "-DOCSTART- O\n\nx O\n", r"predicted:5:1: 2 documents, and gold .* has 1"),
        (HIPE, HIPE.replace("= two", "= three"), r"predicted:7:1: document 'three' is not in"),
        (HIPE, HIPE.replace("= two", "= one"), r"predicted:7:1: document 'one' begins twice"),
        (CONLL, CONLL.replace("B-LOC", "LOC"), r"predicted:1:1: tag 'LOC'.*\n.*predicted:4:1"),
        (CONLL, CONLL.replace("Bonn NNP B-LOC", "Bonn"), r"predicted:4:1: 'Bonn' is one column"),
        (HIPE, HIPE.replace("Bonn\tS-loc\tS-loc\t_", "Bonn"), r"predicted:9:1: 1 columns"),
    ],
)
def test_what_does_not_align_is_told_with_its_line(
    tmp_path: Path, gold: str, predicted: str, told: str
) -> None:
    with pytest.raises(InvalidFileError, match=told):
        align(tmp_path, gold, predicted)


def test_hipe_columns_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, HIPE, "gold")
    (token, *_) = read_tagged(path, "NE-FINE-LIT").documents[0].sentences[0]
    assert token.tag == "B-loc.adm"
    with pytest.raises(
        InvalidFileError, match=r"no column 'X'; there are NE-COARSE-LIT, NE-FINE-LIT"
    ):
        read_tagged(path, "X")
    with pytest.raises(UsageError, match="this is CoNLL"):
        read_tagged(write(tmp_path, CONLL, "conll"), "X")


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "gold").write_bytes(b"a O\nb\xff O\n")
    with pytest.raises(InvalidFileError, match="gold:2:1: not UTF-8"):
        read_tagged(tmp_path / "gold")
