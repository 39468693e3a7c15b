"""API keys (`SK…`): user name and password of a system that is not to know the auth token of the account."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from stapsgewijs.phone_network.provider_resources import ProviderResource
from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.resources.collection import Collection
from stapsgewijs.phone_network.twilio.resources.fields import text
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.twilio.requests import Answer, ApiRequest

_HASH: Final = "secret_hash"
_SHOWN: Final = ("sid", "friendly_name", "date_created", "date_updated")


class Keys(Collection):
    """The API keys of an account. A secret is shown once, and kept as its hash."""

    kind = "SK"
    path = f"{ACCOUNT}/Keys"
    key = "keys"
    fields: ClassVar = (text("friendly_name", "", most=64),)

    def create(self, request: ApiRequest, *owners: str) -> Answer:
        """Make a key, with its secret in the answer."""
        made, secret = self.make(request, request.new_sid(self.kind), *owners), secrets.token_hex(16)
        set_key(request.network, request.clock, made.sid, secret)
        return 201, {**self.serialize(request, made), "secret": secret}

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON, without its secret."""
        shown = super().serialize(request, resource)
        return {name: shown[name] for name in _SHOWN}


class SigningKeys(Keys):
    """The same keys by their older address."""

    path = f"{ACCOUNT}/SigningKeys"
    key = "signing_keys"


class IamKeys(Keys):
    """The same keys by their newest address, under `iam.twilio.com`, which names the account in a field."""

    path = "/v1/Keys"

    def create(self, request: ApiRequest, *owners: str) -> Answer:
        """Make a key, with its secret in the answer; raises `ProviderError` for another account."""
        _check_account(request)
        return super().create(request, *owners)

    def list(self, request: ApiRequest, *owners: str) -> Answer:
        """Return a page of the keys, the newest first; raises `ProviderError` for another account."""
        _check_account(request)
        return super().list(request, *owners)

    def serialize(self, request: ApiRequest, resource: ProviderResource) -> dict[str, Any]:
        """Return one in JSON, without its secret: no key is restricted."""
        return super().serialize(request, resource) | {"flags": [], "policy": None}

    def date(self, at: datetime) -> str:
        """Return a time as in mail, as this resource has it, other than those of its version."""
        return format_datetime(at)


def _check_account(request: ApiRequest) -> None:
    given = request.form.get("AccountSid")
    if given != request.account.sid:
        told = f"AccountSid={given[:40]!r} is not the account that signed in" if given else "AccountSid is missing"
        raise ProviderError(20404 if given else 20001, told)


def set_key(network: PhoneNetwork, clock: Clock, sid: str, secret: str) -> None:
    """Let an account have a key that a system was given already."""
    found, content = network.resources.get(sid), {"friendly_name": "", _HASH: _hash(secret)}
    if found is None:
        network.resources.add(ProviderResource(sid, clock.now(), clock.now(), content=content))
    else:
        found.content[_HASH] = content[_HASH]
        network.resources.save(found)


def key_opens(network: PhoneNetwork, sid: str, secret: str) -> bool:
    """Return whether these are a key of the account and its secret."""
    found = network.resources.get(sid)
    kept = found.content.get(_HASH, "") if found and found.kind == Keys.kind else ""
    return hmac.compare_digest(kept, _hash(secret)) and bool(kept)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


ROUTES: Final = (*Keys().routes(), *SigningKeys().routes(), *IamKeys().routes())
