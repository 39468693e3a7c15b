"""A system that people text and call: a small web server that its provider asks what to answer."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stapsgewijs.scenarios.actors.organisation import Organisation

_POLL_S: Final = 0.01
_MAX_FORM_BYTES: Final = 64 * 1024


class PhoneSystem:
    """What a system answers, by number; it runs at `address` while the scenario lasts."""

    def __init__(self, address: str, answers: dict[str, Callable[[dict[str, str]], str]]) -> None:
        """Answer at `address` by `answers`: path → what makes the TwiML of a form."""
        self._address = address
        self._answers = answers

    def answers_messages(self, organisation: Organisation, number: str, text: str) -> None:
        """Answer each message to a number of an organisation with a text."""
        self._answers["/message"] = lambda _: f"<Message>{escape(text)}</Message>"
        organisation.has_number(number, SmsUrl=f"{self._address}/message")

    def asks_on_calls(self, organisation: Organisation, number: str, question: str, answer: str) -> None:
        """Ask who calls a number something, and answer with words before what was said."""
        asked = f'<Gather input="speech" action="/said" timeout="30"><Say>{escape(question)}</Say></Gather>'
        self._answers["/call"] = lambda _: asked
        self._answers["/said"] = lambda form: f"<Say>{escape(answer + ' ' + form['SpeechResult'])}</Say>"
        organisation.has_number(number, VoiceUrl=f"{self._address}/call")


def number_sid(number: str) -> str:
    """Return the SID of a number that has one in a scenario: the same one each time."""
    return f"PN{hashlib.sha256(number.encode()).hexdigest()[:32]}"


@contextmanager
def phone_system() -> Iterator[PhoneSystem]:
    """Give a system while the block lasts, on a free port of this machine."""
    answers: dict[str, Callable[[dict[str, str]], str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # a name of the library
            length = min(int(self.headers.get("Content-Length", "0")), _MAX_FORM_BYTES)
            form = {name: values[-1] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            said = f"<Response>{answers[self.path](form)}</Response>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401  # as the library has it
            """Keep the terminal quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL_S}, daemon=True)
    thread.start()
    try:
        yield PhoneSystem(f"http://127.0.0.1:{server.server_port}", answers)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
