"""The provider's protocol over HTTP, in front of everything else: its clients know no page and no cookie."""

from stapsgewijs.web.twilio.middleware import ProviderDoor
from stapsgewijs.web.twilio.scheduler import Heart

__all__ = ["Heart", "ProviderDoor"]
