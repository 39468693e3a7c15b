"""Inbound webhooks: systems send text messages in a shape of their own, or in that of another provider."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Request, Response
from pydantic import ValidationError

from stapsgewijs.phone_network import (
    MAX_BODY_CHARS,
    Filter,
    InboundWebhook,
    InboundWebhookError,
    Kind,
    Message,
    MessageStatus,
    WebhookAnswer,
)
from stapsgewijs.phone_network.faults.rules import TOO_MANY_REQUESTS_CODE
from stapsgewijs.phone_network.senders import (
    BATCH,
    PROFILE,
    PROFILES,
    REFERENCE,
    Reason,
    SenderAnswer,
    SenderProfile,
    SenderRefusalError,
    SenderRequest,
    Text,
)
from stapsgewijs.phone_network.twilio.messages import CALLBACK, METHOD
from stapsgewijs.phone_numbers import PhoneNumber, PhoneNumberError
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.dependencies import OrganisationDep, get_state
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.items import FaultHeader, fault_in
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.api.schemas import HookShape, MessageShape, NewMessageShape
from stapsgewijs.web.middleware import is_cross_site

router = APIRouter()
_FORM: Final = "application/x-www-form-urlencoded"
_MAX_FIELDS: Final = 200
_MAX_MESSAGES_READ: Final = 1000
"""Among how many of the newest messages one is looked for that a system asks about."""
_POSTED: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {}},
            _FORM: {
                "schema": {"type": "object", "additionalProperties": {"type": "string"}},
                "example": {"recipients": "+31612345678", "content.text": "509326 is uw code."},
            },
        },
    }
}
Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", examples=["spryng"])]


@router.get("/hooks", response_model_exclude_none=True)
async def hooks(organisation: OrganisationDep) -> dict[str, HookShape]:
    """Return the hooks, by name."""
    return {name: HookShape.model_validate(each.to_mapping()) for name, each in organisation.network.hooks.items()}


@router.put("/hooks/{name}", response_model_exclude_none=True)
async def set_hook(name: Name, payload: HookShape, organisation: OrganisationDep) -> HookShape:
    """Say where in the JSON, or which fields of the form, of some system recipient, sender and body are.

    With an `answer`, a system is answered what it expects of its provider.
    """
    try:
        answer = WebhookAnswer(**payload.answer.model_dump()) if payload.answer else None
    except InboundWebhookError as error:
        raise ApiError(422, "hook", f"answer.body: {error}") from None
    try:
        organisation.network.set_hook(name, InboundWebhook(payload.to, payload.body, payload.sender, answer))
    except InboundWebhookError as error:
        raise ApiError(409, "too-many", str(error)) from None
    return payload


@router.delete("/hooks/{name}", status_code=204)
async def remove_hook(name: Name, organisation: OrganisationDep) -> None:
    """Forget a hook."""
    _hook(organisation, name)
    organisation.network.set_hook(name, None)


@router.post("/hooks/{name}", status_code=201, response_model=list[MessageShape], openapi_extra=_POSTED)
async def post(request: Request, name: Name, organisation: OrganisationDep, fault: FaultHeader = None) -> Any:  # noqa: ANN401  # what a system wants
    """Take what a system sends, as JSON or as a form, and send the message that is in it; one for each recipient."""
    return await _sent(request, name, "", organisation, fault)


@router.get("/hooks/{name}", status_code=201, response_model=list[MessageShape])
async def get(request: Request, name: Name, organisation: OrganisationDep, fault: FaultHeader = None) -> Any:  # noqa: ANN401  # idem
    """Take what a system asks in the address, as many providers have it, and send the message that is in it."""
    return await _sent(request, name, "", organisation, fault)


@router.api_route("/hooks/{name}/{rest:path}", methods=["GET", "POST"], include_in_schema=False)
async def below(
    request: Request, name: Name, rest: str, organisation: OrganisationDep, fault: FaultHeader = None
) -> Any:  # noqa: ANN401  # idem
    """Take what the SDK of another provider sends to an address below the one that it was given."""
    return await _sent(request, name, f"/{rest}" if rest else "", organisation, fault)


async def _sent(request: Request, name: str, rest: str, organisation: Organisation, fault: str | None) -> Any:  # noqa: ANN401  # idem
    if is_cross_site(request.headers):  # a GET too: it sends something here
        raise ApiError(403, "origin", "this request was made by a page of another site")
    own = organisation.network.hooks.get(name)
    if own is None and name in PROFILES:
        answer = await _by_profile(request, PROFILES[name], rest, organisation, fault)
        (await get_state(request)).wake(organisation)  # reports may be due later
        return answer
    hook = own or _hook(organisation, name)
    if rest:
        raise ApiError(404, "no-hook", f"hook {name!r} has no addresses below it")
    try:
        read = hook.read(await _fields(request))
        payloads = [NewMessageShape(to=to, sender=sender, body=body) for to, sender, body in read]
    except InboundWebhookError as error:
        raise ApiError(422, "hook", str(error), f"GET hooks says where {name!r} looks") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise ApiError(422, "hook", f"{first['loc'][0]}: {first['msg']}") from None
    given = fault_in(fault, Kind.MESSAGE)
    found = [(number_or_none(each.to), each) for each in payloads]
    if wrong := next((each for number, each in found if number is None), None):
        raise ApiError(422, "no-number", f"{wrong.to!r} is not a phone number", "write it as +31612345678")
    network = organisation.network
    sent = [network.sms.send(number, each.sender, each.body, fault=given) for number, each in found if number]
    if hook.answer:
        return Response(hook.answer.render(sent), hook.answer.status, media_type=hook.answer.content_type)
    return [MessageShape.of(each) for each in sent]


async def _by_profile(
    request: Request, profile: SenderProfile, rest: str, organisation: Organisation, fault: str | None
) -> Response:
    """Answer as another provider does, whatever is asked."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    asked = SenderRequest(request.method, rest, {}, headers)
    try:
        try:
            fields = await _fields(request, may_be_empty=True)
        except ApiError as error:
            raise SenderRefusalError(Reason.INVALID, "body", error.message) from None
        if not isinstance(fields, dict):
            raise SenderRefusalError(Reason.INVALID, "body", "an object is wanted")  # noqa: TRY301  # one way out
        asked = SenderRequest(request.method, rest, fields, headers)
        batch = profile.asks_about(asked)
        messages = _known(organisation, batch) if batch else _taken(profile, asked, organisation, fault)
        answer = profile.answer(asked, messages)
    except SenderRefusalError as error:
        if error.reason is Reason.UNKNOWN:
            told = "".join(each if each.isascii() and each.isprintable() else "?" for each in error.told[:200])
            organisation.network.add_to_history(f"asked {profile.name} for what it does not do: {told}")
        answer = profile.refuse(asked, error)
    return _response(answer)


