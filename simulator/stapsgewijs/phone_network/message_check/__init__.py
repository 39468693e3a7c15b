"""Checks of the texts of messages and calls."""
