"""The views of all phones of an organisation, and of its messages and calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.authenticator import RequestState
from stapsgewijs.pages.handset import fragments as p
from stapsgewijs.pages.handset.views import Kept
from stapsgewijs.pages.safe_text import Excerpt, excerpt
from stapsgewijs.phone_network import PRUNED, Call, CallStatus, Filter, Message, MessageStatus
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.handset.presenter import (
    MAX_EXCERPT_CHARS,
    badge,
    is_incoming,
    is_own,
    lines_of,
    switches_of,
    went_to_voicemail,
)
from stapsgewijs.web.handset.read_marks import ReadMarks
from stapsgewijs.web.handset.search import read_question
from stapsgewijs.web.handset.urls import Addresses, format_party, moment

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.labels import Catalogue
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.handset.search import Question

_MAX_HANDSETS: Final = 50
_MAX_ITEMS_READ: Final = 400
"""Of how many of the newest messages and calls the phones are listed."""
_MAX_LOG_ENTRIES: Final = 50


def question_of(catalogue: Catalogue, asked: str) -> Question:
    """Read a question, statuses in the language of `catalogue` or in the network's own words."""
    return read_question(asked, {catalogue.text(each): each for each in (*MessageStatus, *CallStatus)})


def handset_list(organisation: Organisation, addresses: Addresses) -> p.HandsetList:
    """Return the phones that were used last, the last one first; what is unread is counted among what was looked at.

    After them come those on which nothing but the authenticator app was used.
    """
    network = organisation.network
    calls = network.voice.find(Filter(newest_first=True, limit=_MAX_ITEMS_READ))
    messages = network.sms.find(Filter(arrived=True, newest_first=True, limit=_MAX_ITEMS_READ))
    items: list[Message | Call] = [*messages, *calls]
    by_number: dict[PhoneNumber, list[Message | Call]] = {}
    for each in sorted(items, key=_time, reverse=True):
        by_number.setdefault(each.number, []).append(each)
    apps, now = organisation.authenticators, organisation.clock.now()
    asking = {each.number for each in apps.repository.open_requests(now) if each.state_at(now) is RequestState.WAITING}
    others = (each for each in map(PhoneNumber, apps.repository.numbers()) if each not in by_number)
    with_app = [each for each in others if apps.on(each.e164).state.accounts]
    shown = list(by_number.items())[:_MAX_HANDSETS]
    entries = [_entry(organisation, addresses, number, items) for number, items in shown]
    entries += [_app_entry(organisation, addresses, each) for each in with_app[: _MAX_HANDSETS - len(shown)]]
    return p.HandsetList(
        tuple(replace(each, asks=each.e164 in asking, states=_states(organisation, each.e164)) for each in entries),
        more=len(by_number) + len(with_app) > _MAX_HANDSETS or _MAX_ITEMS_READ in {len(messages), len(calls)},
    )


def _states(organisation: Organisation, e164: str) -> tuple[str, ...]:
    """Return what of a phone's switches is not as usual."""
    return switches_of(organisation.network.handset_settings(PhoneNumber(e164))).states


def _app_entry(organisation: Organisation, addresses: Addresses, number: PhoneNumber) -> p.HandsetEntry:
    now = organisation.clock.now()
    last = max(each.added for each in organisation.authenticators.on(number.e164).state.accounts)
    where = addresses.handset(number, "app")
    return p.HandsetEntry(where, number.international, number.e164, "", Excerpt(""), moment(last, now))


def _entry(
    organisation: Organisation, addresses: Addresses, number: PhoneNumber, items: list[Message | Call]
) -> p.HandsetEntry:
    marks, last = ReadMarks(organisation.network, number), items[0]
    calls = [each for each in items if isinstance(each, Call) and not went_to_voicemail(each)]
    return p.HandsetEntry(
        addresses.handset(number),
        number.international,
        number.e164,
        format_party(last.party),
        excerpt(_said(last), MAX_EXCERPT_CHARS, one_line=True),
        moment(_time(last), organisation.clock.now()),
        badge(sum(1 for each in items if isinstance(each, Message) and marks.is_unread(each))),
        ringing=any(each.status is CallStatus.RINGING and is_incoming(each) for each in calls),
        talking=any(each.status is CallStatus.IN_PROGRESS for each in calls),
        is_own=isinstance(last, Message) and is_own(last),
    )


def log(
    organisation: Organisation,
    addresses: Addresses,
    question: Question,
    asked: str = "",
    number: PhoneNumber | None = None,
) -> p.Log:
    """Return the newest messages and calls that are asked for, of `number` or of all."""
    network, wanted = organisation.network, question.filter(number, limit=_MAX_LOG_ENTRIES + 1)
    found: list[Message | Call] = [*network.sms.find(wanted), *network.voice.find(wanted)]
    found.sort(key=_taken, reverse=True)
    now = organisation.clock.now()
    entries = tuple(
        p.LogEntry(
            addresses.item(each),
            format_party(each.sender),
            format_party(each.to),
            excerpt(_said(each), 2 * MAX_EXCERPT_CHARS, one_line=True),
            str(each.status),
            moment(each.created, now),
            is_call=isinstance(each, Call),
            tags=addresses.tags(each, within=number),
        )
        for each in found[:_MAX_LOG_ENTRIES]
    )
    return p.Log(entries, asked, more=len(found) > _MAX_LOG_ENTRIES)


def kept(organisation: Organisation) -> Kept:
    """Return how much is kept, and whether anything was removed for it."""
    network = organisation.network
    count, days = network.retention.count, network.retention.days
    pruned = network.get_setting(PRUNED)
    at = organisation.clock.now().fromisoformat(pruned["at"]) if pruned else None
    return Kept(
        "" if count is None else f"{count:_}".replace("_", "\u202f"),
        "" if days is None else f"{days:g}",
        str(pruned["count"]) if pruned else "",
        moment(at, organisation.clock.now()) if at else None,
    )


def _said(item: Message | Call) -> str:
    return item.body if isinstance(item, Message) else " ".join(each.text for each in lines_of(item))


def _time(item: Message | Call) -> datetime:
    return item.arrived_at if isinstance(item, Message) else item.created


def _taken(item: Message | Call) -> tuple[datetime, int]:
    return item.created, item.sequence
