"""Whatever two people and their phones do, in whatever order: nobody gets in without a proof."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    AnswerVerdict,
    Device,
    EnrollmentService,
    ForbiddenEventError,
    Option,
    Policy,
    RequestRejectedError,
    SecurityService,
    SignIn,
    SignInService,
    State,
    Verdict,
)
from stapsgewijs.phone_numbers import PhoneNumber
from tests.identity.fake_apps import FakeApps, code_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import FakeChannel, HandSetClock

PEOPLE = ("anna", "bram")
NUMBERS = {"anna": PhoneNumber("+31612345678"), "bram": PhoneNumber("+31687654321")}
OPTIONS = [
    Option("text_message", Device.AUTHENTICATION_PHONE),
    Option("phone_call", Device.AUTHENTICATION_PHONE),
    Option("app_notification", Device.MOBILE_APP),
    Option("app_code", Device.MOBILE_APP),
]


class Walk:
    """Does one thing at random after the other; `proved` are the sign-ins for which something right was given."""

    def __init__(  # noqa: PLR0913, PLR0917  # the whole world
        self,
        seed: int,
        service: EnrollmentService,
        sign_ins: SignInService,
        security: SecurityService,
        channel: FakeChannel,
        apps: FakeApps,
        clock: HandSetClock,
    ) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # repeatable is the point
        self.service, self.sign_ins, self.security = service, sign_ins, security
        self.channel, self.apps, self.clock = channel, apps, clock
        self.secrets = {
            each: security.register_app(each, handset=NUMBERS[each].e164, pin="1234").secret for each in PEOPLE
        }
        for each in PEOPLE:
            security.register_phone(each, Device.AUTHENTICATION_PHONE, NUMBERS[each])
        self.begun: list[SignIn] = []
        self.proved: set[str] = set()
        self.serial = 0

    def step(self) -> None:
        acts: list[Callable[[], object]] = [
            self.begin,
            self.begin,
            self.choose,
            self.choose_again,
            self.resend,
            self.enter,
            self.enter,
            self.answer,
            self.answer,
            self.key,
            self.cancel,
            self.wait,
            self.prefer,
            self.police,
        ]
        try:
            self.chance.choice(acts)()
        except (RequestRejectedError, ForbiddenEventError):
            return

    def sign_in(self) -> SignIn:
        if not self.begun:
            self.begin()
        return self.chance.choice(self.begun[-4:])

    def form(self) -> str:
        self.serial += 1
        return f"{self.serial}"

    def begin(self) -> None:
        self.begun.append(self.sign_ins.begin(self.chance.choice(PEOPLE)))

    def choose(self) -> None:
        self.sign_ins.choose(self.sign_in(), self.chance.choice(OPTIONS), form=self.form())

    def choose_again(self) -> None:
        self.sign_ins.choose_again(self.sign_in())

    def resend(self) -> None:
        self.sign_ins.resend(self.sign_in(), form=self.form())

    def enter(self) -> None:
        sign_in = self.sign_in()
        secret = self.secrets[self.chance.choice(PEOPLE)]
        steps = self.chance.choice([-4, -1, 0, 1])
        entered = [code_of(secret, self.clock.now(), steps=steps), "000000", ""]
        if self.channel.sent:
            entered.append(self.channel.code)
        code = self.chance.choice(entered)
        is_own = self.is_own(sign_in, code)
        if self.sign_ins.enter_code(sign_in, code) is Verdict.ACCEPTED:
            assert is_own, "a code of somebody else, or an old one"
            self.proved.add(sign_in.id)

    def is_own(self, sign_in: SignIn, code: str) -> bool:
        if sign_in.method == "app_code":
            secret = self.secrets[sign_in.person]
            return code in {code_of(secret, self.clock.now(), steps=each) for each in range(-3, 4)}
        return sign_in.code is not None and sign_in.code.digits == code

    def answer(self) -> None:
        if not self.apps.sent:
            return
        _, request = self.chance.choice(self.apps.sent[-4:])
        policy, number = self.service.policy, self.chance.choice([request.number, "00"])
        approved, pin = self.chance.random() < 0.7, self.chance.choice(["1234", "0"])
        mine = next(each for each in self.begun if request.id.startswith(each.id))
        was = mine.state
        verdict = self.sign_ins.answer(request.id, approved, pin=pin, number=number)
        if verdict is AnswerVerdict.ACCEPTED and approved and was is State.REQUEST_SENT:
            assert pin == "1234" or not policy.app_pin
            assert number == request.number or not request.number
            self.proved.add(mine.id)

    def key(self) -> None:
        if self.channel.calls:
            _, dialogue = self.chance.choice(self.channel.calls[-3:])
            reply = dialogue.pressed("#")
            if reply is not None and reply.say == "success":
                self.proved.add(dialogue.subject)

    def cancel(self) -> None:
        if self.chance.random() < 0.2:
            self.sign_ins.cancel(self.sign_in())

    def wait(self) -> None:
        self.clock.advance(seconds=self.chance.choice([1, 15, 30, 61, 200]))

    def prefer(self) -> None:
        self.security.prefer(self.chance.choice(PEOPLE), self.chance.choice(OPTIONS))

    def police(self) -> None:
        flags = {each: self.chance.random() < 0.7 for each in ("text_message", "phone_call", "app_code")}
        self.service.policy = Policy(
            **flags,
            app_pin=self.chance.random() < 0.5,
            number_matching=self.chance.random() < 0.5,
            sends=50,
        )


@pytest.mark.parametrize("seed", range(12))
def test_nobody_gets_in_without_a_proof(  # noqa: PLR0913, PLR0917  # the whole world
    seed: int,
    service: EnrollmentService,
    sign_ins: SignInService,
    security: SecurityService,
    channel: FakeChannel,
    apps: FakeApps,
    clock: HandSetClock,
) -> None:
    walk = Walk(seed, service, sign_ins, security, channel, apps, clock)
    for _ in range(400):
        walk.step()
        for each in walk.begun:
            assert (each.state is State.VERIFIED) <= (each.id in walk.proved), each
            assert each.state is not State.ENROLLED
            assert (each.request is not None) <= (each.state is State.REQUEST_SENT)
    assert len(walk.proved) > 3, "a walk on which nothing succeeds proves nothing"
