"""An example for every operation of the API: request, response, and the command.

Each schema has one example, and those of operations are made of them, so that they agree everywhere. The tests run
every example and compare the response with the description.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

HOST: Final = "http://127.0.0.1:8025"
_NUMBER: Final = "+31612345678"
_MESSAGE_ID: Final = "SM2484cae30f775e9f64c769b37e03b1c3"
_APP_ACCOUNT_ID: Final = "3c6ef372fe94f82b510e527fade682d1"
_REQUEST_ID: Final = "a54ff53a5f1d36f19b05688c1f83d9ab"
_CALL_ID: Final = "CA6a09e667f3bcc908b2fb1366ea957d3e"
_FAULT_ID: Final = "FTe56e1212f9be77d1c7854aee7b1014d8"
_TEXT: Final = "509326 is uw code."
_AT: Final = "2026-03-02T12:00:00Z"
_HOME: Final[dict[str, object]] = {
    "shown": _NUMBER,
    "e164": _NUMBER,
    "national": "06 12345678",
    "international": "+31 6 12345678",
}
_SENDER: Final = {"shown": "Contoso", "e164": None, "national": None, "international": None}
_CALLER: Final[dict[str, object]] = {
    "shown": "+31202490048",
    "e164": "+31202490048",
    "national": "020 249 0048",
    "international": "+31 20 249 0048",
}
_NEW_MESSAGE: Final[dict[str, object]] = {"to": _NUMBER, "from": "Contoso", "body": _TEXT, "tags": ["sprint 12"]}
_MESSAGE: Final[dict[str, object]] = {
    "id": _MESSAGE_ID,
    "place": 1,
    **_NEW_MESSAGE,
    "direction": "outbound-api",
    "status": "delivered",
    "error": None,
    "created": _AT,
    "delivered": _AT,
    "history": [{"at": _AT, "what": each} for each in ("queued", "sending", "sent", "delivered")],
}
_CALL: Final[dict[str, object]] = {
    "id": _CALL_ID,
    "place": 1,
    "to": _NUMBER,
    "from": "+31202490048",
    "direction": "outbound-api",
    "status": "in-progress",
    "error": None,
    "created": _AT,
    "answered": "2026-03-02T12:00:04Z",
    "ended": None,
    "silence": None,
    "tags": ["sprint 12"],
    "transcript": [
        {"who": "caller", "text": "Druk op het hekje.", "at": "2026-03-02T12:00:04Z", "language": "nl-NL"},
        {"who": "handset", "text": "#", "at": "2026-03-02T12:00:09Z", "language": ""},
    ],
    "history": [
        {"at": _AT, "what": "queued"},
        {"at": _AT, "what": "ringing"},
        {"at": "2026-03-02T12:00:04Z", "what": "in-progress: answered"},
    ],
}
_ACCOUNT: Final[dict[str, object]] = {
    "account_sid": "AC0123456789abcdef0123456789abcdef",
    "auth_token": "a-token-for-tests",
}
_GIVEN_SID: Final = "MG0123456789abcdef0123456789abcdef"
_SENDERS: Final = ["Contoso", "+15005550006"]
_HOOK: Final[dict[str, object]] = {"to": "recipients", "body": "content.text", "sender": "=Contoso"}
_CHAOS: Final[dict[str, object]] = {"seed": "monday", "probability": 0.1, "actions": ["lost", "late", "busy"]}
_NORMS: Final[dict[str, object]] = {"price": "0.0475", "currency": "EUR", "bits": 24, "seconds": 20}
_NEW_FAULT: Final[dict[str, object]] = {
    "number": _NUMBER,
    "kind": "message",
    "action": "late",
    "seconds": 200,
    "skip": 1,
}
_FAULT: Final[dict[str, object]] = {
    "text": "",
    "direction": "outbound-api",
    "times": 1,
    "code": None,
    "most": 0,
    "window": 0,
    **_NEW_FAULT,
}
_POLICY: Final[dict[str, object]] = {"code_lifetime": 60, "wrong_tries": 3}
_PEOPLE: Final = [{"name": "Anna", "user_name": "anna@contoso.example", "password": "Welkom-in-de-simulator"}]
_NEW_ORGANISATION: Final[dict[str, object]] = {
    "id": "fabrikam",
    "name": "Fabrikam",
    "people": _PEOPLE,
    "policy": _POLICY,
}
_SETTINGS: Final[dict[str, object]] = {
    "phone_on": True,
    "signal": True,
    "do_not_disturb": True,
    "app_notifications": True,
    "blocked_callers": ["+31202490048"],
}
_APP: Final[dict[str, object]] = {"camera": "allowed", "pin": "1234", "clock_offset": 120}
_OTPAUTH: Final = "otpauth://totp/Contoso:anna%40contoso.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Contoso"
_APP_FAULT: Final[dict[str, object]] = {"action": "late", "seconds": 20}
_USER: Final = "anna@contoso.example"
_OPTION: Final[dict[str, object]] = {"method": "text_message", "device": "authentication-phone"}
_PHONE: Final[dict[str, object]] = {"device": "authentication-phone", "number": _NUMBER, "extension": ""}
_PERSON_APP_ID: Final = "510e527fade682d19b05688c2b3e6c1f"
_OUTLOOK_ID: Final = "5be0cd19137e21791f83d9abfb41bd6b"
_ENCODING: Final = {"name": "GSM-7", "units": 18, "parts": 1, "per_part": 160, "left": 142, "forced_by": []}

SHAPES: Final[dict[str, object]] = {
    "AccountShape": {**_ACCOUNT, "provider_url": HOST},
    "AppAccountShape": {
        "id": _APP_ACCOUNT_ID,
        "organisation": "Contoso",
        "user_name": "anna@contoso.example",
        "code": "005924",
        "seconds_left": 17,
        "period": 30,
        "notifications": True,
        "added": _AT,
    },
    "AppFaultShape": {**_APP_FAULT, "skip": 0, "times": 1},
    "AppRequestShape": {
        "id": _REQUEST_ID,
        "request": "1f83d9abfb41bd6b5be0cd19137e2179",
        "organisation": "Contoso",
        "user_name": "anna@contoso.example",
        "state": "waiting",
        "needs_number": True,
        "needs_pin": False,
        "sent": _AT,
        "arrives": _AT,
        "expires": "2026-03-02T12:01:00Z",
        "answered": None,
    },
    "AppShape": {"number": _NUMBER, "kind": "own", **_APP},
    "AppWishShape": _APP,
    "ApprovalShape": {"number": "42"},
    "CallShape": _CALL,
    "ChangedHandsetSettingsShape": {"do_not_disturb": True, "blocked_callers": ["+31202490048"]},
    "ChaosShape": {**_CHAOS, "messages": 12, "calls": 3},
    "ClockShape": {"now": "2026-03-02T12:03:01Z", "state": "running", "ahead": 181},
    "ClockWishShape": {"advance": 181},
    "CloseCallShape": {
        **_CALL,
        "parties": {"to": _HOME, "from": _CALLER},
        "remarks": [
            {
                "rule": "spoken",
                "severity": "note",
                "sentence": "the caller speaks for about 3 s in 1 prompt",
                "place": None,
            }
        ],
    },
    "CloseMessageShape": {
        **_MESSAGE,
        "parties": {"to": _HOME, "from": _SENDER},
        "encoding": _ENCODING,
        "remarks": [
            {
                "rule": "parts",
                "severity": "note",
                "sentence": "travels as GSM-7 in 1 part and costs 0.10 EUR",
                "place": None,
            }
        ],
    },
    "CodeShape": {"code": "509326", "message": _MESSAGE, "call": None},
    "DialShape": {"to": "+15005550006"},
    "DenialShape": {"fraud": False},
    "FaultShape": {"id": _FAULT_ID, **_FAULT},
    "HandsetSettingsShape": _SETTINGS,
    "HandsetShape": {"number": _NUMBER, "international": "+31 6 12345678", "kind": "mobile"},
    "HookAnswerShape": {"status": 200, "content_type": "application/json", "body": '{"message-id": "$id"}'},
    "HookShape": _HOOK,
    "KeysShape": {"keys": "#"},
    "MadeAppPasswordShape": {"id": _OUTLOOK_ID, "password": "kbtmrnqzjpwdxhcf"},
    "MessageShape": _MESSAGE,
    "NewAccountShape": _ACCOUNT,
    "NewAppAccountShape": {"payload": _OTPAUTH},
    "NewAppPasswordShape": {"name": "Outlook 2010"},
    "NewChaosShape": _CHAOS,
    "NewFaultShape": _NEW_FAULT,
    "NewMessageShape": _NEW_MESSAGE,
    "NewOrganisationShape": _NEW_ORGANISATION,
    "NewPersonAppShape": {"number": _NUMBER, "notifications": True},
    "NormsShape-Input": _NORMS,
    "NormsShape-Output": _NORMS,
    "OptionShape": _OPTION,
    "OrganisationShape": {**_NEW_ORGANISATION, "sign_in": "/fabrikam/"},
    "PersonPhoneShape": _PHONE,
    "AccountRemarkShape": {
        "at": _AT,
        "what": "refused: a request to the provider with another auth token (AC0123456789abcdef0123456789abcdef); "
        "nothing was sent to the real provider",
        "count": 2,
    },
    "AccountResourceShape": {"sid": _GIVEN_SID, "name": "Contoso", "senders": _SENDERS},
    "GivenAccountShape": {
        **_ACCOUNT,
        "api_key": "SK0123456789abcdef0123456789abcdef",
        "api_secret": "a-secret-for-tests",
    },
    "ResourceFieldsShape": {"FriendlyName": "Contoso", "Sender": _SENDERS},
    "RegisteredPersonShape": {
        "user_name": _USER,
        "name": "Anna",
        "default": _OPTION,
        "phones": [_PHONE],
        "apps": [{"id": _PERSON_APP_ID, "name": "Mobile 5678", "number": _NUMBER, "notifications": True, "added": _AT}],
        "app_passwords": [{"id": _OUTLOOK_ID, "name": "Outlook 2010", "created": _AT}],
        "failures": 0,
        "locked": False,
        "events": [{"at": _AT, "what": "method registered", "method": ""}],
    },
    "RegisteredAppShape": {"id": _PERSON_APP_ID, "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"},
    "ReplyShape": {"to": "Contoso", "body": "STOP"},
    "ScanShape": {"user_name": "anna@contoso.example"},
    "SendingNowShape": {"through": None},
    "SendingShape": {},
    "TagsShape": {"tags": ["sprint 12"]},
    "WordsShape": {"text": "ja, graag"},
    "ErrorAnswer": {
        "error": {
            "code": "no-number",
            "message": "'061' is not a phone number",
            "hint": "write it as +31612345678",
        }
    },
}
"""Each shape that an operation takes or gives → an example of it."""

_PLACES: Final = {
    "organisation_id": "contoso",
    "number": _NUMBER,
    "message_id": _MESSAGE_ID,
    "call_id": _CALL_ID,
    "fault_id": _FAULT_ID,
    "name": "spryng",
    "account_id": _APP_ACCOUNT_ID,
    "user_name": _USER,
    "what": "methods",
    "request_id": _REQUEST_ID,
    "sid": _GIVEN_SID,
}
"""Each part of an address that varies → an example of it."""

_BODIES: Final[dict[tuple[str, str], object]] = {
    ("post", "/hooks/{name}"): {"recipients": [_NUMBER], "content": {"text": _TEXT}},
    ("patch", "/policy"): _POLICY,
}
"""What is sent to operations that take any JSON."""

_ANSWERS: Final[dict[str, object]] = {"/policy": _POLICY, "/hooks": {"spryng": _HOOK}}
"""What is answered by operations whose answer has no shape of its own."""

_QUERIES: Final = {
    "/messages": "to=%2B31612345678&text=code&status=delivered&limit=10",
    "/messages/wait": "to=%2B31612345678&text=code&timeout=5",
    "/calls": "status=no-answer&limit=10",
    "/calls/wait": "to=%2B31612345678&timeout=5",
    "/calls/{call_id}/heard": "text=hekje&timeout=5",
    "/calls/{call_id}/code": "timeout=5",
    "/handsets/{number}/messages/next": "timeout=5",
    "/handsets/{number}/calls/next": "timeout=5",
    "/handsets/{number}/code": "timeout=5",
    "/handsets/{number}/authenticator/requests/next": "timeout=5",
    "/events": "text=code",
    "/hooks/{name}": "recipients=%2B31612345678&content.text=509326",
}
"""What is asked for in the address; what is left out has its default."""

_STREAM: Final = "text/event-stream"
_ORGANISATION: Final = "/organisations/{organisation_id}"


def add_examples(described: dict[str, Any]) -> None:
    """Give each operation of a description its examples, and the command that does what they say."""
    for path, ways in described["paths"].items():
        for way, operation in ways.items():
            rest = _rest_of(path)
            for each in operation.get("parameters", ()):
                if each["in"] == "path":
                    each["example"] = _PLACES[each["name"]]
            sent = _add_to_body(operation, _BODIES.get((way, rest)))
            _add_to_answers(operation, _ANSWERS.get(rest))
            description = operation.get("description", "").rstrip()
            operation["description"] = f"{description}\n\n```sh\n{_command(way, path, rest, sent)}\n```"


def _rest_of(path: str) -> str:
    """Return the part of a path that is the same for every organisation."""
    rest = path.removeprefix("/api/v1")
    return rest.removeprefix(_ORGANISATION) or rest


def _add_to_body(operation: dict[str, Any], otherwise: object) -> object:
    """Give what is sent its example, and return that; None for nothing."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = _example(content["schema"]) if otherwise is None else otherwise
        return content["example"]
    return None


