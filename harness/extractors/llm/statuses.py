"""What a status other than success means, and an error that stands in a response of success."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.extractors.llm.failures import LONGEST_WAIT, Failure, FailureClass
from harness.extractors.llm.settings import Server
from harness.extractors.llm.transport import Response, retry_after

_SHOWN = 300  # characters of a server's own words
_LOOKED_AT = 4000  # of them, for finding out what it does not take
_DEEP = 5  # how far an error lies within an error at most
_NEAR = 8  # models that are named where the one asked for is unknown
_MODERATED = re.compile(r"moderation|flagged|content.?(policy|filter)|safety", re.IGNORECASE)
_ABOUT_KEY = re.compile(
    r"api.?key|token|credential|permission|unauthori[sz]ed|not allowed|access", re.IGNORECASE
)
_NO_MODEL = re.compile(
    r"not a valid model|(invalid|unknown|no such) model|model_not_found"
    r"|model\b.{0,80}\b(not exist|not found)",
    re.IGNORECASE | re.DOTALL,
)
_TOO_LARGE = re.compile(r"limit:? (\d+)\b.{0,20}\brequested:? (\d+)", re.IGNORECASE)
# What an error inside a response of success is called, where it has no status of its own.
_STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "overloaded_error": 529,
}


class ErrorWithinError(Exception):
    """An error that stands in a response of success: the status it should have had, and body."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(str(status))
        self.status = status
        self.body = body


def check_within(told: Mapping[str, Any]) -> None:
    """Raise ErrorWithinError where a gateway put an error into a response of success."""
    choices = told.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    error = told.get("error") or mapping(first).get("error")
    if error:
        names = (str(mapping(error).get(name)) for name in ("code", "status", "type"))
        numbers = (int(name) if name.isdecimal() else _STATUSES.get(name, 0) for name in names)
        status = next((number for number in numbers if 400 <= number < 600), 500)
        raise ErrorWithinError(status, json.dumps({"error": error}))


def failure_of(
    response: Response, server: Server, model: str, models: Sequence[str], *, served: bool
) -> Failure:
    """Name what a server means.

    `models` are those that it said it knows; `served` tells whether it has answered before, so
    that key and model are right.
    """
    told = _decoded(response.body)
    words = " ".join(_strings(told))[:_LOOKED_AT]
    status, wait = response.status, retry_after(response.headers)
    kind = _kind(status, words, served=served)
    said = f"{server.url} answers {status}" + (
        f": {one}" if (one := _plain(_message(told))) else ""
    )
    if kind is FailureClass.REDIRECT:
        where = _plain(response.headers.get("location", "elsewhere")).removesuffix(response.path)
        said = f"{server.url} leads to {where}; name that with {server.url_setting}"
    elif kind is FailureClass.KEY_REFUSED:
        way = "look after the key or the account"
        said += f"; {way}" if server.key else f"; no key was sent: set {server.key_setting}"
    elif kind is FailureClass.UNKNOWN_MODEL:
        said += _known(model, models) or _base_url(response, server)
    elif kind is FailureClass.BAD_REQUEST and status == 429:
        said += "; --max-tokens, --no-guidelines or --strategy by-type ask for less at a time"
    elif wait is not None and wait > LONGEST_WAIT:
        said += f"; it asks to wait {wait:,.0f} s"
    return Failure(kind, server.key.hidden_in(said), status, wait, words)


def _kind(status: int, words: str, *, served: bool) -> FailureClass:
    if 300 <= status < 400:
        return FailureClass.REDIRECT
    forbidden = status == 403 and _is_about_key(words, served=served)
    if status in (401, 402) or forbidden or "insufficient_quota" in words:
        return FailureClass.KEY_REFUSED
    if status == 404 or (status in (400, 422) and not served and _NO_MODEL.search(words)):
        return FailureClass.UNKNOWN_MODEL
    if status == 429 and not _is_too_large(words):
        return FailureClass.RATE_LIMITED
    if status in (408, 409, 425) or status >= 500:
        return FailureClass.SERVER_ERROR
    return FailureClass.BAD_REQUEST


def _is_about_key(words: str, *, served: bool) -> bool:
    """Whether a 403 means the key: who has served rather refuses this one text."""
    named = not served or _ABOUT_KEY.search(words) is not None
    return named and _MODERATED.search(words) is None


def _is_too_large(words: str) -> bool:
    """Whether a question alone is beyond a limit a minute, so that no wait makes it fit."""
    told = _TOO_LARGE.search(words)
    return told is not None and int(told[2]) > int(told[1])


def _known(model: str, models: Sequence[str]) -> str:
    near = difflib.get_close_matches(model, models, _NEAR, 0.4) or models[:_NEAR]
    return f"; it knows {', '.join(map(_plain, near))}" if near else ""


def _base_url(response: Response, server: Server) -> str:
    ends = response.path.startswith("/v1") or server.url.endswith("/v1")
    return f"; look after the model's name and {server.url_setting}" + (
        "" if ends else ", which mostly ends in /v1"
    )


def _decoded(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # it is text
        return body


def _message(told: Any, depth: int = 0) -> str:
    """Take a server's own words out of an error, and what a gateway passes on in `metadata.raw`."""
    if isinstance(told, str) and told.lstrip().startswith("{") and depth < _DEEP:
        inner = _decoded(told)
        return told if isinstance(inner, str) else _message(inner, depth + 1)
    if isinstance(told, Mapping) and depth < _DEEP:
        for name in ("error", "message", "detail"):
            if told.get(name):
                raw = mapping(told.get("metadata")).get("raw")
                parts = [told[name], raw] if raw else [told[name]]
                return ": ".join(_message(one, depth + 1) for one in parts)
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


def _plain(text: str) -> str:
    """Write in one line, with nothing in it that a terminal would act upon."""
    line = " ".join(text.split())[:_SHOWN]
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)


def _strings(told: Any) -> Iterator[str]:
    """Yield all that is said in an error, but what it repeats of the request."""
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += [held for name, held in one.items() if name != "input"][::-1]
        elif isinstance(one, list):
            waiting += one[::-1]
        elif isinstance(one, str):
            yield one


def mapping(told: Any) -> Mapping[str, Any]:
    """Give an object of JSON as it is, and an empty one for all else."""
    return told if isinstance(told, dict) else {}
