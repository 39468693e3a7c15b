"""Verify services (`VA…`), their rate limits and buckets, and the templates of their messages."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.faults.rules import TOO_MANY_REQUESTS_CODE
from stapsgewijs.phone_network.provider_resources import ProviderResource
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.paging import Page
from stapsgewijs.phone_network.twilio.resources.collection import Collection
from stapsgewijs.phone_network.twilio.resources.fields import flag, number, text
from stapsgewijs.phone_network.twilio.resources.registry import ANY, Route
from stapsgewijs.phone_network.twilio.verify_texts import DEFAULT_LANGUAGE, TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

INVALID: Final = 60200
_SERVICES: Final = "/v2/Services"
_EMPTY: Final = {
    "Entities": "entities",
    "MessagingConfigurations": "messaging_configurations",
    "Webhooks": "webhooks",
}
"""Lists of a service of what is not simulated: address → name of the list."""
_UNIQUE_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_DAY_S: Final = 86_400
MAX_RATE_LIMITS: Final = 100
"""Rate limits of a service; assumed, and so many that no system is refused here that is not at the provider."""
MAX_BUCKETS: Final = 20
"""Buckets of a rate limit; assumed, idem."""
TEMPLATE: Final = f"HJ{'0' * 31}1"
"""The one template: the sentences of this simulator."""
_TEMPLATES_SINCE: Final = "2026-01-01T00:00:00Z"


class VerifyServices(Collection):
    """The services of an account."""

    kind = "VA"
    can_be_given = True
    path = _SERVICES
    key = "services"
    required = ("FriendlyName",)
    missing = INVALID
    fields: ClassVar = (
        text("friendly_name", most=32, code=INVALID),
        number("code_length", 6, 4, 10, INVALID),
        flag("lookup_enabled", default=False, code=INVALID),
        flag("psd2_enabled", default=False, code=INVALID),
        flag("skip_sms_to_landlines", default=False, code=INVALID),
        flag("dtmf_input_required", default=True, code=INVALID),
        text("tts_name", code=INVALID),
        flag("do_not_share_warning_enabled", default=False, code=INVALID),
        flag("custom_code_enabled", default=False, code=INVALID),
        text("default_template_sid", code=INVALID),
        flag("verify_event_subscription_enabled", default=False, code=INVALID),
    )
    links = (
        "AccessTokens",
        "Entities",
        "MessagingConfigurations",
        "RateLimits",
        "VerificationCheck",
        "Verifications",
        "Webhooks",
    )

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON; push, one-time passwords, passkeys and WhatsApp cannot be set."""
        shown = super().serialize(request, resource)
        shown["links"]["verification_checks"] = shown["links"].pop("verification_check")
        none = {"apn_credential_sid": None, "fcm_credential_sid": None, "include_date": False}
        return shown | {
            "push": none,
            "totp": {"issuer": resource.content["friendly_name"], "time_step": 30, "code_length": 6, "skew": 1},
            "whatsapp": {"msg_service_sid": None, "from": None},
            "passkeys": {},
        }


class RateLimits(Collection):
    """The rate limits of a service, each by its `UniqueName`."""

    kind = "RK"
    path = f"{_SERVICES}/{ANY}/RateLimits"
    key = "rate_limits"
    owner = "service_sid"
    required = ("UniqueName",)
    missing = INVALID
    has_names = True
    links = ("Buckets",)
    fields: ClassVar = (text("unique_name", code=INVALID), text("description", code=INVALID))

    def check(self, request: ApiRequest, resource: ProviderResource, *, is_new: bool) -> None:
        """Refuse a name that cannot be used, or that the service has."""
        name = resource.content["unique_name"]
        if is_new and self.count(request, resource) >= MAX_RATE_LIMITS:
            raise ProviderError(60207, f"at most {MAX_RATE_LIMITS}; delete one")
        if not _UNIQUE_NAME.fullmatch(name):
            raise ProviderError(60209, f"{name[:80]!r}; it is of letters, digits, _, - and .")
        if is_new and request.resources.find(self.kind, owner=resource.owner, name=name):
            raise ProviderError(60208, name)
        resource.name = name


