"""A real HTTP server on loopback that answers as a script says: what servers of models do."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# A certificate that nobody else signed, for 127.0.0.1, and its key: for tests alone.
SELF_SIGNED = Path(__file__).with_name("selfsigned.pem")

FACT = {
    "predicate": "assets",
    "subject": "Alpha AG",
    "value": {"type": "quantity", "amount": "5000000", "unit": "EUR", "comparator": "="},
    "surface": None,
    "quote": "5 Millionen Euro",
    "qualifiers": {"negated": False, "certainty": "asserted"},
    "confidence": 0.9,
}


@dataclass(frozen=True)
class Reply:
    """What the server does with a request; `then` may break the connection in its own way."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    then: Callable[[Any], None] | None = None


@dataclass
class Asked:
    """A request that came: its headers, its JSON, and when it came."""

    path: str
    headers: dict[str, str]
    payload: dict[str, Any]
    at: float


def chat(content: str, finish: str = "stop", **more: Any) -> Reply:
    """Answer as the chat protocol does."""
    message = {"role": "assistant", "content": content} | more
    told = {
        "model": "stub-1",
        "choices": [{"message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 100},
    }
    return Reply(body=json.dumps(told).encode())


def always(reply: Reply) -> Callable[[Asked, int], Reply]:
    """Do the same with every request."""
    return lambda _asked, _number: reply


def error(status: int, told: str, **more: Any) -> Reply:
    """Refuse as the chat protocol does."""
    return Reply(status, json.dumps({"error": {"message": told} | more}).encode())


def facts(*found: dict[str, Any]) -> str:
    """Write facts as asked."""
    return json.dumps({"facts": list(found)})


def mode(asked: Asked) -> str:
    """Name how strictly JSON is asked for; "bounded" where the schema has bounds."""
    told = asked.payload.get("response_format")
    if told is None:
        return "text"
    bounded = "maxItems" in json.dumps(told)
    return str(told["type"]) + (" bounded" if bounded else "")


class ModelServer:
    """What a test tells the server, and what the server saw."""

    def __init__(self, answer: Callable[[Asked, int], Reply]) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.models = [{"id": "stub", "owned_by": "tests"}]
        self.listing: Callable[[int], Reply] | None = None  # what a request for them gets instead
        self.listings = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self.url = ""

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            number = len(self.asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            made = self.answer(asked, number)
            time.sleep(made.wait)
            return made
        finally:
            with self._lock:
                self._at_once -= 1

    def listed(self) -> Reply:
        with self._lock:
            self.listings += 1
        if self.listing is not None:
            made = self.listing(self.listings)
            time.sleep(made.wait)
            return made
        time_of = [model | {"created": time.time()} for model in self.models]
        return Reply(body=json.dumps({"data": time_of}).encode())


@contextmanager
def serving(answer: Callable[[Asked, int], Reply], *, tls: bool = False) -> Iterator[ModelServer]:
    """Run a server; it listens on a free port and ends with the context."""
    script = ModelServer(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            self.send(script.listed())

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, headers, json.loads(content), time.monotonic())
            self.send(script.reply(asked))

        def send(self, reply: Reply) -> None:
            try:
                if reply.then is not None:
                    self.close_connection = True
                    reply.then(self)
                    return
                self.send_response(reply.status)
                told = {"Content-Type": "application/json", "Content-Length": str(len(reply.body))}
                for name, value in (told | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client has gone, as some tests want it to

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False  # what hangs on purpose ends with the process

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(SELF_SIGNED)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        script.url = f"http{'s' * tls}://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()
