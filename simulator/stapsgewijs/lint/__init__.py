"""Checks of documents that need no browser: text, labels, pictures and translation."""
