"""The figures of a report as Markdown, for a pull request or the summary of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from harness.report.changes import Change, Fact
from harness.report.view import ReportView
from harness.report.words import shortened

_ACTS = re.compile(r"([\\`*_{}\[\]#|~@$])")  # what Markdown would obey instead of showing
_MOST_FACTS = 20  # a list in a comment; the HTML has all
_LONGEST = 200  # characters of a value or message; the HTML has all


def render_markdown(view: ReportView) -> str:
    """Render a report as GitHub-flavoured Markdown; untrusted text is escaped."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: ReportView) -> Iterator[str]:
    yield f"## {_plain(view.title)}"
    yield ""
    yield (
        f"{view.articles}, {view.required} required facts and {view.optional} optional · "
        f"profile {view.profile} · gold `{view.gold_hash}`"
    )
    yield ""
    if view.contains_original_text:
        yield "**On the originals.** The run folder contains their text."
        yield ""
    if not view.complete:
        yield "**Not complete.** What was not read counts as missed."
        yield ""
    for extractor in view.extractors:
        for failure in extractor.failures:
            yield f"**{_plain(extractor.name)} failed on** {_plain(shortened(failure, _LONGEST))}"
            yield ""
    yield _plain(view.headline)
    yield ""
    yield from _scores(view)
    yield from (f"- {_plain(pair.sentence)}" for pair in view.pairs)
    yield ""
    yield from _changes(view)
    yield from _errors(view)
    if view.worth.together:
        yield _plain(view.worth.together.sentence)
        yield ""
    yield from (f"<sub>`{_code(one.signature)}`</sub><br>" for one in view.trust.signatures)


def _scores(view: ReportView) -> Iterator[str]:
    heads = ("extractor", "level", "P %", "R %", "F1 %", "95 % of F1", "TP", "FP", "FN")
    rows = (
        (
            _plain(extractor.name) if row.name == "value" else "",
            f"**{row.name}**" if row.name == "fact" else row.name,
            row.precision,
            row.recall,
            row.f1,
            row.interval or "–",
            str(row.tp),
            str(row.fp),
            str(row.fn),
        )
        for extractor in view.extractors
        for row in extractor.levels
    )
    yield from _table(heads, rows, left=2)


def _changes(view: ReportView) -> Iterator[str]:
    if view.changes is None:
        return
    yield f"### Against {_plain(view.changes.against)}"
    yield ""
    heads = ("extractor", "figure", "then %", "now %", "difference", "95 % interval", "p")
    rows = (
        (
            _plain(one.name),
            row.metric,
            row.before,
            row.after,
            row.difference,
            row.interval,
            row.p.replace("<", "&lt;"),
        )
        for one in view.changes.extractors
        for row in one.metrics
    )
    yield from _table(heads, rows, left=2)
    for one in view.changes.extractors:
        yield from _facts(one)


def _facts(change: Change) -> Iterator[str]:
    for word, facts in (("gained", change.gained), ("lost", change.lost)):
        if facts:
            yield f"<details><summary>{_tags_shown(change.name)} {word} {len(facts)}</summary>"
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


def _errors(view: ReportView) -> Iterator[str]:
    if not view.errors:
        return
    yield "### Errors by class, FP + FN"
    yield ""
    names = [_plain(one.name) for one in view.extractors]
    rows = (
        (
            _plain(row.name),
            str(row.total),
            *(f"{one.fp} + {one.fn}" if one.query else "·" for one in row.counts),
        )
        for row in view.errors
    )
    yield from _table(("class", "all", *names), rows, left=1)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int) -> Iterator[str]:
    """Write a table whose first columns are aligned left and all others right."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join(':--' if at < left else '--:' for at in range(len(heads)))}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _plain(text: str) -> str:
    """Write text so that Markdown shows it as it is, in one line."""
    return _ACTS.sub(r"\\\1", _tags_shown(text))


def _tags_shown(text: str) -> str:
    """Write text in one line so that HTML in it is read and not obeyed."""
    return escape(" ".join(text.split()), quote=False)


def _code(text: str) -> str:
    return " ".join(text.split()).replace("`", "'")
