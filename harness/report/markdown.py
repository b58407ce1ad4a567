"""The figures of a report as Markdown, for a pull request or the summary of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from harness.report.changes import Fact
from harness.report.told import Listing, Part, Table, blocks_of
from harness.report.view import ReportView
from harness.report.words import shortened

_ACTS = re.compile(r"([\\`*_{}\[\]#|~@$])")  # what Markdown would obey instead of showing
_MOST_FACTS = 20  # a list in a comment; the HTML has all
_MOST_ROWS = 40
_LONGEST = 200  # characters of a value or message; the HTML has all


def render_markdown(view: ReportView) -> str:
    """Render a report as GitHub-flavoured Markdown; untrusted text is escaped."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: ReportView) -> Iterator[str]:
    yield f"## {_plain(view.title)}"
    yield ""
    yield _plain(view.facts_told)
    yield ""
    for alarm in view.alarms:
        yield f"**{_plain(alarm.name)}** {_plain(shortened(alarm.told, _LONGEST))}"
        yield ""
    for block in blocks_of(view):
        yield f"### {_plain(block.title)}"
        yield ""
        for part in block.parts:
            yield from _folded(part) if part.folded else _part(part)


def _part(part: Part) -> Iterator[str]:
    if part.title:
        yield f"#### {_plain(part.title)}"
        yield ""
    yield from _content(part)


def _folded(part: Part) -> Iterator[str]:
    yield f"<details><summary>{_tags_shown(part.title)}</summary>"
    yield ""
    yield from _content(part)
    yield "</details>"
    yield ""


def _content(part: Part) -> Iterator[str]:
    if part.sentences:
        bullet = "- " if len(part.sentences) > 1 else ""
        yield from (f"{bullet}{_plain(one)}" for one in part.sentences)
        yield ""
    for table in part.tables:
        yield from _table(table)
    for listing in part.listings:
        yield from _facts(listing)


def _table(table: Table) -> Iterator[str]:
    """Write a table whose first columns are aligned left and all others right."""
    if table.caption:
        yield _plain(table.caption)
        yield ""
    yield f"| {' | '.join(map(_plain, table.heads))} |"
    yield f"|{'|'.join(':--' if at < table.left else '--:' for at in range(len(table.heads)))}|"
    for at, row in enumerate(table.rows[:_MOST_ROWS]):
        cells = list(map(_plain, row))
        if at in table.strong:
            cells[table.left - 1] = f"**{cells[table.left - 1]}**"
        yield f"| {' | '.join(cells)} |"
    yield ""
    if len(table.rows) > _MOST_ROWS:
        yield f"and {len(table.rows) - _MOST_ROWS} more rows"
        yield ""


def _facts(listing: Listing) -> Iterator[str]:
    facts = listing.facts
    yield f"<details><summary>{_tags_shown(listing.caption)}: {len(facts)}</summary>"
    yield ""
    yield from map(_fact, facts[:_MOST_FACTS])
    if len(facts) > _MOST_FACTS:
        yield f"- and {len(facts) - _MOST_FACTS} more"
    yield ""
    yield "</details>"
    yield ""


def _fact(fact: Fact) -> str:
    optional = " (optional)" if fact.optional else ""
    words = _plain(shortened(fact.words, _LONGEST))
    return f"- {_plain(fact.label)} in {_plain(fact.article)}: {words}{optional}"


def _plain(text: str) -> str:
    """Write text so that Markdown shows it as it is, in one line."""
    return _ACTS.sub(r"\\\1", _tags_shown(text))


def _tags_shown(text: str) -> str:
    """Write text in one line so that HTML in it is read and not obeyed."""
    return escape(" ".join(text.split()), quote=False)
