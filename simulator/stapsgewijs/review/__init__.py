"""Reviewing the pictures of a guide: what the page shows and what its buttons do, without the web."""

from stapsgewijs.review.presenter import ReviewPages
from stapsgewijs.review.session import Review

__all__ = ["Review", "ReviewPages"]
