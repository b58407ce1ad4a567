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


NUMBERS = (
    "Der Kurs von Nordwerk fiel am Montag um 10 Prozent, der von Sundvind um zehn Millionen Euro. "
    "Die Firma hat nach eigener Aussage keine Schulden."
)


@pytest.mark.parametrize(
    ("quote", "how"),
    [
        ("Kurs von „Nordwerk“ fiel am Montag um 10 Prozent", "aligned"),
        ("Kurs der Nordwerk fiel am Montag um 10 Prozent", "aligned"),
        # Two letters of fifty, and another fact.
        ("Der Kurs von Nordwerk fiel am Montag um 80 Prozent", "not found"),
        ("Der Kurs von Nordwerk fiel am Montag um 1 Prozent", "not found"),
        ("Der Kurs von Nordwerk fiel am Montag nicht um 10 Prozent", "not found"),
        ("der von Sundvind um zwei Millionen Euro", "not found"),
        ("der von Sundvind um zehn Milliarden Euro", "not found"),
        ("der von Sundvind um zehn Mio. Euro", "not found"),
        ("Firma hat nach eigenen Aussagen keine Schulden", "aligned"),
        ("Firma hat nach eigener Aussage seine Schulden", "not found"),
        ("Firma hat nach eigener Aussage eine Schulden", "not found"),
    ],
)
def test_what_is_alike_says_the_same_numbers_and_negations(quote: str, how: str) -> None:
    told, spans = QuoteFinder(NUMBERS, Span(0, len(NUMBERS))).find(quote, "fact")
    assert told == how
    assert bool(spans) == (how == "aligned")


def test_a_space_is_as_good_as_another() -> None:
    how, (span,) = QuoteFinder(TEXT, ALL).find("Husum  verlor\u00a05,5\nProzent", "fact")
    assert (how, words((span,))) == ("exact", ["Husum verlor 5,5 Prozent"])


@given(st.integers(0, 10), st.integers(6, 12), st.data())
def test_alignment_takes_whole_words_and_none_too_many(
    first: int, count: int, data: st.DataObject
) -> None:
    """The window of the aligner is as long as the quote; the words it stands for may be fewer."""
    chosen = NUMBERS.split()[first : first + count]
    marked = data.draw(st.integers(1, len(chosen) - 2))
    quote = " ".join([*chosen[:marked], f"„{chosen[marked]}“", *chosen[marked + 1 :]])
    how, (span,) = QuoteFinder(NUMBERS, Span(0, len(NUMBERS))).find(quote, "fact")
    assert how == "aligned"
    assert NUMBERS[slice(*span)].strip(",.") == " ".join(chosen).strip(",.")


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
