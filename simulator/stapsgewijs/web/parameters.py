"""Parameters of page requests: query and form fields, each with a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from stapsgewijs.web.api.queries import number_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from stapsgewijs.phone_numbers import PhoneNumber

MAX_FIELD_CHARS: Final = 400
"""What is longer is nonsense in any field, and is judged as such by its beginning."""
MAX_SEARCH_CHARS: Final = 400
"""Characters of a question; what is longer is cut off."""
_TRUE: Final = frozenset({"1", "on", "t", "true", "y", "yes"})
_FALSE: Final = frozenset({"0", "off", "f", "false", "n", "no"})


class FormFields:
    """The fields of a form that was posted."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    @property
    def token(self) -> str:
        """The token of the form, against forms of other sites."""
        return self.cut("form")

    def has(self, name: str) -> bool:
        """Return whether a field was sent, be it empty."""
        return name in self._fields

    def cut(self, name: str) -> str:
        """Return at most `MAX_FIELD_CHARS` characters of a field; empty for one that was not sent."""
        return self._text(name)[:MAX_FIELD_CHARS]

    def limited(self, name: str, max_chars: int) -> str:
        """Return a field; answers 404 to one that no page of ours can send."""
        return _within(self._text(name), max_chars)

    def _text(self, name: str) -> str:
        value = self._fields.get(name, "")
        if not isinstance(value, str):
            raise HTTPException(404)
        return value


async def read_form(request: Request) -> FormFields:
    """Return the fields of a form, of a name that is there more than once the last; answers 400 to what is no form."""
    try:
        async with request.form() as form:
            return FormFields(dict(form))
    except HTTPException:
        raise
    except Exception as error:  # of the parser, or a body that ended too early or is too long
        raise HTTPException(400) from error


def query_text(request: Request, name: str, max_chars: int) -> str:
    """Return a part of the query, empty for none; answers 404 to one that no page of ours asks for."""
    return _within(request.query_params.get(name, ""), max_chars)


def query_flag(request: Request, name: str) -> bool:
    """Return whether something is asked for; answers 404 to what is neither yes nor no."""
    value = request.query_params.get(name, "0").lower()
    if value not in _TRUE | _FALSE:
        raise HTTPException(404)
    return value in _TRUE


def search_query(request: Request) -> str:
    """Return what is searched for, with single spaces."""
    return " ".join(request.query_params.get("q", "")[:MAX_SEARCH_CHARS].split())


def number_in_path(request: Request) -> PhoneNumber:
    """Return the number in an address; answers 404 for what is none."""
    number = number_or_none(request.path_params["number"])
    if number is None:
        raise HTTPException(404)
    return number


def _within(text: str, max_chars: int) -> str:
    if len(text) > max_chars:
        raise HTTPException(404)
    return text
