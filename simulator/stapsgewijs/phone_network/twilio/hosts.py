"""The hosts of the provider, and which part of each is simulated.

A host is `product.twilio.com`, with an edge and a region between them or only a region
(`api.dublin.ie1.twilio.com`, `api.ie1.twilio.com`), as the official SDKs make it of their `edge` and `region`.
"""

from __future__ import annotations

import re
from typing import Final

DOMAIN: Final = "twilio.com"
API_PRODUCT: Final = "api"
"""The product that messages and calls are of."""
PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    API_PRODUCT: ("/2010-04-01",),
    "verify": ("/v2/Services", "/v2/Attempts", "/v2/Templates"),
    "lookups": ("/v2/PhoneNumbers",),
    "messaging": ("/v1/Services",),
    "content": ("/v1/Content",),
    "iam": ("/v1/Keys",),
}
"""Product → what the paths begin with that are simulated under its host. What is not here is answered with 20404."""
HOSTS: Final = tuple(f"{each}.{DOMAIN}" for each in PREFIXES)
"""The hosts that a system under test needs, without edges and regions."""
_ALL_PREFIXES: Final = tuple(each for prefixes in PREFIXES.values() for each in prefixes)
_OTHER_PATH: Final = re.compile(r"/v\d+/[A-Z]")
"""What a path of any product begins with, simulated or not (`/v1/Rooms`); no page of ours has a capital there."""
_HOST: Final = re.compile(r"([a-z0-9-]+)(?:\.[a-z0-9-]+){0,2}\.twilio\.com\.?")


def provider_product(host: str) -> str | None:
    """Return the product of a host of the provider, simulated or not (`api`); None for a host of somebody else."""
    found = _HOST.fullmatch(host.lower())
    return found[1] if found else None


def is_simulated(product: str, path: str) -> bool:
    """Return whether a path under the host of a product is one that the simulator answers."""
    return any(path == each or path.startswith((f"{each}/", f"{each}.")) for each in PREFIXES.get(product, ()))


def is_provider_path(path: str) -> bool:
    """Return whether a path is one of the provider's API, by whatever host it came."""
    return path.startswith(_ALL_PREFIXES) or _OTHER_PATH.match(path) is not None


def takes_json(path: str) -> bool:
    """Return whether what is sent to a path may be JSON; everywhere else it is a form."""
    return path.startswith(PREFIXES["content"])
