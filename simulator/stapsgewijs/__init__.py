"""Runs a how-to document against a real browser and a simulated phone, and reports each step's result in place."""

__version__ = "0.1.0"
