from __future__ import annotations

import pytest

from stapsgewijs.web.handset.search import MAX_SEARCH_CHARS, Question, read_question

NAMES = {"niet afgeleverd": "undelivered", "afgeleverd": "delivered", "gaat over": "ringing"}


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", Question()),
        ("  ", Question()),
        ("uw code", Question(text="uw code")),
        ("van:Contoso", Question(sender="Contoso")),
        ("VAN: Contoso naar:06 tekst:code", Question(sender="Contoso", to="+316", text="code")),
        ("from:Contoso to:+31612345678 text:code", Question(sender="Contoso", to="+31612345678", text="code")),
        ('naar:"06 1234 5678"', Question(to="+31612345678")),
        ("naar:0612345678", Question(to="+31612345678")),
        ("naar:0031612", Question(to="+31612")),
        ("naar:5678", Question(to="5678")),
        ('tekst:"uw code" is', Question(text="uw code is")),
        ("“uw code”", Question(text="uw code")),
        ("status:afgeleverd", Question(statuses=frozenset({"delivered"}))),
        ("status:Delivered", Question(statuses=frozenset({"delivered"}))),
        ('status:"niet afgeleverd"', Question(statuses=frozenset({"undelivered"}))),
        ("status:niet-afgeleverd", Question(statuses=frozenset({"undelivered"}))),
        ("status:no-answer status:busy", Question(statuses=frozenset({"no-answer", "busy"}))),
        ("status:weg", Question(unknown=("weg",))),
        ("label:les tag:Les", Question(tag="Les")),
        ("https://contoso.example", Question(text="https://contoso.example")),
        ("12:30", Question(text="12:30")),
        ('"', Question()),
    ],
)
def test_what_is_typed_is_understood(typed: str, understood: Question) -> None:
    assert read_question(typed, NAMES) == understood


def test_an_unknown_status_finds_nothing_rather_than_everything() -> None:
    assert read_question("status:weg", NAMES).filter().statuses == {"weg"}


def test_a_question_of_any_length_is_read() -> None:
    assert len(read_question("x" * 100_000, NAMES).text) == MAX_SEARCH_CHARS
