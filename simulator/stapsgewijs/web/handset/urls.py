"""What all pages of handsets share: addresses, times, the check of a form, who is told of a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from stapsgewijs.pages.handset.fragments import Moment, Tag
from stapsgewijs.pages.safe_text import readable
from stapsgewijs.phone_network import Message
from stapsgewijs.phone_network.twilio.serializers import WHATSAPP
from stapsgewijs.phone_numbers import PhoneNumber, PhoneNumberError
from stapsgewijs.web.parameters import FormFields, read_form
from stapsgewijs.web.request_context import RequestContext, get_context

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from stapsgewijs.phone_network import Call
    from stapsgewijs.storage import Organisation


@dataclass(frozen=True, slots=True)
class Addresses:
    """The pages of handsets of one organisation; `home` is its path, ending in `/`."""

    home: str

    def handsets(self, page: str = "", **query: str) -> str:
        """Return the address of the list, or of a `page` under it."""
        return _with(f"{self.home}handsets{f'/{page}' if page else ''}", query)

    def handset(self, number: PhoneNumber, page: str = "", **query: str) -> str:
        """Return the address of a phone, or of a `page` of it."""
        return self.handsets(f"{number.e164}{f'/{page}' if page else ''}", **query)

    def thread(self, number: PhoneNumber, party: str) -> str:
        """Return the address of a conversation."""
        return self.handset(number, party=party)

    def demo(self, number: PhoneNumber | None = None) -> str:
        """Return the address of enrollment and phone side by side."""
        return _with(f"{self.home}demo", {"number": number.e164} if number else {})

    def item(self, item: Message | Call) -> str:
        """Return the address of one message or call."""
        kind = "messages" if isinstance(item, Message) else "calls"
        return self.handset(item.number, f"{kind}/{item.id}")

    def tags(self, item: Message | Call, *, within: PhoneNumber | None) -> tuple[Tag, ...]:
        """Return the tags of something, each with the address of what else wears it."""
        questions = [(each, f'label:"{each}"') for each in item.tags]
        return tuple(
            Tag(readable(name), self.handset(within, q=asked) if within else self.handsets(q=asked))
            for name, asked in questions
        )


def moment(at: datetime, now: datetime) -> Moment:
    """Return when something was, the day only when that is not today."""
    shown = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%d-%m-%Y %H:%M}"
    return Moment(at.isoformat(timespec="seconds"), shown)


def format_party(party: str) -> str:
    """Return a number as people write it, a name as it is; of WhatsApp with the name of that channel."""
    if party.startswith(WHATSAPP):
        return f"WhatsApp {format_party(party.removeprefix(WHATSAPP))}"
    try:
        return PhoneNumber(party).international
    except PhoneNumberError:
        return readable(party) or "?"


def _with(path: str, query: dict[str, str]) -> str:
    asked = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(asked, errors='replace')}" if asked else path


async def handset_form(request: Request) -> tuple[RequestContext, FormFields]:
    """Return the visit of who sends a form of a handset, and its fields; raises `FormRefusedError`."""
    form = await read_form(request)
    ctx = get_context(request)
    ctx.verify_handset_csrf(request, form)
    return ctx, form


def addresses_of(ctx: RequestContext) -> Addresses:
    """Return where the pages of handsets are."""
    return Addresses(ctx.home)


def tell(ctx: RequestContext, number: PhoneNumber | None = None) -> None:
    """Let everybody look again who looks at this phone, or at any."""
    organisation: Organisation = ctx.organisation
    ctx.state.changes(organisation).notify(number.e164 if number else "")
