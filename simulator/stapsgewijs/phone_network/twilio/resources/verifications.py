"""Verifications (`VE…`): codes that are sent and checked, and each attempt to send one (`VL…`)."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.calls import CallStatus
from stapsgewijs.phone_network.faults.rules import TOO_MANY_REQUESTS_CODE, Kind
from stapsgewijs.phone_network.handset_settings import LANDLINE_CODE, message_refusal
from stapsgewijs.phone_network.messages import MessageStatus
from stapsgewijs.phone_network.provider_resources import ProviderResource
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.parameters import receiver
from stapsgewijs.phone_network.twilio.resources.collection import Collection, iso
from stapsgewijs.phone_network.twilio.resources.registry import ANY, Route
from stapsgewijs.phone_network.twilio.resources.verify_services import (
    INVALID,
    TEMPLATE,
    VERIFY_SERVICES,
    count_start,
)
from stapsgewijs.phone_network.twilio.serializers import VERIFICATION
from stapsgewijs.phone_network.twilio.verify_call import VerifyCall
from stapsgewijs.phone_network.twilio.verify_texts import LOCALES, TEXTS, language_for
from stapsgewijs.phone_numbers import LineType, describe

if TYPE_CHECKING:
    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest
    from stapsgewijs.phone_numbers import PhoneNumber

LIFETIME: Final = timedelta(minutes=10)
MAX_CHECKS: Final = 5
MAX_SENDS: Final = 5
SENDER: Final = "Verify"
"""Whom a message is from; the provider chooses a sender for each country."""
CALLER: Final = "+15005550006"
_STATUS_CHECKS: Final = ((timedelta(minutes=1), 60), (timedelta(hours=1), 180), (timedelta(days=1), 250))
"""How often the status of one verification may be asked in which time (documented: rate limits and timeouts)."""
_CODE: Final = re.compile(r"[0-9]{4,10}")
_VERIFICATIONS_BETWEEN_PRUNINGS: Final = 256


class VerificationStatus(StrEnum):
    """Where a verification is, in the provider's words."""

    PENDING = "pending"
    APPROVED = "approved"
    CANCELED = "canceled"
    EXPIRED = "expired"
    MAX_ATTEMPTS_REACHED = "max_attempts_reached"


_SETTABLE: Final = (VerificationStatus.APPROVED, VerificationStatus.CANCELED)


class Channel(StrEnum):
    """How a code is told."""

    SMS = "sms"
    CALL = "call"
    WHATSAPP = "whatsapp"


_AUTO: Final = "auto"
"""The channel that the provider chooses: a text message, as there is no silent network authentication."""
_EMAIL: Final = "email"
"""A channel that is not simulated: a service has it when it has an integration that sends email."""
_MAX_BODY_CHARS: Final = 500
_MAX_TAGS, _MAX_TAG_CHARS = 10, 128
_CARRIER_TYPES: Final = {LineType.LANDLINE: "landline", LineType.MOBILE: "mobile", LineType.VOIP: "voip"}


