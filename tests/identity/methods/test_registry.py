"""The registry of verification methods, and that nothing outside a method's own modules asks which one it is."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    METHODS,
    Device,
    MethodRegistry,
    Policy,
    RejectionReason,
    RequestRejectedError,
    State,
    Verdict,
)
from tests.identity.methods.paper_code import PaperCode, registered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import FakeChannel
    from stapsgewijs.identity import EnrollmentService

PROGRAM = Path(__file__).parents[3] / "simulator" / "stapsgewijs"
SHARED = {
    "identity/methods/__init__.py": "the list of methods",
    "identity/methods/office_call.py": "office phones are called only where phones are, and were called so before",
    "identity/policy.py": "the fields of a policy, some of which are named after the method they allow",
    "scenarios/actors/person.py": "the code that a person reads in an app, of any product",
    "scenarios/plugin/line_reference.py": "idem",
    "scenarios/walk/walker.py": "idem",
    "web/api/examples.py": "examples of what the API takes and gives",
    "web/flows/mobile_app.py": "the two methods of an app share the first step",
    "web/flows/office_call.py": "a call to an office phone has the pages of any call",
    "scenarios/actors/organisation.py": "the labels by which features forbid a method, and the fields of a policy",
}


@pytest.fixture
def paper() -> Iterator[PaperCode]:
    with registered() as method:
        yield method


def test_methods_are_in_the_order_in_which_they_were_registered() -> None:
    two = MethodRegistry(METHODS.by_id("text_message"), METHODS.by_id("phone_call"))
    assert [each.id for each in two] == ["text_message", "phone_call"]
    assert [each.id for each in two.of_device(Device.ALTERNATE_PHONE)] == ["phone_call"]
    assert two.of_device(Device.MOBILE_APP) == ()


def test_an_id_is_taken_once(paper: PaperCode) -> None:
    with pytest.raises(ValueError, match="already"):
        METHODS.register(PaperCode())
    assert METHODS.by_id("paper_code") is paper


def test_a_method_is_gone_when_it_was_unregistered() -> None:
    with registered():
        assert "paper_code" in METHODS
    assert "paper_code" not in METHODS
    assert not Policy().allows(Device.MOBILE_APP, "paper_code")
    with pytest.raises(KeyError):
        METHODS.by_id("paper_code")


@pytest.mark.usefixtures("paper")
def test_every_method_is_allowed_until_the_field_that_it_names_says_no() -> None:
    for each in METHODS:
        assert Policy().allows(each.devices[0], each.id)
        if each.policy_field:
            assert not Policy(**{each.policy_field: False}).allows(each.devices[0], each.id)


def test_a_policy_offers_what_a_new_method_verifies(paper: PaperCode) -> None:
    assert Policy().offers(Device.MOBILE_APP)
    assert Policy().allows(Device.MOBILE_APP, paper.id)
    assert not Policy().allows(Device.OFFICE_PHONE, paper.id)


def test_a_new_method_enrolls_without_a_number(
    service: EnrollmentService, channel: FakeChannel, paper: PaperCode
) -> None:
    anna = service.begin("anna")
    service.start(anna, Device.MOBILE_APP, paper.id, "no number", "NL", form="1")
    assert (anna.state, anna.number, channel.sent) == (State.CODE_SENT, None, [])
    service.resend(anna, form="2")
    assert service.enter_code(anna, paper.printed[0]) in {Verdict.WRONG, Verdict.ACCEPTED}
    assert service.enter_code(anna, paper.printed[1]) is Verdict.ACCEPTED
    service.finish(anna)
    assert [(each.method, each.number) for each in service.enrolled("anna")] == [("paper_code", None)]


def test_a_new_method_stands_beside_the_others_and_is_refused_on_their_devices(
    service: EnrollmentService, channel: FakeChannel, paper: PaperCode
) -> None:
    for device, method in ((Device.MOBILE_APP, paper.id), (Device.AUTHENTICATION_PHONE, "text_message")):
        anna = service.begin("anna")
        service.start(anna, device, method, "06 12345678", "NL", form="1")
        assert service.enter_code(anna, channel.code if channel.sent else paper.printed[-1]) is Verdict.ACCEPTED
        service.finish(anna)
    assert [each.method for each in service.enrolled("anna")] == ["paper_code", "text_message"]
    with pytest.raises(RequestRejectedError) as rejected:
        service.start(service.begin("anna"), Device.OFFICE_PHONE, paper.id, "", "NL", form="1")
    assert rejected.value.reason is RejectionReason.NOT_ALLOWED


def mentions(tree: ast.AST, names: set[str]) -> Iterator[int]:
    """Give the lines that name a method: its id as a text, its class, or the field of a policy that allows it."""
    for node in ast.walk(tree):
        said = {
            ast.Constant: lambda each: each.value,
            ast.Attribute: lambda each: each.attr,
            ast.Name: lambda each: each.id,
            ast.keyword: lambda each: each.arg,
        }.get(type(node))
        if said and said(node) in names:
            yield node.lineno  # type: ignore[attr-defined]  # each of these has a place


def own_modules() -> dict[str, set[str]]:
    """Return, for each method, its id, its class and its field, by the modules that are its own."""
    return {each.id: {each.id, type(each).__name__, each.policy_field or each.id} for each in METHODS}


@pytest.mark.parametrize(
    "code",
    [
        'if method == "text_message": pass',
        'match method:\n  case "phone_call": pass',
        "isinstance(method, PhoneCall)",
        "allowed = policy.text_message",
        "Policy(phone_call=False)",
    ],
)
def test_a_branch_on_a_method_is_found(code: str) -> None:
    names = set().union(*own_modules().values())
    assert list(mentions(ast.parse(code), names))


@pytest.mark.no_cover  # reads modules, runs none
def test_nothing_outside_its_own_modules_asks_which_method_it_is() -> None:
    found = []
    for path in sorted(PROGRAM.rglob("*.py")):
        name = path.relative_to(PROGRAM).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for method, names in own_modules().items():
            own = {f"{folder}/{method}.py" for folder in ("identity/methods", "pages/flows", "web/flows")}
            if name not in own | set(SHARED):
                found += [f"{name}:{line}: {method}" for line in mentions(tree, names)]
    assert found == []


def test_what_may_name_a_method_does() -> None:
    names = set().union(*own_modules().values())
    for name in SHARED:
        assert list(mentions(ast.parse((PROGRAM / name).read_text(encoding="utf-8")), names)), name
