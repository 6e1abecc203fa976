"""The REST door: one keep-alive HTTP session for everybody, a signed-in person's tokens, and what a refusal is."""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import quote

import aiohttp

from apps.kernel import clock
from simulator.report import Report

TRIES = 3
REQUESTS_AT_ONCE = 64
TIMEOUT = aiohttp.ClientTimeout(total=30)
REFRESH_BEFORE_S = 60
CODE_PATIENCE_S = 30
CLOCKS_APART = timedelta(seconds=1)
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Gone(Exception):
    """The platform did not answer as it should; it has been counted, and this person gives up what they were at.
    The message says what was missing.
    """


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def problem(self) -> str:
        """The slug of the problem document, or ""."""
        kind = self.body.get("type", "") if isinstance(self.body, dict) else ""
        return str(kind).rsplit("/", 1)[-1]


class Doors:
    """Where the platform is, and the HTTP sessions through which all enter: one for requests, one for sockets.

    `language`, if given, is what everybody who enters asks to be answered in.
    """

    def __init__(self, urls: list[str], report: Report, language: str = "") -> None:
        self.urls = [url.rstrip("/") for url in urls]
        self.report = report
        self._headers = {"Accept-Language": language} if language else {}
        self.closing = False
        self._http: aiohttp.ClientSession | None = None
        self._sockets: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Doors":
        self._http = aiohttp.ClientSession(
            connector=_connector(REQUESTS_AT_ONCE), timeout=TIMEOUT, headers=self._headers
        )
        self._sockets = aiohttp.ClientSession(
            connector=_connector(0)
        )  # open sockets must not use up the requests' places
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()
        await self.sockets.close()

    @property
    def http(self) -> aiohttp.ClientSession:
        return _entered(self._http)

    @property
    def sockets(self) -> aiohttp.ClientSession:
        return _entered(self._sockets)

    async def ready(self, patience_s: float) -> bool:
        """Whether every address says that it is ready, within `patience_s`."""
        until = time.monotonic() + patience_s
        for url in self.urls:
            while not await self._is_ready(url):
                if time.monotonic() > until:
                    return False
                await asyncio.sleep(0.5)
        return True

    async def _is_ready(self, url: str) -> bool:
        try:
            async with self.http.get(f"{url}/health/ready", timeout=aiohttp.ClientTimeout(total=5)) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def call(
        self,
        url: str,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        file: bytes = b"",
        refusals: Collection[str] = (),
    ) -> Answer:
        """One request; with `file` it is a form of `body` and that picture. A lost connection is tried again; an
        answer that is neither success nor one of the expected `refusals` (problem slugs) is counted as an error.
        Raises Gone when nobody answers."""
        for attempt in range(TRIES):
            try:
                answer = await self._once(url + path, method, _payload(body, file), headers or {})
            except (aiohttp.ClientError, TimeoutError) as lost:
                await self._note_lost(f"{method} {path}", lost, attempt)
                continue
            self._judge(f"{method} {path}", answer, refusals)
            return answer
        raise Gone(f"{path} did not answer.")

    async def _once(self, url: str, method: str, payload: dict[str, Any], headers: dict[str, str]) -> Answer:
        async with self.http.request(method, url, headers=headers, **payload) as response:
            raw = await response.read()
            is_json = "json" in response.content_type
            return Answer(response.status, json.loads(raw) if raw and is_json else raw, dict(response.headers))

    async def _note_lost(self, what: str, lost: BaseException, attempt: int) -> None:
        if self.closing:
            raise Gone(f"{what} did not answer.") from lost
        self.report.trouble("connection lost", f"{what}: {lost!r}")
        await asyncio.sleep(0.5 * 2**attempt)

    def _judge(self, what: str, answer: Answer, refusals: Collection[str]) -> None:
        if answer.ok or (self.closing and answer.status >= 500):
            return
        if answer.problem and answer.problem in refusals:
            self.report.refusals[f"{what.split('?')[0].rsplit('/', 1)[-1]} {answer.problem}"] += 1
            return
        shown = answer.body if isinstance(answer.body, dict) else answer.body[:300]
        self.report.trouble(f"http {answer.status} {answer.problem}".strip(), f"{what}: {shown}")


def _payload(body: object, file: bytes) -> dict[str, Any]:
    """As aiohttp wants it. A form is made anew for each try: sending it uses it up."""
    if not file:
        return {"json": body}
    form = aiohttp.FormData(cast(dict, body))
    form.add_field("file", file, filename="paper.jpg", content_type="image/jpeg")
    return {"data": form}


