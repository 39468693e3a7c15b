"""The plain inbox: every message and call of an organisation, and buttons to answer and press keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from simulator.gateway import CallStatus, NotPossibleError, Speaker, UnknownCallError
from simulator.pages.views import InboxCall, InboxMessage, InboxPage
from simulator.web.entering import FormToken
from simulator.web.visit import Visit, visit_here

if TYPE_CHECKING:
    from simulator.gateway import Call

router = APIRouter()
AnyVisit = Annotated[Visit, Depends(visit_here)]
Action = Literal["answer", "press", "hang-up"]

_WAIT: Final = 25.0
_ACTIONS: Final = {
    CallStatus.RINGING: (("Answer", "answer"), ("Hang up", "hang-up")),
    CallStatus.IN_PROGRESS: (("Press #", "press"), ("Hang up", "hang-up")),
}


@router.get("/inbox")
async def inbox(visit: AnyVisit) -> Response:
    """Show what arrived, newest first."""
    network = visit.organisation.network
    sent = [each for each in network.sent_messages() if each.status != "sent"]
    messages = tuple(
        InboxMessage(
            each.number.international, each.sender, each.body, each.status, *_times(each.delivered or each.created)
        )
        for each in reversed(sent)
    )
    calls = tuple(_call(visit, each) for each in reversed(network.calls()))
    stamp = f"{visit.home}inbox/changes?since={_stamp(visit)}"
    return visit.show(InboxPage(visit.frame(), stamp, messages, calls))


@router.get("/inbox/changes")
async def changes(visit: AnyVisit, since: Annotated[str, Query()]) -> Response:
    """Answer when there is something new, or after a while."""
    site, organisation = visit.site, visit.organisation

    def look() -> bool | None:
        return True if _stamp(visit) != since else None

    due = site.until_due
    found = await site.changes(organisation).wait_for(look, seconds=_WAIT, until_due=lambda: due(organisation))
    return JSONResponse({"changed": found is not None})


@router.post("/inbox/calls/{call_id}/{action}")
async def act(request: Request, visit: AnyVisit, call_id: str, action: Action, form: FormToken = "") -> Response:
    """Answer, press # or hang up; what can no longer be done changes nothing."""
    visit.check(request, form)
    network = visit.organisation.network
    try:
        if action == "answer":
            network.answer(call_id)
        elif action == "press":
            network.press(call_id, "#")
        else:
            network.hang_up(call_id)
    except (NotPossibleError, UnknownCallError):
        pass  # the page was behind the times; the page it is sent to shows how things are
    return visit.go("inbox")


def _call(visit: Visit, call: Call) -> InboxCall:
    said = tuple(
        f"{'▸' if each.who is Speaker.HANDSET else '“'}{each.text}{'' if each.who is Speaker.HANDSET else '”'}"
        for each in call.transcript
    )
    actions = tuple(
        (msgid, f"{visit.home}inbox/calls/{call.id}/{action}") for msgid, action in _ACTIONS.get(call.status, ())
    )
    return InboxCall(call.number.international, call.sender, call.status, *_times(call.created), said, actions)


def _times(moment: datetime) -> tuple[str, str]:
    return moment.isoformat(timespec="seconds"), f"{moment:%H:%M:%S}"


def _stamp(visit: Visit) -> str:
    network = visit.organisation.network
    arrived = len([each for each in network.sent_messages() if each.status != "sent"])
    lines = sum(len(each.history) + len(each.transcript) for each in network.calls())
    return f"{arrived}.{lines}"
