"""The settings page of a person who has enrolled, app passwords, and what an administrator can do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from stapsgewijs.identity.app_devices import Activation, AppDevice
from stapsgewijs.identity.app_passwords import INITIAL_NAME, MAX_NAME_LENGTH
from stapsgewijs.identity.credentials import Credentials
from stapsgewijs.identity.history import Happening
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.number_check import validate_extension, validate_number
from stapsgewijs.identity.methods.registry import Device
from stapsgewijs.identity.model import DefaultTest, EnrolledMethod, Option, Phone, Verification
from stapsgewijs.identity.password_throttle import PasswordKind, PasswordSource, PasswordThrottle
from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
from stapsgewijs.identity.transactions import transaction
from stapsgewijs.identity.verification import VerificationService
from stapsgewijs.identity.verification_rules import ADMINISTRATOR, VerificationRules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stapsgewijs.identity.app_passwords import AppPasswordHash
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(frozen=True, slots=True)
class NumberEntry:
    """A number as it was typed, in an ISO 3166 region."""

    text: str
    region: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class OfferedOption:
    """One of the preferred options; it can be chosen where the person has it and the organisation allows it."""

    option: Option
    is_allowed: bool
    is_registered: bool


class SettingsRejectedError(RequestRejectedError):
    """Settings that cannot be saved; `device` is whose number is wrong, None when it is the preferred option."""

    def __init__(self, reason: RejectionReason, device: Device | None) -> None:
        super().__init__(reason)
        self.device = device


class SecurityService(VerificationService[DefaultTest]):
    """What people of one organisation have registered. Its verifications are proofs of a new preferred option."""

    kind: ClassVar[type[Verification]] = DefaultTest

    def __init__(self, rules: VerificationRules) -> None:
        super().__init__(rules)
        rules.on_verified[DefaultTest] = self._proved

    def default(self, person: str) -> Option | None:
        """Return the option that the next sign-in uses, or None."""
        return self._repository.credentials(person).default(self.policy)

    def options(self, person: str) -> tuple[OfferedOption, ...]:
        """Return every preferred option there is, whether it can be chosen or not: a method with one of its devices."""
        registered = self._repository.credentials(person).registered()
        pairs = [Option(method.id, device) for method in METHODS for device in method.devices]
        return tuple(
            OfferedOption(each, self.policy.allows(each.device, each.method), each in registered) for each in pairs
        )

    def phones(self, person: str) -> dict[Device, Phone]:
        """Return the numbers of a person."""
        return dict(self._repository.credentials(person).phones)

    def devices(self, person: str) -> tuple[AppDevice, ...]:
        """Return the authenticator apps of a person, oldest first."""
        return tuple(self._repository.credentials(person).app_devices)

    def save(
        self,
        person: str,
        preferred: Option | None,
        phones: Mapping[Device, NumberEntry | None],
        *,
        keeps_apps: bool = True,
    ) -> DefaultTest | None:
        """Save the settings: None of a device forgets its number, a device that is absent stays as it is.

        Without `keeps_apps` every authenticator app is forgotten. Returns a proof that has to be given before
        anything is saved, where the policy asks for one. Raises `SettingsRejectedError` for a number that cannot be
        used, and for an option that the person would not have, or may not use; `RequestRejectedError` where the proof
        cannot begin.
        """
        with self._repository.transaction():
            known = self._repository.credentials(person)
            after, chosen = self._checked(known, preferred, phones, keeps_apps=keeps_apps)
            if chosen and self._has_to_prove(chosen, known, after):
                return self._test(person, chosen, after.phones, keeps_apps=keeps_apps)
            self._save(known, chosen, after.phones, keeps_apps=keeps_apps)
        return None

    def proof_wanted(
        self,
        person: str,
        preferred: Option | None,
        phones: Mapping[Device, NumberEntry | None],
        *,
        keeps_apps: bool = True,
    ) -> Option | None:
        """Return what `save` would have proved before it saves, or None; raises `SettingsRejectedError` as it does."""
        known = self._repository.credentials(person)
        after, chosen = self._checked(known, preferred, phones, keeps_apps=keeps_apps)
        return chosen if chosen and self._has_to_prove(chosen, known, after) else None

    def delete_device(self, person: str, device_id: str) -> bool:
        """Forget an authenticator app: its codes and answers are refused from now on.

        Returns whether another method is the default now. A device that is gone already is no error.
        """
        with self._repository.transaction():
            known = self._repository.credentials(person)
            left = [each for each in known.app_devices if each.id != device_id]
            if len(left) == len(known.app_devices):
                return False
            before = known.default(self.policy)
            known.app_devices = left
            self._tidy(known)
            known.note(self.rules.now(), Happening.DEVICE_DELETED)
            self._repository.save_credentials(known)
            self.rules.notify_methods(person)
        return known.default(self.policy) != before

    def restore(self, person: str) -> None:
        """Ask for the second factor again in every browser that was trusted."""
        self._change(person, Happening.BROWSERS_RESTORED, lambda known: known.trusted.clear())

    def app_passwords(self, person: str) -> tuple[AppPasswordHash, ...]:
        """Return a person's app passwords, oldest first: id, name and when they were made."""
        unnamed = self.context.wording(INITIAL_NAME)  # databases of earlier versions kept no names
        known = self._repository.credentials(person).app_passwords
        return tuple(each if each.name else replace(each, name=unnamed) for each in known)

    def has_app_password(self, person: str, app_password_id: str) -> bool:
        """Return whether an app password was not deleted."""
        return app_password_id in {each.id for each in self.app_passwords(person)}

    def create_app_password(self, person: str, name: str, *, form: str) -> AppPasswordHash:
        """Make an app password; `take_app_password` gives it, once. A form that is posted twice makes one.

        Raises `RequestRejectedError`: APP_PASSWORDS_OFF, NAME_MISSING, NAME_TOO_LONG (64 characters), APP_PASSWORDS.
        """
        self._require_app_passwords()
        name = name.strip()
        if not name or len(name) > MAX_NAME_LENGTH:
            raise RequestRejectedError(RejectionReason.NAME_TOO_LONG if name else RejectionReason.NAME_MISSING)
        with self._repository.transaction():
            known = self._repository.credentials(person)
            made_by = dict(known.forms)
            for each in known.app_passwords:
                if form in made_by and each.id == made_by[form]:
                    return each
            if not known.room_for_app_password(self.policy):
                raise RequestRejectedError(RejectionReason.APP_PASSWORDS)
            made, password = self.rules.make_app_password(person, name)
            known.unshown_app_password = (made.id, password)
            known.forms = [*known.forms, (form, made.id)][-self.policy.most_app_passwords :]
            self._repository.save_credentials(known)
        return made

    def take_app_password(self, person: str, app_password_id: str) -> str | None:
        """Return an app password that was just made the first time; None every time after."""
        with self._repository.transaction():
            known = self._repository.credentials(person)
            made_id, password = known.unshown_app_password or ("", "")
            if made_id != app_password_id or not password:
                return None
            known.unshown_app_password = None
            self._repository.save_credentials(known)
        return password

    def delete_app_password(self, person: str, app_password_id: str) -> bool:
        """Make an app password worthless; returns whether there was one. Raises as `create_app_password` does."""
        self._require_app_passwords()
        if not self.has_app_password(person, app_password_id):
            return False

        def forget(known: Credentials) -> None:
            known.app_passwords = [each for each in known.app_passwords if each.id != app_password_id]
            known.unshown_app_password = None

        self._change(person, Happening.APP_PASSWORDS_DELETED, forget)
        self.rules.notify_methods(person)
        return True

    def clear_methods(self, person: str) -> None:
        """Require to register again: numbers and apps are deleted (ED howto-mfa-userdevicesettings.md).

        Where changes end sessions, no browser is trusted either: it was for a method that is gone.
        """

        def forget(known: Credentials) -> None:
            known.enrolled, known.app_devices, known.phones, known.preferred = [], [], {}, None
            if self.policy.change_ends_sessions:
                known.trusted.clear()

        with self._repository.transaction():
            for each in self._repository.of(person):
                self.rules.void(each)
                self._repository.remove(each)
            self._change(person, Happening.METHODS_CLEARED, forget)
        self.rules.notify_methods(person, ADMINISTRATOR)

    def clear_app_passwords(self, person: str) -> None:
        """Delete every app password of a person, as an administrator."""

        def forget(known: Credentials) -> None:
            known.app_passwords, known.unshown_app_password = [], None

        self._change(person, Happening.APP_PASSWORDS_CLEARED, forget)
        self.rules.notify_methods(person, ADMINISTRATOR)

    def is_locked(self, person: str) -> bool:
        """Return whether the account of a person is locked after too many wrong attempts in a row."""
        return self.rules.is_account_locked(person)

    def failures_in_a_row(self, person: str) -> int:
        """Return how many attempts were wrong since the last right one."""
        return self._repository.credentials(person).failures_in_a_row

    def clear_lock(self, person: str) -> None:
        """Unlock an account on which too many attempts were wrong, as an administrator."""
        with self._repository.transaction():
            for kind in PasswordKind:
                PasswordThrottle(self._repository, kind).forget(person, PasswordSource(), now=self.rules.now())
            self._change(person, Happening.LOCK_CLEARED, Credentials.clear_lock)

    def register_phone(self, person: str, device: Device, number: PhoneNumber, extension: str = "") -> None:
        """Register a number without proof, as an administrator; raises `RequestRejectedError` for one of no use.

        One that takes the place of another is a change of how the person verifies; one more is none (ASVS 5.0, 7.4.3).
        """
        checked = _phone(device, NumberEntry(number.e164, "", extension))
        before = self.phones(person).get(device, checked)

        def register(known: Credentials) -> None:
            known.phones[device] = checked
            self._bind_new(known, device)

        self._change(person, Happening.REGISTERED, register)
        if checked != before:
            self.rules.notify_methods(person, ADMINISTRATOR)

    def register_app(
        self, person: str, *, handset: str = "", device_name: str = "", pin: str = "", notifications: bool = True
    ) -> Activation:
        """Register an authenticator app without proof; returns what the app has to know.

        Raises `RequestRejectedError` (APP_DEVICES).
        """
        if len(self.devices(person)) >= self.policy.app_devices:
            raise RequestRejectedError(RejectionReason.APP_DEVICES)
        source = self.rules.random_source
        secret = self.rules.new_secret()
        name = device_name or handset
        device = AppDevice(
            source.token(), name, secret, self.rules.now(), handset=handset, notifications=notifications, pin=pin
        )

        def register(known: Credentials) -> None:
            known.app_devices = [*known.app_devices, device]
            self._bind_new(known, Device.MOBILE_APP)

        self._change(person, Happening.REGISTERED, register)
        return Activation(self.context.organisation, person, secret, device.id)

    def prefer(self, person: str, option: Option) -> None:
        """Make a registered option the default without proof; raises `SettingsRejectedError` for another one."""
        if option not in self._repository.credentials(person).registered():
            raise SettingsRejectedError(RejectionReason.NOT_REGISTERED, None)
        self._change(person, Happening.SETTINGS_SAVED, lambda known: setattr(known, "preferred", option))

    def _checked(
        self,
        known: Credentials,
        preferred: Option | None,
        phones: Mapping[Device, NumberEntry | None],
        *,
        keeps_apps: bool,
    ) -> tuple[Credentials, Option | None]:
        """Return what a person would have, and the preferred option among it."""
        after = _with_numbers(known, phones, keeps_apps=keeps_apps)
        if preferred is not None and preferred not in after.usable(self.policy):
            is_registered = preferred in after.registered()
            reason = RejectionReason.NOT_ALLOWED if is_registered else RejectionReason.NOT_REGISTERED
            raise SettingsRejectedError(reason, None)
        stays = known.preferred if known.preferred in after.registered() else None
        return after, preferred or stays or after.default(self.policy)

    def _has_to_prove(self, chosen: Option, known: Credentials, after: Credentials) -> bool:
        return self.policy.verify_preferred_option and _is_new(chosen, known, after)

    def _test(self, person: str, chosen: Option, phones: dict[Device, Phone], *, keeps_apps: bool) -> DefaultTest:
        for other in self._repository.of(person):
            if isinstance(other, DefaultTest):
                self.rules.void(other)
                self._repository.remove(other)
        test = DefaultTest(
            self.rules.random_source.token(), person, preferred=chosen, phones=phones, keeps_apps=keeps_apps
        )
        self._repository.add(test)
        with transaction(self._repository, test):
            phone = phones.get(chosen.device)
            self.rules.dispatch(test, chosen, phone.number if phone else None, phone.extension if phone else "")
        return test

    def _proved(self, test: DefaultTest) -> None:
        known = self._repository.credentials(test.person)
        self._save(known, test.preferred, test.phones, keeps_apps=test.keeps_apps, test_id=test.id)

    def _save(
        self,
        known: Credentials,
        chosen: Option | None,
        phones: dict[Device, Phone],
        *,
        keeps_apps: bool,
        test_id: str = "",
    ) -> None:
        known.phones, known.preferred = dict(phones), chosen
        if not keeps_apps:
            known.app_devices = []
        for device in phones:
            self._bind_new(known, device)
        self._tidy(known)
        known.note(self.rules.now(), Happening.SETTINGS_SAVED)
        self._repository.save_credentials(known)
        self.rules.notify_methods(known.person, test_id)

    def _change(self, person: str, what: Happening, change: Callable[[Credentials], None]) -> None:
        with self._repository.transaction():
            known = self._repository.credentials(person)
            change(known)
            known.note(self.rules.now(), what)
            self._repository.save_credentials(known)

    def _bind_new(self, known: Credentials, device: Device) -> None:
        """Take a device into what is enrolled by the first method that it serves, unless it is there."""
        registered = [each for each in known.registered() if each.device is device]
        if registered and not any(each.device is device for each in known.enrolled):
            phone = known.phones.get(device)
            number = phone.number if phone else None
            known.bind(EnrolledMethod(device, registered[0].method, number, self.rules.now()))

    def _tidy(self, known: Credentials) -> None:
        """Let what is enrolled and preferred say what the person has."""
        registered = known.registered()
        known.enrolled = [
            replace(each, number=known.phones[each.device].number) if each.device in known.phones else each
            for each in known.enrolled
            if Option(each.method, each.device) in registered
        ]
        if known.preferred not in registered:
            known.preferred = known.default(self.policy)

    def _require_app_passwords(self) -> None:
        if not self.policy.app_passwords:
            raise RequestRejectedError(RejectionReason.APP_PASSWORDS_OFF)


def _with_numbers(known: Credentials, phones: Mapping[Device, NumberEntry | None], *, keeps_apps: bool) -> Credentials:
    """Return a copy with other numbers; raises `SettingsRejectedError`."""
    after = dict(known.phones)
    for device, entry in phones.items():
        if entry is None:
            after.pop(device, None)
            continue
        try:
            after[device] = _phone(device, entry)
        except RequestRejectedError as error:
            raise SettingsRejectedError(error.reason, device) from error
    return replace(known, phones=after, app_devices=list(known.app_devices) if keeps_apps else [])


def _phone(device: Device, entry: NumberEntry) -> Phone:
    if device is Device.MOBILE_APP:
        raise RequestRejectedError(RejectionReason.NOT_ALLOWED)
    number = validate_number(entry.text, entry.region)
    refusals = [each.number_rejection(number) for each in METHODS.of_device(device)]
    if refusals and all(refusals):
        raise RequestRejectedError(refusals[0] or RejectionReason.KIND)
    return Phone(number, validate_extension(entry.extension) if device is Device.OFFICE_PHONE else "")


def _is_new(chosen: Option, before: Credentials, after: Credentials) -> bool:
    return chosen != before.preferred or before.phones.get(chosen.device) != after.phones.get(chosen.device)
