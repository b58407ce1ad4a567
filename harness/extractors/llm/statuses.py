"""What a status other than success means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from harness.extractors.llm.failures import Failure, FailureClass
from harness.extractors.llm.transport import Response, retry_after

_LONGEST = 200  # characters of a server's own words


def failure_of(response: Response, url: str, models: Sequence[str]) -> Failure:
    """Name what a server means; `models` are those that it said it knows."""
    told, status, wait = _message(response.body), response.status, retry_after(response.headers)
    said = f"{url} answers {status}" + (f": {told}" if told else "")
    if 300 <= status < 400:
        where = response.headers.get("location", "elsewhere")
        return Failure(FailureClass.REDIRECT, f"{url} leads to {where}; name that instead")
    if status in (401, 403) or "insufficient_quota" in response.body:
        return Failure(FailureClass.KEY_REFUSED, f"{said}; look after the key", status)
    if status == 404:
        known = f"; it knows {', '.join(models[:8])}" if models else ""
        way = known or "; a base URL mostly ends in /v1"
        return Failure(FailureClass.UNKNOWN_MODEL, said + way, status)
    if status == 429:
        return Failure(FailureClass.RATE_LIMITED, said, status, wait)
    if status in (408, 409, 425) or status >= 500:
        return Failure(FailureClass.SERVER_ERROR, said, status, wait)
    return Failure(FailureClass.BAD_REQUEST, said, status)


def _message(body: str) -> str:
    """Take the server's own words out of an error body, in one line."""
    told: Any = body
    with suppress(ValueError, RecursionError):  # else it is text
        told = json.loads(body)
    for name in ("error", "message", "detail"):
        if isinstance(told, Mapping) and name in told:
            told = told[name]
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
    return re.sub(r"\s+", " ", text).strip()[:_LONGEST]
