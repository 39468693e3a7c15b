"""Comparing a document with its translation."""
