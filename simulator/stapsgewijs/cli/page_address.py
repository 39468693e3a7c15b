"""What commands with a page for one person have in common: opening it, and where they keep what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.project import Project
    from stapsgewijs.review import Rejections


def is_ours(guide: Path, named: Sequence[Path], project: Project) -> bool:
    """Return whether a page may write to a guide: one that was named, or one of this project or folder."""
    roots = {project.root, Path.cwd()} if Path.cwd().is_relative_to(project.root) else {Path.cwd()}
    return guide in named or any(guide.absolute().is_relative_to(each) for each in roots)


def rejections_of(project: Project) -> Rejections:
    """Return the rejections of a project; of one that is not here, as the one that ships, those of this folder."""
    from stapsgewijs.review import Rejections

    return Rejections(project.root if Path.cwd().is_relative_to(project.root) else Path.cwd())


def open_page(address: str, folder: Path) -> None:
    """Open an address in the browser of this person, by a file in `folder`, which only this person reads.

    Other users of the machine see what a browser is started with.
    """
    import threading
    import webbrowser

    from stapsgewijs.files import write_text

    way = Path(folder, "open.html")
    write_text(way, f'<meta http-equiv="refresh" content="0; url={address}">')
    # The port listens already, so a browser that is early waits. One in a terminal only returns when it ends.
    threading.Thread(target=webbrowser.open, args=(way.as_uri(),), daemon=True).start()
