"""Every route of the API against its own description: whatever is sent, there is no server error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

if TYPE_CHECKING:
    from schemathesis.schemas import APIOperation
    from starlette.applications import Starlette

pytestmark = pytest.mark.schema

WAITS = ("/next", "/wait", "/code", "/events")
ANY_NUMBER_OF_ROUTES = 50
PARTS = 4
FEW, MANY = 4, 25
HOST = "127.0.0.1"
"""The host of each request: the one that schemathesis makes up is refused, before any route sees what is sent."""


@pytest.fixture(scope="module")
def operations(app_with_templates: Starlette) -> list[APIOperation]:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app_with_templates, headers={"Host": HOST})
    found = [each.ok() for each in schema.get_all_operations()]
    assert len(found) > ANY_NUMBER_OF_ROUTES
    return found


def can_be_wrong(operation: APIOperation) -> bool:
    """Return whether a request can be made that the description forbids: not with free text in the address alone.

    Hypothesis finds that out too, after hundreds of requests that it throws away: nine tenths of what this file cost.
    """
    described = operation.definition.raw
    free = {"type", "title", "description", "examples"}
    free_text = [each["in"] == "path" and each["schema"].keys() <= free for each in described.get("parameters", ())]
    return "requestBody" in described or not all(free_text)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_breaks_a_route(
    operations: list[APIOperation], part: int, examples: int, mode: GenerationMode
) -> None:
    untried: list[str] = []
    statuses: set[int] = set()
    for operation in operations[part::PARTS]:
        if mode is GenerationMode.NEGATIVE and examples == FEW and not can_be_wrong(operation):
            untried.append(operation.label)
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        )
        def holds(case: schemathesis.Case) -> None:
            if case.path.endswith(WAITS):
                case.query = {**(case.query or {}), "timeout": 0}
            answer = case.call_and_validate(
                base_url=f"http://{HOST}/",
                checks=[not_a_server_error, response_schema_conformance, status_code_conformance],
            )
            statuses.add(answer.status_code)

        try:
            holds()
        except Unsatisfiable:
            # Nothing that is sent to a route without fields, or with free text only, can be wrong.
            assert mode is GenerationMode.NEGATIVE
            untried.append(operation.label)
    assert len(untried) < len(operations[part::PARTS]) * 3 / 4, untried
    assert statuses & ({200, 201, 204} if mode is GenerationMode.POSITIVE else {404, 422}), "no route was reached"
