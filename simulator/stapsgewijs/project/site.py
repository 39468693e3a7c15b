"""The site of a project: templates, static files and catalogues, of which a file that the project lacks is ours."""

from __future__ import annotations

import filecmp
from pathlib import Path
from typing import Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import leads_out, read_bytes, refuse_link, write_bytes
from stapsgewijs.project.project import shipped

WHOLE: Final = Path("build", "site")
"""Where a site is put together, in the folder that one works in."""


def whole_site(folder: Path) -> Path:
    """Return a folder with all files of the site `folder`, and ours where it has none.

    That is the folder itself where nothing is lacking. Raises `StapsgewijsError` for a folder that is not there, or
    that has none of the folders of a site: then it is another folder that was meant.
    """
    ours = shipped("site")
    if not folder.is_dir():
        msg = f"{folder}: no such folder of templates and catalogues"
        raise StapsgewijsError(msg)
    parts = [each.name for each in ours.iterdir() if each.is_dir()]
    if not any((folder / each).is_dir() for each in parts):
        msg = f"{folder}: has none of the folders {', '.join(sorted(parts))}; put a template of yours in templates/"
        raise StapsgewijsError(msg)
    if led_out := next((each for part in parts for each in (folder / part).rglob("*") if leads_out(each)), None):
        msg = f"{led_out}: is a link out of its project, and is not shown to others; put the file itself there"
        raise StapsgewijsError(msg)
    wanted = [each.relative_to(ours) for each in ours.rglob("*") if each.is_file()]
    if all((folder / each).is_file() for each in wanted):
        return folder
    theirs = [each.relative_to(folder) for part in parts for each in (folder / part).rglob("*") if each.is_file()]
    whole = WHOLE.absolute()
    refuse_link(whole)
    every = {**{each: ours / each for each in wanted}, **{each: folder / each for each in theirs}}
    for file in [each for each in whole.rglob("*") if each.is_file() and each.relative_to(whole) not in every]:
        file.unlink()
    for place, file in every.items():
        target = whole / place
        if not target.is_file() or not filecmp.cmp(file, target, shallow=False):
            write_bytes(target, read_bytes(file))
    return whole
