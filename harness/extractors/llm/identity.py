"""Which model answers, as the server tells: another one under the same name has other answers."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from harness.extractors.llm.failures import Failure
from harness.extractors.llm.providers import Provider
from harness.extractors.llm.statuses import failure_of
from harness.extractors.llm.transport import Transport

# What a server says of a model that is the same tomorrow.
_LASTING = ("id", "owned_by", "root", "parent", "max_model_len", "meta", "display_name")

_TIMES = 3  # a server is asked, where it does not say
_LIMIT = 15.0  # seconds for all of them; longer than it takes to tell that nobody is there
_NO_LIST = (404, 405, 501)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a server lists: the names of its models, and a hash of what it says of ours.

    The hash is empty where it says nothing of it.
    """

    models: tuple[str, ...] = ()
    identity: str = ""


async def models_of(
    transport: Transport, provider: Provider, model: str, backoff: float
) -> Listed | None:
    """Ask a server which models it has; None where it does not say today.

    Raises Failure where nothing else can be asked of it either.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(_LIMIT):
            for attempt in range(_TIMES):
                if attempt:
                    await asyncio.sleep(backoff * 2 ** (attempt - 1))
                told = await _asked(transport, provider, model)
                if told is not None:
                    return told
    return None


async def _asked(transport: Transport, provider: Provider, model: str) -> Listed | None:
    try:
        response = await transport.request(provider.models_path, provider.headers())
    except Failure as failure:
        if failure.is_hopeless:
            raise
        return None
    if 300 <= response.status < 400:
        raise failure_of(response, provider.server, model, (), served=False)
    if response.status in _NO_LIST:
        return Listed()
    return listed(response.body, model) if response.status == 200 else None


def listed(body: str, model: str) -> Listed | None:
    """Read a server's list of models; None where it is none."""
    try:
        rows = json.loads(body)["data"]
        models = {str(row["id"]): row for row in rows}
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    told = _row_of(model, models)
    if told is None:
        return Listed(tuple(models))
    lasting = {name: told[name] for name in _LASTING if name in told}
    digest = hashlib.sha256(json.dumps(lasting, sort_keys=True).encode())
    return Listed(tuple(models), digest.hexdigest()[:12])


def _row_of(model: str, models: dict[str, Any]) -> Any:
    if len(models) == 1:  # who serves one model serves it under any name
        return next(iter(models.values()))
    return models.get(model) or models.get(f"{model}:latest")  # as Ollama calls it
