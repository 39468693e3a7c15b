"""JSON for handsets, test runs and anybody else: `/api/v1`, described by OpenAPI at `/api/v1/openapi.json`."""

from stapsgewijs.web.api.errors import ApiError, answer_api_error, answer_invalid
from stapsgewijs.web.api.openapi import describing
from stapsgewijs.web.api.router import make_api_router

__all__ = ["ApiError", "answer_api_error", "answer_invalid", "describing", "make_api_router"]
