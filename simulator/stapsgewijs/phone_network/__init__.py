"""The fake phone network: messages, calls, handsets and everything that can go wrong with them."""

from stapsgewijs.phone_network.base_service import PRUNED, Retention
from stapsgewijs.phone_network.call_list import UnknownCallError
from stapsgewijs.phone_network.calls import Call, CallStatus, Line, Speaker
from stapsgewijs.phone_network.conversations import (
    Conversation,
    ConversationLoader,
    ConversationTurn,
    NextAction,
    Utterance,
)
from stapsgewijs.phone_network.faults.chaos import Chaos
from stapsgewijs.phone_network.faults.header import HEADER, FaultHeaderError, action_called, fault_of
from stapsgewijs.phone_network.faults.rules import Action, CallFault, Fault, Kind, MessageFault
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.http_port import HttpClient, HttpClientError, HttpResponse, OutgoingByOrganisation
from stapsgewijs.phone_network.ids import IdSource
from stapsgewijs.phone_network.inbound_webhooks import InboundWebhook, InboundWebhookError
from stapsgewijs.phone_network.messages import Direction, Message, MessageStatus
from stapsgewijs.phone_network.network import PhoneNetwork
from stapsgewijs.phone_network.repository import InMemoryNetworkRepository, ItemRepository, NetworkRepository
from stapsgewijs.phone_network.sms_service import NotPossibleError, UnknownMessageError
from stapsgewijs.phone_network.voice_service import KEYS

__all__ = [
    "HEADER",
    "KEYS",
    "PRUNED",
    "Action",
    "Call",
    "CallFault",
    "CallStatus",
    "Chaos",
    "Conversation",
    "ConversationLoader",
    "ConversationTurn",
    "Direction",
    "Fault",
    "FaultHeaderError",
    "Filter",
    "HttpClient",
    "HttpClientError",
    "HttpResponse",
    "IdSource",
    "InMemoryNetworkRepository",
    "InboundWebhook",
    "InboundWebhookError",
    "ItemRepository",
    "Kind",
    "Line",
    "Message",
    "MessageFault",
    "MessageStatus",
    "NetworkRepository",
    "NextAction",
    "NotPossibleError",
    "OutgoingByOrganisation",
    "PhoneNetwork",
    "Retention",
    "Speaker",
    "UnknownCallError",
    "UnknownMessageError",
    "Utterance",
    "action_called",
    "fault_of",
]
