"""The report as one HTML file that needs nothing beside it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from harness.report.view import ReportView


def render_html(view: ReportView) -> str:
    """Render a report; its style is allowed by hash and nothing else may load or run."""
    style = _read("report.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().get_template("report.html.j2")
    return template.render(view=view, style=Markup(style), style_hash=digest)  # noqa: S704 - our own file


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _read(name: str) -> str:
    return files("harness.report").joinpath("templates", name).read_text(encoding="utf-8")
