"""What a person has registered, and what an administrator can do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from stapsgewijs.authenticator import Activated
from stapsgewijs.identity import (
    METHODS,
    Device,
    Happening,
    Option,
    RejectionReason,
    RequestRejectedError,
)
from stapsgewijs.phone_numbers import NumberKind, PhoneNumber, PhoneNumberError
from stapsgewijs.storage import Person
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.queries import REGION
from stapsgewijs.web.api.schemas import Shape

router = APIRouter(prefix="/people/{user_name}")

Methods = StrEnum("Methods", {each.id: each.id for each in METHODS})  # type: ignore[misc]  # made of the registry


class OptionShape(Shape):
    """A way to verify: a method with one of its devices."""

    method: Methods
    device: Device


class PersonPhoneShape(Shape):
    """A number of a person; `extension` is that of an office phone, or empty."""

    device: Device
    number: Annotated[str, Field(max_length=40)]
    extension: Annotated[str, Field(max_length=20)] = ""


class PersonAppShape(Shape):
    """An authenticator app that the service knows; `number` is the handset it is on, empty for one elsewhere."""

    id: str
    name: str
    number: str
    notifications: bool
    added: datetime


class NewPersonAppShape(Shape):
    """An app to register. With a `number` the app on that handset has the account at once."""

    number: Annotated[str, Field(max_length=40)] = ""
    notifications: bool = True


class RegisteredAppShape(Shape):
    """An app that was registered, and the secret (Base32) that it makes its codes of."""

    id: str
    secret: str


class PersonAppPasswordShape(Shape):
    """An app password, without the password."""

    id: str
    name: str
    created: datetime | None


class NewAppPasswordShape(Shape):
    """What it is for."""

    name: Annotated[str, Field(max_length=200)]


class MadeAppPasswordShape(Shape):
    """An app password that was just made; it is told here once."""

    id: str
    password: str


class EventShape(Shape):
    """Something that happened; `method` is empty where none was used."""

    at: datetime
    what: Happening
    method: str


class RegisteredPersonShape(Shape):
    """A person, what is registered, and what happened at sign-in and on the settings page, the oldest first.

    `failures` counts the wrong attempts in a row; `locked` says that there were too many.
    """

    user_name: str
    name: str
    default: OptionShape | None
    phones: list[PersonPhoneShape]
    apps: list[PersonAppShape]
    app_passwords: list[PersonAppPasswordShape]
    failures: int
    locked: bool
    events: list[EventShape]


class Forgotten(StrEnum):
    """What an administrator makes the service forget of a person."""

    METHODS = "methods"
    TRUSTED_BROWSERS = "trusted-browsers"
    APP_PASSWORDS = "app-passwords"
    LOCK = "lock"
    SESSIONS = "sessions"


async def get_person(
    organisation: OrganisationDep, user_name: Annotated[str, Path(examples=["anna@contoso.example"])]
) -> Person:
    """Return the person in the address; answers 404 for one who has no account."""
    found = organisation.person(user_name)
    if found is None:
        people = ", ".join(each.user_name for each in organisation.people[:5]) or "nobody"
        raise ApiError(404, "no-person", f"nobody has the user name {user_name!r}", f"there is {people}")
    return found


PersonDep = Annotated[Person, Depends(get_person)]


@router.get("")
async def one_person(organisation: OrganisationDep, person: PersonDep) -> RegisteredPersonShape:
    """Return what a person has registered."""
    security, user = organisation.security, person.user_name
    default = security.default(user)
    return RegisteredPersonShape(
        user_name=user,
        name=person.name,
        default=OptionShape(method=Methods(default.method), device=default.device) if default else None,
        phones=[
            PersonPhoneShape(device=device, number=phone.number.e164, extension=phone.extension)
            for device, phone in security.phones(user).items()
        ],
        apps=[
            PersonAppShape(
                id=each.id, name=each.name, number=each.handset, notifications=each.notifications, added=each.added
            )
            for each in security.devices(user)
        ],
        app_passwords=[
            PersonAppPasswordShape(id=each.id, name=each.name, created=each.created)
            for each in security.app_passwords(user)
        ],
        failures=security.failures_in_a_row(user),
        locked=security.is_locked(user),
        events=[EventShape(at=each.at, what=each.what, method=each.method) for each in security.events(user)],
    )


@router.post("/phones", status_code=201)
async def register_phone(
    payload: PersonPhoneShape, organisation: OrganisationDep, person: PersonDep
) -> PersonPhoneShape:
    """Register a number of a person without proof; it takes the place of another one of the same device."""
    if payload.device is Device.MOBILE_APP:
        raise ApiError(422, "device", "an app has no number of its own", "register it at …/apps")
    number = _number(payload.number)
    try:
        organisation.security.register_phone(person.user_name, payload.device, number, payload.extension)
    except RequestRejectedError as error:
        raise _refused(error) from None
    return PersonPhoneShape(device=payload.device, number=number.e164, extension=payload.extension)


@router.post("/apps", status_code=201)
async def register_app(
    payload: NewPersonAppShape, organisation: OrganisationDep, person: PersonDep
) -> RegisteredAppShape:
    """Register an authenticator app of a person without proof."""
    number = _number(payload.number) if payload.number else None
    if number is not None and number.kind is NumberKind.LANDLINE:
        raise ApiError(409, "no-app", f"{number} is a desk phone: it has no apps", "take a mobile number")
    app = organisation.authenticators.on(number.e164) if number else None
    try:
        given = organisation.security.register_app(
            person.user_name,
            handset=number.e164 if number else "",
            pin=app.state.pin if app else "",
            notifications=payload.notifications and app is not None,
        )
    except RequestRejectedError as error:
        raise _refused(error) from None
    if app is not None:
        device = given.device_id if payload.notifications else ""
        app.add_registered(Activated(given.organisation, given.user_name, given.secret, device))
    return RegisteredAppShape(id=given.device_id, secret=given.secret)


@router.put("/default")
async def prefer(payload: OptionShape, organisation: OrganisationDep, person: PersonDep) -> OptionShape:
    """Let the next sign-in use this method, without proof."""
    try:
        organisation.security.prefer(person.user_name, Option(payload.method.value, payload.device))
    except RequestRejectedError as error:
        raise _refused(error) from None
    return payload


@router.post("/app-passwords", status_code=201)
async def make_app_password(
    payload: NewAppPasswordShape, organisation: OrganisationDep, person: PersonDep
) -> MadeAppPasswordShape:
    """Make an app password."""
    security, user = organisation.security, person.user_name
    try:
        made = security.create_app_password(user, payload.name, form=security.rules.random_source.token())
    except RequestRejectedError as error:
        raise _refused(error) from None
    return MadeAppPasswordShape(id=made.id, password=security.take_app_password(user, made.id) or "")


@router.delete("/{what}", status_code=204)
async def forget(what: Forgotten, state: StateDep, organisation: OrganisationDep, person: PersonDep) -> None:
    """Do what an administrator can.

    Require to register anew, ask every browser again, delete app passwords, unlock, sign out everywhere.
    """
    ways: dict[Forgotten, Callable[[str], object]] = {
        Forgotten.METHODS: organisation.security.clear_methods,
        Forgotten.TRUSTED_BROWSERS: organisation.security.restore,
        Forgotten.APP_PASSWORDS: organisation.security.clear_app_passwords,
        Forgotten.LOCK: organisation.security.clear_lock,
        Forgotten.SESSIONS: lambda user: state.sessions.end_all(organisation.id, user),
    }
    ways[what](person.user_name)


def _number(text: str) -> PhoneNumber:
    try:
        return PhoneNumber.parse(text, REGION)
    except PhoneNumberError:
        raise ApiError(422, "number", f"{text!r} is not a phone number", "write it as +31612345678") from None


def _refused(error: RequestRejectedError) -> ApiError:
    reason: RejectionReason = error.reason
    return ApiError(409, reason.name.casefold().replace("_", "-"), f"the service refuses this: {reason}")
