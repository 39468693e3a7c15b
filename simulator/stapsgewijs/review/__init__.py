"""Looking through the pictures of a guide: what a page shows and what its buttons do, without the web around it."""

from stapsgewijs.review.presenter import ReviewPages
from stapsgewijs.review.session import Review

__all__ = ["Review", "ReviewPages"]
