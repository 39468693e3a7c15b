"""Following guides while they are written: what `stapsgewijs watch` does, without the web."""

from stapsgewijs.watch.presenter import WatchPages
from stapsgewijs.watch.session import Session

__all__ = ["Session", "WatchPages"]
