"""Requests as no client sends them: the same ones from the same seed, for each route that an app has.

What is nearly right gets further than noise does: most of a request is what a route wants, and a part of it is odd.
They are made of bytes, since clients for HTTP refuse to send most of them.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from starlette.types import ASGIApp

Header = tuple[bytes, bytes]

TEXTS: Final = (
    "", "0", "-1", "1", "NaN", "Infinity", "1e999", "9" * 400, "9" * 5000, "-0", "1_000", "\u0661", "\u00b2", "0x10",
    "1.5", "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-02-30", "P1D", "\0", "a\0b",
    "\ud800", "\udfffx", "\ufeff", "\u202e", "\x1b[2J", "\n", "a\r\nX-Odd: 1", "'", '"', "%00", "%s%n", "{0}",
    "{{7*7}}", "<b>", "../../etc/passwd", "//evil.example", "null", "[]", "{}", "x" * 3000, "\U0001f642",
    "e\u0301" * 200, "+", "+31612345678", "+999999999999999999", "SM" + "0" * 32, "--", "%", "*", "_", "\\",
)  # fmt: skip
NUMBERS: Final = (
    0, -1, 1, 1.5, -1e308, 1e308, float("nan"), float("inf"), 2**31, 2**63, -(2**63), 10**30, 10**300, 10**400, True,
)  # fmt: skip
HEADERS: Final[tuple[Header, ...]] = (
    (b"accept", b"\xff"), (b"accept-language", b"x" * 5000), (b"accept-language", b"nl;q=NaN,*;q=-1,;;=,"),
    (b"cookie", b"session-contoso=\xff;;=;a"), (b"cookie", b"=" * 3000), (b"content-type", b"multipart/form-data"),
    (b"content-type", b"multipart/form-data; boundary=" + b"x" * 300), (b"content-type", b"\xff/\0"),
    (b"content-type", b"application/json; charset=utf-16"), (b"content-type", b"application/json; charset=nonsense"),
    (b"content-type", b"application/x-www-form-urlencoded; charset=idna"), (b"content-length", b"-1"),
    (b"content-length", b"9" * 5000), (b"content-length", b"\xb2"), (b"content-encoding", b"gzip"),
    (b"range", b"bytes=9-1"), (b"range", b"bytes=-" + b"9" * 400), (b"range", b"bytes=" + b"0-0," * 500),
    (b"if-modified-since", b"9999-99-99"), (b"if-none-match", b'"'), (b"if-range", b"\xff"),
    (b"authorization", b"Basic \xff"), (b"authorization", b"Basic " + b"=" * 9), (b"authorization", b"Bearer"),
    (b"host", b"127.0.0.1:99999999"), (b"host", b"[::1"), (b"host", b""), (b"host", b"\xff"), (b"host", b"a@b:\xb2"),
    (b"host", b"verify.twilio.com"), (b"host", b"[.twilio.com"), (b"host", b"api.twilio.com:\xff"),
    (b"origin", b"null"), (b"origin", b"http://[::1"), (b"origin", b"http://a:\xb2"), (b"referer", b"\xff"),
    (b"sec-fetch-site", b"\xff"), (b"last-event-id", b"9" * 5000), (b"expect", b"x"), (b"upgrade", b"websocket"),
    (b"x-forwarded-for", b"\xff,,"), (b"x-forwarded-proto", b"\0"), (b"x-forwarded-host", b"[::1"),
    (b"x-twilio-signature", b"\xff"), (b"i-twilio-idempotency-token", b"\xff"), (b"idempotency-key", b"x" * 9000),
    (b"x-stapsgewijs-fault", b'{"kind":"message","action":"lost","after":NaN}'), (b"x-stapsgewijs-fault", b"\xff{"),
    (b"x-stapsgewijs-fault", b"[" * 9000), (b"x-stapsgewijs-fault",
    b'{"kind":"message","action":"delay","seconds":1e999}'),
)  # fmt: skip
BODIES: Final = (
    b"", b"\0", b"\xff\xfe", b"null", b"[]", b"{}", b"{", b"NaN", b"1e999",
    b"9" * 5000, b'"' + b"x" * 3000, b"[" * 60_000,
    b'{"a":' * 9_000, b'{"to":1,"to":[],"to":{}}', b'{"\\ud800":"\\udfff"}', b'{"to":"\xed\xa0\x80"}',
    '{"to":"x"}'.encode("utf-16"), b"\xef\xbb\xbf{}", b"&" * 900, b"=&" * 900, b"%", b"%ff=%ff", b"a=%00&%00=", b";",
    b"form=" + b"x" * 60_000, b"x" * 70_000, b"--x\r\n",
    b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\0',
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n',
)  # fmt: skip
QUERIES: Final = (
    b"%ff", b"%", b"\xff", b"&" * 500, b"=", b"a" * 9000, b"%00=%00", b"limit=1&limit=2", b"limit[]=1", b";",
    b"a=1&" * 300,
)  # fmt: skip
METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "FOO", "get", "\0")
WAITS: Final = re.compile(r"/(next|wait|code|events|changes)(\?|$)")
"""What is answered only when something happens, or never ends."""
SHORT_S, LATE_S = 0.2, 20.0
MOST_CPU_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """A request, as bytes where a client gives bytes."""

    method: str
    path: bytes
    query: bytes = b""
    headers: tuple[Header, ...] = ()
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path[:300]!r} ?{self.query[:300]!r} {self.headers!r:.600} {self.body[:400]!r}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; of one that does not end by itself, what came before the client went."""

    status: int
    headers: tuple[Header, ...] = ()
    body: bytes = b""


