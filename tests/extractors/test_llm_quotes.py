"""Where quotes stand: exactly, nearly, again, in parts, or nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.extractors.llm.quotes import QuoteFinder
from harness.model.corpus import Span

TEXT = (
    "Nordwerk baut Turbinen.\n"
    "Die Firma „Nordwerk“ aus Husum verlor 5,5 Prozent.\n"
    "Später sagte Nordwerk, man habe 300 Beschäftigte in Husum.\n"
)
ALL = Span(0, len(TEXT))


def words(spans: tuple[Span, ...]) -> list[str]:
    return [TEXT[slice(*span)] for span in spans]


@pytest.mark.parametrize(
    ("quote", "how", "found"),
    [
        ("verlor 5,5 Prozent", "exact", ["verlor 5,5 Prozent"]),
        # Marks around a quote are the model's.
        ("„verlor 5,5 Prozent“", "exact", ["verlor 5,5 Prozent"]),
        # Other quotation marks inside, and another space.
        ('Die Firma "Nordwerk" aus  Husum', "aligned", ["Die Firma „Nordwerk“ aus Husum"]),
        # An ellipsis parts a quote.
        (
            "sagte Nordwerk … 300 Beschäftigte",
            "aligned",
            ["sagte Nordwerk", "300 Beschäftigte"],
        ),
        ("sagte Nordwerk [...] 300 Beschäftigte", "aligned", ["sagte Nordwerk", "300 Beschäftigte"]),
        # One part that stands nowhere spoils the quote.
        ("sagte Nordwerk … ein Erfolg für alle", "not found", []),
        # Similar, and yet other words: the number is another.
        ("verlor 17 Milliarden Euro", "not found", []),
        # Too short to be alike by anything but chance.
        ("Husun", "not found", []),
        # A few letters in the middle of a word are no quote.
        ("erk", "not found", []),
        ("  ", "none given", []),
        ("…", "none given", []),
    ],
)  # fmt: skip
def test_quotes(quote: str, how: str, found: list[str]) -> None:
    told, spans = QuoteFinder(TEXT, ALL).find(quote, "fact")
    assert (told, words(spans)) == (how, found)


def test_the_same_fact_quoted_again_stands_at_the_next_place() -> None:
    finder = QuoteFinder(TEXT, ALL)
    starts = [finder.find("Nordwerk", "same")[1][0].start for _ in range(4)]
    places = [start for start in range(len(TEXT)) if TEXT.startswith("Nordwerk", start)]
    assert starts == [*places, places[-1]]


def test_another_fact_takes_the_first_place_after_what_came_before() -> None:
    finder = QuoteFinder(TEXT, ALL)
    finder.find("verlor 5,5 Prozent", "a")
    ((start, _),) = finder.find("Husum", "b")[1]
    assert start == TEXT.rindex("Husum")


def test_the_piece_that_was_asked_about_comes_first() -> None:
    third = TEXT.index("Später")
    ((start, _),) = QuoteFinder(TEXT, Span(third, len(TEXT))).find("Nordwerk", "a")[1]
    assert start > third
    how, spans = QuoteFinder(TEXT, Span(0, 20)).find("300 Beschäftigte", "a")
    assert how == "exact"  # elsewhere in the article is still in the article
    assert words(spans) == ["300 Beschäftigte"]


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 60))
def test_what_is_copied_from_the_text_is_found(start: int, length: int) -> None:
    quote = TEXT[start : start + length]
    how, spans = QuoteFinder(TEXT, ALL).find(quote, "fact")
    if how == "exact":
        assert words(spans)[0].strip() in quote
    else:  # only edges, or a few letters that are no word
        assert len(quote.strip()) < 10 or not quote.strip(" \n„“")


@given(st.text(max_size=80))
def test_any_quote_ends_in_spans_of_the_text(quote: str) -> None:
    how, spans = QuoteFinder(TEXT, ALL).find(quote, "fact")
    assert bool(spans) == (how in ("exact", "aligned"))
    assert all(0 <= start < end <= len(TEXT) for start, end in spans)
