"""Opening a page that is for one person, whose address has a key."""

from __future__ import annotations

from pathlib import Path


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
