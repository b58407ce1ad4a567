"""The report as HTML that needs nothing beside it: one file, or a folder for many articles."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from harness.report.charts import SHAPES
from harness.report.view import ArticleView, ReportView
from harness.report.words import rest_of, shortened

MOST_OUTCOMES = 6_000  # in one file: more, and it grows past 2 MB and slow on a phone
MOST_ARTICLES = 20


def render_html(view: ReportView) -> str:
    """Render a report as one page, however long it gets."""
    rows = Markup("").join(_rows(article, view) for article in view.read)
    return _page("report.html.j2", view, rows=rows, pages=False, outcomes_page="", folder="")


def render_report(view: ReportView, name: str = "report.html") -> dict[str, str]:
    """Render a report as files by relative path, the entry first.

    Where there are many articles each has a page in a folder beside the entry, as have all
    outcomes together.
    """
    if len(view.read) <= MOST_ARTICLES and view.outcomes <= MOST_OUTCOMES:
        return {name: render_html(view)}
    folder = f"{name.removesuffix('.html')}-articles"
    rows = {article.file: _rows(article, view, article.file) for article in view.read}
    entry = _page(
        "report.html.j2",
        view,
        rows="",
        pages=True,
        outcomes_page=f"{folder}/outcomes.html",
        folder=folder,
    )
    every = Markup("").join(rows.values())
    neighbours = zip((None, *view.read), view.read, (*view.read[1:], None), strict=False)
    return {
        name: entry,
        f"{folder}/outcomes.html": _page("outcomes.html.j2", view, rows=every, index=name),
    } | {
        f"{folder}/{article.file}": _page(
            "article.html.j2",
            view,
            rows=rows[article.file],
            article=article,
            before=before,
            after=after,
            index=name,
        )
        for before, article, after in neighbours
    }


def _rows(article: ArticleView, view: ReportView, page: str = "") -> Markup:
    """Render the outcomes of an article; links to its text go to a page."""
    template = _environment().get_template("rows.html.j2")
    shown = template.render(rows=article.outcomes, page=page, language=view.language)
    return Markup(shown)  # noqa: S704 - escaped by the template


def _page(template: str, view: ReportView, **more: Any) -> str:
    """Render a page; its own style and scripts are allowed by hash, and nothing else."""
    style, early, script = (_read(name) for name in ("report.css", "early.js", "report.js"))
    return (
        _environment()
        .get_template(template)
        .render(
            view=view,
            shapes=SHAPES,
            style=Markup(style),  # noqa: S704 - our own file
            early=Markup(early),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            style_hash=_hash(style),
            script_hashes=tuple(_hashes((early, script))),
            **more,
        )
    )


def _hashes(scripts: Iterable[str]) -> Iterable[str]:
    return map(_hash, scripts)


def _hash(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shortened=shortened, rest=rest_of)
    return environment


@cache
def _read(name: str) -> str:
    return files("harness.report").joinpath("templates", name).read_text(encoding="utf-8")
