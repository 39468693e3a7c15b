"""Stapsgewijs: follows a how-to document, step by step, in a real browser."""

__version__ = "0.1.0"
