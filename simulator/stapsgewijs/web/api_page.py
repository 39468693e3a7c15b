"""`/docs`: the API for people, made of its OpenAPI description. Nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from stapsgewijs.pages.api import ApiPage, Operation, Parameter
from stapsgewijs.pages.views import Frame
from stapsgewijs.web.api.application import PREFIX, api_application
from stapsgewijs.web.request_context import STATIC, get_route
from stapsgewijs.web.state import DEFAULT_ORGANISATION, SimulatorState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

_OF_ANY: Final = f"{PREFIX}/organisations/{{organisation_id}}/"
"""What is there of any organisation is there of the default one too, and told once."""
_COMMAND: Final = re.compile(r"```sh\n(.*?)\n```", re.DOTALL)
_MARKS: Final = re.compile(r"`([^`]+)`")


async def show(request: Request) -> Response:
    """Show every operation."""
    state: SimulatorState = request.app.state.site
    home = f"/{DEFAULT_ORGANISATION}/"
    frame = Frame(state.organisations.get(DEFAULT_ORGANISATION).name, STATIC, home, f"{home}handsets")
    groups = await run_in_threadpool(operations)  # the description takes half a second to make, once
    return HTMLResponse(state.renderer.render(ApiPage(frame, f"{PREFIX}/openapi.json", groups)))


@cache
def operations() -> tuple[tuple[str, tuple[Operation, ...]], ...]:
    """Return every operation of the default organisation, and those about organisations, in groups."""
    description = api_application().openapi()
    groups: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        if path.startswith(_OF_ANY) and path.removeprefix(_OF_ANY):
            continue
        for method, operation in methods.items():
            name = path.removeprefix(f"{PREFIX}/").partition("/")[0]
            groups.setdefault(name, []).append(_operation(method.upper(), path, operation, description))
    return tuple((name, tuple(found)) for name, found in sorted(groups.items()))


def _operation(method: str, path: str, operation: Mapping[str, Any], description: Mapping[str, Any]) -> Operation:
    said = operation.get("description") or operation.get("summary", "")
    commands = _COMMAND.findall(said)
    words = _COMMAND.sub("", said)
    return Operation(
        method,
        path,
        operation["operationId"],
        tuple(" ".join(_MARKS.sub(r"\1", each).split()) for each in words.split("\n\n") if each.strip()),
        (*_parameters(operation, description), *_fields(operation, description)),
        commands[0] if commands else "",
    )


def _parameters(operation: Mapping[str, Any], description: Mapping[str, Any]) -> Iterator[Parameter]:
    for each in operation.get("parameters", ()):
        schema = each.get("schema", {})
        about = each.get("description") or schema.get("description", "")
        yield Parameter(each["name"], each["in"], _type(schema, description), bool(each.get("required")), about)


def _fields(operation: Mapping[str, Any], description: Mapping[str, Any]) -> Iterator[Parameter]:
    """Give the fields of the body, where it is JSON."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = _resolved(schema, description)
    for name, each in schema.get("properties", {}).items():
        needed = name in schema.get("required", ())
        yield Parameter(name, "body", _type(each, description), needed, each.get("description", ""))


def _resolved(schema: Mapping[str, Any], description: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = description["components"]["schemas"].get(name, schema) if name else schema
    return found


def _type(schema: Mapping[str, Any], description: Mapping[str, Any]) -> str:
    if choices := schema.get("anyOf"):
        return " or ".join(dict.fromkeys(_type(each, description) for each in choices))
    resolved = _resolved(schema, description)
    if values := resolved.get("enum"):
        return ", ".join(str(each) for each in values)
    kind = str(resolved.get("type", "anything"))
    return f"list of {_type(resolved.get('items', {}), description)}" if kind == "array" else kind


routes: Final = [get_route("/docs", show)]
