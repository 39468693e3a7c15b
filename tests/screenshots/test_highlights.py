from __future__ import annotations

import io
import itertools
import math

import pytest
from PIL import Image

from stapsgewijs.screenshots.geometry import PAD, RADIUS, Box, place_badges, union
from stapsgewijs.screenshots.highlights import COLOUR, WHITE, highlighted

PICTURE = Box(0, 0, 400, 300)
BUTTON = Box(150, 100, 100, 40)


def png(colour: tuple[int, int, int] = (200, 210, 220), mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (400, 300), colour).convert(mode).save(written, "PNG")
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [each / 255 / 12.92 if each / 255 <= 0.04045 else ((each / 255 + 0.055) / 1.055) ** 2.4 for each in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_a_number_can_be_read_by_everybody() -> None:
    assert (luminance(WHITE) + 0.05) / (luminance(COLOUR) + 0.05) >= 7


def test_the_line_stands_around_the_control_and_leaves_it_as_it_was() -> None:
    drawn = opened(highlighted(png(), [BUTTON]))
    middle = 200, 120
    assert drawn.getpixel((middle[0], 100 - PAD)) == COLOUR
    assert drawn.getpixel((150 - PAD, middle[1])) == COLOUR
    assert drawn.getpixel((middle[0], 140 + PAD - 1)) == COLOUR
    assert drawn.getpixel((250 + PAD - 1, middle[1])) == COLOUR
    inside = drawn.crop((158, 114, 244, 134))
    assert inside.getcolors() == [(inside.width * inside.height, (200, 210, 220))]
    assert drawn.getpixel((10, 10)) == (200, 210, 220)


def test_the_number_stands_at_the_corner_in_white() -> None:
    drawn = opened(highlighted(png(), [BUTTON]))
    corner = 150 - PAD, 100 - PAD
    around = drawn.crop((corner[0] - 5, corner[1] - 7, corner[0] + 5, corner[1] + 7))
    assert around.getpixel((0, 7)) == COLOUR
    assert {colour: count for count, colour in around.getcolors() or ()}[WHITE] > 10


def test_each_number_is_another() -> None:
    places = [Box(40 + 90 * at, 150, 40, 20) for at in range(4)]
    drawn = opened(highlighted(png(), places))
    seen = {drawn.crop((int(each.x) - 14, 136, int(each.x) + 6, 156)).tobytes() for each in places}
    assert len(seen) == 4


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_the_same_boxes_give_the_same_bytes(mode: str) -> None:
    taken = png(mode=mode)
    assert highlighted(taken, [BUTTON], [Box(0, 0, 50, 10)]) == highlighted(taken, [BUTTON], [Box(0, 0, 50, 10)])


def test_with_nothing_to_number_the_bytes_stay_those_of_the_browser() -> None:
    taken = png()
    assert highlighted(taken, []) is taken


@pytest.mark.parametrize("box", [Box(0, 0, 10, 10), Box(390, 290, 10, 10), Box(0, 0, 400, 300), Box(50.4, 60.6, 1, 1)])
def test_a_control_at_the_edge_is_no_trouble(box: Box) -> None:
    assert opened(highlighted(png(), [box])).size == (400, 300)


def test_a_number_hides_no_words() -> None:
    words = [Box(100, 100, 200, 20), Box(0, 60, 95, 80)]  # its own, and others before it
    ((x, y),) = place_badges([words[0].expanded(PAD, PICTURE)], words, PICTURE)
    assert [each.overlap(x, y, RADIUS) for each in words] == [0, 0]


def test_numbers_do_not_hide_each_other() -> None:
    same = [Box(150, 100, 60, 20)] * 5
    placed = place_badges(same, [Box(150, 100, 60, 20)], PICTURE)
    assert min(math.dist(one, other) for one, other in itertools.combinations(placed, 2)) >= 2 * RADIUS


def test_numbers_stay_in_the_picture() -> None:
    for x, y in place_badges([Box(0, 0, 10, 10), Box(390, 290, 10, 10)], [], PICTURE):
        assert RADIUS <= x <= 400 - RADIUS
        assert RADIUS <= y <= 300 - RADIUS


def test_boxes_add_up_move_and_hold() -> None:
    assert union([Box(1, 2, 3, 4), Box(10, 0, 5, 1)]) == Box(1, 0, 14, 6)
    assert BUTTON.moved(50, 60) == Box(100, 40, 100, 40)
    assert PICTURE.holds(BUTTON)
    assert not PICTURE.holds(BUTTON.moved(200, 0))
    assert Box(1.5, 1.5, 3, 3).expanded(2, PICTURE) == Box(0, 0, 7, 7)
