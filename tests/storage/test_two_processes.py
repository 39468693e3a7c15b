"""Two processes behind one address, on PostgreSQL: whatever request goes to whichever, and one of them is killed."""

from __future__ import annotations

import itertools
import threading
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.storage.conftest import new_place
from tests.storage.test_kill import Person, Simulator, Traffic, everything, is_soon

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.process, pytest.mark.postgresql]
WAITING = ("+31612345601", "+31612345602")


class Balancer(httpx.BaseTransport):
    """Gives each request to the next process; one that nobody takes goes to the other, as any load balancer does."""

    def __init__(self, ports: list[int]) -> None:
        self._own = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        self._turn = itertools.cycle(ports)
        self._count = len(ports)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        for left in reversed(range(self._count)):
            request.url = request.url.copy_with(
                port=next(self._turn)
            )  # the host that was asked for stays in the header
            try:
                return self._own.handle_request(request)
            except httpx.ConnectError:
                if not left:
                    raise
        raise AssertionError

    def close(self) -> None:
        self._own.close()


@pytest.fixture
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Simulator, Simulator]]:
    place = new_place("postgresql", request, tmp_path)
    made = []
    try:
        for name in ("one", "other"):
            (tmp_path / name).mkdir()
            made.append(Simulator(tmp_path / name, place))
        yield made[0], made[1]
    finally:
        for each in made:
            each.close()


def test_one_of_two_is_killed_under_load_and_nothing_acknowledged_is_lost(
    two: tuple[Simulator, Simulator], tmp_path: Path
) -> None:
    one, other = two
    stops = threading.Event()
    heard: dict[str, str] = {}
    with ExitStack() as stack:

        def client(path: str = "") -> httpx.Client:
            balancer = Balancer([one.port, other.port])
            made = httpx.Client(base_url=f"{one.url}{path}", transport=balancer, follow_redirects=True, timeout=60)
            return stack.enter_context(made)

        def waits(number: str) -> None:
            """Wait for one message, and again where the process that one waited at has gone."""
            own = client("/api/v1/")
            while number not in heard and not stops.is_set():
                try:
                    answer = own.get(f"handsets/{number}/messages/next", params={"timeout": 30})
                except httpx.TransportError:
                    continue
                if answer.status_code == 200:
                    heard[number] = answer.json()["body"]

        api = client("/api/v1/")
        api.patch("policy", json={"sends": 10_000, "most_app_passwords": 10_000})
        traffic = [Traffic(one.url, one.account(), stops, client()) for _ in range(2)]
        person = Person(client("/contoso/"), api, stops)
        threads = [each.run(each.sends_messages) for each in traffic] + [traffic[0].run(person.enrolls)]
        threads += [threading.Thread(target=waits, args=(number,), daemon=True) for number in WAITING]
        for each in threads[-2:]:
            each.start()
        try:
            assert is_soon(lambda: all(len(each.acknowledged) > 10 for each in traffic) and person.enrolled > 0)
            assert not heard
            before, enrolled = [len(each.acknowledged) for each in traffic], person.enrolled
            one.kill()
            for number in WAITING:
                sent = api.post("messages", json={"to": number, "from": "Contoso", "body": f"voor {number}"})
                assert sent.status_code == 201
            assert is_soon(lambda: set(heard) == set(WAITING))
            assert is_soon(partial(has_gone_on, traffic, before, person, enrolled))
        finally:
            stops.set()
            for each in threads:
                each.join()
        assert heard == {number: f"voor {number}" for number in WAITING}
        assert (person.wrong, [each.failures for each in traffic]) == ([], [[], []])
        kept = {each["id"]: each["body"] for each in everything(api, "messages")}
    acknowledged = traffic[0].acknowledged | traffic[1].acknowledged
    assert {each: kept.get(each) for each in acknowledged} == acknowledged
    assert "Traceback" not in (tmp_path / "other" / "log").read_text(encoding="utf-8")


def has_gone_on(traffic: list[Traffic], before: list[int], person: Person, enrolled: int) -> bool:
    sent = all(len(each.acknowledged) > count + 10 for each, count in zip(traffic, before, strict=True))
    return sent and person.enrolled > enrolled
