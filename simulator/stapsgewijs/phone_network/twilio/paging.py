"""Lists in pages, as the provider's: newest first, with the address of the next page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode

from stapsgewijs.phone_network.calls import Call
from stapsgewijs.phone_network.messages import Message
from stapsgewijs.phone_network.twilio.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network.filters import Filter
    from stapsgewijs.phone_network.twilio.parameters import Form

Item = TypeVar("Item", Message, Call)

DEFAULT_PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 1000
_TOKEN: Final = "PA"  # noqa: S105  # how a page token begins


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 0, how much fits, and the place before which it begins (None: the newest)."""

    number: int
    size: int
    before: int | None
    token: str

    @classmethod
    def from_params(cls, form: Form, place_of: Callable[[str], int]) -> Page:
        """Return the page that is asked for; a token names the last item of the page before it."""
        token = form.get("PageToken")
        number = form.number("Page", 0, 0, 10**6)
        size = form.number("PageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE)
        if not token:
            if number:
                raise ProviderError(20001, "a Page is asked for with its PageToken; follow next_page_uri")
            return cls(0, size, None, "")
        return cls(number, size, place_of(token.removeprefix(_TOKEN)), token)

    def envelope(self, name: str, shown: list[dict[str, Any]], uri: str, form: Form, last: str) -> dict[str, Any]:
        """Return the page; `last` is the id of its last item when items are more to come."""
        start = self.number * self.size
        page = {"page": self.number, "page_size": self.size, "start": start, "end": start + max(len(shown) - 1, 0)}
        return {name: shown, **page, **self._addresses("uri", uri, form, last)}

    def meta_envelope(self, name: str, shown: list[dict[str, Any]], url: str, form: Form, last: str) -> dict[str, Any]:
        """Return the page in the form of the later APIs; `url` is that of the list, with its host."""
        page = {"key": name, "page": self.number, "page_size": self.size}
        return {name: shown, "meta": {**page, **self._addresses("url", url, form, last)}}

    def _addresses(self, suffix: str, uri: str, form: Form, last: str) -> dict[str, str | None]:
        def address(number: int, token: str) -> str:
            asked = [(key, value) for key, values in form.fields.items() for value in values if key not in _OURS]
            page = [("PageSize", str(self.size)), ("Page", str(number)), *([("PageToken", token)] if token else [])]
            return f"{uri}?{urlencode(asked + page)}"

        return {
            suffix: address(self.number, self.token),
            f"first_page_{suffix}": address(0, ""),
            f"next_page_{suffix}": address(self.number + 1, _TOKEN + last) if last else None,
            f"previous_page_{suffix}": address(0, "") if self.number == 1 else None,
        }


_OURS: Final = {"Page", "PageSize", "PageToken"}


def listed(
    find: Callable[[Filter], list[Item]], wanted: Filter, page: Page, accepts: Callable[[Item], bool]
) -> tuple[list[Item], bool]:
    """Return the items of a page, and whether items are more; `accepts` says what a filter cannot."""
    found: list[Item] = []
    before = page.before
    while True:
        items = find(replace(wanted, before=before, limit=page.size + 1))
        found += [each for each in items if accepts(each)]
        if len(found) > page.size:
            return found[: page.size], True
        if len(items) <= page.size:
            return found, False
        before = items[-1].sequence