def _connector(limit: int) -> aiohttp.TCPConnector:
    return aiohttp.TCPConnector(limit=limit, keepalive_timeout=4, ttl_dns_cache=300)


def _entered(session: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
    if session is None:
        raise RuntimeError("the doors are used outside their `async with`")
    return session


HearAnswer = Callable[[str, object, Answer], None]


class Session:
    """A person signed in by phone in one role. `hear_answer` is told every request: what, its body, the answer."""

    def __init__(
        self, doors: Doors, url: str, phone: str, role: str, hear_answer: HearAnswer = lambda *_: None
    ) -> None:
        self.doors = doors
        self.url = url
        self.phone = phone
        self.role = role
        self.hear_answer = hear_answer
        self.person_id = ""
        self._access = ""
        self._refresh = ""
        self._access_until = 0.0
        self._refreshing = asyncio.Lock()

    async def sign_in(self) -> None:
        """Ask for a code, read it where a developer's phone would show it, and use it. Raises Gone."""
        since = clock.wall() - CLOCKS_APART
        asked = await self._open("POST", "/api/v1/auth/otp", {"phone": self.phone})
        code = await self._code(since)
        proof = {"challenge_id": asked.body["challenge_id"], "code": code, "role": self.role}
        answer = await self._open("POST", "/api/v1/auth/otp/verify", proof)
        self.person_id = answer.body["person"]["id"]
        self._keep(answer)

    async def sign_out(self) -> None:
        await self._ask("POST", "/api/v1/auth/sign-out", {"refresh": self._refresh})

    async def call(
        self, method: str, path: str, body: object = None, *, key: bool = False, refusals: Collection[str] = ()
    ) -> Answer:
        """One authorised request; with `key`, under an idempotency key of its own (the same one when tried again)."""
        await self._fresh()
        headers = {"Authorization": f"Bearer {self._access}"}
        if key:
            headers["Idempotency-Key"] = uuid.uuid4().hex
        return await self._ask(method, path, body, headers=headers, refusals=refusals)

    async def hand_in(self, path: str, fields: dict[str, str], picture: bytes) -> Answer:
        """A form with a picture, under an idempotency key of its own."""
        await self._fresh()
        headers = {"Authorization": f"Bearer {self._access}", "Idempotency-Key": uuid.uuid4().hex}
        return await self.doors.call(self.url, "POST", path, fields, headers=headers, file=picture)

    async def ticket(self) -> dict:
        """{ticket, url} for one socket. Raises Gone."""
        answer = await self.call("POST", "/api/v1/account/ticket", {})
        if not answer.ok:
            raise Gone("No ticket for a websocket was given.")
        return answer.body

    async def _open(self, method: str, path: str, body: object) -> Answer:
        answer = await self._ask(method, path, body)
        if not answer.ok:
            raise Gone(f"{path} was refused: {answer.problem or answer.status}")
        return answer

    async def _ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        refusals: Collection[str] = (),
    ) -> Answer:
        answer = await self.doors.call(self.url, method, path, body, headers=headers, refusals=refusals)
        self.hear_answer(f"{method} {path}", body, answer)
        return answer

    async def _inbox(self) -> list[dict]:
        answer = await self.doors.call(self.url, "GET", f"/dev/inbox.json?to={quote(self.phone, safe='')}")
        if not answer.ok:
            raise Gone("There is no /dev/inbox.json: sign-in codes can only be read on a developer's platform.")
        return answer.body["messages"]

    async def _code(self, since: datetime) -> str:
        """The newest code that was sent after `since`."""
        until = time.monotonic() + CODE_PATIENCE_S
        while time.monotonic() < until:
            for message in await self._inbox():
                found = _CODE.search(message["text"])
                if found and datetime.fromisoformat(message["sent_at"]) > since:
                    return found.group()
            await asyncio.sleep(0.2)
        self.doors.report.trouble("no code arrived", self.phone)
        raise Gone(f"No sign-in code reached {self.phone} in {CODE_PATIENCE_S} s. Are the workers running?")

    async def _fresh(self) -> None:
        async with self._refreshing:
            if time.monotonic() < self._access_until - REFRESH_BEFORE_S:
                return
            self._keep(await self._open("POST", "/api/v1/auth/refresh", {"refresh": self._refresh}))

    def _keep(self, answer: Answer) -> None:
        self._access = answer.body["access"]
        self._refresh = answer.body["refresh"]
        self._access_until = time.monotonic() + answer.body["access_expires_in_s"]
