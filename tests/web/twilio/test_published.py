"""Every resource that is simulated, held against the provider's published descriptions (OpenAPI): names, types, enums.

The descriptions are not part of this checkout: `python -m dev test-shared` says where they are.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
import pytest

from stapsgewijs.phone_network.twilio.api import RESOURCES

if TYPE_CHECKING:
    import httpx

    from tests.web.twilio.conftest import Ours

pytestmark = pytest.mark.shared
FOLDER: Final = Path(os.environ.get("STAPSGEWIJS_SHARED_SPECS", "absent"))
FILES: Final = ("twilio_api_v2010", "twilio_lookups_v2", "twilio_messaging_v1", "twilio_verify_v2")
ACCOUNT: Final = "/2010-04-01/Accounts/{}"
NOT_PUBLISHED: Final = {"annotation"}
"""Names that the provider answers with and does not describe."""
NOT_DESCRIBED: Final = ("/v1/Content", "/v1/Keys")
"""Addresses for which no description is at hand."""
ANNA, SENDER = "+31612345678", "+15005550006"
POSTED: Final[dict[str, dict[str, str]]] = {
    f"{ACCOUNT}/Messages": {"To": ANNA, "From": SENDER, "Body": "x"},
    f"{ACCOUNT}/Messages/{{}}/Feedback": {"Outcome": "confirmed"},
    f"{ACCOUNT}/Calls": {"To": ANNA, "From": SENDER, "Twiml": "<Response/>"},
    f"{ACCOUNT}/Keys": {"FriendlyName": "ci"},
    f"{ACCOUNT}/SigningKeys": {"FriendlyName": "ci"},
    f"{ACCOUNT}/IncomingPhoneNumbers": {"PhoneNumber": SENDER},
    f"{ACCOUNT}/IncomingPhoneNumbers/Local": {"PhoneNumber": "+31201234567"},
    f"{ACCOUNT}/IncomingPhoneNumbers/Mobile": {"PhoneNumber": "+31687654321"},
    f"{ACCOUNT}/IncomingPhoneNumbers/TollFree": {"PhoneNumber": "+31201234568"},
    "/v1/Services": {"FriendlyName": "Pool"},
    "/v1/Services/{}/PhoneNumbers": {},
    "/v1/Services/{}/AlphaSenders": {"AlphaSender": "Contoso"},
    "/v2/Services": {"FriendlyName": "Contoso"},
    "/v2/Services/{}/RateLimits": {"UniqueName": "address"},
    "/v2/Services/{}/RateLimits/{}/Buckets": {"Max": "5", "Interval": "60"},
    "/v2/Services/{}/Verifications": {"To": ANNA, "Channel": "sms"},
    "/v2/Services/{}/VerificationCheck": {"To": ANNA, "Code": "0000"},
}
"""What is posted to create one of each, in this order."""
CHANGED: Final = {
    "Messages": {"Body": ""},
    "Verifications": {"Status": "canceled"},
    "Buckets": {"Max": "6"},
}
"""What is posted to change one; of the others, nothing is changed."""
NOT_CHANGED: Final = "Calls"  # one that is over cannot be


@pytest.fixture(scope="module")
def described() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Give each address, its parts as `{}`, with its operations and the description that they are in."""
    if not FOLDER.is_dir():
        pytest.skip("STAPSGEWIJS_SHARED_SPECS names no folder with the provider's descriptions")
    found = {}
    for name in FILES:
        description = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        for path, operations in description["paths"].items():
            found[re.sub(r"\{\w+\}", "{}", path).removesuffix(".json")] = (operations, description)
    return found


def schema_of(
    description: dict[str, Any], shape: dict[str, Any], nulls: frozenset[str], name: str = ""
) -> dict[str, Any]:
    """Return a JSON schema in which every published name is required and no other is taken."""
    if "$ref" in shape:
        inner = description["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        return schema_of(description, {**inner, "nullable": shape.get("nullable")}, nulls, name)
    made = {key: shape[key] for key in ("type", "enum", "pattern") if key in shape}
    if "properties" in shape:
        names = shape["properties"].items()
        made["properties"] = {key: schema_of(description, each, nulls, key) for key, each in names}
        made["required"] = list(made["properties"])
        made["properties"] |= {key: {} for key in NOT_PUBLISHED}
        made["additionalProperties"] = False
    if "items" in shape:
        made["items"] = schema_of(description, shape["items"], nulls)
    if made and (shape.get("nullable") or name in nulls):
        return {"anyOf": [made, {"type": "null"}]}
    return made


def nulls_in(examples: object) -> frozenset[str]:
    """Return the names that are null in a published example: descriptions leave out that these can be."""
    if isinstance(examples, dict):
        here = {key for key, each in examples.items() if each is None}
        return frozenset(here).union(*map(nulls_in, examples.values()))
    return frozenset().union(*map(nulls_in, examples)) if isinstance(examples, list) else frozenset()


def wrong_in(described: dict[str, Any], path: str, method: str, answer: httpx.Response) -> list[str]:
    """Return what is unlike the description in an answer."""
    operations, description = described[path]
    response = operations[method].get("responses", {}).get(str(answer.status_code))
    if response is None:
        return [f"{method} {path}: {answer.status_code} is not described: {answer.text[:200]}"]
    content = response.get("content", {}).get("application/json")
    if content is None:
        return []
    schema = schema_of(description, content["schema"], nulls_in(content.get("examples")))
    found = jsonschema_rs.validator_for(schema).iter_errors(answer.json())
    return [f"{method} {path}: {'.'.join(map(str, each.instance_path))}: {each.message[:200]}" for each in found]


class Account:
    """An account with one of everything; `sids` has, by the address of a list, one that is in it."""

    def __init__(self, ours: Ours) -> None:
        self.ours = ours
        self.sids: dict[str, str] = {
            "/2010-04-01/Accounts": ours.sid,
            f"{ACCOUNT}/AvailablePhoneNumbers": "NL",
            "/v2/PhoneNumbers": ANNA,
        }

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **query: str) -> httpx.Response:
        """Make a request; each `{}` of an address is the one that is in the list before it."""
        parts = path.strip("/").split("/")
        filled = [self.sids["/" + "/".join(parts[:at])] if each == "{}" else each for at, each in enumerate(parts)]
        suffix = ".json" if path.startswith("/2010") else ""
        url = f"{self.ours.sdk.api.base_url}/{'/'.join(filled)}{suffix}"
        auth = (self.ours.sid, self.ours.token)
        return self.ours.api.request(method, url, data=form, params=query, auth=auth)

    def create(self, path: str) -> httpx.Response:
        """Create one, and remember it."""
        form = dict(POSTED[path])
        if path.endswith("/PhoneNumbers"):
            form["PhoneNumberSid"] = self.sids[f"{ACCOUNT}/IncomingPhoneNumbers"]
        answer = self.ask("POST", path, form)
        self.sids.setdefault(path, answer.json().get("sid", answer.text))
        return answer


