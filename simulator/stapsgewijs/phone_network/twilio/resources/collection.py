"""Resources that a system creates, reads, changes, deletes and lists, in the provider's two forms of JSON."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.provider_resources import ProviderResource
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.paging import Page
from stapsgewijs.phone_network.twilio.resources.registry import ANY, Route
from stapsgewijs.phone_network.twilio.serializers import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest
    from stapsgewijs.phone_network.twilio.resources.fields import Field

MAX_RESOURCES: Final = 10_000
"""Resources of one kind of an account."""
_BATCH_RESOURCES: Final = 500


class Collection:
    """Resources of one kind: `kind` are the letters of their SIDs, `path` is the address of the list.

    `fields` are read from a form at creation and change, and are all of a resource's content; `required` names the
    parameters without which none is created, `missing` the error then. `owner` names the field with the SID of the
    resource that each belongs to (the last `{}` of the address), `filters` the fields by which a list is filtered.
    `methods` are those of one resource; with `has_names` its name does in an address what its SID does. One
    that `can_be_given` may have a SID that a system knows (`twilio.given`).
    """

    kind: ClassVar[str]
    path: ClassVar[str]
    key: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    required: ClassVar[tuple[str, ...]] = ()
    missing: ClassVar[int] = 20001
    owner: ClassVar[str] = ""
    filters: ClassVar[tuple[str, ...]] = ()
    methods: ClassVar[tuple[str, ...]] = ("GET", "POST", "DELETE")
    links: ClassVar[tuple[str, ...]] = ()
    has_names: ClassVar[bool] = False
    can_be_given: ClassVar[bool] = False
    owners: ClassVar[Collection | None] = None

    @property
    def is_old(self) -> bool:
        """Whether it is of the API of 2010, with dates as in mail and addresses without a host."""
        return self.path.startswith(f"/{VERSION}")

    def routes(self) -> tuple[Route, ...]:
        """Return the addresses of the list and of one resource."""
        one = {"GET": self.fetch, "POST": self.change, "DELETE": self.delete}
        return (
            Route(self.path, {"GET": self.list, "POST": self.create}),
            Route(f"{self.path}/{ANY}", {name: one[name] for name in self.methods}),
        )

    def create(self, request: ApiRequest, *owners: str) -> Answer:
        """Create one; raises `ProviderError`."""
        return 201, self.created(request, self.make(request, request.new_sid(self.kind), *owners))

    def make(self, request: ApiRequest, sid: str, *owners: str) -> ProviderResource:
        """Keep a new one with the fields of a request; raises `ProviderError`."""
        owner = self.owner_of(request, *owners)
        if lacking := next((each for each in self.required if not request.form.get(each).strip()), None):
            raise ProviderError(self.missing, f"{lacking} is missing")
        content = {each.name: each.default for each in self.fields} | self._given(request)
        now = request.clock.now()
        resource = ProviderResource(sid, now, now, owner, "", content)
        with request.network.context.repository.transaction():
            if request.resources.count(resource.kind) >= MAX_RESOURCES:
                raise ProviderError(20001, f"there are {MAX_RESOURCES} of these already; delete some of them first")
            self.check(request, resource, is_new=True)
            request.resources.add(resource)
        return resource

    def fetch(self, request: ApiRequest, *sids: str) -> Answer:
        """Return one; raises `ProviderError`."""
        return 200, self.serialize(request, self.get(request, *sids))

    def change(self, request: ApiRequest, *sids: str) -> Answer:
        """Change the fields that were given; raises `ProviderError`."""
        with request.network.context.repository.transaction():
            resource = self.get(request, *sids)
            resource.content |= self._given(request)
            self.check(request, resource, is_new=False)
            self.save(request, resource)
        return 200, self.serialize(request, resource)

    def delete(self, request: ApiRequest, *sids: str) -> Answer:
        """Forget one, and all that belongs to it; raises `ProviderError`."""
        request.resources.remove(self.get(request, *sids).sid)
        return 204, None

    def list(self, request: ApiRequest, *owners: str) -> Answer:
        """Return a page, the newest first; raises `ProviderError`."""
        owner = self.owner_of(request, *owners)
        wanted = {name: given for name in self.filters if (given := request.form.get(_parameter(name)))}

        def takes(each: ProviderResource) -> bool:
            return all(str(each.content.get(name)) == value for name, value in wanted.items())

        return self.page(request, self.kind, takes, owner=owner if self.owner else None)

    def page(
        self, request: ApiRequest, kind: str, takes: Callable[[ProviderResource], bool], owner: str | None
    ) -> Answer:
        """Return a page of those that are taken; raises `ProviderError`."""
        page = Page.from_params(request.form, lambda sid: self._place(request, sid))
        found: list[ProviderResource] = []
        before = page.before
        while len(found) <= page.size:
            batch = request.resources.find(kind, owner=owner, before=before, limit=_BATCH_RESOURCES)
            found += filter(takes, batch)
            if len(batch) < _BATCH_RESOURCES:
                break
            before = batch[-1].place
        last = found[page.size - 1].sid if len(found) > page.size else ""
        return 200, self.envelope(request, page, (self.serialize(request, each) for each in found[: page.size]), last)

    def envelope(self, request: ApiRequest, page: Page, shown: Iterable[dict[str, Any]], last: str) -> dict[str, Any]:
        """Return a page in the form of its version of the API."""
        if self.is_old:
            return page.envelope(self.key, list(shown), request.path, request.form, last)
        return page.meta_envelope(self.key, list(shown), f"{request.base_url}{request.path}", request.form, last)

    def get(self, request: ApiRequest, *sids: str) -> ProviderResource:
        """Return one by the SIDs (or names) in its address; raises `ProviderError`."""
        *owners, sid = sids
        owner = self.owner_of(request, *owners)
        found = request.resources.get(sid)
        if found is None and self.has_names:
            named = request.resources.find(self.kind, owner=owner if self.owner else None, name=sid, limit=1)
            found = next(iter(named), None)
        if found is None or found.kind != self.kind or (self.owner and found.owner != owner):
            hint = (
                f"; PUT /api/v1/account/resources/{self.kind}… makes one with a given SID" if self.can_be_given else ""
            )
            raise ProviderError(20404, f"{sid[:40]!r}{hint}")
        return found

    def owner_of(self, request: ApiRequest, *owners: str) -> str:
        """Return the SID of the resource that those of an address belong to; raises `ProviderError`."""
        return self.owners.get(request, *owners).sid if self.owners and owners else ""

    def check(self, request: ApiRequest, resource: ProviderResource, *, is_new: bool) -> None:
        """Name it, and refuse what its fields do not tell by themselves; raises `ProviderError`."""

    def save(self, request: ApiRequest, resource: ProviderResource) -> None:
        """Keep what has changed."""
        resource.updated = request.clock.now()
        request.resources.save(resource)

    def count(self, request: ApiRequest, resource: ProviderResource) -> int:
        """Return how many the owner of a resource has, as many as one reading gives."""
        return len(request.resources.find(self.kind, owner=resource.owner, limit=_BATCH_RESOURCES))

    def created(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return what is answered when one is created."""
        return self.serialize(request, resource)

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        address = self.address(request, resource)
        shown: dict[str, Any] = {
            "sid": resource.sid,
            "account_sid": request.account.sid,
            "date_created": self.date(resource.created),
            "date_updated": self.date(resource.updated),
            **({self.owner: resource.owner} if self.owner else {}),
            **resource.content,
            **({"uri": f"{address}.json"} if self.is_old else {"url": f"{request.base_url}{address}"}),
        }
        if self.links:
            shown["links"] = {_snake(each): f"{shown['url']}/{each}" for each in self.links}
        return shown

    def address(self, request: ApiRequest, resource: ProviderResource) -> str:
        """Return the address of one, without host and suffix."""
        return f"{self.address_of_list(request, resource.owner)}/{resource.sid}"

    def address_of_list(self, request: ApiRequest, owner: str) -> str:
        """Return the address of the list, for the resources of one owner."""
        if self.is_old:
            return self.path.replace(ANY, request.account.sid, 1)
        if self.owners is None:
            return self.path
        above = request.resources.get(owner)
        return f"{self.owners.address(request, above)}/{self.path.rpartition('/')[2]}" if above else self.path

    def date(self, at: datetime) -> str:
        """Return a time as its version of the API writes it."""
        return format_datetime(at) if self.is_old else iso(at)

    def _given(self, request: ApiRequest) -> dict[str, Any]:
        given = (each for each in self.fields if request.form.contains(each.parameter))
        return {each.name: each.read(request, each.parameter) for each in given}

    def _place(self, request: ApiRequest, sid: str) -> int:
        found = request.resources.get(sid)
        if found is None:
            raise ProviderError(20404, f"no page begins after {sid[:40]!r}")
        return found.place


def iso(at: datetime) -> str:
    """Return a time in ISO 8601, to the second, in UTC: `2026-11-24T09:30:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _parameter(name: str) -> str:
    return "".join(each.capitalize() for each in name.split("_"))


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")
