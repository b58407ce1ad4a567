"""How much of the possible rate the LLM extractor reaches: calls in flight divided by latency.

A server in a process of its own answers each call after 200 ms. `bare` is the least that can be
done: an asyncio loop over open sockets that sends ready bytes and reads to the end. The openai SDK
is measured where it is installed. Usage: python -m benchmarks.llm [--calls 2000] [--in-flight 64]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib.util
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from harness.extractors.desk import Desk, Settings
from harness.extractors.llm import openai
from harness.model.corpus import Article
from harness.model.facts import Predicate
from harness.stores.cache import AnswerCache

LATENCY = 0.2
_FACT = {
    "predicate": "location",
    "subject": "Nordwerk",
    "value": {"type": "entity", "name": "Husum"},
    "surface": None,
    "quote": "Nordwerk aus Husum",
    "qualifiers": {"negated": False, "certainty": "asserted"},
    "confidence": 0.9,
}
_ANSWER = json.dumps(
    {
        "model": "stub",
        "choices": [
            {"message": {"role": "assistant", "content": json.dumps({"facts": [_FACT] * 5})}}
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 300},
    }
).encode()
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
_REPLY = _HEAD.format(len(_ANSWER)).encode() + _ANSWER
_MODELS = b'{"data": []}'
_PREDICATE = Predicate("location", "entity", ("ORG",), "Sitz einer Organisation", ("LOC",))


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if head.startswith(b"get"):
                writer.write(_HEAD.format(len(_MODELS)).encode() + _MODELS)
                continue
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            await asyncio.sleep(LATENCY)
            writer.write(_REPLY)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _server(ready: Connection) -> None:
    async def run() -> None:
        server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=1024)
        ready.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(run())


@contextmanager
def _stub() -> Iterator[int]:
    """Give the port of a server in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_server, args=(theirs,))
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _bare(port: int, calls: int, in_flight: int) -> Iterator[None]:
    payload = b"x" * 4000
    request = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n" + payload

    async def worker(left: Iterator[int]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0]))
        writer.close()

    async def run() -> None:
        left = iter(range(calls))
        await asyncio.gather(*(worker(left) for _ in range(in_flight)))

    yield
    asyncio.run(run())


def _ours(port: int, calls: int, in_flight: int, *, cached: bool) -> Iterator[None]:
    articles = [
        Article(f"a{number}", "retelling", "de", "2025-01-28", _TEXT.replace("{}", str(number)))
        for number in range(calls)
    ]
    with tempfile.TemporaryDirectory() as folder:
        cache = AnswerCache(Path(folder) / "answers.sqlite") if cached else None
        settings = Settings(base_url=f"http://127.0.0.1:{port}/v1", in_flight=in_flight)
        model = openai("stub")
        model.equip(Desk(settings=settings, cache=cache))  # imports the HTTP client
        yield
        found = sum(len(one.predictions) for one in model.extract_many(articles, [_PREDICATE]))
        assert found == calls, "an answer was lost, so the figure means nothing"
        if cache is not None:
            cache.close()


_TEXT = "Die Firma Nordwerk aus Husum hat {} Anlagen gebaut und will noch mehr davon bauen.\n" * 15


def _sdk(port: int, calls: int, in_flight: int) -> Iterator[None]:
    import openai as sdk  # noqa: PLC0415 - measured where it is installed

    async def run() -> None:
        left = iter(range(calls))

        async def worker(client: sdk.AsyncOpenAI) -> None:
            for _ in left:
                await client.chat.completions.create(
                    model="stub", messages=[{"role": "user", "content": _TEXT}]
                )

        url = f"http://127.0.0.1:{port}/v1"
        async with sdk.AsyncOpenAI(base_url=url, api_key="none") as client:
            await asyncio.gather(*(worker(client) for _ in range(in_flight)))

    yield
    asyncio.run(run())


def _measure(course: Iterator[None], calls: int, in_flight: int) -> str:
    """Take the time from where a client has imported what it needs to its end."""
    next(course)
    wall, cpu = time.perf_counter(), time.process_time()
    assert next(course, "over") == "over"
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    share = calls * LATENCY / in_flight / wall
    return f"{share:6.1%} of the possible rate, {cpu / calls * 1000:.2f} ms of CPU a call"


def main() -> None:
    """Print a line a client and number of calls in flight."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--calls", type=int, default=2000)
    told.add_argument("--in-flight", type=int, nargs="*", default=[16, 64, 256])
    asked = told.parse_args()
    os.environ.pop("HARNESS_LLM_API_KEY", None)
    gc.set_threshold(200_000, 30, 30)  # as the command does
    for in_flight in asked.in_flight:
        calls = min(asked.calls, in_flight * 40)
        with _stub() as port:
            for name, client in _clients().items():
                print(f"{in_flight:4} in flight  {name:<20} ", end="", flush=True)
                print(_measure(client(port, calls, in_flight), calls, in_flight))


def _clients() -> dict[str, Callable[[int, int, int], Iterator[None]]]:
    """Name the clients that can be measured here."""
    clients: dict[str, Callable[[int, int, int], Iterator[None]]] = {
        "bare loop": _bare,
        "llm: without cache": partial(_ours, cached=False),
        "llm: with cache": partial(_ours, cached=True),
    }
    if importlib.util.find_spec("openai") is not None:
        clients["openai SDK"] = _sdk
    return clients


if __name__ == "__main__":
    main()
