"""Nothing in a YAML file changes silently, and every fault has its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import InvalidFileError
from harness.stores.strict_yaml import YamlFile


def read(tmp_path: Path, text: str) -> YamlFile:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return YamlFile(path, "x.yaml")


@pytest.mark.parametrize(
    "scalar",
    [
        "000",  # would be 0
        "017",  # would be 15
        "0o17",
        "0x1F",
        "2025-01-27",  # would be a date object
        "5.5e6",  # a text to PyYAML, a number to others
        "1e9",
        "0.1",  # would be a float
        "1_000",
        "12:30",  # would be 750
        "~",  # would be null, and is a comparator here
        "null",
        "",
        "no",  # would be False
        "On",
        "yes",
        "True",
        ".inf",
        "+5",
        "5,5",
        "-0",
        "!!str 12",
        "!custom x",
    ],
)
def test_what_yaml_would_change_is_refused(tmp_path: Path, scalar: str) -> None:
    file = read(tmp_path, f"a: 1\nb: {scalar}\n")
    assert [fault.line for fault in file.faults] == [2]
    with pytest.raises(InvalidFileError, match="x.yaml:2:"):
        file.finish()


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("5500000", 5500000),
        ("-3", -3),
        ("0", 0),
        ("true", True),
        ("false", False),
        ("DeepSeek-V3", "DeepSeek-V3"),
        ("01.AI", "01.AI"),  # a company, and no number to anybody
        ("F.A.Z.", "F.A.Z."),
        ('"~"', "~"),
        ("'no'", "no"),
        ('"2025-01-27"', "2025-01-27"),
        ("Anfang Januar", "Anfang Januar"),
    ],
)
def test_what_means_the_same_to_all_is_read(tmp_path: Path, scalar: str, value: object) -> None:
    file = read(tmp_path, f"a: {scalar}\n")
    file.finish()
    assert file.value == {"a": value}
    assert type(file.value["a"]) is type(value)


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_unquoted_text_is_read_as_it_stands_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Whatever is not refused comes out letter for letter (YAML's own marks aside)."""
    file = read(tmp_path_factory.mktemp("yaml"), f"- {text}\n")
    if file.faults or not isinstance(file.value, list):
        return
    (value,) = file.value
    if isinstance(value, str) and not set(text) & set("\"'#&*!|>%@`[]{}:-? \x85\u2028\u2029\ufeff"):
        assert value == text
    elif isinstance(value, bool):
        assert text.strip() in ("true", "false")
    elif isinstance(value, int):
        assert str(value) == text.split("#", maxsplit=1)[0].strip()


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1", "duplicate key 'a'"),
        ("a: {b: 1, b: 2}\n", "x.yaml:1:11", "duplicate key 'b'"),
        ("a: &x 1\nb: *x\n", "x.yaml:1:4", "an alias"),
        ("a: [1\nb: 2\n", "x.yaml:2:", "not YAML"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1", "not YAML"),
        ("a: \tb\n\tc\n", "x.yaml:", "not YAML"),
        ("", "x.yaml:1:1", "empty"),
        ("no: 1\n", "x.yaml:1:1", "key 'no'"),
        ("? [a, b]\n: 1\n", "x.yaml:1:", "key"),
        ("a: !!python/object:os.system x\n", "x.yaml:1:4", "'x' would be changed"),
        ("<<: {a: 1}\n", "x.yaml:1:1", "key '<<'"),
    ],
)
def test_faults_have_their_place(tmp_path: Path, text: str, place: str, what: str) -> None:
    with pytest.raises(InvalidFileError) as caught:
        read(tmp_path, text).finish()
    assert any(str(f).startswith(place) and what in str(f) for f in caught.value.faults), str(
        caught.value
    )


def test_all_faults_are_told_at_once_in_order(tmp_path: Path) -> None:
    file = read(tmp_path, "a: no\nb: 1\nc: 000\nb: 2\nd: ~\n")
    with pytest.raises(InvalidFileError) as caught:
        file.finish()
    assert [fault.line for fault in caught.value.faults] == [1, 3, 4, 5]


def test_bytes_that_are_no_utf8_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: gr\xfcn\n".encode("latin-1"))
    with pytest.raises(InvalidFileError, match="not UTF-8"):
        YamlFile(path).finish()


def test_deep_nesting_is_told_and_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError):
        read(tmp_path, "[" * 200_000).finish()
    with pytest.raises(InvalidFileError, match="nested too deeply"):
        read(tmp_path, "[" * 60 + "]" * 60).finish()
