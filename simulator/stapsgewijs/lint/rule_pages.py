"""The pages about rules: why each exists, an example, and how to correct it."""

from __future__ import annotations

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.project import shipped
from stapsgewijs.suggestion import nearest


def page_of(rule: str) -> str:
    """Return the page about a rule, in Markdown; raises `StapsgewijsError` for a rule that there is not."""
    folder = shipped("docs") / "rules"
    known = sorted(each.stem for each in folder.glob("*.md") if each.stem != "README")
    if rule not in known:
        near = nearest(rule, known)
        msg = f"there is no rule {rule!r}" + (f"; nearest: {near!r}" if near else "")
        raise StapsgewijsError(msg)
    return (folder / f"{rule}.md").read_text(encoding="utf-8")
