"""The fake phone network: messages, calls, handsets and everything that can go wrong with them."""

from simulator.gateway.calls import Call, CallStatus, Conversation, Line, Speaker
from simulator.gateway.faults import CallFault, Fault, Kind, MessageFault
from simulator.gateway.ids import IdSource
from simulator.gateway.messages import Message, MessageStatus
from simulator.gateway.network import NotPossibleError, PhoneNetwork, UnknownCallError

__all__ = [
    "Call",
    "CallFault",
    "CallStatus",
    "Conversation",
    "Fault",
    "IdSource",
    "Kind",
    "Line",
    "Message",
    "MessageFault",
    "MessageStatus",
    "NotPossibleError",
    "PhoneNetwork",
    "Speaker",
    "UnknownCallError",
]