async def ask(app: ASGIApp, request: Request) -> Answer | None:
    """Give a request to `app` as a server does; returns None for one that still waited when its client went.

    Raises `AssertionError` for what no request may do: an exception, an error of the server, a traceback, a hang.
    """
    headers = request.headers if any(name == b"host" for name, _ in request.headers) else (
        (b"host", b"127.0.0.1"), *request.headers
    )  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method, "scheme": "http",
        "path": unquote(request.path.decode("ascii")), "raw_path": request.path, "query_string": request.query,
        "headers": list(headers), "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 50000), "root_path": "",
        "state": {},
    }  # fmt: skip
    sent: list[Any] = []
    body = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if body:
            return body.pop()
        await asyncio.sleep(SHORT_S if may_wait else LATE_S)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401  # as ASGI has it
        sent.append(message)

    may_wait = bool(WAITS.search(scope["path"]))
    began = time.process_time()
    try:
        await asyncio.wait_for(app(scope, receive, send), SHORT_S if may_wait else LATE_S)
    except TimeoutError:
        assert may_wait, f"no answer: {request}"
        if not sent:
            return None
    except BaseException as error:
        error.add_note(str(request))
        raise
    took = time.process_time() - began
    assert took < MOST_CPU_S, f"{took:.1f} s: {request}"
    start, *parts = sent
    answer = Answer(start["status"], tuple(start["headers"]), b"".join(each.get("body", b"") for each in parts))
    assert answer.status < 500, f"{answer.status}: {request}\n{answer.body[:300]!r}"  # of HTTP
    assert b"Traceback" not in answer.body, str(request)
    for name, value in answer.headers:
        assert not set(b"\r\n\0") & {*name, *value}, f"{name!r}: {value!r}: {request}"
    return answer


