"""The fake phone network: messages, calls, handsets and everything that can go wrong with them."""

from simulator.gateway.call_list import UnknownCallError
from simulator.gateway.calls import Call, CallStatus, Line, Speaker
from simulator.gateway.chaos import Chaos
from simulator.gateway.conversations import Conversation, Said, Then, Turn, Waker
from simulator.gateway.exchange import PRUNED, Retention
from simulator.gateway.fault_header import HEADER, FaultHeaderError, action_called, fault_of
from simulator.gateway.faults import Action, CallFault, Fault, Kind, MessageFault
from simulator.gateway.filters import Filter
from simulator.gateway.hooks import Hook, HookError
from simulator.gateway.ids import IdSource
from simulator.gateway.ledger import Book, Ledger, MemoryLedger
from simulator.gateway.messages import Direction, Message, MessageStatus
from simulator.gateway.network import PhoneNetwork
from simulator.gateway.outgoing import Answer, Outgoing, OutgoingError
from simulator.gateway.texting import NotPossibleError, UnknownMessageError
from simulator.gateway.voice import KEYS

__all__ = [
    "HEADER",
    "KEYS",
    "PRUNED",
    "Action",
    "Answer",
    "Book",
    "Call",
    "CallFault",
    "CallStatus",
    "Chaos",
    "Conversation",
    "Direction",
    "Fault",
    "FaultHeaderError",
    "Filter",
    "Hook",
    "HookError",
    "IdSource",
    "Kind",
    "Ledger",
    "Line",
    "MemoryLedger",
    "Message",
    "MessageFault",
    "MessageStatus",
    "NotPossibleError",
    "Outgoing",
    "OutgoingError",
    "PhoneNetwork",
    "Retention",
    "Said",
    "Speaker",
    "Then",
    "Turn",
    "UnknownCallError",
    "UnknownMessageError",
    "Waker",
    "action_called",
    "fault_of",
]
