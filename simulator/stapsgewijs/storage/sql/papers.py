"""Enrollments and credentials as JSON, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stapsgewijs.identity import (
    CallEnd,
    Credentials,
    Device,
    EnrolledMethod,
    Enrollment,
    RejectionReason,
    State,
    Verdict,
    VerificationCode,
    Way,
)
from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage.sql.moments import as_micros, as_moment, micros_or_none, moment_or_none
from stapsgewijs.storage.sql.texts import as_json, of_json

if TYPE_CHECKING:
    from collections.abc import Sequence


def enrollment_content(enrollment: Enrollment) -> str:
    """Return an enrollment as JSON."""
    return as_json(
        {
            "id": enrollment.id,
            "person": enrollment.person,
            "state": enrollment.state,
            "device": enrollment.device,
            "way": enrollment.way,
            "number": enrollment.number.e164 if enrollment.number else None,
            "call_end": enrollment.call_end,
            "version": enrollment.version,
            "code": _code(enrollment.code) if enrollment.code else None,
            "wrong": enrollment.wrong,
            "calls": enrollment.calls,
            "call": enrollment.call,
            "unshown_app_password": enrollment.unshown_app_password,
            "forms": enrollment.forms,
            "verdicts": enrollment.verdicts,
        }
    )


def enrollment_of(content: str) -> Enrollment:
    """Return the enrollment that was kept as JSON."""
    known = of_json(content)
    return Enrollment(
        known["id"],
        known["person"],
        state=State(known["state"]),
        device=Device(known["device"]),
        way=Way(known["way"]),
        number=PhoneNumber(known["number"]) if known["number"] else None,
        call_end=CallEnd(known["call_end"]) if known["call_end"] else None,
        version=known["version"],
        code=_code_of(known["code"]) if known["code"] else None,
        wrong=known["wrong"],
        calls=known["calls"],
        call=known["call"],
        unshown_app_password=known["unshown_app_password"],
        forms={form: RejectionReason(each) if each else None for form, each in known["forms"].items()},
        verdicts={form: Verdict(each) for form, each in known["verdicts"].items()},
    )


def credentials_content(credentials: Credentials) -> str:
    """Return what a person has, as JSON."""
    return as_json(
        {
            "enrolled": [
                [each.device, each.way, each.number.e164, as_micros(each.since)] for each in credentials.enrolled
            ],
            "app_passwords": [[each.salt.hex(), each.digest.hex()] for each in credentials.app_passwords],
            "used_codes": [_code(each) for each in credentials.used_codes],
            "blocked_until": micros_or_none(credentials.blocked_until),
        }
    )


def credentials_of(person: str, content: str) -> Credentials:
    """Return what a person has, of JSON that was kept."""
    known = of_json(content)
    return Credentials(
        person,
        [
            EnrolledMethod(Device(device), Way(way), PhoneNumber(number), as_moment(since))
            for device, way, number, since in known["enrolled"]
        ],
        [AppPasswordHash(bytes.fromhex(salt), bytes.fromhex(digest)) for salt, digest in known["app_passwords"]],
        [_code_of(each) for each in known["used_codes"]],
        moment_or_none(known["blocked_until"]),
    )


def _code(code: VerificationCode) -> list[Any]:
    return [code.digits, as_micros(code.sent), code.used]


def _code_of(kept: Sequence[Any]) -> VerificationCode:
    digits, sent, used = kept
    return VerificationCode(digits, as_moment(sent), used)
