"""People who enroll at the same time, by HTTP: a file for Locust, which `bench_load.py` runs.

Each opens the sign-in page, signs in, chooses text messages, receives the code (by the API), types it, and finishes;
before each page a person takes half a second to one and a half. What is measured is written as JSON to `RESULT`.

Not a bench of its own: Locust is installed apart from the checkout (`peers.locust`).
"""

from __future__ import annotations

import json
import os
import random
import re
from itertools import count
from pathlib import Path

import gevent
from locust import FastHttpUser, events, task
from locust.exception import StopUser

PEOPLE = int(os.environ["PEOPLE"])
ORGANISATION = os.environ["ORGANISATION"]
PASSWORD = "Welkom-in-de-simulator"  # noqa: S105  # opens a simulator only
OK, REDIRECTION = 200, 303
MAX_SECONDS = 120
"""After so long whoever is not done has failed."""

places = count()
pages: list[float] = []
failures: list[str] = []
done: list[int] = []


@events.request.add_listener
def measured(name: str, response_time: float, exception: Exception | None, **_: object) -> None:
    if name.startswith("page"):
        pages.append(response_time)
    if exception is not None:
        failures.append(f"{name}: {exception}")


@events.test_start.add_listener
def limited(environment: object, **_: object) -> None:
    gevent.spawn_later(MAX_SECONDS, environment.runner.quit)  # type: ignore[attr-defined]  # Locust has no types here


@events.quitting.add_listener
def written(**_: object) -> None:
    told = {"pages_ms": pages, "failures": failures, "people": len(done)}
    Path(os.environ["RESULT"]).write_text(json.dumps(told), encoding="utf-8")


class Person(FastHttpUser):
    """One person with a phone of its own."""

    def on_start(self) -> None:
        """Take the next account."""
        self.place = next(places)
        self.number = f"+316{12_000_000 + self.place:08}"
        self.page = ""

    @task
    def enroll(self) -> None:
        """Enroll once, and leave."""
        if self.place >= PEOPLE:  # Locust lets others come while it still starts people and the first have left
            raise StopUser
        self._opens("")
        self._sends("sign-in", user_name=f"person{self.place}@contoso.example", password=PASSWORD)
        self._sends("more-information")
        way = {"method": "authentication-phone", "way": "text_message", "region": "NL"}
        self._sends("method", **way, number=self.number)
        path = f"/api/v1/organisations/{ORGANISATION}/handsets/{self.number}/code?timeout=10"
        told = self.client.get(path, name="phone: the code")
        self._sends("code", code=told.json()["code"] if told.status_code == OK else "")
        self._sends("app-password")
        if self.path == "finished":
            done.append(self.place)
        else:
            failures.append(f"{self.number} ended at {self.path}")
        if len(done) + len(failures) >= PEOPLE:
            gevent.spawn(self.environment.runner.quit)  # not from here: that ends the one who asks for it
        raise StopUser

    def _opens(self, path: str) -> None:
        with self.client.get(f"/{ORGANISATION}/{path}", name=f"page: GET {path}", catch_response=True) as answer:
            self.page, self.path = answer.text or "", path
            if answer.status_code != OK:
                answer.failure(f"{answer.status_code}")

    def _sends(self, path: str, **fields: str) -> None:
        gevent.sleep(random.uniform(0.5, 1.5))  # noqa: S311  # a person reads and types
        form = re.findall(r'name="form" value="([^"]+)"', self.page)
        where, sent = f"/{ORGANISATION}/{path}", {"form": form[0] if form else "", **fields}
        name = f"page: POST {path}"
        with self.client.post(where, data=sent, name=name, allow_redirects=False, catch_response=True) as answer:
            location = (answer.headers or {}).get("location", "")
            if answer.status_code != REDIRECTION:
                answer.failure(f"{answer.status_code} and no redirection")
        self._opens(location.removeprefix(f"/{ORGANISATION}/"))
