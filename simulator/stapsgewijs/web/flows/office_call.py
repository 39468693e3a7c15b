"""A phone call to an office phone: the pages are those of any call."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from stapsgewijs.web.flows import phone_call

FLOW: Final = replace(phone_call.FLOW, method="office_call")
