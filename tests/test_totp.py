"""One-time codes against the vectors of the RFCs and against pyotp; payloads of QR codes."""

from __future__ import annotations

import random
import string

import pyotp
import pytest

from stapsgewijs.totp import (
    Activation,
    Algorithm,
    Flaw,
    OtpAuth,
    PayloadError,
    Totp,
    decode_secret,
    encode_secret,
    hotp,
    parse_payload,
)

SEED = "1234567890" * 7
SECRETS = {
    Algorithm.SHA1: SEED[:20].encode(),
    Algorithm.SHA256: SEED[:32].encode(),
    Algorithm.SHA512: SEED[:64].encode(),
}
OTHER = "JBSWY3DPEHPK3PXP"
LONG = SECRETS[Algorithm.SHA1]
"""160 bits, as RFC 4226 recommends; pyotp refuses fewer than 112."""
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
RFC_6238 = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]


def test_codes_of_a_counter_are_those_of_rfc_4226() -> None:
    assert [hotp(SECRETS[Algorithm.SHA1], each) for each in range(10)] == RFC_4226


@pytest.mark.parametrize(("at", "sha1", "sha256", "sha512"), RFC_6238)
def test_codes_in_time_are_those_of_rfc_6238(at: int, sha1: str, sha256: str, sha512: str) -> None:
    codes = [Totp(secret, 8, algorithm=each).code(at) for each, secret in SECRETS.items()]
    assert codes == [sha1, sha256, sha512]
    assert Totp(SECRETS[Algorithm.SHA1]).code(at) == sha1[2:]


@pytest.mark.parametrize(
    ("at", "code"), [(0, "282760"), (29.99, "282760"), (30, "996554"), (1111111109, "071271"), (1234567890, "742275")]
)
def test_a_code_lasts_for_its_period(at: float, code: str) -> None:
    assert Totp(decode_secret(OTHER)).code(at) == code


