"""The provider's protocol over the network: Twilio REST 2010-04-01, TwiML and callbacks."""

from simulator.gateway.provider.accounts import Account, AccountError, account_of, note_account
from simulator.gateway.provider.callbacks import Callbacks
from simulator.gateway.provider.calls import Calls
from simulator.gateway.provider.errors import ERRORS, ProviderError
from simulator.gateway.provider.forms import Form
from simulator.gateway.provider.messages import Messages
from simulator.gateway.provider.sending import Called, Sending, note_sending, sending_of
from simulator.gateway.provider.shapes import VERSION, account_shape
from simulator.gateway.provider.signature import SIGNATURE, signature
from simulator.gateway.provider.talking import TWIML, TwimlTalk

__all__ = [
    "ERRORS",
    "SIGNATURE",
    "TWIML",
    "VERSION",
    "Account",
    "AccountError",
    "Callbacks",
    "Called",
    "Calls",
    "Form",
    "Messages",
    "ProviderError",
    "Sending",
    "TwimlTalk",
    "account_of",
    "account_shape",
    "note_account",
    "note_sending",
    "sending_of",
    "signature",
]
