"""The search language for messages and calls: `van:Contoso tekst:"uw code" status:afgeleverd`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network import CallStatus, Filter, MessageStatus
from stapsgewijs.web.api.queries import number_or_none
from stapsgewijs.web.parameters import MAX_SEARCH_CHARS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_numbers import PhoneNumber

_FIELDS: Final = {
    "van": "sender",
    "from": "sender",
    "naar": "to",
    "to": "to",
    "tekst": "text",
    "text": "text",
    "status": "status",
    "label": "tag",
    "tag": "tag",
}
"""What may stand before a colon, in Dutch and in English; both are always understood."""
_TERM: Final = re.compile(r"""(?:(?P<field>[^\W\d_]+):\s*)?(?:["“”](?P<quoted>[^"“”]*)["“”]?|(?P<bare>[^\s"“”]+))""")
_SEPARATORS: Final = re.compile(r"[\s().-]+")
STATUSES: Final = tuple(dict.fromkeys(map(str, (*MessageStatus, *CallStatus))))
"""What a message or call can be; some are of both."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was understood; `unknown` are the statuses that nothing can have."""

    sender: str = ""
    to: str = ""
    text: str = ""
    tag: str = ""
    statuses: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()

    def filter(self, number: PhoneNumber | None = None, *, limit: int | None = None) -> Filter:
        """Return it as the network understands it: the newest first, of `number` or of any."""
        # A status that nothing has finds nothing, rather than everything.
        statuses = self.statuses | frozenset(self.unknown)
        return Filter(number, self.sender, self.to, self.text, statuses, tag=self.tag, newest_first=True, limit=limit)


def read_question(text: str, names: Mapping[str, str]) -> Question:
    """Read what was typed; `names` are what people call a status → the status.

    Words without a field are looked for in the text; a field that is unknown is part of such words.
    """
    values: dict[str, str] = {}
    words: list[str] = []
    statuses: list[str] = []
    for term in _TERM.finditer(text[:MAX_SEARCH_CHARS]):
        field = _FIELDS.get((term["field"] or "").casefold())
        value = term["quoted"] if term["quoted"] is not None else term["bare"]
        if field is None:
            words.append(term[0] if term["field"] else value)
        elif field == "status":
            statuses.append(value)
        elif field == "text":
            words.append(value)
        else:
            values[field] = value if field == "tag" else _as_in_e164(value)
    known = {value: _status(value, names) for value in statuses}
    return Question(
        sender=values.get("sender", ""),
        to=values.get("to", ""),
        text=" ".join(each for each in words if each.strip()),
        tag=values.get("tag", ""),
        statuses=frozenset(status for status in known.values() if status),
        unknown=tuple(value for value, status in known.items() if not status),
    )


def _status(value: str, names: Mapping[str, str]) -> str:
    """Return the status that people call so, empty when none is."""
    wanted = _plain(value)
    found = next((status for name, status in names.items() if _plain(name) == wanted), wanted)
    return found if found in STATUSES else ""


def _plain(name: str) -> str:
    return "-".join(name.casefold().replace("-", " ").split())


def _as_in_e164(text: str) -> str:
    """Return a number, or the beginning of one, as it stands in E.164; anything else as it is."""
    number = number_or_none(text) if text.strip() else None
    if number is not None:
        return number.e164
    digits = _SEPARATORS.sub("", text)
    if not digits.removeprefix("+").isdecimal():
        return text.strip()
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+31{digits[1:]}" if digits.startswith("0") else digits