def test_codes_are_those_of_pyotp() -> None:
    made = random.Random(12)  # noqa: S311  # repeatable is the point
    for _ in range(50):
        secret, at = made.randbytes(made.randint(14, 40)), made.randint(0, 2**35)
        digits, period = made.choice((6, 8)), made.choice((30, 60))
        independent = pyotp.TOTP(encode_secret(secret), digits=digits, interval=period)
        assert Totp(secret, digits, period).code(at) == independent.generate_otp(at // period)


@pytest.mark.parametrize(("at", "left"), [(0, 30), (0.5, 30), (1, 29), (29, 1), (29.9, 1), (30, 30)])
def test_a_code_says_how_long_it_lasts(at: float, left: int) -> None:
    assert Totp(b"secret").seconds_left(at) == left


def test_a_code_is_known_one_period_early_and_late() -> None:
    totp, at = Totp(SECRETS[Algorithm.SHA1]), 1111111109
    step = totp.step(at)
    known = {ahead: totp.matching_step(totp.code_of_step(step + ahead), at) for ahead in range(-2, 3)}
    assert known == {-2: None, -1: step - 1, 0: step, 1: step + 1, 2: None}
    assert totp.matching_step(totp.code_of_step(step + 4), at, window=4) == step + 4
    assert totp.matching_step(totp.code_of_step(step + 1), at, window=0) is None


@pytest.mark.parametrize("typed", ["", "0", "081 804", "08180", "0818044", "٠٨١٨٠٤", "\ud800", "codes"])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert Totp(SECRETS[Algorithm.SHA1]).matching_step(typed, 1111111109) is None


def test_at_the_beginning_of_time_there_is_no_period_before() -> None:
    totp = Totp(b"secret")
    assert totp.matching_step(totp.code(0), 0) == 0


@pytest.mark.parametrize(
    "written",
    [
        OTHER,
        OTHER.lower(),
        "JBSW Y3DP EHPK 3PXP",
        "jbsw-y3dp-ehpk-3pxp",
        " jbsw y3dp\u00a0ehpk\n3pxp ",
        OTHER + "====",
    ],
)
def test_a_secret_is_read_as_people_write_it(written: str) -> None:
    assert decode_secret(written) == b"Hello!\xde\xad\xbe\xef"


@pytest.mark.parametrize(
    "written",
    ["", " ", "=", "not this 1", "0BSWY3DPEHPK3PXP", OTHER[:-2], "A", "AAA", "JBSWıY3DP", "JBſWY3DP", "JB=WY3DP"],
)
def test_what_is_no_secret_is_refused(written: str) -> None:
    with pytest.raises(PayloadError) as refused:
        decode_secret(written)
    assert refused.value.flaw is Flaw.NO_SECRET
    assert written.strip() == "" or written not in str(refused.value)


def test_a_secret_goes_there_and_back() -> None:
    made = random.Random(34)  # noqa: S311  # idem
    for length in range(1, 65):
        secret = made.randbytes(length)
        text = encode_secret(secret)
        assert decode_secret(text) == secret
        assert set(text) <= set(string.ascii_uppercase + "234567")


ACCOUNTS = [
    OtpAuth(Totp(LONG), "Example", "alice@google.com"),
    OtpAuth(Totp(LONG), "Contoso & Zonen", "anna+app@contoso.example"),
    OtpAuth(Totp(LONG, 8, 60, Algorithm.SHA256), "Café 100% / ?", "rené #1"),
    OtpAuth(Totp(LONG, algorithm=Algorithm.SHA512), "", "alleen"),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_goes_into_an_address_and_back(account: OtpAuth) -> None:
    assert parse_payload(account.uri()) == account


@pytest.mark.parametrize("account", ACCOUNTS)
def test_pyotp_reads_the_same_from_an_address(account: OtpAuth) -> None:
    read = pyotp.parse_uri(account.uri())
    assert (read.issuer or "", read.name) == (account.issuer, account.account)
    assert isinstance(read, pyotp.TOTP)
    assert read.at(1234567890) == account.totp.code(1234567890)


def test_an_address_of_pyotp_is_read() -> None:
    made = pyotp.TOTP(encode_secret(LONG), digits=8, interval=60).provisioning_uri(
        name="anna@contoso.example", issuer_name="Contoso B.V."
    )
    found = parse_payload(made)
    assert found == OtpAuth(Totp(LONG, 8, 60), "Contoso B.V.", "anna@contoso.example")


def test_what_is_usual_is_left_out() -> None:
    assert ACCOUNTS[0].uri() == f"otpauth://totp/Example:alice@google.com?secret={encode_secret(LONG)}&issuer=Example"


def test_a_name_with_a_colon_does_not_become_another_account() -> None:
    written = OtpAuth(Totp(LONG), "Contoso: NL", "anna:1").uri()
    assert parse_payload(written) == OtpAuth(Totp(LONG), "Contoso NL", "anna 1")
    assert pyotp.parse_uri(written).issuer == "Contoso NL"


@pytest.mark.parametrize(
    ("uri", "issuer", "account"),
    [
        (
            f"otpauth://totp/Contoso%3Aanna%40contoso.example?secret={OTHER}&issuer=Other",
            "Other",
            "anna@contoso.example",
        ),
        (f"OTPAUTH://TOTP/Contoso:%20%20anna?secret={OTHER}", "Contoso", "anna"),
        (f"otpauth://totp/anna?secret={OTHER}&issuer=Big+Company", "Big Company", "anna"),
        (f"otpauth://totp/?secret={OTHER}", "", ""),
        (f" otpauth://totp/anna?SECRET=no&secret={OTHER}&image=https%3A%2F%2Fx ", "", "anna"),
        (f"otpauth://totp/anna?secret={OTHER}&algorithm=sha-1&digits=6&period=30", "", "anna"),
    ],
)
def test_addresses_of_others_are_read(uri: str, issuer: str, account: str) -> None:
    assert parse_payload(uri) == OtpAuth(Totp(decode_secret(OTHER)), issuer, account)


@pytest.mark.parametrize(
    ("uri", "flaw"),
    [
        ("", Flaw.NO_PAYLOAD),
        ("https://contoso.example/", Flaw.NO_PAYLOAD),
        ("otpauth://[/?secret=", Flaw.NO_PAYLOAD),
        ("otpauth:totp/anna", Flaw.NO_PAYLOAD),
        (f"otpauth://steam/anna?secret={OTHER}", Flaw.NO_PAYLOAD),
        (f"otpauth://hotp/anna?secret={OTHER}&counter=0", Flaw.COUNTS),
        ("otpauth://totp/anna", Flaw.NO_SECRET),
        ("otpauth://totp/anna?secret=", Flaw.NO_SECRET),
        ("otpauth://totp/anna?secret=10", Flaw.NO_SECRET),
        (f"otpauth://totp/anna?secret={OTHER}&secret=GEZDGNBVGY3TQOJQ", Flaw.TWICE),
        (f"otpauth://totp/anna?secret={OTHER}&algorithm=MD5", Flaw.ALGORITHM),
        (f"otpauth://totp/anna?secret={OTHER}&digits=5", Flaw.DIGITS),
        (f"otpauth://totp/anna?secret={OTHER}&digits=six", Flaw.DIGITS),
        (f"otpauth://totp/anna?secret={OTHER}&period=0", Flaw.PERIOD),
        (f"otpauth://totp/anna?secret={OTHER}&period=-30", Flaw.PERIOD),
        (f"otpauth://totp/anna?secret={OTHER}&period={'9' * 5000}", Flaw.PERIOD),
        ("phonefactor://other?code=123456789&url=https%3A%2F%2Fx%2F", Flaw.NO_PAYLOAD),
        ("phonefactor://activate_account?url=https%3A%2F%2Fx%2F", Flaw.NO_CODE),
        ("phonefactor://activate_account?code=12%2F9&url=https%3A%2F%2Fx%2F", Flaw.NO_CODE),
        ("phonefactor://activate_account?code=123456789", Flaw.NO_URL),
        ("phonefactor://activate_account?code=123456789&url=javascript%3Aalert(1)", Flaw.NO_URL),
        ("phonefactor://activate_account?code=123456789&url=https%3A%2F%2F%5B", Flaw.NO_URL),
        ("phonefactor://activate_account?code=123456789&code=987654321&url=https%3A%2F%2Fx%2F", Flaw.TWICE),
    ],
)
def test_what_no_app_can_use_says_why(uri: str, flaw: Flaw) -> None:
    with pytest.raises(PayloadError) as refused:
        parse_payload(uri)
    assert refused.value.flaw is flaw


def test_the_payload_of_the_service_goes_there_and_back() -> None:
    activation = Activation("123456789", "http://127.0.0.1:8000/contoso/activate?a=1&b=2")
    written = activation.uri()
    assert written.startswith("phonefactor://activate_account?code=123456789&url=http%3A%2F%2F127.0.0.1%3A8000%2F")
    assert parse_payload(written) == activation


def test_spaces_in_what_is_typed_do_not_count() -> None:
    assert Activation.typed(" 123 456-789 ", "https://x/ pad/1\n") == Activation("123456789", "https://x/pad/1")


@pytest.mark.parametrize("wrong", [{"digits": 9}, {"digits": 0}, {"period_s": 0}, {"period_s": 3601}])
def test_codes_that_no_app_makes_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(PayloadError):
        Totp(b"secret", **wrong)
