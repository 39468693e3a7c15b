"""The panel: policy, faults, clock, people and language of an organisation, by forms instead of requests to the API."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import METHODS, Device, Policy, PolicyError, RequestRejectedError
from stapsgewijs.labels import ENGLISH, Message, language_name
from stapsgewijs.pages.panel import FaultLine, PanelLanguage, PanelPage, PanelPerson, Rule, RuleGroup
from stapsgewijs.phone_network import CallFault, MessageFault, TooManyRulesError, action_called
from stapsgewijs.phone_network.faults.rules import Kind
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.flows.registry import FLOWS, Sample
from stapsgewijs.web.handset.index_routes import NO_NUMBER, SAMPLE
from stapsgewijs.web.handset.urls import addresses_of, handset_form, tell
from stapsgewijs.web.long_poll import process_all_due
from stapsgewijs.web.messages import DEVICES, rejection_message
from stapsgewijs.web.parameters import search_query
from stapsgewijs.web.request_context import RequestContext, get_context, page_route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from stapsgewijs.pages.views import Frame
    from stapsgewijs.phone_network import Fault
    from stapsgewijs.web.parameters import FormFields


MOST_PEOPLE: Final = 50
"""That the page shows: what each has is read for it."""


def _value(action: MessageFault | CallFault) -> str:
    return f"{'message' if isinstance(action, MessageFault) else 'call'} {action}"


POLICY: Final = {
    "Methods": {
        "app_passwords": "App passwords for old programs",
        "second_factor": "A second step at every sign-in",
    },
    "How it is asked": {
        "app_pin": "The app asks for the PIN of the phone",
        "number_matching": "The app asks for the number on the page",
        "verify_preferred_option": "The preferred option has to be verified before it is saved",
        "code_digits": "Digits of a code",
        "code_lifetime": "Seconds that a code is valid",
        "answer_time": "Seconds to answer a request in the app",
        "verification_time": "Seconds for a whole verification",
        "activation_time": "Seconds that a QR code is valid",
        "change_ends_sessions": "Other sessions end when a method or an app password changes",
        "remember_days": "Days that a trusted device is not asked again; 0: always",
    },
    "Limits": {
        "wrong_tries": "Wrong codes, until one has to begin again",
        "lockout_time": "Seconds that wrong codes lock the second step",
        "account_tries": "Wrong attempts in a row, until the account is locked",
        "account_lockout_time": "Seconds until a locked account opens; 0: when an administrator opens it",
        "sends": "Codes that an account has sent to one number, within the time below",
        "send_window": "That time, in seconds",
        "number_sends": "Codes to one number in that time, by all accounts",
        "account_sends": "Codes of one account in that time, to all numbers",
        "password_tries": "Wrong passwords, until one has to wait",
        "password_wait": "Seconds of the first wait; each next one is twice as long",
        "password_wait_most": "Seconds of the longest wait",
        "client_tries": "Wrong passwords of one address in an hour",
        "fraud_block_days": "Days that verification is blocked after fraud was reported",
        "session_idle_time": "Seconds without activity, until a session ends",
        "session_time": "Seconds that a session lasts at most",
        "app_devices": "Authenticator apps of one person",
        "most_app_passwords": "App passwords of one person",
        "app_password_letters": "Letters of an app password",
    },
}
"""The rules of the policy that are of no method, in groups: the name in the API, and what the panel says it is."""
_METHODS: Final = "Methods"
_FOLDED: Final = "Limits"
_PHONES: Final = (Device.AUTHENTICATION_PHONE, Device.OFFICE_PHONE, Device.ALTERNATE_PHONE)
ACTIONS: Final[dict[str, dict[MessageFault | CallFault, str]]] = {
    "With a text message": {
        MessageFault.LOST: "It does not arrive",
        MessageFault.LATE: "It arrives late",
        MessageFault.DOUBLED: "It arrives twice",
        MessageFault.REORDERED: "It arrives after the next one",
        MessageFault.GARBLED: "It arrives damaged",
        MessageFault.UNDELIVERED: "It comes back as not delivered",
        MessageFault.REJECTED: "The provider refuses it",
        MessageFault.CARRIER_SWITCHED: "It arrives from another sender",
        MessageFault.CALLBACKS_LATE: "Its status is told late",
        MessageFault.CALLBACKS_REORDERED: "Its statuses are told in another order",
    },
    "With a call": {
        CallFault.BUSY: "The line is busy",
        CallFault.NO_ANSWER: "Nobody answers",
        CallFault.VOICEMAIL: "Voicemail answers",
        CallFault.FAILED: "The call fails",
        CallFault.HUNG_UP: "The call is cut off",
        CallFault.WRONG_KEY: "Another key arrives than was pressed",
        CallFault.ONE_WAY_AUDIO: "Nothing is heard, keys do arrive",
        CallFault.REJECTED: "The provider refuses the call",
        CallFault.CALLBACKS_LATE: "The status of the call is told late",
        CallFault.CALLBACKS_REORDERED: "The statuses of the call are told in another order",
    },
}
"""What can go wrong, in groups, by what the panel says of it."""
SAID: Final = {_value(action): said for group in ACTIONS.values() for action, said in group.items()}
_USUAL_S: Final[dict[str, float]] = {MessageFault.LATE: 60, CallFault.HUNG_UP: 5, MessageFault.CALLBACKS_LATE: 30}
"""Seconds of a fault that takes a time, where none was given."""
_MAX_S: Final = 31_536_000
_MAX_TIMES: Final = 1_000
_NO_TIME: Final = Message("Enter a number of seconds: 0 or more.")
_NO_COUNT: Final = Message("Enter a whole number.")


async def show(request: Request) -> Response:
    """Show what is set."""
    ctx = get_context(request)
    return ctx.render(_page(ctx, done=request.query_params.get("done", ""), asked=search_query(request)))


async def change_policy(request: Request) -> Response:
    """Replace the policy by what was ticked and typed."""
    ctx, form = await handset_form(request)
    wanted: dict[str, object] = {}
    for rule in (each for group in _groups(ctx.organisation.policy) for each in group.rules):
        text = form.cut(rule.field).strip()
        if rule.is_switch:
            wanted[rule.field] = bool(text)
        elif form.has(rule.field):
            if not text.isascii() or not text.removeprefix("-").isdigit():
                return _refused(ctx, "policy", _NO_COUNT)
            wanted[rule.field] = int(text)
    try:
        ctx.organisation.enrollments.policy = ctx.organisation.policy.changed(wanted)
    except PolicyError as error:
        field, _, why = str(error).partition(": ")
        said = next((rules[field] for rules in rules_in_groups().values() if field in rules), field)
        catalogue = ctx.state.renderer.catalogue
        values = {"rule": catalogue.wording.get(said, said), "why": why}
        return _refused(ctx, "policy", Message.of("“{rule}” cannot be that: {why}", **values))
    tell(ctx)
    return _back(ctx, "policy")


async def add_fault(request: Request) -> Response:
    """Let something go wrong with the next message or call, or with more of them."""
    ctx, form = await handset_form(request)
    kind, _, name = form.cut("fault").partition(" ")
    text = form.cut("number").strip()
    number = number_or_none(text) if text else None
    if text and number is None:
        return _refused(ctx, "faults", NO_NUMBER)
    times, seconds = _count(form, "times"), _seconds(form, "seconds", _USUAL_S.get(name, 0.0))
    if times is None or not 1 <= times <= _MAX_TIMES:
        return _refused(ctx, "faults", Message.of("Enter how often: 1 to {most}.", most=_MAX_TIMES))
    if seconds is None:
        return _refused(ctx, "faults", _NO_TIME)
    if f"{kind} {name}" not in SAID:
        return _refused(ctx, "faults", Message("Choose what goes wrong."))
    action = action_called(name, Kind(kind))
    try:
        ctx.organisation.network.fault_rules.add(number, action, seconds=seconds, times=times)
    except TooManyRulesError:
        return _refused(ctx, "faults", Message("There are too many faults already. Remove some of them."))
    return _back(ctx, "faults")


async def remove_fault(request: Request) -> Response:
    """Remove one fault, or all of them where none is named."""
    ctx, form = await handset_form(request)
    if which := form.cut("id"):
        ctx.organisation.network.fault_rules.clear(which)
    else:
        ctx.organisation.network.fault_rules.clear()
    return _back(ctx, "faults")


async def move_clock(request: Request) -> Response:
    """Put the clock forward, pause it or let it run."""
    ctx, form = await handset_form(request)
    seconds = _seconds(form, "seconds", 0.0)
    if seconds is None:
        return _refused(ctx, "clock", _NO_TIME)
    clock = ctx.organisation.clock
    try:
        clock.advance(dt.timedelta(seconds=seconds))
    except (ValueError, OverflowError):
        return _refused(ctx, "clock", _NO_TIME)
    state = form.cut("state")
    if state == "paused":
        clock.pause()
    elif state == "running":
        clock.run()
    await process_all_due(ctx.organisation.network, clock.now())
    tell(ctx)
    return _back(ctx, "clock")


async def change_person(request: Request) -> Response:
    """Do for a person what an administrator can, or register a phone without proof."""
    ctx, form = await handset_form(request)
    person, asked = ctx.organisation.person(form.cut("person")), form.cut("q")
    security = ctx.organisation.security
    ways: dict[str, Callable[[str], object]] = {
        "unlock": security.clear_lock,
        "forget": security.clear_methods,
        "ask-again": security.restore,
        "sign-out": lambda user: ctx.state.sessions.end_all(ctx.organisation.id, user),
    }
    if person is None:
        return _refused(ctx, "people", Message("Choose somebody who has an account."))
    if (way := ways.get(form.cut("does"))) is not None:
        way(person.user_name)
        return _back(ctx, "people", asked)
    number = number_or_none(form.cut("number"))
    if number is None:
        return _refused(ctx, "people", NO_NUMBER, asked)
    device = next((each for each in _PHONES if each == form.cut("device")), Device.AUTHENTICATION_PHONE)
    try:
        security.register_phone(person.user_name, device, number, "")
    except RequestRejectedError as error:
        return _refused(ctx, "people", rejection_message(error.reason), asked)
    return _back(ctx, "people", asked)


async def change_language(request: Request) -> Response:
    """Let pages, messages and calls of the organisation be in another language."""
    ctx, form = await handset_form(request)
    try:
        ctx.state.speak(ctx.organisation, form.cut("language"))
    except StapsgewijsError:
        return _refused(ctx, "language", Message("Choose a language from the list."))
    tell(ctx)
    back = "" if form.cut("to") == "sign-in" else "panel?done=language"
    return RedirectResponse(f"{ctx.home}{back}", 303)


def samples(frame: Frame, locale: str) -> Iterator[Sample]:
    """Give the panel in its states, for an export in a language."""
    people = (
        PanelPerson("anna@contoso.example", "Anna", ((DEVICES[Device.AUTHENTICATION_PHONE], SAMPLE.international),)),
        PanelPerson("bram@contoso.example", "Bram", locked=True),
    )
    languages = tuple(PanelLanguage(each, _own_name(each), each == locale) for each in dict.fromkeys((ENGLISH, locale)))
    page = PanelPage(
        frame,
        "",
        "panel",
        _groups(Policy()),
        (),
        _actions(),
        "28-11-2026 09:00:00",
        is_paused=False,
        people=people,
        devices=_devices(),
        languages=languages,
        demo="handsets.html",
        api="api.html",
    )
    yield Sample("panel", page)
    faults = (FaultLine("1", "It arrives late", SAMPLE.international, 2), FaultLine("2", "The line is busy", "", None))
    wrong = (("faults", NO_NUMBER), ("policy", _NO_COUNT))
    yield Sample("panel-in-use", replace(page, faults=faults, is_paused=True, errors=wrong, done="people"), NO_NUMBER)


def languages_of(ctx: RequestContext) -> tuple[PanelLanguage, ...]:
    """Return the languages that the organisation can be in; none where there is no choice."""
    shown = ctx.state.renderer.catalogue.locale
    found = tuple(PanelLanguage(each, _own_name(each), each == shown) for each in sorted(ctx.state.languages))
    return found if len(found) > 1 else ()


def rules_in_groups() -> dict[str, dict[str, str]]:
    """Return every rule of the policy: those of methods, by what their pages say of them, before the others."""
    of_methods = {METHODS.by_id(each.method).policy_field: each.rule for each in FLOWS if each.rule}
    return {**POLICY, _METHODS: {**of_methods, **POLICY[_METHODS]}}


def _groups(policy: Policy) -> tuple[RuleGroup, ...]:
    values = policy.to_mapping()
    return tuple(
        RuleGroup(name, tuple(Rule(field, said, values[field]) for field, said in rules.items()), name == _FOLDED)
        for name, rules in rules_in_groups().items()
    )


def _page(
    ctx: RequestContext, *, errors: tuple[tuple[str, Message], ...] = (), done: str = "", asked: str = ""
) -> PanelPage:
    organisation = ctx.organisation
    found = [each for each in organisation.people if asked.casefold() in f"{each.name}\n{each.user_name}".casefold()]
    return PanelPage(
        ctx.frame(),
        ctx.handset_token,
        f"{ctx.home}panel",
        _groups(organisation.policy),
        tuple(_line(each) for each in organisation.network.fault_rules.active()),
        _actions(),
        f"{organisation.clock.now():%d-%m-%Y %H:%M:%S}",
        organisation.clock.stands_at is not None,
        tuple(_person(ctx, each.user_name, each.name) for each in found[:MOST_PEOPLE]),
        _devices(),
        languages_of(ctx),
        addresses_of(ctx).demo(),
        "/docs",
        errors,
        done if done in {"policy", "faults", "clock", "people", "language"} else "",
        asked,
        max(len(found) - MOST_PEOPLE, 0),
    )


def _actions() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple((name, tuple((_value(each), said) for each, said in group.items())) for name, group in ACTIONS.items())


def _devices() -> tuple[tuple[str, str], ...]:
    return tuple((each.value, DEVICES[each]) for each in _PHONES)


def _own_name(tag: str) -> str:
    """Return what a language is called in itself, as a name: `Nederlands`."""
    name = language_name(tag, tag)
    return name[:1].upper() + name[1:]


def _line(fault: Fault) -> FaultLine:
    number = fault.number.international if fault.number else ""
    return FaultLine(fault.id, SAID.get(_value(fault.action), ""), number, fault.times, str(fault.action))


def _person(ctx: RequestContext, user_name: str, name: str) -> PanelPerson:
    security = ctx.organisation.security
    phones = tuple((DEVICES[device], each.number.international) for device, each in security.phones(user_name).items())
    apps = tuple(each.name for each in security.devices(user_name))
    return PanelPerson(user_name, name, phones, apps, security.is_locked(user_name))


def _refused(ctx: RequestContext, part: str, message: Message, asked: str = "") -> Response:
    return ctx.render(_page(ctx, errors=((part, message),), asked=asked), 422)


def _back(ctx: RequestContext, part: str, asked: str = "") -> Response:
    query = urlencode({"done": part, **({"q": asked} if asked else {})})
    return RedirectResponse(f"{ctx.home}panel?{query}#{part}", 303)


def _count(form: FormFields, name: str) -> int | None:
    text = form.cut(name).strip() or "1"
    return int(text) if text.isascii() and text.isdigit() else None


def _seconds(form: FormFields, name: str, usual: float) -> float | None:
    """Return a number of seconds, written with a comma or a point; None for what is none."""
    text = form.cut(name).strip().replace(",", ".")
    try:
        found = float(text) if text else usual
    except ValueError:
        return None
    return found if math.isfinite(found) and 0 <= found <= _MAX_S else None


routes: Final = [
    page_route("/panel", show),
    page_route("/panel/policy", change_policy, "POST"),
    page_route("/panel/faults", add_fault, "POST"),
    page_route("/panel/faults/remove", remove_fault, "POST"),
    page_route("/panel/clock", move_clock, "POST"),
    page_route("/panel/people", change_person, "POST"),
    page_route("/panel/language", change_language, "POST"),
]
