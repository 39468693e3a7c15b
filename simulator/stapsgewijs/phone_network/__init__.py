"""The simulated phone network: messages, calls, handsets, and faults of them."""

from stapsgewijs.phone_network.base_service import PRUNED, NotPossibleError, Retention, UnknownItemError
from stapsgewijs.phone_network.calls import (
    Call,
    CallStatus,
    Conversation,
    ConversationLoader,
    ConversationTurn,
    Line,
    NextAction,
    Silence,
    Speaker,
    Utterance,
)
from stapsgewijs.phone_network.faults.chaos import Chaos
from stapsgewijs.phone_network.faults.header import HEADER, FaultHeaderError, action_called, fault_of
from stapsgewijs.phone_network.faults.injection import TooManyRulesError
from stapsgewijs.phone_network.faults.rules import Action, CallFault, Fault, Kind, MessageFault
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.handset_settings import (
    MAX_BLOCKED_CALLERS,
    MAX_CALLER_CHARS,
    HandsetSettings,
    HandsetSettingsError,
    is_desk_phone,
)
from stapsgewijs.phone_network.http_port import (
    HttpClient,
    HttpClientError,
    HttpResponse,
    OutgoingByOrganisation,
    without_password,
)
from stapsgewijs.phone_network.inbound_webhooks import InboundWebhook, InboundWebhookError, WebhookAnswer
from stapsgewijs.phone_network.messages import MAX_BODY_CHARS, Direction, Message, MessageStatus
from stapsgewijs.phone_network.network import PhoneNetwork
from stapsgewijs.phone_network.provider_resources import ProviderResource, ResourceRepository
from stapsgewijs.phone_network.repository import IdSource, InMemoryNetworkRepository, ItemRepository, NetworkRepository
from stapsgewijs.phone_network.sms_service import SmsService, UnknownMessageError
from stapsgewijs.phone_network.spoken_codes import spoken_codes
from stapsgewijs.phone_network.voice_service import KEYS, MAX_SPEECH_CHARS, UnknownCallError, VoiceService

__all__ = [
    "HEADER",
    "KEYS",
    "MAX_BLOCKED_CALLERS",
    "MAX_BODY_CHARS",
    "MAX_CALLER_CHARS",
    "MAX_SPEECH_CHARS",
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
    "HandsetSettings",
    "HandsetSettingsError",
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
    "ProviderResource",
    "ResourceRepository",
    "Retention",
    "Silence",
    "SmsService",
    "Speaker",
    "TooManyRulesError",
    "UnknownCallError",
    "UnknownItemError",
    "UnknownMessageError",
    "Utterance",
    "VoiceService",
    "WebhookAnswer",
    "action_called",
    "fault_of",
    "is_desk_phone",
    "spoken_codes",
    "without_password",
]
