"""Names are the same by gold's aliases alone, never by likeness."""

from __future__ import annotations

import pytest

from harness.model.facts import Entity, Kind
from harness.model.names import NameTable, normal_form

TABLE = NameTable(
    [
        Entity("DeepSeek", "ORG", ("Deep Search",)),
        Entity("DeepSeek-V3", "PRODUCT", ("V3",)),
        Entity("Meta", "ORG", ("Facebook",)),
        Entity("Facebook", "PRODUCT"),
        Entity("Siemens", "ORG"),
        Entity("Große Bank", "ORG"),
        Entity("USA", "LOC", ("US",)),
        Entity("Europäische Zentralbank", "ORG"),
    ]
)


@pytest.mark.parametrize(
    ("name", "kinds", "canonical"),
    [
        ("deepseek", ("ORG",), "DeepSeek"),  # case never tells names apart
        ("DEEPSEEK", (), "DeepSeek"),
        ("„Deep“Seek", (), "DeepSeek"),  # quotation marks neither
        ("DeepSeek V3", (), "DeepSeek-V3"),  # nor a hyphen
        ("DeepSeek\u2011V3", (), "DeepSeek-V3"),  # of whatever kind
        ("Deepseeks", (), "DeepSeek"),  # a genitive
        ("DeepSeek's", (), "DeepSeek"),
        ("Siemens", (), "Siemens"),  # ends in s, but is a name as it stands
        ("GROSSE BANK", (), "Große Bank"),  # ß is ss
        ("Europa\u0308ische Zentralbank", (), "Europäische Zentralbank"),  # decomposed umlaut
        ("Facebook", ("ORG",), "Meta"),  # two bear the name: the kinds decide
        ("Facebook", ("PRODUCT",), "Facebook"),
        ("DeepSeek", ("PER",), "DeepSeek"),  # known, and of the wrong kind
        ("Deepsek", (), "deepsek"),  # a near miss is another name
        ("DeepSeek AG", (), "deepseek ag"),
        ("Siemenss", (), "siemenss"),  # no genitive after an s
        ("U", (), "u"),  # US is no genitive of U
        ("", (), ""),
    ],
)
def test_canonical_names(name: str, kinds: tuple[Kind, ...], canonical: str) -> None:
    assert TABLE.canonical(name, kinds) == canonical


def test_collisions_are_told_within_kinds() -> None:
    """One name may be borne by a company and a product, as long as no predicate takes both."""
    assert TABLE.collisions(("ORG",)) == []
    assert [form for form, _ in TABLE.collisions(("ORG", "PRODUCT"))] == ["facebook"]


def test_normal_form_is_stable() -> None:
    for name in ("DeepSeek–V3", "„Große“ Straße", "A  B", "İstanbul", "x'y"):
        assert normal_form(normal_form(name)) == normal_form(name)
