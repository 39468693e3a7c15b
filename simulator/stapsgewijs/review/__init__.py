"""Reviewing the pictures of guides: what the page shows and what its buttons do, without the web."""

from stapsgewijs.review.presenter import ReviewPages
from stapsgewijs.review.rejections import Rejections
from stapsgewijs.review.session import Review, Reviewed

__all__ = ["Rejections", "Review", "ReviewPages", "Reviewed"]
