"""What every repository of the provider's resources does: the same tests in memory, in SQLite and in PostgreSQL."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from stapsgewijs.phone_network import ProviderResource

if TYPE_CHECKING:
    from stapsgewijs.phone_network import NetworkRepository

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def resource(sid: str, seconds: float = 0, **fields: Any) -> ProviderResource:  # noqa: ANN401  # any field
    at = NOON + dt.timedelta(seconds=seconds)
    return ProviderResource(sid[:2] + sid[2:].rjust(32, "0"), at, at, **fields)


def kept(repository: NetworkRepository, *resources: ProviderResource) -> None:
    for each in resources:
        repository.resources.add(each)


def found(repository: NetworkRepository, kind: str, **wanted: Any) -> str:  # noqa: ANN401  # what `find` takes
    return "".join(each.sid[-1] for each in repository.resources.find(kind, **wanted))


def test_a_resource_comes_back_as_it_was_and_as_it_was_changed(repository: NetworkRepository) -> None:
    number = resource("PNa", name="+15005550006", content={"sms_url": "http://x/é", "beta": False, "sid": None})
    kept(repository, number)
    assert repository.resources.get(number.sid) == number
    assert (number.kind, number.place) == ("PN", 1)
    changed = repository.resources.get(number.sid)
    assert changed
    changed.owner, changed.updated, changed.content = "MG1", NOON + dt.timedelta(hours=1), {"sms_url": ""}
    repository.resources.save(changed)
    assert repository.resources.get(number.sid) == changed
    assert repository.resources.get("PN0") is None
    kept(repository, resource("PNb", owner="MG1", name="two"))
    changed.name = "two"
    repository.resources.save(changed)
    assert (found(repository, "PN", owner="MG1"), found(repository, "PN", name="two")) == ("ba", "ba")
    assert (found(repository, "PN", owner=""), found(repository, "PN", name="+15005550006")) == ("", "")
    assert found(repository, "PN", before=2) == "a"


def test_the_newest_are_found_first_and_by_kind_owner_name_and_place(repository: NetworkRepository) -> None:
    kept(repository, resource("PNa", name="one"), resource("PNb", owner="MG1"), resource("SKc"), resource("PNd"))
    assert found(repository, "PN") == "dba"
    assert found(repository, "PN", limit=2) == "db"
    assert found(repository, "PN", before=4) == "ba"
    assert (found(repository, "PN", owner=""), found(repository, "PN", owner="MG1")) == ("da", "b")
    assert (found(repository, "PN", name="one"), found(repository, "SK", name="one")) == ("a", "")


def test_what_belongs_to_a_resource_goes_with_it(repository: NetworkRepository) -> None:
    service, limit = resource("VAa"), resource("RKb", owner=resource("VAa").sid)
    kept(repository, service, limit, resource("BLc", owner=limit.sid), resource("VAd"))
    repository.resources.remove(service.sid)
    assert (found(repository, "VA"), found(repository, "RK"), found(repository, "BL")) == ("d", "", "")


def test_the_oldest_and_what_is_too_much_are_forgotten(repository: NetworkRepository) -> None:
    kept(repository, *(resource(f"VE{name}", place) for place, name in enumerate("abcde")), resource("VAf"))
    assert repository.resources.prune("VE", keep=4, before=NOON + dt.timedelta(seconds=2)) == 2
    assert (found(repository, "VE"), found(repository, "VA")) == ("edc", "f")
    assert repository.resources.prune("VE", keep=None, before=None) == 0
    assert repository.resources.prune("VE", keep=1, before=None) == 2


def test_those_of_a_kind_are_counted(repository: NetworkRepository) -> None:
    kept(repository, resource("PNa"), resource("PNb"), resource("MGa"))
    repository.resources.remove(resource("PNb").sid)
    assert [repository.resources.count(each) for each in ("PN", "MG", "VA")] == [1, 1, 0]
