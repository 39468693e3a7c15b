from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import InboundWebhook, InboundWebhookError, PhoneNetwork, WebhookAnswer

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber

POSTED = {"recipients": ["+31612345678", 31687654321], "content": {"text": "509326"}, "from": {"name": "Contoso"}}


def test_each_recipient_gets_the_message() -> None:
    hook = InboundWebhook(to="recipients", body="content.text", sender="from.name")
    assert hook.read(POSTED) == [("+31612345678", "Contoso", "509326"), ("31687654321", "Contoso", "509326")]


def test_a_place_in_a_list_and_a_sender_that_is_always_the_same() -> None:
    assert InboundWebhook("recipients.1", "content.text", "=Bank").read(POSTED) == [("31687654321", "Bank", "509326")]


@pytest.mark.parametrize(
    ("hook", "says"),
    [
        (InboundWebhook("to", "content.text"), "'to': no 'to' there; there is recipients, content, from"),
        (InboundWebhook("recipients", "content"), "'content': text is wanted there, not dict"),
        (InboundWebhook("recipients.2", "content.text"), "no '2' there; there is list"),
        (InboundWebhook("recipients", "content.text.more"), "no 'more' there; there is str"),
        (InboundWebhook("from", "content.text"), "'from': text is wanted there, not dict"),
    ],
)
def test_what_is_not_there_is_named(hook: InboundWebhook, says: str) -> None:
    with pytest.raises(InboundWebhookError, match=says):
        hook.read(POSTED)


@pytest.mark.parametrize("posted", [None, [], "x", 3, {"to": [], "text": "x"}, {"to": [True], "text": "x"}])
def test_no_json_breaks_it(posted: object) -> None:
    with pytest.raises(InboundWebhookError):
        InboundWebhook("to", "text").read(posted)


def test_each_of_a_list_of_objects_gets_the_message() -> None:
    parts = [{"to": "+31612345678"}, {"to": "+31687654321"}]
    posted = {"messages": [{"destinations": parts, "text": "x"}, {"destinations": [{"to": "3"}], "text": "y"}]}
    numbers = [to for to, _, _ in InboundWebhook("messages.*.destinations.*.to", "messages.0.text").read(posted)]
    assert numbers == ["+31612345678", "+31687654321", "3"]
    with pytest.raises(InboundWebhookError, match="text is wanted there, not list"):
        InboundWebhook("messages.0.destinations.*.to", "messages.*.text").read(posted)
    with pytest.raises(InboundWebhookError, match="no 'at' there; there is to"):
        InboundWebhook("messages.*.destinations.*.at", "messages.0.text").read(posted)


def test_numbers_with_commas_between_them_are_several() -> None:
    hook = InboundWebhook("to", "text")
    assert [to for to, _, _ in hook.read({"to": "31612345678, +31687654321,", "text": "x"})] == [
        "31612345678",
        "+31687654321",
    ]


def test_hooks_are_kept_by_name(network: PhoneNetwork) -> None:
    network.set_hook("one", InboundWebhook("a", "b"))
    network.set_hook("two", InboundWebhook("c", "d", "e"))
    assert network.hooks == {"one": InboundWebhook("a", "b"), "two": InboundWebhook("c", "d", "e")}
    network.set_hook("one", None)
    assert list(network.hooks) == ["two"]


def test_fields_of_a_form_are_found_by_their_whole_name_and_at_place_0() -> None:
    form = {"destinations": "+31612345678", "content.text": "509326"}
    assert InboundWebhook("destinations.0", "content.text").read(form) == [("+31612345678", "SMS", "509326")]
    with pytest.raises(InboundWebhookError, match="no '1' there"):
        InboundWebhook("destinations.1", "content.text").read(form)


def test_an_answer_is_kept_and_escaped_as_its_type_wants_it(network: PhoneNetwork, anna: PhoneNumber) -> None:
    message = network.sms.send(anna, "+15005550006", 'say "<hi>" & more\n$id')
    for content_type, body in [
        ("application/json", 'say \\"<hi>\\" & more\\n$id'),
        ("text/xml", "say &quot;&lt;hi&gt;&quot; &amp; more\n$id"),
        ("text/plain", 'say "<hi>" & more\n$id'),
    ]:
        hook = InboundWebhook("a", "b", answer=WebhookAnswer(202, content_type, "$id $$ $count $to $status: ${body}"))
        network.set_hook("kept", hook)
        assert network.hooks["kept"] == hook
        told = f"{message.id} $ 1 {anna.e164} delivered: {body}"
        assert network.hooks["kept"].answer.render([message]) == told  # type: ignore[union-attr]


@pytest.mark.parametrize(("body", "says"), [("$code", "no name of a template; there are"), ("5 $", "write")])
def test_a_template_with_another_name_is_refused(body: str, says: str) -> None:
    with pytest.raises(InboundWebhookError, match=says):
        WebhookAnswer(body=body)
