"""The rules of enrollment and verification. Pure: the clock, randomness and channels are arguments."""

from stapsgewijs.identity.codes import Verdict, VerificationCode
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.channel import ChannelRefusedError, OutOfBandChannel
from stapsgewijs.identity.methods.phone_call import CallDialogue, CallEnd, CallTexts, Prompt, call_dialogue
from stapsgewijs.identity.methods.registry import Device, MethodRegistry, VerificationMethod, Wording
from stapsgewijs.identity.model import EnrolledMethod, Enrollment
from stapsgewijs.identity.policy import Policy, PolicyError
from stapsgewijs.identity.random_source import RandomSource, SeededRandomSource, SystemRandomSource
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.repository import Credentials, EnrollmentRepository, InMemoryEnrollmentRepository
from stapsgewijs.identity.service import EnrollmentService
from stapsgewijs.identity.states import TRANSITIONS, UNDER_WAY, Event, ForbiddenEventError, State, next_state

__all__ = [
    "METHODS",
    "TRANSITIONS",
    "UNDER_WAY",
    "CallDialogue",
    "CallEnd",
    "CallTexts",
    "ChannelRefusedError",
    "Credentials",
    "Device",
    "EnrolledMethod",
    "Enrollment",
    "EnrollmentRepository",
    "EnrollmentService",
    "Event",
    "ForbiddenEventError",
    "InMemoryEnrollmentRepository",
    "MethodRegistry",
    "OutOfBandChannel",
    "Policy",
    "PolicyError",
    "Prompt",
    "RandomSource",
    "RejectionReason",
    "RequestRejectedError",
    "SeededRandomSource",
    "State",
    "SystemRandomSource",
    "Verdict",
    "VerificationCode",
    "VerificationMethod",
    "Wording",
    "call_dialogue",
    "next_state",
]
