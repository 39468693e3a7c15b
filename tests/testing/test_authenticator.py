"""The app of a phone in a test: a real server, the API between."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyotp
import pytest
import segno

from stapsgewijs.testing.api import RefusedError
from stapsgewijs.testing.handset import NothingCameError
from stapsgewijs.testing.network import started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stapsgewijs.testing.network import PhoneNetwork
    from stapsgewijs.testing.organisation import Organisation

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ADDRESS = f"otpauth://totp/Shop:anna?secret={SECRET}&issuer=Shop"


@pytest.fixture(scope="module")
def network() -> Iterator[PhoneNetwork]:
    with started() as network:
        yield network


@pytest.fixture
def shop(network: PhoneNetwork) -> Iterator[Organisation]:
    with network.organisation() as made:
        made.pause()
        yield made


def picture(*texts: str) -> bytes:
    from PIL import Image  # noqa: PLC0415

    page = Image.new("RGB", (900, 500), "white")
    for place, text in enumerate(texts):
        out = io.BytesIO()
        segno.make_qr(text).save(out, kind="png", scale=4)
        page.paste(Image.open(out), (20 + 400 * place, 20))
    drawn = io.BytesIO()
    page.save(drawn, "PNG")
    return drawn.getvalue()


def test_a_picture_a_file_and_a_text_are_scanned(shop: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    file.write_bytes(picture(ADDRESS))
    for what in (file.read_bytes(), file, ADDRESS):
        app = shop.handset().authenticator
        account = app.scan(what)
        assert (account.organisation, account.user_name, account.notifications) == ("Shop", "anna", False)
        assert app.accounts() == [account]


def test_the_code_is_that_of_any_app_and_runs_with_the_clock(shop: Organisation) -> None:
    app = shop.handset().authenticator
    app.scan(ADDRESS)
    first = app.code()
    at = shop.api.get("clock")["now"]
    assert first == pyotp.TOTP(SECRET).at(_seconds(at))
    shop.advance(30)
    assert app.code("Anna") == pyotp.TOTP(SECRET).at(_seconds(at) + 30)
    app.set_up(clock_offset=-30)
    assert app.code() == first


def _seconds(time: str) -> int:
    from datetime import datetime  # noqa: PLC0415

    return int(datetime.fromisoformat(time).timestamp())


def test_which_account_is_meant_has_to_be_clear(shop: Organisation) -> None:
    app = shop.handset().authenticator
    with pytest.raises(NothingCameError, match=r"0 accounts .*\n.*nothing"):
        app.code()
    app.scan(ADDRESS)
    app.scan(ADDRESS.replace("anna", "bram"))
    with pytest.raises(NothingCameError, match=r"2 accounts .*\n.*Shop anna\n.*Shop bram"):
        app.code()
    app.remove("bram")
    assert app.account().user_name == "anna"


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (b"no picture", "no picture"),
        (picture(), "0 QR codes"),
        (picture(ADDRESS, "another"), "2 QR codes"),
    ],
)
def test_a_picture_without_one_code_is_told(shop: Organisation, what: bytes, says: str) -> None:
    with pytest.raises(NothingCameError, match=says):
        shop.handset().authenticator.scan(what)


def test_what_the_app_does_not_take_is_told(shop: Organisation) -> None:
    app = shop.handset().authenticator
    with pytest.raises(RefusedError, match="no authenticator app can use this"):
        app.scan("https://shop.example")
    with pytest.raises(RefusedError, match="did not accept the activation code"):
        app.add("123456789", "http://127.0.0.1/shop/pad/1")
    with pytest.raises(RefusedError, match="no page shows a QR code"):
        app.scan()


def test_where_no_request_comes_it_says_what_there_is(shop: Organisation) -> None:
    app = shop.handset().authenticator
    for answer in (app.wait_for_request, app.approve, app.deny):
        with pytest.raises(NothingCameError, match=r"no request to approve came to .* within 0 s\n.* has:\n  nothing"):
            answer(timeout=0)
    app.suffers("lost")
    assert app.requests() == []


def test_an_app_is_the_same_one_for_the_whole_test(shop: Organisation) -> None:
    phone = shop.handset()
    assert phone.authenticator is phone.authenticator
