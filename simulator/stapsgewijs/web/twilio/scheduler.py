"""Processes what is due where no request would: late messages, calls that ring too long, silence on a call.

Pages and handsets process the network at each request. A system behind the provider's protocol sends none while it
waits, so a task does it for as long as something is due in its organisation.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from stapsgewijs.storage import StorageUnavailableError
from stapsgewijs.web.long_poll import process_all_due

if TYPE_CHECKING:
    from stapsgewijs.phone_network import PhoneNetwork
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState

_MAX_IDLE_S: Final = 24 * 3600.0
_RETRY_S: Final = 1.0
"""How long to wait for storage that cannot be used."""


class DueEventScheduler:
    """Runs what is due in each organisation. Used by one event loop only."""

    def __init__(self, state: SimulatorState) -> None:
        self._state = state
        self._tasks: dict[PhoneNetwork, asyncio.Task[None]] = {}
        self._heard: WeakSet[PhoneNetwork] = WeakSet()

    def listen(self, organisation: Organisation) -> None:
        """Run what is due in an organisation whenever something changes there after which something is due."""
        if organisation.network not in self._heard:
            self._heard.add(organisation.network)
            organisation.network.on_change(lambda _: self._wake(organisation))
        self._wake(organisation)

    def _wake(self, organisation: Organisation) -> None:
        network = organisation.network
        if network in self._tasks or network.next_due() is None:
            return
        task = asyncio.get_running_loop().create_task(self._run(organisation))
        self._tasks[network] = task
        task.add_done_callback(lambda _: self._tasks.pop(network, None))

    async def _run(self, organisation: Organisation) -> None:
        changes, network, clock = self._state.changes(organisation), organisation.network, organisation.clock

        def is_due() -> bool | None:
            due = network.next_due()
            return True if due is None or due <= clock.now() else None

        def until_due() -> float | None:
            return self._state.until_due(organisation)

        while not changes.is_closed:
            try:
                await process_all_due(network, clock.now())
                if network.next_due() is None:
                    return
                await changes.wait_until(is_due, seconds=_MAX_IDLE_S, until_due=until_due)
            except StorageUnavailableError:
                await changes.wait_until(_nothing, seconds=_RETRY_S)


def _nothing() -> None:
    """Find nothing: to wait."""
