"""JSON for handsets, test runs and anybody else: `/api/v1`, described by OpenAPI at `/api/v1/openapi.json`."""
