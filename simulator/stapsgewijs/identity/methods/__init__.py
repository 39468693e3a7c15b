"""Verification methods, each in a module of its own: how a person proves to have a device."""

from typing import Final

from stapsgewijs.identity.methods.app_code import AppCode
from stapsgewijs.identity.methods.app_notification import AppNotification
from stapsgewijs.identity.methods.office_call import OfficeCall
from stapsgewijs.identity.methods.phone_call import PhoneCall
from stapsgewijs.identity.methods.registry import MethodRegistry
from stapsgewijs.identity.methods.text_message import TextMessage

METHODS: Final = MethodRegistry(TextMessage(), PhoneCall(), OfficeCall(), AppNotification(), AppCode())
"""All there are, in the order in which step 1 shows them."""
