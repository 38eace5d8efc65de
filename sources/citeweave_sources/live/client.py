"""A polite HTTP client for one service: it waits, tries again, and goes nowhere else."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Generic, Self, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from citeweave_schema.errors import SourceError, SourceUnavailableError
from citeweave_sources.live.bodies import Limits, glimpse, media_type, read_body
from citeweave_sources.live.clock import Clock
from citeweave_sources.live.sending import SigningTransport, transport_for
from citeweave_sources.live.service import Request, Service
from citeweave_sources.live.settings import Settings
from citeweave_sources.live.trouble import DamagedError, RefusedRequestError, TryAgainError
from citeweave_sources.live.waiting import LONGEST, Pacer, backoff, retry_after

__all__ = ["ATTEMPTS", "Client", "Got"]

ATTEMPTS = 6
"""How often a request is tried."""

_REDIRECTS = 5
_ANSWER_SECONDS = 180.0
_CONNECT_SECONDS = 10.0
_LONG = 3.0
_SHOWN = 300
_MARKUP = re.compile(r"<[^>]{0,500}>")
_ABSENT = frozenset({404, 410})
_GO_ON = "To go on from the answers that are kept, run the same command again"

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Got(Generic[Read]):
    """An answer: its body, and what was made of it."""

    body: bytes
    value: Read


class Client:
    """Asks one service; use it in a `with` block."""

    def __init__(
        self,
        service: Service,
        settings: Settings,
        *,
        clock: Clock | None = None,
        chance: Random | None = None,
        seconds: float | None = None,
        patience: float = 30.0,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
        idle: float = math.inf,
        notice: Callable[[str], None] | None = None,
    ) -> None:
        """Ask a service.

        Args:
            service: whom to ask.
            settings: where, and as whom.
            clock: what to wait by.
            chance: what spreads the waiting.
            seconds: how long all requests together may take; None for as long as needed.
            patience: how long to wait for the next piece of an answer, in seconds.
            limits: how large an answer may be.
            transport: what sends; by default it checks addresses first.
            idle: how many seconds ago an earlier run asked last.
            notice: told when a wait is long.
        """
        self._service = service
        self._settings = settings
        self._clock = clock or Clock()
        self._chance = chance or Random()  # noqa: S311  # spreads waiting; no secret
        self._end = None if seconds is None else self._clock.monotonic() + seconds
        self._limits = limits or Limits()
        self._patience = patience
        self._pacer = Pacer(service.interval, self._clock, idle)
        self._notice = notice or (lambda _: None)
        self._http = httpx.Client(
            transport=SigningTransport(transport or transport_for(settings), service, settings),
            headers={"User-Agent": settings.agent, "Accept-Encoding": "gzip"},
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def fetch(self, request: Request, read: Callable[[bytes], Read]) -> Got[Read] | None:
        """Ask, as often as it takes.

        Args:
            request: what to ask.
            read: makes something of the body; raises `DamagedError` when it cannot.

        Returns:
            The answer; None when it is "not found" and the request says that it may be.

        Raises:
            SourceUnavailableError: no usable answer came, however often it was tried, or the
                service asks to wait for longer than `waiting.LONGEST`, or time ran out.
            UsageError: the service refuses the request.
            SourceError: what answers is not the service: another host, a private address, another
                content type, a body beyond all limits.
        """
        attempt = 0
        while True:
            attempt += 1
            self._wait(self._pacer.left())
            self._pacer.sent()
            try:
                return self._once(request, read)
            except TryAgainError as problem:
                self._rest(attempt, problem)

    def _rest(self, attempt: int, problem: TryAgainError) -> None:
        title = self._service.title
        reason = self._settings.hide(str(problem))
        if problem.after is not None and problem.after > LONGEST:
            raise SourceUnavailableError(
                f"{title} asks to wait for {problem.after / 60:,.0f} minutes ({reason}). {_GO_ON} "
                "then" + self._advice()
            ) from problem
        if attempt >= ATTEMPTS:
            raise SourceUnavailableError(
                f"{title} gave no usable answer in {attempt} tries: {reason}. "
                f"Check the network. {_GO_ON}"
            ) from problem
        wait = backoff(attempt, self._chance) if problem.after is None else problem.after
        if wait >= _LONG:
            self._notice(f"{title}: {reason}; asking again in {wait:,.0f} s")
        self._wait(wait)

    def _advice(self) -> str:
        key = self._service.key
        if key is None or self._settings.key:
            return ""
        return f"; a key in {key.variable} may allow more"

    def _wait(self, seconds: float) -> None:
        if self._end is not None and self._clock.monotonic() + seconds > self._end:
            self._out_of_time()
        if seconds > 0:
            self._clock.sleep(seconds)

    def _out_of_time(self) -> None:
        raise SourceUnavailableError(
            f"the time given for asking {self._service.title} is over. {_GO_ON}"
        )

    def _once(self, request: Request, read: Callable[[bytes], Read]) -> Got[Read] | None:
        url = self._url(request)
        for _ in range(_REDIRECTS + 1):
            try:
                answer = self._send(url, request, read)
            except httpx.TimeoutException as problem:
                raise TryAgainError("no answer in time") from problem
            except httpx.TransportError as problem:
                if "CERTIFICATE_VERIFY_FAILED" in str(problem):
                    raise SourceError(
                        f"the certificate of {self._service.title} is not trusted: {problem}. If "
                        "this network has certificates of its own, name them in SSL_CERT_FILE"
                    ) from problem
                raise TryAgainError(str(problem) or type(problem).__name__) from problem
            if not isinstance(answer, httpx.URL):
                return answer
            url = answer
        raise SourceError(f"{self._service.title} redirects in a circle; nothing was fetched")

    def _url(self, request: Request) -> httpx.URL:
        try:
            return httpx.URL(self._settings.base + request.path, params=request.params or None)
        except (httpx.InvalidURL, UnicodeEncodeError) as problem:
            raise RefusedRequestError(
                f"{self._service.title} cannot be asked that: {problem}; make the query shorter "
                "and plain text"
            ) from problem

    def _send(
        self, url: httpx.URL, request: Request, read: Callable[[bytes], Read]
    ) -> Got[Read] | httpx.URL | None:
        started = self._clock.monotonic()

        def still() -> None:
            now = self._clock.monotonic()
            if self._end is not None and now > self._end:
                self._out_of_time()
            if now - started > _ANSWER_SECONDS:
                raise TryAgainError("the answer came too slowly")

        method = "GET" if request.body is None else "POST"
        headers = {} if request.body is None else {"Content-Type": "application/json"}
        with self._http.stream(
            method, url, content=request.body, headers=headers, timeout=self._timeout()
        ) as response:
            self._pacer.learn(response.headers)
            if response.is_redirect:
                return self._redirected(url, response)
            if response.status_code in _ABSENT and request.absent_ok:
                return None
            if response.status_code != httpx.codes.OK:
                self._refused(response, glimpse(response, still))
            self._check_media(response)
            body = read_body(response, self._limits, still)
        try:
            return Got(body, read(body))
        except DamagedError as problem:
            raise TryAgainError(str(problem)) from problem

    def _timeout(self) -> httpx.Timeout:
        left = self._patience
        if self._end is not None:
            left = max(0.1, min(left, self._end - self._clock.monotonic()))
        return httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS))

    def _redirected(self, url: httpx.URL, response: httpx.Response) -> httpx.URL:
        try:
            target = urljoin(str(url), response.headers.get("location", ""))
            here, there = urlsplit(str(url)), urlsplit(target)
            if (here.scheme, here.netloc) == (there.scheme, there.netloc):
                return httpx.URL(target)
        except (ValueError, httpx.InvalidURL) as problem:
            raise SourceError(
                f"{self._service.title} redirects to no address: {problem}"
            ) from problem
        raise SourceError(
            f"{self._service.title} redirects to {there.scheme}://{there.netloc[:100]}, which is "
            "not its own address; that was not followed"
        )

    def _refused(self, response: httpx.Response, body: bytes) -> None:
        status = response.status_code
        said = self._settings.hide(_said(body))
        reason = f"HTTP {status}" + (f": {said}" if said else "")
        if status in self._service.busy:
            after = retry_after(response.headers.get("retry-after"), self._clock.time())
            raise TryAgainError(reason, after)
        if status == httpx.codes.UNAUTHORIZED and self._service.key:
            reason += f"; check {self._service.key.variable}"
        raise RefusedRequestError(f"{self._service.title} refuses the request: {reason}")

    def _check_media(self, response: httpx.Response) -> None:
        media = media_type(response)
        if media not in self._service.media and not media.endswith("+json"):
            raise SourceUnavailableError(
                f"{self._service.title} answered with {media[:60] or 'no content type'} instead of "
                f"{self._service.media[0]}: a login page or a proxy may stand between. {_GO_ON}"
            )


def _said(body: bytes) -> str:
    """Give what a service says about a refusal, in one line."""
    text = body[: 10 * _SHOWN].decode("utf-8", "replace")
    try:
        value = json.loads(body)
        said = value.get("message") or value.get("error") if isinstance(value, dict) else None
        text = said if isinstance(said, str) else text
    except (ValueError, RecursionError):
        pass
    return " ".join(_MARKUP.sub(" ", text).split())[:_SHOWN]