class Buckets(Collection):
    """The buckets of a rate limit: at most `max` verifications started in `interval` seconds, for each value."""

    kind = "BL"
    path = f"{_SERVICES}/{ANY}/RateLimits/{ANY}/Buckets"
    key = "buckets"
    owner = "rate_limit_sid"
    required = ("Max", "Interval")
    missing = INVALID
    fields: ClassVar = (number("max", 0, 1, 10**6, INVALID), number("interval", 0, 1, _DAY_S, INVALID))

    def check(self, request: ApiRequest, resource: ProviderResource, *, is_new: bool) -> None:
        """Refuse a second bucket of the same interval."""
        name = str(resource.content["interval"])
        if is_new and self.count(request, resource) >= MAX_BUCKETS:
            raise ProviderError(60210, f"at most {MAX_BUCKETS}; delete one")
        others = request.resources.find(self.kind, owner=resource.owner, name=name)
        if any(each.sid != resource.sid for each in others) or (is_new and others):
            raise ProviderError(60211, f"{name} s")
        resource.name = name

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON."""
        limit = request.resources.get(resource.owner)
        return super().serialize(request, resource) | {"service_sid": limit.owner if limit else None}


_COUNTS: Final = "VK"
"""Kind of what is not shown: when verifications were started with one value of a rate limit."""


def count_start(request: ApiRequest, service: str, given: dict[str, str]) -> None:
    """Count a verification in the rate limits that it names; raises `ProviderError` when a bucket is full."""
    now = request.clock.now()
    for name, value in ((name, json.dumps(value)) for name, value in given.items()):  # ASCII, whatever it is
        found = request.resources.find(RateLimits.kind, owner=service, name=name)
        if not found:
            raise ProviderError(INVALID, f"RateLimits: the service has no rate limit {name[:80]!r}")
        buckets = request.resources.find(Buckets.kind, owner=found[0].sid)
        counts = next(iter(request.resources.find(_COUNTS, owner=found[0].sid, name=value)), None)
        times = [datetime.fromisoformat(each) for each in counts.content["times"]] if counts else []
        for each in buckets:
            since = now - timedelta(seconds=each.content["interval"])
            if sum(at > since for at in times) >= each.content["max"]:
                raise ProviderError(
                    TOO_MANY_REQUESTS_CODE, f"{name}: {each.content['max']} in {each.content['interval']} s"
                )
        longest = max((each.content["interval"] for each in buckets), default=0)
        kept = [at.isoformat() for at in (*times, now) if at > now - timedelta(seconds=longest)]
        if counts is None:
            sid = request.new_sid(_COUNTS)
            request.resources.add(ProviderResource(sid, now, now, found[0].sid, value, {"times": kept}))
        else:
            counts.content["times"] = kept
            request.resources.save(counts)


def _empty(name: str, key: str) -> Callable[..., Answer]:
    def answer(request: ApiRequest, service: str) -> Answer:
        VERIFY_SERVICES.get(request, service)
        request.network.add_to_history(f"asked for {name} of Verify, which is not simulated: the list is empty")
        page = Page.from_params(request.form, lambda _: 0)
        return 200, page.meta_envelope(key, [], f"{request.base_url}{request.path}", request.form, "")

    return answer


def _templates(request: ApiRequest) -> Answer:
    page = Page.from_params(request.form, lambda _: 0)
    translations = {
        language: {
            "is_default_translation": language == DEFAULT_LANGUAGE,
            "status": "approved",
            "locale": language,
            "text": texts.message.format(code="{{code}}", name="{{friendly_name}}"),
            "date_created": _TEMPLATES_SINCE,
            "date_updated": _TEMPLATES_SINCE,
        }
        for language, texts in TEXTS.items()
    }
    shown = {
        "sid": TEMPLATE,
        "account_sid": request.account.sid,
        "friendly_name": "Verification code",
        "channels": ["sms", "voice"],
        "translations": translations,
    }
    url = f"{request.base_url}{request.path}"
    return 200, page.meta_envelope("templates", [shown], url, request.form, "")


VERIFY_SERVICES: Final = VerifyServices()
RateLimits.owners = VERIFY_SERVICES
RATE_LIMITS: Final = RateLimits()
Buckets.owners = RATE_LIMITS
ROUTES: Final = (
    *VERIFY_SERVICES.routes(),
    *RATE_LIMITS.routes(),
    *Buckets().routes(),
    *(Route(f"{_SERVICES}/{ANY}/{name}", {"GET": _empty(name, key)}) for name, key in _EMPTY.items()),
    Route("/v2/Templates", {"GET": _templates}),
)
