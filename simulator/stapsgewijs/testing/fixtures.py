"""The fixtures, and what is added to the report of a failed test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from stapsgewijs.testing.handset import Handset
    from stapsgewijs.testing.network import PhoneNetwork
    from stapsgewijs.testing.organisation import Organisation

_ORGANISATION: Final = pytest.StashKey["Organisation"]()


@pytest.fixture(scope="session")
def phone_network(pytestconfig: pytest.Config) -> Iterator[PhoneNetwork]:
    """Return the phone network: at `--phone-network`, or one that was started for this run (of each worker)."""
    from stapsgewijs.testing.network import connected, started  # noqa: PLC0415  # nothing before a test asks for it

    url = pytestconfig.getoption("--phone-network")
    token = pytestconfig.getoption("--phone-network-token")
    authority = pytestconfig.getoption("--phone-network-callback-ca")
    if url and authority:
        msg = "--phone-network-callback-ca is for a network that is started; start the running one with --callback-ca"
        raise pytest.UsageError(msg)
    with connected(url, token) if url else started(authority) as network:
        yield network


@pytest.fixture
def organisation(request: pytest.FixtureRequest, phone_network: PhoneNetwork) -> Iterator[Organisation]:
    """Return an organisation that this test has to itself: its own phones, faults and clock."""
    with phone_network.organisation(request.node.name) as made:
        request.node.stash[_ORGANISATION] = made
        yield made


@pytest.fixture
def handset(organisation: Organisation) -> Handset:
    """Return a phone with a number that nobody has; `organisation.handset(…)` gives more, or one with your number."""
    return organisation.handset()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a test that failed what went over the phone network in it."""
    report = yield
    made = item.stash.get(_ORGANISATION, None)
    if report.failed and report.when == "call" and made is not None:
        report.sections.append(("phone network", _told(made)))
    return report


def _told(made: Organisation) -> str:
    from stapsgewijs.testing.api import RefusedError  # noqa: PLC0415  # idem

    try:
        return made.summary()
    except RefusedError as error:
        return str(error)