@dataclass
class Dice:
    """What is chosen: repeatable, and mostly sensible."""

    seed: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of a field or a part of an address → what a route can take there."""
    seen: dict[str, str] = field(default_factory=dict)
    """First two letters of an id → the one that an answer had last."""
    oddness: float = 0.25

    def __post_init__(self) -> None:
        """Begin with the seed."""
        self._random = random.Random(self.seed)  # noqa: S311  # repeatable
        self.one_of = self._random.choice
        self.below = self._random.randrange

    def happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def text(self, name: str) -> str:
        """Return what may stand for a name, or an odd text."""
        usual = (*self.values.get(name, ()), *self.values.get("", ()), *self.seen.values())
        return self.one_of(usual if usual and not self.happens(self.oddness) else TEXTS)

    def value(self, depth: int = 0) -> Any:  # noqa: ANN401  # JSON
        """Return any value that JSON has, and some that it has not."""
        which = self.below(10)
        if which < 4 or depth > 2:  # mostly
            return self.one_of((*TEXTS, *self.values.get("", ())))
        if which < 8:  # mostly
            return self.one_of((*NUMBERS, None, False, [], {}))
        if which == 8:  # the others
            return [self.value(depth + 1) for _ in range(self.below(4))]
        return {self.one_of((*TEXTS[:20], "to", "kind", "action")): self.value(depth + 1) for _ in range(self.below(4))}

    def sample(self, schema: Any, schemas: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:  # noqa: ANN401, PLR0911  # one case a kind
        """Return JSON that a schema allows, with something odd in it."""
        if depth > 6 or self.happens(self.oddness / 2):  # of themselves
            return self.value()
        if "$ref" in schema:
            return self.sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth + 1)
        for key in ("anyOf", "oneOf", "allOf", "enum"):
            if key in schema:
                found = self.one_of(schema[key])
                return found if key == "enum" else self.sample(found, schemas, name, depth + 1)
        match schema.get("type"):
            case "object":
                known, wanted = schema.get("properties", {}), schema.get("required", ())
                return {
                    key: self.sample(each, schemas, key, depth + 1)
                    for key, each in known.items()
                    if key in wanted or self.happens(0.5)
                }
            case "array":
                return [self.sample(schema.get("items", {}), schemas, name, depth + 1) for _ in range(self.below(3))]
            case "integer" | "number":
                return self.one_of((schema.get("minimum", 0), schema.get("maximum", 3), 1, 86_400))
            case "boolean":
                return self.happens(0.5)
            case "string":
                return self.one_of((*schema.get("examples", ()), *self.values.get(name, ("x",))))
        return schema.get("const", self.value())

    def path(self, template: str) -> bytes:
        """Fill the parts `{name}` of an address in."""

        def part(found: re.Match[str]) -> str:
            return quote(self.text(found[1])[:2000].encode("utf-8", "surrogatepass"), safe="")

        return re.sub(r"\{(\w*)(?::\w+)?\}", part, template).encode()

    def form(self, names: Iterable[str], some: float = 0.4) -> bytes:
        """Return fields as a form or a query has them."""
        given = [(each, self.text(each).encode("utf-8", "surrogatepass")) for each in names if self.happens(some)]
        return self.damaged(urlencode(given).encode(), 0.05)

    def json(self, value: Any) -> bytes:  # noqa: ANN401  # JSON
        """Return JSON, now and then with a name twice, or with letters that UTF-8 does not have."""
        text = json.dumps(value, ensure_ascii=self.happens(0.8))
        if self.happens(0.05):
            text = text.replace("{", '{"to":1,"to":[],', 1)
        return self.damaged(text.encode("utf-8", "surrogatepass"), 0.08)

    def damaged(self, content: bytes, chance: float) -> bytes:
        """Return bytes with some lost, or one of `BODIES` instead, so often."""
        if not self.happens(chance):
            return content
        at = self.below(len(content) + 1)
        odd = self.one_of((b"\xff", b"\0", b"[", b"}", b"", b"\xed\xa0\x80", b"%ff", b"%", b"&="))
        return self.one_of((content[:at] + odd + content[at + 1 :], content[:at], self.one_of(BODIES)))

    def headers(self, *usual: Header) -> tuple[Header, ...]:
        """Return headers: the usual ones, now and then with an odd one in front of them, or instead of one."""
        if not self.happens(self.oddness / 2):
            return usual
        odd = self.one_of(HEADERS)
        return (odd, *(each for each in usual if each[0] != odd[0]))

    def method(self, usual: str) -> str:
        return self.one_of(METHODS) if self.happens(0.04) else usual

    def query(self, names: Iterable[str]) -> bytes:
        return self.one_of(QUERIES) if self.happens(0.04) else self.form(names, 0.3)

    def keep(self, answer: Answer) -> None:
        """Remember the ids in an answer, so that later requests are about something that is there."""
        for each in re.findall(rb'"((?:SM|CA|VA|VE|MG|PN|RK|BL|SK|VL|HX|MM)[0-9a-f]{32})"', answer.body[:5000])[:5]:
            self.seen[each[:2].decode()] = each.decode()


async def try_all(
    app: ASGIApp, requests: Callable[[int], Iterator[Request]], rounds: int, heard: Callable[[Request, Answer], object]
) -> dict[int, int]:
    """Give each request of so many rounds to `app`; returns how many answers had each status."""
    statuses: dict[int, int] = {}
    for number in range(rounds):
        for request in requests(number):
            answer = await ask(app, request)
            if answer is not None:
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
                heard(request, answer)
    return statuses
