"""The rules of enrollment and verification. Pure: the clock, randomness and channels are arguments."""

from stapsgewijs.identity.app_devices import Activation, AppDevice, PendingApp
from stapsgewijs.identity.app_passwords import INITIAL_NAME, AppPasswordHash
from stapsgewijs.identity.codes import Verdict, VerificationCode
from stapsgewijs.identity.credentials import Credentials, TrustedBrowser
from stapsgewijs.identity.history import Happening, SecurityEvent
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.app_channel import AnswerVerdict, AppChannel, AppRequest, SentRequest
from stapsgewijs.identity.methods.channel import ChannelRefusedError, OutOfBandChannel
from stapsgewijs.identity.methods.phone_call import CallDialogue, CallEnd, CallTexts, Prompt, call_dialogue
from stapsgewijs.identity.methods.registry import Device, MethodRegistry, VerificationMethod, Wording
from stapsgewijs.identity.model import (
    DefaultTest,
    EnrolledMethod,
    Enrollment,
    Option,
    Phone,
    RequestEnd,
    SignIn,
    SkipReason,
    Verification,
    masked,
)
from stapsgewijs.identity.password_throttle import UNTIL_UNLOCKED, PasswordKind, PasswordSource
from stapsgewijs.identity.policy import Policy, PolicyError
from stapsgewijs.identity.random_source import RandomSource, SeededRandomSource, SystemRandomSource
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.repository import EnrollmentRepository, InMemoryEnrollmentRepository
from stapsgewijs.identity.security import NumberEntry, OfferedOption, SecurityService, SettingsRejectedError
from stapsgewijs.identity.service import EnrollmentService
from stapsgewijs.identity.sign_in import OldProgramSignIn, SignInService
from stapsgewijs.identity.states import TRANSITIONS, UNDER_WAY, WAITING, Event, ForbiddenEventError, State, next_state
from stapsgewijs.identity.verification import VerificationService
from stapsgewijs.identity.verification_rules import ADMINISTRATOR, VerificationRules

__all__ = [
    "ADMINISTRATOR",
    "INITIAL_NAME",
    "METHODS",
    "TRANSITIONS",
    "UNDER_WAY",
    "UNTIL_UNLOCKED",
    "WAITING",
    "Activation",
    "AnswerVerdict",
    "AppChannel",
    "AppDevice",
    "AppPasswordHash",
    "AppRequest",
    "CallDialogue",
    "CallEnd",
    "CallTexts",
    "ChannelRefusedError",
    "Credentials",
    "DefaultTest",
    "Device",
    "EnrolledMethod",
    "Enrollment",
    "EnrollmentRepository",
    "EnrollmentService",
    "Event",
    "ForbiddenEventError",
    "Happening",
    "InMemoryEnrollmentRepository",
    "MethodRegistry",
    "NumberEntry",
    "OfferedOption",
    "OldProgramSignIn",
    "Option",
    "OutOfBandChannel",
    "PasswordKind",
    "PasswordSource",
    "PendingApp",
    "Phone",
    "Policy",
    "PolicyError",
    "Prompt",
    "RandomSource",
    "RejectionReason",
    "RequestEnd",
    "RequestRejectedError",
    "SecurityEvent",
    "SecurityService",
    "SeededRandomSource",
    "SentRequest",
    "SettingsRejectedError",
    "SignIn",
    "SignInService",
    "SkipReason",
    "State",
    "SystemRandomSource",
    "TrustedBrowser",
    "Verdict",
    "Verification",
    "VerificationCode",
    "VerificationMethod",
    "VerificationRules",
    "VerificationService",
    "Wording",
    "call_dialogue",
    "masked",
    "next_state",
]