def test_every_resource_that_is_simulated_is_as_published(
    ours: Ours, described: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    account, routes = Account(ours), {route.path: route for route in RESOURCES.routes}
    wrong = [
        f"{path} is not described" for path in routes if path not in described and not path.startswith(NOT_DESCRIBED)
    ]
    creating = [path for path in routes if "POST" in routes[path].methods and not path.endswith("{}")]
    assert sorted(POSTED) == sorted(each for each in creating if each not in NOT_DESCRIBED)
    checked = set()

    def check(method: str, path: str, answer: httpx.Response) -> None:
        checked.add((method, path))
        wrong.extend(wrong_in(described, path, method.lower(), answer))

    for path in POSTED:
        check("POST", path, account.create(path))
    ours.does(account.sids[f"{ACCOUNT}/Calls"], "answer")
    account.ask("GET", f"{ACCOUNT}/Queues")  # a remark, which is a notification
    for path in ("/v2/Attempts", f"{ACCOUNT}/Notifications"):
        found = account.ask("GET", path).json()
        account.sids[path] = next(iter(found.values()) if path[1] == "v" else iter([found["notifications"]]))[0]["sid"]
    for method in ("GET", "POST", "DELETE"):
        # What belongs to a resource comes before it, so that it is still there.
        paths = (each for each in routes if method in routes[each].methods)
        for path in sorted(paths, key=lambda each: (each.startswith(ACCOUNT), -len(each))):
            kind = path.split("/")[-2]
            if (method, path) in checked or path not in described or (method == "POST" and kind == NOT_CHANGED):
                continue
            form = CHANGED.get(kind, {}) if method == "POST" else None
            query = {"Fields": "line_type_intelligence"} if path.startswith("/v2/PhoneNumbers") else {}
            check(method, path, account.ask(method, path, form, **query))
    assert not wrong, "\n".join(wrong)
    with capsys.disabled():
        print(f"\n{len(checked)} operations are as published")  # noqa: T201  # how many is what one asks for


def test_the_lists_of_an_account_answer(
    ours: Ours, described: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    account, wrong, lists = Account(ours), [], []
    for path, (operations, _) in described.items():
        if not path.startswith("/2010-04-01/Accounts") or "get" not in operations or path.count("{}") > 1:
            continue
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        if any(each.get("type") == "array" for each in schema.get("properties", {}).values()):
            answer = account.ask("GET", path)
            lists.append((path, answer.status_code))
            wrong += wrong_in(described, path, "get", answer)
    answering = [path for path, status in lists if status == 200]
    with capsys.disabled():
        print(f"\n{len(answering)} of {len(lists)} lists of an account answer")  # noqa: T201  # how many is what one asks for
    assert len(answering) == len(lists) == 34
    assert not wrong, "\n".join(wrong)


def test_an_answer_that_lacks_a_name_or_has_another_kind_of_value_is_found(
    ours: Ours, described: dict[str, Any]
) -> None:
    class Spoiled:
        status_code, text = 201, ""

        def __init__(self, told: dict[str, Any]) -> None:
            self.told = told

        def json(self) -> dict[str, Any]:
            return self.told

    account, path = Account(ours), "/v2/Services"
    told = account.create(path).json()

    def found(spoiled: dict[str, Any]) -> int:
        return len(wrong_in(described, path, "post", Spoiled(spoiled)))  # type: ignore[arg-type]

    assert found(told) == 0
    for name in told:
        assert found({key: value for key, value in told.items() if key != name}) == 1, name
    assert found({**told, "code_length": "6"}) == found({**told, "sid": "VA1"}) == found({**told, "more": 1}) == 1
