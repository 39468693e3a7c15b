"""All resources of the provider's API that are simulated: one module of `resources` a family, each with its routes."""

from typing import Final

from stapsgewijs.phone_network.twilio.resources import (
    accounts,
    contents,
    empty_lists,
    incoming_phone_numbers,
    keys,
    lookups,
    messages_and_calls,
    messaging_services,
    notifications,
    verifications,
    verify_services,
)
from stapsgewijs.phone_network.twilio.resources.registry import Registry

RESOURCES: Final = Registry(
    route
    for family in (
        accounts,
        contents,
        empty_lists,
        incoming_phone_numbers,
        keys,
        lookups,
        messages_and_calls,
        messaging_services,
        notifications,
        verifications,
        verify_services,
    )
    for route in family.ROUTES
)
"""What answers a request; raises `ProviderError`."""
