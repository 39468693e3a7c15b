"""The provider's protocol over HTTP, in front of everything else: its clients know no page and no cookie."""

from simulator.web.provider.door import ProviderDoor
from simulator.web.provider.heart import Heart

__all__ = ["Heart", "ProviderDoor"]
