"""Errors of the API: one shape, `{"error": {"code", "message", "hint"}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.requests import Request

INTERNAL_ERROR_ADVICE: Final = "The cause is in the terminal where the simulator runs."
_DESCRIPTION: Final = "see /api/v1/openapi.json"
_BAD_REQUEST_STATUS: Final = 400

_STREAM: Final = "text/event-stream"
_MAX_VALUE_CHARS: Final = 400
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
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint

    def answer(self) -> JSONResponse:
        """Return the JSON."""
        content = {"code": self.code, "message": _sendable(self.message), "hint": _sendable(self.hint)}
        return JSONResponse({"error": content}, self.status)


def _sendable(text: str) -> str:
    """Return `text` as it can be sent: not all that was received, and half a surrogate pair as its number."""
    cut = text if len(text) <= _MAX_VALUE_CHARS else f"{text[:_MAX_VALUE_CHARS]}…"
    return cut.encode("utf-8", "backslashreplace").decode()


async def answer_api_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer an `ApiError`; an exception handler, as those below."""
    return error.answer() if isinstance(error, ApiError) else internal_error().answer()


async def answer_invalid(_request: Request, error: Exception) -> JSONResponse:
    """Answer input that has not the shape that OpenAPI describes: the first thing wrong, and where."""
    if not isinstance(error, RequestValidationError):
        return internal_error().answer()
    first = error.errors()[0]
    place = ".".join(str(each) for each in first["loc"])
    return ApiError(422, "invalid", f"{place}: {first['msg']}", _DESCRIPTION).answer()


async def answer_http_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refuses: an address that does not exist, a method, a body that is no UTF-8."""
    if not isinstance(error, HTTPException):
        return internal_error().answer()
    if error.status_code == _BAD_REQUEST_STATUS:
        return ApiError(422, "invalid", "body: not JSON in UTF-8", _DESCRIPTION).answer()
    return ApiError(error.status_code, "http", str(error.detail)).answer()


async def answer_unavailable(_request: Request, error: Exception) -> JSONResponse:
    """Answer that what is kept cannot be used at present."""
    return unavailable(error)


def unavailable(error: Exception) -> JSONResponse:
    """Return the answer that says so."""
    answer = ApiError(503, "storage", str(error), "try again; nothing that was acknowledged is lost").answer()
    answer.headers["Retry-After"] = "1"
    return answer


async def answer_internal_error(_request: Request, _error: Exception) -> JSONResponse:
    """Answer an error of the simulator itself; the app around the API logs it."""
    return internal_error().answer()


def internal_error() -> ApiError:
    """Return the error that stands for any error of the simulator itself."""
    return ApiError(500, "defect", "something went wrong in the simulator", INTERNAL_ERROR_ADVICE)


def correct_errors(described: dict[str, Any]) -> None:
    """Let a description (OpenAPI) have errors as they are: JSON, also of a stream of events; 413 of a body."""
    for ways in described["paths"].values():
        for operation in ways.values():
            if "requestBody" in operation:
                operation["responses"]["413"] = {
                    **operation["responses"]["422"],
                    "description": "The body is larger than the simulator takes.",
                }
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                if status >= "400" and _STREAM in content:
                    content["application/json"] = content.pop(_STREAM)
