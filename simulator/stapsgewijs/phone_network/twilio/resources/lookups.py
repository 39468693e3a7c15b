"""Lookup v2: what a number is, as far as its digits tell; there is no carrier to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.resources.registry import ANY, Route
from stapsgewijs.phone_numbers import LineType, describe

if TYPE_CHECKING:
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

_LINE_TYPE: Final = "line_type_intelligence"
_PACKAGES: Final = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    _LINE_TYPE,
    "line_status",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
)
_LINE_TYPES: Final = {
    LineType.LANDLINE: "landline",
    LineType.MOBILE: "mobile",
    LineType.VOIP: "nonFixedVoip",
    LineType.PERSONAL: "personal",
    LineType.TOLL_FREE: "tollFree",
    LineType.PREMIUM: "premium",
    LineType.SHARED_COST: "sharedCost",
    LineType.UAN: "uan",
    LineType.VOICEMAIL: "voicemail",
    LineType.PAGER: "pager",
    LineType.UNKNOWN: "unknown",
}
"""What is at the other end → the word of the provider."""


def _fetch(request: ApiRequest, number: str) -> Answer:
    wanted = [each.strip() for each in request.form.get("Fields").split(",") if each.strip()]
    if unknown := next((each for each in wanted if each not in {*_PACKAGES, "validation"}), None):
        raise ProviderError(20001, f"Fields={unknown[:40]!r} is not {', '.join(('validation', *_PACKAGES))}")
    found = describe(number, request.form.get("CountryCode").upper())
    shown: dict[str, Any] = dict.fromkeys(_PACKAGES)
    for each in wanted:
        if each == _LINE_TYPE and found.line_type is not None:
            shown[each] = _line_type(found.line_type)
        elif each in _PACKAGES and each != _LINE_TYPE:
            request.network.add_to_history(f"asked for {each} of a number, which is not simulated: it is empty")
    return 200, shown | {
        "calling_country_code": found.calling_code,
        "country_code": found.region,
        "phone_number": found.e164,
        "national_format": found.national,
        "valid": not found.flaws,
        "validation_errors": [str(each) for each in found.flaws],
        "url": f"{request.base_url}/v2/PhoneNumbers/{found.e164}",
    }


def _line_type(line_type: LineType) -> dict[str, Any]:
    """Return the package; carriers are not known, and none is made up (published as texts, so that they are empty)."""
    nobody = {"carrier_name": "", "mobile_country_code": "", "mobile_network_code": ""}
    return {"type": _LINE_TYPES[line_type], **nobody, "error_code": None}


ROUTES: Final = (Route(f"/v2/PhoneNumbers/{ANY}", {"GET": _fetch}),)
