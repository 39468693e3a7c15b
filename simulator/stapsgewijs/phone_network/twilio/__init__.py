"""The provider's protocol over the network: Twilio REST 2010-04-01, TwiML and callbacks."""

from stapsgewijs.phone_network.twilio.accounts import (
    ACCOUNT_SETTING,
    SIGNATURE,
    Account,
    AccountError,
    get_account,
    set_account,
    signature,
    signed_url,
)
from stapsgewijs.phone_network.twilio.call_session import TWIML, TwimlCallSession
from stapsgewijs.phone_network.twilio.calls import Calls
from stapsgewijs.phone_network.twilio.delivery_settings import (
    ProviderSettings,
    TwimlWebhook,
    get_provider,
    set_provider,
)
from stapsgewijs.phone_network.twilio.errors import ERRORS, ProviderError
from stapsgewijs.phone_network.twilio.inbound_calls import InboundCalls
from stapsgewijs.phone_network.twilio.inbound_messages import InboundMessages
from stapsgewijs.phone_network.twilio.messages import Messages
from stapsgewijs.phone_network.twilio.parameters import Form, is_number
from stapsgewijs.phone_network.twilio.serializers import VERSION, serialize_account
from stapsgewijs.phone_network.twilio.status_callbacks import Callbacks

__all__ = [
    "ACCOUNT_SETTING",
    "ERRORS",
    "SIGNATURE",
    "TWIML",
    "VERSION",
    "Account",
    "AccountError",
    "Callbacks",
    "Calls",
    "Form",
    "InboundCalls",
    "InboundMessages",
    "Messages",
    "ProviderError",
    "ProviderSettings",
    "TwimlCallSession",
    "TwimlWebhook",
    "get_account",
    "get_provider",
    "is_number",
    "serialize_account",
    "set_account",
    "set_provider",
    "signature",
    "signed_url",
]
