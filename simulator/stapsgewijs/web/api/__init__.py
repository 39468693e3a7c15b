"""The JSON API for handsets and test runs: `/api/v1`, described by OpenAPI at `/api/v1/openapi.json`."""
