"""Every route of the API against its own description: whatever is sent, there is no server error."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from stapsgewijs.bootstrap import build_app

WAITS = ("/next", "/wait", "/code", "/events")
ANY_NUMBER_OF_ROUTES = 50


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("part", range(4))
def test_no_request_breaks_a_route(part: int, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", build_app())
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) > ANY_NUMBER_OF_ROUTES
    untried: list[str] = []
    for operation in operations[part::4]:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=8,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        )
        def holds(case: schemathesis.Case) -> None:
            if case.path.endswith(WAITS):
                case.query = {**(case.query or {}), "timeout": 0}
            case.call_and_validate(
                checks=[not_a_server_error, response_schema_conformance, status_code_conformance],
            )

        try:
            holds()
        except Unsatisfiable:
            # Nothing that is sent to a route without fields, or with free text only, can be wrong.
            assert mode is GenerationMode.NEGATIVE
            untried.append(operation.label)
    assert len(untried) < len(operations[part::4]) * 3 / 4, untried
