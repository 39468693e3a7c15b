"""Scenarios: people with a browser and a phone, and the pytest plugin that runs and records them."""
