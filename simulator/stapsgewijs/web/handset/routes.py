"""The page of one phone, its updates, and the actions of its owner."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from stapsgewijs.labels import Message
from stapsgewijs.pages.handset import views as v
from stapsgewijs.phone_network import (
    MAX_BLOCKED_CALLERS,
    MAX_BODY_CHARS,
    MAX_CALLER_CHARS,
    MAX_SPEECH_CHARS,
    Filter,
    HandsetSettingsError,
    NotPossibleError,
    UnknownCallError,
    is_desk_phone,
)
from stapsgewijs.phone_network.twilio import is_number
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.queries import as_e164, wait_for_twiml
from stapsgewijs.web.handset.index_presenter import kept, log, question_of
from stapsgewijs.web.handset.presenter import DESK_SWITCHES, SWITCHES, Phone
from stapsgewijs.web.handset.read_marks import ReadMarks
from stapsgewijs.web.handset.search import STATUSES
from stapsgewijs.web.handset.streams import event_stream, exported, fragment_stream
from stapsgewijs.web.handset.urls import addresses_of, format_party, handset_form, tell
from stapsgewijs.web.parameters import number_in_path, query_flag, query_text, search_query
from stapsgewijs.web.request_context import RequestContext, get_context, page_route

if TYPE_CHECKING:
    from starlette.requests import Request

    from stapsgewijs.pages.handset.fragments import HandsetParts, Part

MAX_PARTY_CHARS: Final = 4000
MAX_KEYS: Final = 40
_NO_CALLER: Final = Message.of(
    "Write one number or name on each line, as +31 20 249 0048 or Contoso; at most {count}.", count=MAX_BLOCKED_CALLERS
)
_ACTIONS: Final = frozenset({"answer", "hang-up", "press", "say", "close"})
_NO_NUMBER: Final = Message("Write a number as +31 20 249 0048.")
_NO_MESSAGE: Final = Message("Write a number as +31 20 249 0048, and a message.")
_NOT_CONNECTED: Final = Message("The phone has no connection, or is on the line already. Nothing was sent.")


@dataclass(frozen=True, slots=True)
class _View:
    """What is to be seen of a phone: its conversations, one (with `party`), its calls, settings, or what is sought."""

    number: PhoneNumber
    party: str
    on_calls: bool
    on_settings: bool
    asked: str

    @classmethod
    def of(cls, request: Request) -> _View:
        party = query_text(request, "party", MAX_PARTY_CHARS)
        calls, settings = query_flag(request, "calls"), query_flag(request, "settings")
        return cls(number_in_path(request), party, calls, settings, search_query(request))


async def handset(request: Request) -> Response:
    """Show a phone."""
    ctx, view = get_context(request), _View.of(request)
    return ctx.render(_page(ctx, view, _parts(ctx, view)))


def _page(ctx: RequestContext, view: _View, parts: HandsetParts) -> v.HandsetPage:
    number, party, asked = view.number, "" if is_desk_phone(view.number) else view.party, view.asked
    addresses = addresses_of(ctx)
    calls, settings = ("1" if each else "" for each in (view.on_calls, view.on_settings))
    events = addresses.handset(number, "events", party=party, calls=calls, settings=settings, q=asked)
    page = phone_page(ctx, number, parts, events, party=party, asked=asked)
    if view.on_calls and not view.on_settings and not asked:
        return replace(page, dial=addresses.handset(number, "dial"))
    if not (party or asked or view.on_settings or is_desk_phone(number)):
        return replace(page, compose=addresses.handset(number, "compose"))
    return page


def phone_page(  # noqa: PLR0913  # what is in view
    ctx: RequestContext, number: PhoneNumber, parts: HandsetParts, events: str, *, party: str = "", asked: str = ""
) -> v.HandsetPage:
    """Return the page of a phone: `parts` in it, and beside it what one can do with it; `events` tells what changes."""
    addresses = addresses_of(ctx)
    question = question_of(ctx.state.renderer.catalogue, asked)
    here = addresses.handset(number)
    return v.HandsetPage(
        ctx.frame(),
        number.international,
        number.e164,
        number.national,
        addresses.handsets(),
        events,
        ctx.handset_token,
        parts,
        v.SearchBox(here, here, asked, question.unknown, STATUSES),
        v.Tools(
            addresses.handset(number, "export.json", q=asked),
            addresses.handset(number, "clear"),
            addresses.demo(number),
            kept(ctx.organisation),
        ),
        addresses.handset(number, "reply", party=party) if party and not asked else "",
        format_party(party) if party else "",
    )


async def events(request: Request) -> Response:
    """Tell what changes on the page of a phone."""
    ctx, view = get_context(request), _View.of(request)

    def parts() -> dict[str, Part]:
        return _parts(ctx, view).by_name()

    return event_stream(fragment_stream(ctx.state, ctx.organisation, parts, about=view.number.e164))


async def export(request: Request) -> Response:
    """Give the messages and calls of a phone, as the API shows them."""
    ctx, number = get_context(request), number_in_path(request)
    question = question_of(ctx.state.renderer.catalogue, search_query(request))
    return exported(ctx.organisation, question.filter(number), number.e164)


async def ask_to_clear(request: Request) -> Response:
    """Ask whether one is sure."""
    ctx, number = get_context(request), number_in_path(request)
    addresses = addresses_of(ctx)
    messages, calls = ctx.organisation.network.count(Filter(number))
    action, back = addresses.handset(number, "clear"), addresses.handset(number)
    return ctx.render(v.ClearPage(ctx.frame(), ctx.handset_token, action, back, messages, calls, number.international))


async def clear(request: Request) -> Response:
    """Forget every message and call of a phone; a call that is under way ends."""
    ctx, _ = await handset_form(request)
    number = number_in_path(request)
    ctx.organisation.network.sms.remove(Filter(number))
    ctx.organisation.network.voice.remove(Filter(number))
    tell(ctx, number)
    return RedirectResponse(addresses_of(ctx).handset(number), 303)


async def reply(request: Request) -> Response:
    """Send a message from the phone; an empty one is not sent."""
    ctx, form = await handset_form(request)
    number, party = number_in_path(request), query_text(request, "party", MAX_PARTY_CHARS)
    if "party" not in request.query_params:
        raise HTTPException(404)
    body = form.limited("body", MAX_BODY_CHARS)
    if body.strip() and not is_desk_phone(number):
        with suppress(NotPossibleError):  # a phone that is off or has no signal says so on its page
            ctx.state.text(ctx.organisation, number, party, body.replace("\r\n", "\n"))
    return RedirectResponse(addresses_of(ctx).thread(number, party), 303)


async def compose(request: Request) -> Response:
    """Send a new message to a number; what cannot be sent is said beside the field."""
    ctx, form = await handset_form(request)
    number, given = number_in_path(request), form.limited("to", MAX_CALLER_CHARS)
    to, body = as_e164(given), form.limited("body", MAX_BODY_CHARS).replace("\r\n", "\n")
    view = _View(number, "", on_calls=False, on_settings=False, asked="")
    if not is_number(to) or not body.strip() or is_desk_phone(number):
        return _not_written(ctx, view, (given, body), _NO_MESSAGE)
    try:
        ctx.state.text(ctx.organisation, number, to, body)
    except NotPossibleError:
        return _not_written(ctx, view, (given, body), _NOT_CONNECTED)
    return RedirectResponse(addresses_of(ctx).thread(number, to), 303)


async def dial(request: Request) -> Response:
    """Call a number from the phone; one that cannot be called is said beside the field."""
    ctx, form = await handset_form(request)
    number, given = number_in_path(request), form.limited("to", MAX_CALLER_CHARS)
    view = _View(number, "", on_calls=True, on_settings=False, asked="")
    if not is_number(to := as_e164(given)):
        return _not_written(ctx, view, (given, ""), _NO_NUMBER)
    try:
        ctx.state.dial(ctx.organisation, number, to)
    except NotPossibleError:
        return _not_written(ctx, view, (given, ""), _NOT_CONNECTED)
    return RedirectResponse(addresses_of(ctx).handset(number, calls="1"), 303)


def _not_written(ctx: RequestContext, view: _View, wrote: tuple[str, str], error: Message) -> Response:
    page = _page(ctx, view, _parts(ctx, view))
    return ctx.render(replace(page, wrote=wrote, write_error=error), 422)


async def change_settings(request: Request) -> Response:
    """Change the switches of a phone; a caller that cannot be blocked is said beside the field."""
    ctx, form = await handset_form(request)
    number = number_in_path(request)
    blocked = form.limited("blocked_callers", (MAX_CALLER_CHARS + 2) * MAX_BLOCKED_CALLERS)
    names = DESK_SWITCHES if is_desk_phone(number) else SWITCHES
    changes = {name: form.cut(name) == "on" for name in names}
    callers = [each.strip() for each in blocked.splitlines() if each.strip()]
    try:
        ctx.organisation.network.change_handset_settings(number, **changes, blocked_callers=callers)
    except HandsetSettingsError:
        view = _View(number, "", on_calls=False, on_settings=True, asked="")
        parts = _parts(ctx, view)
        phone = Phone(ctx.organisation, number, addresses_of(ctx), on_settings=True, seal=ctx.handset_token)
        switches = tuple(replace(each, on=changes[each.name]) for each in phone.settings_part().switches)
        screen = replace(phone.settings_part(), switches=switches, blocked=blocked, blocked_error=_NO_CALLER)
        return ctx.render(_page(ctx, view, replace(parts, screen=screen)), 422)
    return RedirectResponse(addresses_of(ctx).handset(number, settings="1"), 303)


async def act(request: Request) -> Response:
    """Answer, decline or hang up, press keys, or put a call that has ended out of sight.

    What can no longer be done changes nothing: the page was behind the times, and the page that answers shows
    how things are.
    """
    ctx, form = await handset_form(request)
    number, call_id, action = number_in_path(request), request.path_params["call_id"], request.path_params["action"]
    keys = form.limited("keys", MAX_KEYS) or "#"
    if action not in _ACTIONS:
        raise HTTPException(404)
    network = ctx.organisation.network
    try:
        call = network.voice.get(call_id)
        if call.number != number:
            return RedirectResponse(addresses_of(ctx).handset(number), 303)
        if action == "answer":
            network.voice.answer(call_id)
        elif action == "press":
            await wait_for_twiml(ctx.state, ctx.organisation, call_id)
            network.voice.press(call_id, keys)
        elif action == "say":
            await wait_for_twiml(ctx.state, ctx.organisation, call_id)
            network.voice.say(call_id, form.limited("body", MAX_SPEECH_CHARS))
        elif action == "hang-up":
            network.voice.hang_up(call_id)
        else:
            ReadMarks(network, number).dismiss(call)
            tell(ctx, number)
    except (NotPossibleError, UnknownCallError):
        pass
    return RedirectResponse(addresses_of(ctx).handset(number), 303)


def _parts(ctx: RequestContext, view: _View) -> HandsetParts:
    """Return how the phone is now; what is in view counts as read."""
    organisation, addresses, asked = ctx.organisation, addresses_of(ctx), view.asked
    party, on_calls, on_settings = ("", False, False) if asked else (view.party, view.on_calls, view.on_settings)
    phone = Phone(
        organisation,
        view.number,
        addresses,
        "" if on_settings else party,
        on_calls=on_calls and not on_settings,
        on_settings=on_settings,
        seal=ctx.handset_token,
    )
    if phone.mark_visible_read():
        tell(ctx, view.number)
    if not asked:
        return phone.parts()
    question = question_of(ctx.state.renderer.catalogue, asked)
    return phone.parts(log(organisation, addresses, question, asked, view.number))


routes: Final = [
    page_route("/handsets/{number}", handset),
    page_route("/handsets/{number}/events", events),
    page_route("/handsets/{number}/export.json", export),
    page_route("/handsets/{number}/clear", ask_to_clear),
    page_route("/handsets/{number}/clear", clear, "POST"),
    page_route("/handsets/{number}/reply", reply, "POST"),
    page_route("/handsets/{number}/compose", compose, "POST"),
    page_route("/handsets/{number}/dial", dial, "POST"),
    page_route("/handsets/{number}/settings", change_settings, "POST"),
    page_route("/handsets/{number}/calls/{call_id}/{action}", act, "POST"),
]
