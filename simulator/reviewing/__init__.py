"""Looking through the pictures of a guide: what a page shows and what its buttons do, without the web around it."""

from simulator.reviewing.review import Review
from simulator.reviewing.showing import ReviewPages

__all__ = ["Review", "ReviewPages"]
