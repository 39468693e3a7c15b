"""What building the app costs: CPU milliseconds of the first one in a process, and the median of five further ones.

python bench/bench_app.py
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from stapsgewijs.bootstrap import build_app

if TYPE_CHECKING:
    from collections.abc import Callable

FURTHER = 5


def cpu_ms(build: Callable[[], object]) -> float:
    """Return what `build` costs, in milliseconds of CPU."""
    begun = time.process_time()
    build()
    return (time.process_time() - begun) * 1000


def main() -> None:
    """Measure, and print one line."""
    first = cpu_ms(build_app)
    further = statistics.median(cpu_ms(build_app) for _ in range(FURTHER))
    print(f"first app: {first:.0f} ms of CPU; a further one: {further:.1f} ms")


if __name__ == "__main__":
    main()
