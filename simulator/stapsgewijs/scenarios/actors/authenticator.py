"""The authenticator app of a person in a scenario, as far as the secret on a product's page goes."""

from __future__ import annotations

from stapsgewijs.labels import Message
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.totp import Flaw, OtpAuth, PayloadError, Totp, decode_secret, parse_payload


def totp_of(text: str) -> Totp:
    """Return the codes of a text: Base32, with or without spaces, or an `otpauth:` address; raises `StepError`."""
    try:
        payload = parse_payload(text) if text.strip().casefold().startswith("otpauth:") else None
        return payload.totp if isinstance(payload, OtpAuth) else Totp(decode_secret(text))
    except PayloadError as error:
        if error.flaw is Flaw.NO_SECRET:
            told = "this is no secret of an authenticator app: it has letters and the digits 2 to 7 (Base32)"
            raise StepError(Message(told)) from None
        said = Message.of("no authenticator app can use this: {flaw}", flaw=Message(error.flaw))
        raise StepError(said) from None


def payload_in(picture: bytes) -> str:
    """Return what the one QR code in a picture says; raises `StepError` where there is none, or several."""
    from stapsgewijs.qr_code import PictureError, read_qr_codes  # noqa: PLC0415  # most scenarios scan nothing

    try:
        found = read_qr_codes(picture)
    except PictureError:
        found = ()
    if len(found) != 1:
        told = "there are {count} QR codes in the picture; there should be one"
        raise StepError(Message.of(told, count=len(found)))
    return found[0]
