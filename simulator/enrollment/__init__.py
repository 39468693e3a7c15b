"""The rules of enrolling a phone: pure, with time, chance and the outside world handed in."""

from simulator.enrollment.calls import CallEnd, CallReply, Dialogue
from simulator.enrollment.channel import ChannelRefusedError, OutOfBandChannel
from simulator.enrollment.codes import Verdict, VerificationCode
from simulator.enrollment.desk import EnrollmentDesk
from simulator.enrollment.enrollments import Enrolled, Enrollment
from simulator.enrollment.policy import Policy, PolicyError
from simulator.enrollment.refusals import Refusal, RefusedError
from simulator.enrollment.register import Credentials, MemoryRegister, Register
from simulator.enrollment.scripts import Script
from simulator.enrollment.secrets import SecretSource, SeededSecrets, SystemSecrets
from simulator.enrollment.states import TRANSITIONS, Event, ForbiddenEventError, State, after
from simulator.enrollment.ways import Device, Way

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
