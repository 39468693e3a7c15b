"""Errors of the API: one shape, `{"error": {"code", "message", "hint"}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.exceptions import RequestValidationError


_STREAM: Final = "text/event-stream"
_LONGEST: Final = 400
"""Characters of a sentence in an error; what was received may be repeated in it, and may be long."""


class ErrorShape(BaseModel):
    """What is wrong: a code for programs, a sentence and a hint for people."""

    code: str
    message: str
    hint: str


class ErrorAnswer(BaseModel):
    """The answer to what cannot be done."""

    error: ErrorShape


ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": ErrorAnswer, "description": "It does not exist."},
    409: {"model": ErrorAnswer, "description": "It cannot be done now."},
    422: {"model": ErrorAnswer, "description": "It has not the shape that is described here."},
}


class ApiError(Exception):
    """Something a caller can mend: HTTP status, a code for programs, a sentence and a hint for people."""

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        """Answer `status` with this error."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint

    def answer(self) -> JSONResponse:
        """Return the JSON."""
        told = {"code": self.code, "message": _sendable(self.message), "hint": _sendable(self.hint)}
        return JSONResponse({"error": told}, self.status)


def _sendable(text: str) -> str:
    """Return `text` as it can be sent: not all that was received, and half a surrogate pair as its number."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return cut.encode("utf-8", "backslashreplace").decode()


async def answer_api_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer an `ApiError`; an exception handler."""
    return error.answer() if isinstance(error, ApiError) else ApiError(500, "defect", "a defect").answer()


def answer_invalid(error: RequestValidationError) -> JSONResponse:
    """Answer input that has not the shape that OpenAPI describes: the first thing wrong, and where."""
    first = error.errors()[0]
    place = ".".join(str(each) for each in first["loc"])
    return ApiError(422, "invalid", f"{place}: {first['msg']}", "see /api/v1/openapi.json").answer()


def correct_errors(described: dict[str, Any]) -> None:
    """Let a description (OpenAPI) have errors as they are: JSON, also of a stream of events."""
    for ways in described["paths"].values():
        for operation in ways.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                if status >= "400" and _STREAM in content:
                    content["application/json"] = content.pop(_STREAM)