def _known(organisation: Organisation, batch: str) -> list[Message]:
    """Return the messages of a batch, among the newest; raises `SenderRefusalError` when there are none."""
    newest = organisation.network.sms.find(Filter(newest_first=True, limit=_MAX_MESSAGES_READ))
    if found := [each for each in reversed(newest) if each.extras.get(BATCH) == batch]:
        return found
    raise SenderRefusalError(Reason.UNKNOWN, "id", f"message {batch} not found")


def _taken(
    profile: SenderProfile, asked: SenderRequest, organisation: Organisation, fault: str | None
) -> list[Message]:
    """Send what a request of a profile asks for; raises `SenderRefusalError`, and sends nothing then."""
    wanted = []
    network = organisation.network
    for each in profile.read(asked):
        if len(each.body) > MAX_BODY_CHARS:
            told = f"the text has {len(each.body)} characters, at most {MAX_BODY_CHARS}"
            raise SenderRefusalError(Reason.TOO_LONG, "text", told)
        try:
            wanted.append((PhoneNumber.parse(each.to, "ZZ"), each))
        except PhoneNumberError as error:
            raise SenderRefusalError(Reason.RECIPIENT, "to", str(error)) from None
    given = fault_in(fault, Kind.MESSAGE)
    batch = network.context.ids.token()
    sent = [
        network.sms.send(
            to, each.sender, each.body, fault=given, at=each.at, extras={BATCH: batch, **_extras(profile, each)}
        )
        for to, each in wanted
    ]
    for message, (_, each) in zip(sent, wanted, strict=True):
        if each.remark:
            network.add_to_item_history(message, each.remark)
    if sent and all(message.status is MessageStatus.FAILED for message in sent):
        reason = Reason.THROTTLED if sent[0].error == TOO_MANY_REQUESTS_CODE else Reason.RECIPIENT
        raise SenderRefusalError(reason, "to", sent[0].history[0][1])
    return sent


def _extras(profile: SenderProfile, wanted: Text) -> dict[str, str]:
    given = {PROFILE: profile.name, REFERENCE: wanted.reference}
    told = {CALLBACK: wanted.report, METHOD: "GET"} if wanted.report else {}
    return {name: value for name, value in (given | told).items() if value}


def _response(answer: SenderAnswer) -> Response:
    return Response(answer.body, answer.status, media_type=answer.content_type)


async def _fields(request: Request, *, may_be_empty: bool = False) -> Any:  # noqa: ANN401  # JSON has no narrower type
    """Return what was sent: JSON, or the fields of a form or of the address; raises `ApiError`."""
    body = await request.body()
    if not body:
        if request.query_params or may_be_empty:
            return _texts(str(request.url.query))
        raise ApiError(422, "invalid", "nothing was sent: neither a body nor fields in the address")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise ApiError(422, "invalid", "body: not UTF-8") from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _FORM:
        return _texts(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        why = f"neither JSON nor a form ({_FORM}); it is {kind[:80] or 'of no type'}"
        if kind.endswith("json"):
            why = f"no JSON: {error if isinstance(error, ValueError) else 'nested too deeply'}"
        raise ApiError(422, "invalid", f"body: {why}") from None


def _texts(encoded: str) -> dict[str, Any]:
    try:
        fields = parse_qs(encoded, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError:
        raise ApiError(422, "invalid", "the fields are not UTF-8") from None
    except ValueError:
        raise ApiError(422, "invalid", f"there are more than {_MAX_FIELDS} fields") from None
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _hook(organisation: Organisation, name: str) -> InboundWebhook:
    try:
        return organisation.network.hooks[name]
    except KeyError:
        raise ApiError(404, "no-hook", f"no hook {name!r}", "PUT it first") from None
