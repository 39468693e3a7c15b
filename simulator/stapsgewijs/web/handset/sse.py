"""Parts of a page that are renewed while somebody looks: server-sent events with their HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi.sse import ServerSentEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from stapsgewijs.pages.handset.fragments import Part
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState

EVENT: Final = "parts"
_LONGEST: Final = 24 * 3600.0


async def renewals(
    site: SimulatorState,
    organisation: Organisation,
    parts: Callable[[], Mapping[str, Part]],
    *,
    about: str = "",
    breath: float = 0.1,
) -> AsyncIterator[ServerSentEvent]:
    """Give every part at first, and from then on each part that has changed (`{id: {version, html}}`).

    `about` is the number (E.164) whose changes count; empty for all. `breath` is how many seconds lie between two
    renewals: when a thousand messages come in a second, nobody reads them all. Ends when the organisation is removed or
    the simulator stops; the browser then asks again, and gets every part anew.
    """
    changes, sent = site.changes(organisation), dict[str, str]()

    def look() -> dict[str, Part] | None:
        return {name: part for name, part in parts().items() if sent.get(name) != part.version} or None

    while not changes.is_closed:
        fresh = await changes.wait_for(
            look, seconds=_LONGEST, until_due=lambda: site.until_due(organisation), about=about
        )
        if fresh is None:
            return
        sent.update({name: part.version for name, part in fresh.items()})
        rendered = {name: {"version": part.version, "html": site.renderer.render(part)} for name, part in fresh.items()}
        yield ServerSentEvent(data=rendered, event=EVENT)
        await changes.wait_for(_nothing, seconds=breath)


def _nothing() -> None:
    """Find nothing, so that the wait lasts."""
