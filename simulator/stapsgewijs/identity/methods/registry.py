"""What a verification method is, and the registry that holds those there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

from stapsgewijs.identity.methods.number_check import validate_number
from stapsgewijs.identity.rejections import RequestRejectedError
from stapsgewijs.identity.states import ForbiddenEventError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stapsgewijs.clock import Clock
    from stapsgewijs.identity.codes import Verdict
    from stapsgewijs.identity.credentials import Credentials
    from stapsgewijs.identity.history import Happening
    from stapsgewijs.identity.methods.app_channel import AppChannel
    from stapsgewijs.identity.methods.channel import OutOfBandChannel
    from stapsgewijs.identity.model import Verification
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.random_source import RandomSource
    from stapsgewijs.identity.rejections import RejectionReason
    from stapsgewijs.identity.repository import EnrollmentRepository
    from stapsgewijs.identity.states import Event
    from stapsgewijs.phone_numbers import PhoneNumber


class Device(StrEnum):
    """What can be verified. The alternate phone is offered by the settings page only."""

    AUTHENTICATION_PHONE = "authentication-phone"
    OFFICE_PHONE = "office-phone"
    MOBILE_APP = "mobile-app"
    ALTERNATE_PHONE = "alternate-phone"


class Wording(Protocol):
    """The catalogue of an organisation's language; its placeholders `{organisation}` are filled."""

    def __call__(self, msgid: str, /, **values: str) -> str:
        """Return the sentence for a msgid; raises `KeyError` for one that the catalogue lacks."""
        ...


@dataclass(frozen=True, slots=True)
class MethodContext:
    """What methods work with: the rules and the outside world of one organisation.

    `verified` takes a verification on; `notify` tells who listens that it has changed. `fraud` blocks the person,
    `count_attempt` counts a wrong attempt, `note` writes down what happened. `find` returns one as it is by now.
    """

    policy: Callable[[], Policy]
    clock: Clock
    channel: OutOfBandChannel
    random_source: RandomSource
    wording: Wording
    repository: EnrollmentRepository
    verified: Callable[[Verification], None]
    notify: Callable[[Verification], None]
    fraud: Callable[[Verification], None]
    count_attempt: Callable[[Verification], Verdict]
    note: Callable[[Verification, Happening], None]
    find: Callable[[str], Verification | None]
    app_channel: Callable[[], AppChannel]
    organisation: str


class VerificationMethod(Protocol):
    """How a person proves to have a device; a method is a subclass in a module of its own.

    `id` is what is kept and what a form sends; `event` says by which row of the table of states it begins;
    `policy_field` names the field by which an organisation allows it (empty: it always does). `same_as` is the id by
    which forms and older databases name it, with a device of its own.
    """

    id: ClassVar[str]
    devices: ClassVar[tuple[Device, ...]]
    event: ClassVar[Event]
    policy_field: ClassVar[str] = ""
    needs_number: ClassVar[bool] = True
    same_as: ClassVar[str] = ""

    def dispatch(
        self, verification: Verification, device: Device, number: PhoneNumber | None, context: MethodContext
    ) -> None:
        """Reach the device and let the verification wait for it (`Verification.wait_for`).

        Raises `ChannelRefusedError`. `number` is None only for a method that needs none.
        """
        ...

    def is_allowed(self, device: Device, policy: Policy) -> bool:
        """Return whether `policy` lets this method verify `device`."""
        return device in self.devices and (not self.policy_field or bool(getattr(policy, self.policy_field)))

    def validate_number(self, text: str, region: str) -> PhoneNumber | None:
        """Return the number that `text` stands for in `region`; raises `RequestRejectedError` for one of no use."""
        if not self.needs_number:
            return None
        number = validate_number(text, region)
        if reason := self.number_rejection(number):
            raise RequestRejectedError(reason)
        return number

    def number_rejection(self, number: PhoneNumber) -> RejectionReason | None:  # noqa: ARG002  # for methods with rules of their own
        """Return why a number that exists is of no use to this method, or None."""
        return None

    def is_registered(self, device: Device, credentials: Credentials) -> bool:
        """Return whether a person has what this method needs to reach `device`, whatever is allowed."""
        if device not in self.devices:
            return False
        if not self.needs_number:
            return any(each.method == self.id and each.device is device for each in credentials.enrolled)
        phone = credentials.phones.get(device)
        return phone is not None and self.number_rejection(phone.number) is None

    def judge(self, verification: Verification, entered: str, context: MethodContext) -> Verdict:  # noqa: ARG002  # idem
        """Judge a code that was entered; raises `ForbiddenEventError` where none is asked for."""
        msg = f"no code is asked for while “{verification.state}”"
        raise ForbiddenEventError(msg)


class MethodRegistry:
    """The methods there are, by id, in the order in which step 1 shows them."""

    def __init__(self, *methods: VerificationMethod) -> None:
        self._methods: dict[str, VerificationMethod] = {}
        for method in methods:
            self.register(method)

    def register(self, method: VerificationMethod) -> None:
        """Add a method; raises `ValueError` for an id that is taken."""
        if method.id in self._methods:
            msg = f"there is a verification method {method.id!r} already"
            raise ValueError(msg)
        self._methods[method.id] = method

    def unregister(self, method_id: str) -> None:
        """Remove a method; raises `KeyError` for an unknown id."""
        del self._methods[method_id]

    def by_id(self, method_id: str) -> VerificationMethod:
        """Return a method; raises `KeyError` for an unknown id."""
        return self._methods[method_id]

    def for_device(self, device: Device, method_id: str) -> VerificationMethod:
        """Return the method that `method_id` stands for with a device; raises `KeyError` for an unknown id."""
        named = self._methods[method_id]
        return next((each for each in self.of_device(device) if each.same_as == named.id), named)

    def of_device(self, device: Device) -> tuple[VerificationMethod, ...]:
        """Return the methods that can verify a device, whatever a policy allows."""
        return tuple(each for each in self if device in each.devices)

    def __contains__(self, method_id: object) -> bool:
        return method_id in self._methods

    def __iter__(self) -> Iterator[VerificationMethod]:
        return iter(tuple(self._methods.values()))
