"""An event loop of its own for a test that needs one.

The page of a browser test keeps a loop running in its thread until the session ends, and `asyncio.run` refuses to
start another there: a test after it, in whatever order, takes a thread of its own.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def run_coroutine(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end, where a loop runs already in a new thread; returns what it returns, or raises that."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
