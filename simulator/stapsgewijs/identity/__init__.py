"""The rules of enrolling a phone: pure, with time, chance and the outside world handed in."""

from stapsgewijs.identity.codes import Verdict, VerificationCode
from stapsgewijs.identity.methods.call_dialogue import CallEnd, CallReply, Dialogue
from stapsgewijs.identity.methods.channel import ChannelRefusedError, OutOfBandChannel
from stapsgewijs.identity.methods.phone_texts import Script
from stapsgewijs.identity.methods.registry import Device, Way
from stapsgewijs.identity.model import Enrolled, Enrollment
from stapsgewijs.identity.policy import Policy, PolicyError
from stapsgewijs.identity.random_source import SecretSource, SeededSecrets, SystemSecrets
from stapsgewijs.identity.refusals import Refusal, RefusedError
from stapsgewijs.identity.repository import Credentials, MemoryRegister, Register
from stapsgewijs.identity.service import EnrollmentDesk
from stapsgewijs.identity.states import TRANSITIONS, Event, ForbiddenEventError, State, after

__all__ = [
    "TRANSITIONS",
    "CallEnd",
    "CallReply",
    "ChannelRefusedError",
    "Credentials",
    "Device",
    "Dialogue",
    "Enrolled",
    "Enrollment",
    "EnrollmentDesk",
    "Event",
    "ForbiddenEventError",
    "MemoryRegister",
    "OutOfBandChannel",
    "Policy",
    "PolicyError",
    "Refusal",
    "RefusedError",
    "Register",
    "Script",
    "SecretSource",
    "SeededSecrets",
    "State",
    "SystemSecrets",
    "Verdict",
    "VerificationCode",
    "Way",
    "after",
]