def _add_to_answers(operation: dict[str, Any], otherwise: object) -> None:
    for status, answer in operation["responses"].items():
        for kind, content in answer.get("content", {}).items():
            if kind == _STREAM:
                content["example"] = f"event: message\nid: {_MESSAGE_ID}\ndata: {json.dumps(_MESSAGE)}\n\n"
            elif otherwise is None or status >= "400":
                content["example"] = _example(content["schema"])
            else:
                content["example"] = otherwise


def _example(schema: dict[str, Any]) -> object:
    """Return the example of a shape, or a list of one when it is a list."""
    if "anyOf" in schema:
        return _example(schema["anyOf"][0])
    if "items" in schema:
        return [_example(schema["items"])]
    return SHAPES[schema["$ref"].rpartition("/")[2]]


def _command(way: str, path: str, rest: str, sent: object) -> str:
    """Return the command line that makes the request."""
    address = HOST + re.sub(r"\{(\w+)\}", lambda found: _PLACES[found[1]], path)
    query = f"?{_QUERIES[rest]}" if way == "get" and rest in _QUERIES else ""
    method = "" if way == "get" else f" -X {way.upper()}"
    stream = " -N" if rest == "/events" else ""
    body = "" if sent is None else f" -H 'content-type: application/json' \\\n  -d '{json.dumps(sent)}'"
    return f"curl -sS{stream}{method} '{address}{query}'{body}"