class Verifications(Collection):
    """The verifications of a service. The status of one follows from what is counted in `content`, and the clock."""

    kind = "VE"
    path = f"/v2/Services/{ANY}/Verifications"
    key = "verifications"
    owner = "service_sid"
    owners = VERIFY_SERVICES
    has_names = True

    def routes(self) -> tuple[Route, ...]:
        """Return the addresses: there is no list of verifications."""
        return (
            Route(self.path, {"POST": self.create}),
            Route(f"{self.path}/{ANY}", {"GET": self.fetch, "POST": self.change}),
            Route(f"/v2/Services/{ANY}/VerificationCheck", {"POST": self.check_code}),
        )

    def create(self, request: ApiRequest, *owners: str) -> Answer:
        """Start a verification, or send the code of a pending one again."""
        service, channel, to = VERIFY_SERVICES.get(request, *owners), self._channel(request), self._receiver(request)
        self._check_feature(request, service)
        _check_extras(request, service, channel)
        with request.network.context.repository.transaction():
            started = self._start(request, service, to, channel)
        if isinstance(started, ProviderError):
            raise started  # after the transaction: the message that was refused stays in the network
        return 201, self.serialize(request, started)

    def _start(
        self, request: ApiRequest, service: ProviderResource, to: PhoneNumber, channel: Channel
    ) -> ProviderResource | ProviderError:
        """Send a code and keep what was sent; returns the error when the network refuses it, raises the others."""
        form, now = request.form, request.clock.now()
        known = request.resources.find(self.kind, owner=service.sid, name=to.e164)
        open_ones = [each for each in known if now < each.created + LIFETIME and "end" not in each.content]
        if sum(len(each.content["sends"]) for each in open_ones) >= MAX_SENDS:
            raise ProviderError(60203, f"{MAX_SENDS} times in {LIFETIME.seconds // 60} minutes to {to}")
        pending = next((each for each in open_ones if _status(each, now) is VerificationStatus.PENDING), None)
        count_start(request, service.sid, _json_object(form.get("RateLimits"), "RateLimits"))
        custom = form.get("CustomCode")
        code = custom or (pending.content["code"] if pending else request.codes.digits(service.content["code_length"]))
        verification = pending or ProviderResource(request.new_sid(self.kind), now, now, service.sid, to.e164)
        item = self._send(request, service, verification, to, channel, code)
        if item.error and item.status in {CallStatus.FAILED, MessageStatus.FAILED}:
            refusal = _REFUSALS.get(item.error, item.error)
            return ProviderError(refusal, f"To ({to}: {item.history[-1][1]})")
        attempt = self._attempt(request, verification, to, channel, item)
        verification.content = {
            "to": to.e164,
            "channel": channel,
            "code": code,
            "wrong": verification.content.get("wrong", 0),
            "sends": [*verification.content.get("sends", ()), [iso(now), channel, attempt.sid]],
            "amount": form.get("Amount") or None,
            "payee": form.get("Payee") or None,
            "asked": verification.content.get("asked", []),
        }
        if pending is None:
            request.resources.add(verification)
            self._prune(request, verification.place)
        else:
            self.save(request, verification)
        request.resources.add(attempt)
        return verification

    def fetch(self, request: ApiRequest, *sids: str) -> Answer:
        """Return one; raises `ProviderError`, also when it is asked too often."""
        with request.network.context.repository.transaction():
            verification, now = self.get(request, *sids), request.clock.now()
            asked = [datetime.fromisoformat(each) for each in verification.content.get("asked", ())]
            for time, most in _STATUS_CHECKS:
                if sum(at > now - time for at in asked) >= most:
                    told = f"the status of {verification.sid} was asked {most} times in {int(time.total_seconds())} s"
                    raise ProviderError(TOO_MANY_REQUESTS_CODE, told)
            kept = [each for each in (*asked, now) if each > now - _STATUS_CHECKS[-1][0]]
            verification.content["asked"] = [each.isoformat() for each in kept]
            request.resources.save(verification)
        return 200, self.serialize(request, verification)

    def change(self, request: ApiRequest, *sids: str) -> Answer:
        """Approve or cancel a verification that is pending."""
        verification, given = self.get(request, *sids), request.form.get("Status")
        if given not in _SETTABLE:
            raise ProviderError(INVALID, f"Status={given[:40]!r} is not {' or '.join(_SETTABLE)}")
        if _status(verification, request.clock.now()) is not VerificationStatus.PENDING:
            raise ProviderError(20404, f"{verification.sid} is not pending any more")
        self._end(request, verification, VerificationStatus(given))
        return 200, self.serialize(request, verification)

    def check_code(self, request: ApiRequest, service_sid: str) -> Answer:
        """Check a code that a person typed."""
        service, form = VERIFY_SERVICES.get(request, service_sid), request.form
        code, sid = form.get("Code").strip(), form.get("VerificationSid") or form.get("To")
        if not _CODE.fullmatch(code):
            raise ProviderError(INVALID, f"Code={code[:40]!r} is not 4 to 10 digits")
        if not sid:
            raise ProviderError(60221)
        with request.network.context.repository.transaction():
            now = request.clock.now()
            verification = self.get(request, service.sid, sid)
            match _status(verification, now):
                case VerificationStatus.MAX_ATTEMPTS_REACHED:
                    raise ProviderError(60202, f"{MAX_CHECKS} wrong codes for {verification.sid}")
                case VerificationStatus.PENDING:
                    pass
                case other:
                    raise ProviderError(20404, f"{verification.sid} is {other}; start another verification")
            content = verification.content
            paid = form.get("Amount") or None, form.get("Payee") or None
            if code == content["code"] and paid == (content["amount"], content["payee"]):
                self._end(request, verification, VerificationStatus.APPROVED)
            else:
                content["wrong"] += 1
                self.save(request, verification)
        return 200, self._shown(request, verification) | {"sna_attempts_error_codes": []}

    def get(self, request: ApiRequest, *sids: str) -> ProviderResource:
        """Return one by its SID, or the last one of a number."""
        service, sid = sids
        if sid.startswith(self.kind):
            return super().get(request, *sids)
        number = receiver(sid.removeprefix("whatsapp:"), missing=INVALID, wrong=INVALID).e164
        return super().get(request, service, number)

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON; never with its code."""
        attempts = [
            {"attempt_sid": sid, "channel": channel.upper(), "time": at}
            for at, channel, sid in resource.content["sends"]
        ]
        url = f"{request.base_url}{self.address(request, resource)}"
        more = {"lookup": self._lookup(request, resource), "send_code_attempts": attempts, "sna": None, "url": url}
        return self._shown(request, resource) | more

    @staticmethod
    def _lookup(request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return what is said of the number when the service asks for it; carriers are not known."""
        service = request.resources.get(resource.owner)
        if service is None or not service.content["lookup_enabled"]:
            return {}
        line_type = describe(resource.content["to"], "").line_type
        nobody = dict.fromkeys(("error_code", "name", "mobile_country_code", "mobile_network_code"))
        return {"carrier": nobody | {"type": _CARRIER_TYPES.get(line_type) if line_type else None}}

    @staticmethod
    def _shown(request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        content, status = resource.content, _status(resource, request.clock.now())
        return {
            "sid": resource.sid,
            "service_sid": resource.owner,
            "account_sid": request.account.sid,
            "to": content["to"],
            "channel": content["channel"],
            "status": str(status),
            "valid": status is VerificationStatus.APPROVED,
            "amount": content["amount"],
            "payee": content["payee"],
            "date_created": iso(resource.created),
            "date_updated": iso(resource.updated),
        }

    @staticmethod
    def _receiver(request: ApiRequest) -> PhoneNumber:
        try:
            return receiver(_number(request), missing=INVALID, wrong=INVALID)
        except ProviderError as error:
            raise ProviderError(INVALID, f"To ({error.detail or 'it is missing'})") from None

    @staticmethod
    def _channel(request: ApiRequest) -> Channel:
        given = request.form.get("Channel")
        if given == _AUTO:
            return Channel.SMS
        if given in set(Channel):
            return Channel(given)
        if not given:
            raise ProviderError(INVALID, "Channel is missing")
        request.network.add_to_history(f"asked for a verification by {given[:40]!r}, which is not simulated")
        told = f"Channel={given[:40]!r}; simulated are {', '.join((*Channel, _AUTO))}"
        raise ProviderError(60217 if given == _EMAIL else INVALID, told)

    @staticmethod
    def _check_feature(request: ApiRequest, service: ProviderResource) -> None:
        """Refuse what the service does not have, and values that cannot be used."""
        form = request.form
        custom, locale, template = form.get("CustomCode"), form.get("Locale"), form.get("TemplateSid")
        if custom and not service.content["custom_code_enabled"]:
            raise ProviderError(60204, "CustomCode; it is switched on with CustomCodeEnabled of the service")
        if custom and not _CODE.fullmatch(custom):
            raise ProviderError(INVALID, f"CustomCode={custom[:40]!r} is not 4 to 10 digits")
        if locale and locale.lower() not in LOCALES:
            raise ProviderError(INVALID, f"Locale={locale[:40]!r}")
        if locale and locale.lower().partition("-")[0] not in TEXTS:
            request.network.add_to_history(f"asked for a verification in {locale}, which is told in English here")
        if template and template != TEMPLATE:
            raise ProviderError(60228, f"TemplateSid={template[:40]!r}; GET /v2/Templates says which there are")
        if service.content["psd2_enabled"] and not (form.get("Amount") and form.get("Payee")):
            raise ProviderError(60206)

    @staticmethod
    def _send(  # noqa: PLR0913, PLR0917  # what a code is sent with
        request: ApiRequest,
        service: ProviderResource,
        verification: ProviderResource,
        to: PhoneNumber,
        channel: Channel,
        code: str,
    ) -> Message | Call:
        """Send a code, by all that messages and calls of the network go through; raises `ProviderError`."""
        form, settings, network = request.form, service.content, request.network
        name, language = (
            form.get("CustomFriendlyName") or settings["friendly_name"],
            language_for(to, form.get("Locale")),
        )
        extras = {"account": request.account.sid, VERIFICATION: verification.sid}
        if channel is Channel.CALL:
            talk = VerifyCall(code, name, language, settings["dtmf_input_required"], form.get("SendDigits")[:32])
            return network.voice.place(to, CALLER, talk, fault=request.fault(Kind.CALL), extras=extras)
        if code_of := message_refusal(to):
            raise ProviderError(60205 if code_of == LANDLINE_CODE else INVALID, f"To ({to.international})")
        words = [TEXTS[language].message.format(code=code, name=name)]
        words += [TEXTS[language].warning] if settings["do_not_share_warning_enabled"] else []
        body = " ".join(words) + (f"\n{form.get('AppHash')[:11]}" if form.get("AppHash") else "")
        if len(body) > _MAX_BODY_CHARS:
            raise ProviderError(60247, f"it has {len(body)}")
        source = f"whatsapp:{CALLER}" if channel is Channel.WHATSAPP else SENDER
        return network.sms.send(to, source, body, fault=request.fault(Kind.MESSAGE), extras=extras)

    @staticmethod
    def _attempt(
        request: ApiRequest, verification: ProviderResource, to: PhoneNumber, channel: Channel, item: Message | Call
    ) -> ProviderResource:
        now = request.clock.now()
        content = {
            "channel": channel,
            "to": to.e164,
            "country": to.region,
            "service": verification.owner,
            "item": item.id,
        }
        return ProviderResource(request.new_sid(ATTEMPTS.kind), now, now, verification.sid, "", content)

    def _end(self, request: ApiRequest, verification: ProviderResource, status: VerificationStatus) -> None:
        verification.content["end"] = status
        self.save(request, verification)
        if status is VerificationStatus.APPROVED:
            for each in request.resources.find(ATTEMPTS.kind, owner=verification.sid):
                each.content["converted"], each.updated = True, request.clock.now()
                request.resources.save(each)

    def _prune(self, request: ApiRequest, place: int) -> None:
        """Forget now and then what is too old or too much, as messages are forgotten."""
        if place % _VERIFICATIONS_BETWEEN_PRUNINGS == 0:
            retention = request.network.retention
            days = None if retention.days is None else request.clock.now() - timedelta(days=retention.days)
            request.resources.prune(self.kind, keep=retention.count, before=days)


_REFUSALS: Final = {21211: INVALID, 21217: INVALID, 21408: 60605, 21215: 60605}
"""Why a message or call is refused → what is said of a verification."""


def _status(verification: ProviderResource, now: datetime) -> VerificationStatus:
    if "end" in verification.content:
        return VerificationStatus(verification.content["end"])
    if now >= verification.created + LIFETIME:
        return VerificationStatus.EXPIRED
    is_open = verification.content["wrong"] < MAX_CHECKS
    return VerificationStatus.PENDING if is_open else VerificationStatus.MAX_ATTEMPTS_REACHED


def _check_extras(request: ApiRequest, service: ProviderResource, channel: Channel) -> None:
    """Refuse what a verification cannot be sent with; what has no effect is remarked."""
    form, device = request.form, request.form.get("DeviceIp")
    if channel is Channel.CALL and service.content["psd2_enabled"]:
        raise ProviderError(60214)
    if channel is not Channel.SMS and form.get("AppHash"):
        raise ProviderError(60602, f"Channel={channel}")
    if device and not _is_address(device):
        raise ProviderError(INVALID, f"DeviceIp={device[:60]!r} is no IP address")
    tags = _json_object(form.get("Tags"), "Tags")
    if len(tags) > _MAX_TAGS or any(len(each) > _MAX_TAG_CHARS for pair in tags.items() for each in pair):
        raise ProviderError(INVALID, f"Tags has at most {_MAX_TAGS} names and values of {_MAX_TAG_CHARS} characters")
    if form.get("CustomMessage"):
        request.network.add_to_history("warning 60244: CustomMessage of a verification is not supported any more")
    if form.get("TemplateCustomSubstitutions"):
        request.network.add_to_history("gave TemplateCustomSubstitutions to a verification: the template has none")


def _is_address(given: str) -> bool:
    try:
        ip_address(given)
    except ValueError:
        return False
    return True


def _number(request: ApiRequest) -> str:
    return request.form.get("To").strip().removeprefix("whatsapp:")


def _json_object(given: str, parameter: str) -> dict[str, str]:
    try:
        read = json.loads(given or "{}")
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ProviderError(INVALID, f"{parameter} is no JSON object of names and values")
    return {str(name): str(value) for name, value in read.items()}


class Attempts(Collection):
    """Every attempt to send a code, of all services."""

    kind = "VL"
    path = "/v2/Attempts"
    key = "attempts"
    parameters: ClassVar = {
        "Channel": "channel",
        "ChannelData.To": "to",
        "Country": "country",
        "VerifyServiceSid": "service",
    }

    def routes(self) -> tuple[Route, ...]:
        """Return the addresses: of the list, of one, and of the summary."""
        return (
            Route(self.path, {"GET": self.list}),
            Route(f"{self.path}/{ANY}", {"GET": self.fetch}),
            Route(f"{self.path}/Summary", {"GET": self.summary}),
        )

    def list(self, request: ApiRequest, *owners: str) -> Answer:  # noqa: ARG002  # they have none
        """Return a page of the attempts that are wanted, the newest first."""
        return self.page(request, self.kind, lambda each: self._takes(request, each), owner=None)

    def summary(self, request: ApiRequest) -> Answer:
        """Return how many attempts led to a right code."""
        found = [each for each in request.resources.find(self.kind) if self._takes(request, each)]
        converted = sum("converted" in each.content for each in found)
        return 200, {
            "total_attempts": len(found),
            "total_converted": converted,
            "total_unconverted": len(found) - converted,
            "conversion_rate_percentage": f"{100 * converted / len(found):.2f}" if found else "0.00",
            "url": f"{request.base_url}{request.path}",
        }

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON; `channel_data` names the message or call of the network."""
        content = resource.content
        verification = request.resources.get(resource.owner)
        return {
            "sid": resource.sid,
            "account_sid": request.account.sid,
            "service_sid": content["service"],
            "verification_sid": verification.sid if verification else None,
            "date_created": iso(resource.created),
            "date_updated": iso(resource.updated),
            "conversion_status": _conversion(resource),
            "channel": content["channel"],
            "price": None,
            "channel_data": {"to": content["to"], "country": content["country"], "sid": content["item"]},
            "url": f"{request.base_url}{self.path}/{resource.sid}",
        }

    def _takes(self, request: ApiRequest, each: ProviderResource) -> bool:
        form = request.form
        after, before = form.moment("DateCreatedAfter"), form.moment("DateCreatedBefore")
        wanted = {name: given for parameter, name in self.parameters.items() if (given := form.get(parameter))}
        return (
            all(each.content[name] == value for name, value in wanted.items())
            and form.get("VerificationSid") in {"", each.owner}
            and form.get("Status") in {"", _conversion(each)}
            and (after is None or each.created >= after)
            and (before is None or each.created < before)
        )


def _conversion(attempt: ProviderResource) -> str:
    return "converted" if "converted" in attempt.content else "unconverted"


ATTEMPTS: Final = Attempts()
ROUTES: Final = (*Verifications().routes(), *ATTEMPTS.routes())
