"""One HTTP request and its whole response, or the class of what went wrong."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from harness.errors import ExtractorError
from harness.extractors.llm.failures import Failure, FailureClass
from harness.extractors.llm.settings import Server

if TYPE_CHECKING:
    import aiohttp

LARGEST = 4_000_000  # bytes; the longest answers of models are a hundredth of that
_CONNECT = 10.0  # seconds until a server that is there has taken a connection


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response, with the key taken out; names of headers are in small letters.

    `path` is what was asked for, below the base URL.
    """

    status: int
    headers: Mapping[str, str]
    body: str
    path: str = ""


class Transport:
    """Connections to one server, kept open between requests; used within one event loop.

    Redirects are not followed: a key is for the server it was given for.
    """

    def __init__(self, server: Server, timeout: float, connections: int) -> None:
        self._server = server
        self._timeout = timeout
        self._connections = connections
        self._proxy = _proxy_of(server.url)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        aiohttp = import_aiohttp()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections),
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=_CONNECT),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None  # noqa: S101 - made on entering
        await self._session.close()

    async def request(
        self, path: str, headers: Mapping[str, str], payload: bytes | None = None
    ) -> Response:
        """Send a payload (or just ask, without one) and give the response, whatever its status.

        Raises Failure where no whole response comes.
        """
        aiohttp = import_aiohttp()
        assert self._session is not None  # noqa: S101 - made on entering
        try:
            async with self._session.request(
                "GET" if payload is None else "POST",
                self._server.url + path,
                data=payload,
                headers={**headers, "Content-Type": "application/json"},
                allow_redirects=False,
                proxy=self._proxy,
            ) as response:
                body = await self._body(response)
                hidden = self._server.key.hidden_in
                told = {name.lower(): hidden(one) for name, one in response.headers.items()}
                return Response(response.status, told, body, path)
        except (TimeoutError, aiohttp.ClientError, ValueError, OSError) as error:
            raise self._failure(error) from error

    async def _body(self, response: Any) -> str:
        content = bytearray()
        async for piece in response.content.iter_any():
            content += piece
            if len(content) > LARGEST:
                told = f"{self._server.url} answers with more than {LARGEST:,} bytes"
                raise Failure(FailureClass.TOO_LARGE, told)
        return self._server.key.hidden_in(self._decoded(content, response.charset or "utf-8"))

    def _decoded(self, content: bytearray, charset: str) -> str:
        """Read bytes as UTF-8, as JSON is whatever a label says, else by the label."""
        for name in ("utf-8", charset):
            with suppress(UnicodeDecodeError, LookupError):
                return content.decode(name)
        told = f"{self._server.url} answers with bytes that are no {charset}"
        raise Failure(FailureClass.GARBLED, told)

    def _failure(self, error: BaseException) -> Failure:
        """Name what aiohttp raised; only words of ours and of the system, no part of a request."""
        aiohttp, url = import_aiohttp(), self._server.url
        if isinstance(error, asyncio.TimeoutError) and not isinstance(
            error, aiohttp.ConnectionTimeoutError
        ):
            return Failure(FailureClass.TIMEOUT, f"{url} took more than {self._timeout:g} s")
        if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
            way = "name a certificate of your own in SSL_CERT_FILE"
            return Failure(FailureClass.TLS, f"{url} cannot be trusted: {_reason(error)}; {way}")
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
            way = f"start it, or name another with {self._server.url_setting}"
            return Failure(FailureClass.NO_SERVER, f"nothing answers at {url}; {way}")
        if isinstance(error, aiohttp.ClientResponseError | aiohttp.ClientPayloadError):
            kind = (
                FailureClass.DISCONNECTED
                if isinstance(error, aiohttp.ClientPayloadError)
                else FailureClass.GARBLED
            )
            return Failure(kind, f"{url} breaks off or breaks HTTP ({type(error).__name__})")
        return Failure(FailureClass.DISCONNECTED, f"{url} broke off ({type(error).__name__})")


def import_aiohttp() -> Any:
    """Import the HTTP client; raises ExtractorError, naming the extra."""
    try:
        import aiohttp  # noqa: PLC0415 - optional, and slow to import
    except ImportError as error:
        raise ExtractorError("needs aiohttp; pip install 'factharness[llm]'") from error
    return aiohttp


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read how many seconds a server asks to wait: seconds, milliseconds or a date."""
    told = headers.get("retry-after-ms")
    try:
        if told is not None:
            return max(0.0, float(told) / 1000)
        told = headers.get("retry-after")
        if told is None:
            return None
        if told.strip().replace(".", "", 1).isdigit():
            return float(told)
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _reason(error: BaseException) -> str:
    """Give the system's own words for a TLS error."""
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or type(inner))


def _proxy_of(url: str) -> str | None:
    """Find the proxy for a URL as the environment names it; netrc stays out of it."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)
