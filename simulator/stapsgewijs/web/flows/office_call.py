"""A phone call to an office phone: the pages are those of any call."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from stapsgewijs.identity import Device
from stapsgewijs.web.flows import phone_call
from stapsgewijs.web.flows.registry import Preference

FLOW: Final = replace(
    phone_call.FLOW,
    method="office_call",
    rule="Calls to the office phone",
    preference=Preference(4, Device.OFFICE_PHONE, "Call my office phone"),
)
