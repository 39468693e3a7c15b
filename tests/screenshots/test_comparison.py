from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.image_files import size_of
from stapsgewijs.screenshots.comparison import Budget, ComparisonResult, compare, write_difference

if TYPE_CHECKING:
    from pathlib import Path

WHITE, GREY, RED = (255, 255, 255), (254, 254, 254), (255, 0, 0)


def png(
    path: Path, width: int = 40, height: int = 30, spots: dict[tuple[int, int], tuple[int, int, int]] | None = None
) -> Path:
    """Write a white picture with some pixels of another colour."""
    rows = b""
    for y in range(height):
        rows += b"\0" + b"".join(bytes((spots or {}).get((x, y), WHITE)) for x in range(width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    return png(tmp_path / "accepted.png")


def block(count: int) -> dict[tuple[int, int], tuple[int, int, int]]:
    return {(5 + each % 10, 5 + each // 10): RED for each in range(count)}


def test_the_same_bytes_are_the_same(accepted: Path, tmp_path: Path) -> None:
    found = compare(accepted, png(tmp_path / "again.png"))
    assert (found.result, found.pixels) == (ComparisonResult.SAME, 0)


def test_other_bytes_with_the_same_pixels_are_the_same(accepted: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.png"
    data = accepted.read_bytes()
    text = b"tEXtnote\0made elsewhere"
    extra = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    other.write_bytes(data[:33] + extra + data[33:])
    assert compare(accepted, other).result is ComparisonResult.SAME


@pytest.mark.parametrize("count", [1, 25, 100])
def test_what_differs_is_counted_pixel_by_pixel(accepted: Path, tmp_path: Path, count: int) -> None:
    found = compare(accepted, png(tmp_path / "captured.png", spots=block(count)))
    assert (found.result, found.pixels, found.area) == (ComparisonResult.CHANGED, count, 1200)
    assert found.ratio == pytest.approx(count / 1200)


def test_a_shade_that_nobody_sees_is_no_difference(accepted: Path, tmp_path: Path) -> None:
    captured = png(tmp_path / "captured.png", spots={(3, 3): GREY})
    assert compare(accepted, captured).result is ComparisonResult.SAME
    assert compare(accepted, captured, Budget(threshold=0)).result is ComparisonResult.CHANGED


@pytest.mark.parametrize(
    ("budget", "comparison"),
    [
        (Budget(pixels=11), ComparisonResult.CHANGED),
        (Budget(pixels=12), ComparisonResult.WITHIN_BUDGET),
        (Budget(ratio=0.0099), ComparisonResult.CHANGED),
        (Budget(ratio=0.01), ComparisonResult.WITHIN_BUDGET),
        (Budget(pixels=1, ratio=0.01), ComparisonResult.WITHIN_BUDGET),
    ],
)
def test_a_budget_allows_so_many_pixels_or_such_a_share(
    accepted: Path, tmp_path: Path, budget: Budget, comparison: ComparisonResult
) -> None:
    captured = png(tmp_path / "captured.png", spots=block(12))
    assert compare(accepted, captured, budget).result is comparison


def test_another_size_is_told_with_both_sizes(accepted: Path, tmp_path: Path) -> None:
    found = compare(accepted, png(tmp_path / "captured.png", width=41))
    assert (found.result, found.sizes) == (ComparisonResult.WRONG_SIZE, ((40, 30), (41, 30)))


def test_what_is_not_there_is_new_or_missing(accepted: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.png"
    assert compare(nothing, accepted).result is ComparisonResult.NEW
    assert compare(None, accepted).result is ComparisonResult.NEW
    assert compare(accepted, None).result is ComparisonResult.MISSING
    assert compare(accepted, nothing).result is ComparisonResult.MISSING
    assert compare(None, None).result is ComparisonResult.MISSING


@pytest.mark.parametrize("cut", [0, 1, 20, 24, 40, 60])
def test_what_is_no_picture_is_unreadable(accepted: Path, tmp_path: Path, cut: int) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(accepted.read_bytes()[:cut] or b"")
    assert compare(accepted, broken).result is ComparisonResult.UNREADABLE
    assert compare(broken, accepted).result is ComparisonResult.UNREADABLE


def test_a_picture_that_would_eat_the_machine_is_not_opened(accepted: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    data = bytearray(accepted.read_bytes())
    data[16:24] = struct.pack(">II", 100_000, 100_000)
    bomb.write_bytes(data)
    assert size_of(bomb) is None
    assert compare(accepted, bomb).result is ComparisonResult.UNREADABLE


def test_a_picture_of_the_difference_is_written_when_there_is_one(accepted: Path, tmp_path: Path) -> None:
    difference = tmp_path / "difference.png"
    assert not write_difference(accepted, accepted, difference)
    assert write_difference(accepted, png(tmp_path / "captured.png", spots=block(9)), difference)
    assert size_of(difference) == (40, 30)
    assert not write_difference(accepted, tmp_path, tmp_path / "none.png")
