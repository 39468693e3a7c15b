"""Enrollments of one organisation: every request comes in here and is granted or rejected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from stapsgewijs.identity.app_devices import AppDevice, PendingApp
from stapsgewijs.identity.app_passwords import INITIAL_NAME, matching
from stapsgewijs.identity.history import Happening
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.number_check import validate_extension, validate_number
from stapsgewijs.identity.methods.registry import Device
from stapsgewijs.identity.model import EnrolledMethod, Enrollment, Option, Phone, Verification
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.states import Event, ForbiddenEventError, State
from stapsgewijs.identity.transactions import transaction
from stapsgewijs.identity.verification import VerificationService
from stapsgewijs.identity.verification_rules import VerificationRules

if TYPE_CHECKING:
    from stapsgewijs.clock import Clock
    from stapsgewijs.identity.methods.app_channel import AppChannel
    from stapsgewijs.identity.methods.channel import OutOfBandChannel
    from stapsgewijs.identity.methods.registry import Wording
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.random_source import RandomSource
    from stapsgewijs.identity.repository import EnrollmentRepository

_ACTIVATION_URL = "https://mfa.example/activate/"
"""Where an app would post its activation code; the same on every machine, since it is in the picture of the QR code."""


class EnrollmentService(VerificationService[Enrollment]):
    """Enrollments of one organisation. Not for use by more than one thread at a time.

    `rules` is what the other services of the organisation are made of.
    """

    kind: ClassVar[type[Verification]] = Enrollment

    def __init__(  # noqa: PLR0913, PLR0917  # the rules and the outside world, all handed in
        self,
        policy: Policy,
        clock: Clock,
        channel: OutOfBandChannel,
        random_source: RandomSource,
        wording: Wording,
        repository: EnrollmentRepository | None = None,
        organisation: str = "",
        app_channel: AppChannel | None = None,
    ) -> None:
        """Work by `policy`, which may be replaced at any time; everything is kept in `repository`, else in memory."""
        super().__init__(
            VerificationRules(policy, clock, channel, random_source, wording, repository, organisation, app_channel)
        )
        self.rules.on_verified[Enrollment] = self._verified

    def connect_apps(self, channel: AppChannel) -> None:
        """Send requests to apps by `channel` from now on, whatever they are for."""
        self.rules.app_channel = channel

    def begin(self, person: str, *, adds_device: bool = False) -> Enrollment:
        """Begin an enrollment for a person; one that was under way is voided.

        `adds_device` is for one more app from the settings page: no backup number and no app password, and the app is
        registered as soon as it has been tried.
        """
        with self._repository.transaction():
            for other in self._repository.of(person):
                if isinstance(other, Enrollment):
                    self.rules.void(other)
                    self._repository.remove(other)
            enrollment = Enrollment(self.rules.random_source.token(), person, adds_device=adds_device)
            self._repository.add(enrollment)
        return enrollment

    def enrolled(self, person: str) -> tuple[EnrolledMethod, ...]:
        """Return what a person has enrolled, oldest first."""
        return tuple(self._repository.credentials(person).enrolled)

    def start(  # noqa: PLR0913  # what the form of step 1 holds
        self,
        enrollment: Enrollment,
        device: Device,
        method: str,
        text: str,
        region: str,
        *,
        form: str,
        extension: str = "",
    ) -> None:
        """Reach a device by the method with this id, at the number that `text` stands for in `region`.

        `form` identifies one filled-in form: posting it twice does once what it asks, and answers the
        same. Raises `RequestRejectedError` (APP_NOT_CONFIGURED for an app that was not set up), and
        `ForbiddenEventError` once something has been verified.
        """

        def begin() -> None:
            if device is Device.ALTERNATE_PHONE or not self.policy.allows(device, method):
                raise RequestRejectedError(RejectionReason.NOT_ALLOWED)
            chosen = METHODS.for_device(device, method)
            digits = validate_extension(extension) if device is Device.OFFICE_PHONE else ""
            number = chosen.validate_number(text, region)
            self.rules.dispatch(enrollment, Option(chosen.id, device), number, digits)

        self.rules.idempotent(enrollment, form, begin)

    def set_up_app(self, enrollment: Enrollment, *, form: str, otpauth: bool = False) -> None:
        """Show a QR code: make an activation code, its address and a secret, `enrollment.app`.

        Each time they are new, and those before no longer work. `otpauth` is the variant for other apps, without
        notifications. Raises `RequestRejectedError`: NOT_ALLOWED, APP_DEVICES.
        """

        def begin() -> None:
            if not self.policy.offers(Device.MOBILE_APP):
                raise RequestRejectedError(RejectionReason.NOT_ALLOWED)
            if len(self._repository.credentials(enrollment.person).app_devices) >= self.policy.app_devices:
                raise RequestRejectedError(RejectionReason.APP_DEVICES)
            enrollment.require(Event.CONFIGURE_APP)
            self.rules.void(enrollment)
            enrollment.apply(Event.CONFIGURE_APP)
            source = self.rules.random_source
            secret = self.rules.new_secret()
            url = f"{_ACTIVATION_URL}{source.digits(8)}"
            enrollment.app = PendingApp(source.digits(9), url, secret, self.rules.now(), otpauth)
            enrollment.device = Device.MOBILE_APP
            self.rules.notify(enrollment)

        self.rules.idempotent(enrollment, form, begin)

    def codes_on_display(self) -> tuple[Enrollment, ...]:
        """Return the enrollments that show a QR code which has not expired, the newest first."""
        now, lifetime = self.rules.now(), timedelta(seconds=self.policy.activation_time)
        return tuple(
            each
            for each in self._repository.with_app()
            if each.state is State.CONFIGURING_APP and each.app and not each.app.is_expired(now, lifetime)
        )

    def accept_app(self, enrollment: Enrollment, *, form: str) -> None:
        """Go on from the QR code (`Next` in its dialog).

        Raises `RequestRejectedError`: APP_NOT_ACTIVATED while the app has not, ACTIVATION_EXPIRED when it no longer
        can.
        """

        def accept() -> None:
            enrollment.require(Event.ACCEPT_APP)
            pending, now = enrollment.app, self.rules.now()
            if pending is None or not pending.is_ready:
                lifetime = timedelta(seconds=self.policy.activation_time)
                is_expired = pending is not None and pending.is_expired(now, lifetime)
                raise RequestRejectedError(
                    RejectionReason.ACTIVATION_EXPIRED if is_expired else RejectionReason.APP_NOT_ACTIVATED
                )
            if pending.device is None:
                device_id = self.rules.random_source.token()
                device = AppDevice(device_id, "", pending.secret, now, notifications=False)
                enrollment.app = replace(pending, device=device)
            enrollment.apply(Event.ACCEPT_APP)
            self.rules.notify(enrollment)

        # An answer that waiting can change is not kept: a form that is sent again is judged again.
        with transaction(self._repository, enrollment):
            if form not in enrollment.processed_forms:
                accept()
                enrollment.keep_outcome(form, None)

    def drop_app(self, enrollment: Enrollment) -> None:
        """Leave the dialog with the QR code: what it showed no longer works."""
        with transaction(self._repository, enrollment):
            enrollment.apply(Event.DROP_APP)
            enrollment.app = None
            self.rules.notify(enrollment)

    def give_backup(self, enrollment: Enrollment, text: str, region: str, *, form: str) -> None:
        """Keep a number for when the app gets lost, not verified (assumed); an empty one is none.

        Raises `RequestRejectedError` for a number that cannot be used.
        """

        def give() -> None:
            enrollment.require(Event.GIVE_BACKUP)
            enrollment.backup = validate_number(text, region) if text.strip() else None
            enrollment.apply(Event.GIVE_BACKUP)
            self._give_first_app_password(enrollment)
            self.rules.notify(enrollment)

        self.rules.idempotent(enrollment, form, give)

    def take_app_password(self, enrollment: Enrollment) -> str | None:
        """Return the app password of a verified enrollment the first time; None every time after."""
        with transaction(self._repository, enrollment):
            password, enrollment.unshown_app_password = enrollment.unshown_app_password, None
        return password

    def renew_app_password(self, enrollment: Enrollment) -> None:
        """Make another app password, to be taken once. Raises `RequestRejectedError` beyond the most one may have."""
        with transaction(self._repository, enrollment):
            if enrollment.state is not State.VERIFIED:
                msg = f"no app password is given while “{enrollment.state}”"
                raise ForbiddenEventError(msg)
            if enrollment.unshown_app_password is not None:
                return  # one was made that nobody has seen yet: a form that was posted twice
            if not self._repository.credentials(enrollment.person).room_for_app_password(self.policy):
                raise RequestRejectedError(RejectionReason.APP_PASSWORDS)
            self._give_app_password(enrollment)

    def knows_app_password(self, person: str, password: str) -> bool:
        """Return whether this is one of a person's app passwords."""
        return matching(self._repository.credentials(person).app_passwords, password) is not None

    def finish(self, enrollment: Enrollment) -> None:
        """End a verified enrollment: its device is bound to the account. Doing it twice does nothing."""
        with transaction(self._repository, enrollment):
            if enrollment.state is not State.ENROLLED:
                self._finish(enrollment)
                self.rules.notify(enrollment)

    def _finish(self, enrollment: Enrollment) -> None:
        enrollment.apply(Event.FINISH)
        known, now = self._repository.credentials(enrollment.person), self.rules.now()
        if enrollment.number:
            known.phones[enrollment.device] = Phone(enrollment.number, enrollment.extension)
        if enrollment.backup:
            known.phones[Device.AUTHENTICATION_PHONE] = Phone(enrollment.backup)
        known.app_devices += enrollment.app_devices(known)
        known.bind(EnrolledMethod(enrollment.device, enrollment.method, enrollment.number, now))
        known.note(now, Happening.REGISTERED, enrollment.method)
        self._repository.save_credentials(known)
        self.rules.notify_methods(enrollment.person, enrollment.id)
        enrollment.unshown_app_password = enrollment.app = None

    def _verified(self, enrollment: Enrollment) -> None:
        if enrollment.adds_device:
            self._finish(enrollment)
        elif enrollment.app_devices(self._repository.credentials(enrollment.person)):
            enrollment.apply(Event.ASK_BACKUP)
        else:
            self._give_first_app_password(enrollment)

    def _give_first_app_password(self, enrollment: Enrollment) -> None:
        known = self._repository.credentials(enrollment.person)
        if self.policy.app_passwords and known.room_for_app_password(self.policy):
            self._give_app_password(enrollment)

    def _give_app_password(self, enrollment: Enrollment) -> None:
        _, enrollment.unshown_app_password = self.rules.make_app_password(
            enrollment.person, self.context.wording(INITIAL_NAME)
        )
