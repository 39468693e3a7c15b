"""Markdown as tokens with lines and columns."""
