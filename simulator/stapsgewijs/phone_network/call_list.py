"""The calls of a network that one can look at: found, counted, named, tagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.phone_network.base_service import NetworkService, kept
from stapsgewijs.phone_network.filters import Filter

if TYPE_CHECKING:
    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_numbers import PhoneNumber


class UnknownCallError(LookupError):
    """No call with this id."""


class CallList(NetworkService):
    """What is known of calls, without what happens on them."""

    def new_call_id(self) -> str:
        """Return an id that no call has yet."""
        return f"CA{self._ids.token()}"

    def calls(self, number: PhoneNumber | None = None) -> list[Call]:
        """Return all calls, to `number` or to anybody, in the order in which they were placed."""
        return self.find_calls(Filter(number))

    def find_calls(self, wanted: Filter) -> list[Call]:
        """Return the calls that are wanted."""
        self.settle()
        return self._ledger.calls.find(wanted)

    def call(self, call_id: str) -> Call:
        """Return one call; raises `UnknownCallError`."""
        self.settle()
        return self._known(call_id)

    @kept
    def tag_call(self, call_id: str, tags: tuple[str, ...]) -> Call:
        """Replace the tags of a call."""
        call = self.call(call_id)
        call.tags = tags
        return self._call_saved(call)

    def _known(self, call_id: str) -> Call:
        found = self._ledger.calls.get(call_id)
        if found is None:
            msg = f"no call {call_id}"
            raise UnknownCallError(msg)
        return found

    def _call_saved(self, call: Call) -> Call:
        self._ledger.calls.save(call)
        self._tell(call.number)
        return call
