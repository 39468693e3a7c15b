"""The pictures of a report: copies under readable names, and the part of each that is to be seen first.

A part is shown by styles alone, so that the file is the whole picture, which a click opens.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from stapsgewijs.image_files import picture_suffix, size_of
from stapsgewijs.screenshots.comparison import write_difference
from stapsgewijs.screenshots.geometry import Box, union

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stapsgewijs.evidence.run import PageShot
    from stapsgewijs.screenshots.comparison import PictureResult

_LONGEST_NAME: Final = 120
_WIDTH_PX, _HEIGHT_PX = 600, 340
"""The least that is shown of a page: what stands around a control says where one is."""
_AROUND_PX: Final = 90
_ROUND_PX: Final = 24
_NEARLY_ALL: Final = 0.85
"""From such a share of the picture on, all of it is shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in a report: its `address`, its `size` in pixels, and the part that is shown first.

    `marks` are boxes in that part, and everything is told in percentages, as styles need it.
    """

    address: str
    size: tuple[int, int]
    part: Box
    marks: tuple[Box, ...] = ()

    @property
    def frame_style(self) -> str:
        """The style of what the picture is seen through."""
        width, height = _number(self.part.width), _number(self.part.height)
        return f"aspect-ratio: {width} / {height}; max-width: {width}px"

    @property
    def picture_style(self) -> str:
        """The style of the picture itself."""
        part = self.part
        wide, left, top = self.size[0] / part.width, part.x / part.width, part.y / part.height
        return f"width: {_percent(wide)}; left: {_percent(-left)}; top: {_percent(-top)}"

    @property
    def mark_styles(self) -> tuple[str, ...]:
        """The style of each mark."""
        return tuple(_placed(each, self.part) for each in self.marks)

    @property
    def whole_styles(self) -> tuple[str, ...]:
        """The same where all of the picture is shown."""
        return tuple(_placed(each, Box(0, 0, *self.size)) for each in self.marks)


@dataclass(frozen=True, slots=True)
class ShownPair:
    """Two pictures, and what differs, each in the same part; None for what there is not."""

    accepted: Shown | None
    captured: Shown | None
    difference: Shown | None = None


class Pictures:
    """The pictures of a page, wherever they are served from: `copy` gives each its address."""

    def copy(self, file: str, name: str) -> str:
        """Return the address of a picture, under a name like `name` where it has one; empty for what is no picture."""
        raise NotImplementedError

    def difference(self, accepted: Path, captured: Path, name: str) -> str:
        """Return the address of a picture that shows what differs; empty where there is none."""
        del accepted, captured, name
        return ""

    def file(self, file: str, name: str) -> str:
        """Return the address of a file that is no picture (a trace); empty where the page has none of it."""
        del file, name
        return ""

    def shot(self, shot: PageShot, name: str) -> Shown | None:
        """Show what is marked in the picture of a page; None when the file is no picture."""
        boxes = tuple(Box(*each) for each in shot.boxes)
        size = size_of(Path(shot.file)) if shot.file else None
        if size is None or not (address := self.copy(shot.file, name)):
            return None
        from stapsgewijs.screenshots.regions import content_of  # noqa: PLC0415  # it loads Pillow; most runs need none

        found = boxes or tuple(filter(None, (content_of(Path(shot.file)),)))
        region = around(found, size, content_of(Path(shot.file))) if found else Box(0, 0, *size)
        return Shown(address, size, region, tuple(each.expanded(4, Box(0, 0, *size)) for each in boxes))

    def pair(self, picture: PictureResult, name: str) -> ShownPair:
        """Show both pictures and where they differ, each the part around that."""
        files = picture.accepted, picture.captured
        sizes = [size_of(Path(each)) if each else None for each in files]
        addresses = self.copy(files[0], f"{name}-documented"), self.copy(files[1], f"{name}-captured")
        parts = [Box(0, 0, *each) if each else None for each in sizes]
        from stapsgewijs.screenshots.regions import differing  # noqa: PLC0415  # idem

        difference = None
        accepted, captured = map(Path, files)
        if sizes[0] and sizes[0] == sizes[1] and picture.pixels and (region := differing(accepted, captured)):
            part = around((region,), sizes[0])
            parts = [part, part]
            if address := self.difference(accepted, captured, f"{name}-difference"):
                difference = Shown(address, sizes[0], part)
        shown = [
            Shown(address, size, part) if address and size and part else None
            for address, size, part in zip(addresses, sizes, parts, strict=True)
        ]
        return ShownPair(shown[0], shown[1], difference)


@dataclass(frozen=True)
class ServedPictures(Pictures):
    """Pictures that stay where they are: `address(file, name)` says where a page finds them."""

    address: Callable[[str, str], str]

    def copy(self, file: str, name: str) -> str:
        """Return the address of a picture; empty when it has none."""
        return self.address(file, name)


@dataclass
class PictureFolder(Pictures):
    """The folder with the pictures of a report; it is made with the first picture."""

    folder: Path
    names: set[str] = field(default_factory=set)

    def copy(self, file: str, name: str) -> str:
        """Copy `file` under a name like `name`; return its address, empty when the file is no picture."""
        suffix = picture_suffix(Path(file)) if file else None
        return "" if suffix is None else self._copied(Path(file), name, suffix)

    def difference(self, accepted: Path, captured: Path, name: str) -> str:
        """Write a picture that shows what differs and return its address; empty when there is none."""
        free = self._free(name)
        return self._address(f"{free}.png") if write_difference(accepted, captured, self.folder / f"{free}.png") else ""

    def file(self, file: str, name: str) -> str:
        """Copy a file that is no picture (a trace) and return its address; empty when it is not there."""
        return self._copied(Path(file), name, Path(file).suffix) if Path(file).is_file() else ""

    def _copied(self, file: Path, name: str, suffix: str) -> str:
        free = self._free(name)
        shutil.copyfile(file, self.folder / f"{free}{suffix}")
        return self._address(f"{free}{suffix}")

    def _address(self, name: str) -> str:
        return f"{self.folder.name}/{quote(name)}"

    def _free(self, name: str) -> str:
        self.folder.mkdir(exist_ok=True)
        name = "".join(each if each.isalnum() or each in "-_" else "-" for each in name)[:_LONGEST_NAME]
        names = chain([name], (f"{name}-{number}" for number in count(2)))
        free = next(each for each in names if each not in self.names)
        self.names.add(free)
        return free


def around(boxes: Sequence[Box], size: tuple[int, int], content: Box | None = None) -> Box:
    """Return the part of a picture around what is marked in it, with enough beside it to know the place again.

    Of the ground beside the `content` of the picture no more is shown than is needed.
    """
    whole = Box(0, 0, *size)
    wanted = union(boxes).expanded(_AROUND_PX, whole)
    width, height = min(max(wanted.width, _WIDTH_PX), size[0]), min(max(wanted.height, _HEIGHT_PX), size[1])
    inner = (content or whole).expanded(_ROUND_PX, whole)
    x = _placed_in(wanted.x + wanted.width / 2 - width / 2, width, (inner.x, inner.right), size[0])
    y = _placed_in(wanted.y + wanted.height / 2 - height / 2, height, (inner.y, inner.bottom), size[1])
    part = Box(float(round(x)), float(round(y)), float(width), float(height))
    return whole if part.width * part.height > _NEARLY_ALL * whole.width * whole.height else part


def _placed_in(begin: float, length: float, inner: tuple[float, float], size: float) -> float:
    """Return where a part of a picture begins so that it reaches no further beyond what is `inner` than it has to."""
    room = inner[1] - inner[0] - length
    begin = min(max(begin, inner[0]), inner[0] + room) if room > 0 else inner[0] + room / 2
    return min(max(0.0, begin), size - length)


def _placed(mark: Box, part: Box) -> str:
    x, y = (mark.x - part.x) / part.width, (mark.y - part.y) / part.height
    width, height = mark.width / part.width, mark.height / part.height
    return f"left: {_percent(x)}; top: {_percent(y)}; width: {_percent(width)}; height: {_percent(height)}"


def _percent(share: float) -> str:
    return f"{100 * share:.3f}".rstrip("0").rstrip(".") + "%"


def _number(value: float) -> str:
    return f"{value:g}"
