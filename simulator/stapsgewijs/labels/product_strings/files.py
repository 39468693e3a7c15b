"""The files of product strings: which of a project's files a pattern names, and which language each is in."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import real_path
from stapsgewijs.labels.product_strings.language_tags import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LANGUAGE: Final = "{language}"
_BRACES: Final = re.compile(r"\{[^{}]*\}")
_SIGNS: Final = re.compile(r"(\{language\}|\*|\?)")
_NEUTRAL: Final = (f".{LANGUAGE}", f"_{LANGUAGE}", f"-{LANGUAGE}", f"{LANGUAGE}.", f"{LANGUAGE}_", f"{LANGUAGE}-")
"""What is left out of a pattern for the file of no language: `Strings.resx`, `values/`, `messages.properties`."""

_SKIPPED: Final = frozenset({"node_modules", "__pycache__"})
_MOST_FILES: Final = 20_000


class StringFile(NamedTuple):
    """A file of strings; `language` is empty for one that no language is named for.

    `group` is the same for the files that have the same keys in each language: the path with `{language}` in it.
    """

    path: Path
    language: str
    group: str


def find_files(patterns: Sequence[str], root: Path, source_language: str) -> list[StringFile]:
    """Return the files that the patterns name, from `root` on.

    `*` stands for any part of a name, `**` for any folders, `{language}` for a language tag. Raises `StapsgewijsError`
    for a pattern that names no file, and for a file that is a link to outside of the folders that the pattern names.
    """
    found: dict[Path, StringFile] = {}
    for pattern in patterns:
        files = list(_matching(pattern, root, source_language))
        if not files:
            msg = f"{root}: [labels] files: {pattern!r} names no file of strings"
            if LANGUAGE not in pattern:
                msg += f"; write {LANGUAGE} where the file's language is in its path"
            raise StapsgewijsError(msg)
        for each in files:
            found.setdefault(each.path, each)
    return list(found.values())


def path_in(pattern: str, language: str) -> str:
    """Return where the file of a language would be: what to add where there is none."""
    return pattern.replace(LANGUAGE, language)


def _matching(pattern: str, root: Path, source_language: str) -> Iterator[StringFile]:
    for braces in _BRACES.findall(pattern):
        if braces != LANGUAGE:
            msg = (
                f"{root}: [labels] files: {pattern!r} has {braces}; there is only {LANGUAGE}, and * for part of a name"
            )
            raise StapsgewijsError(msg)
    yield from _files(pattern, pattern, root, "")
    neutral = next((pattern.replace(each, "") for each in _NEUTRAL if each in pattern), "")
    if f"{LANGUAGE}.lproj" in pattern:
        neutral = pattern.replace(LANGUAGE, "Base")
    if neutral and LANGUAGE not in neutral:
        yield from _files(neutral, pattern, root, source_language)


def _files(pattern: str, named: str, root: Path, language: str) -> Iterator[StringFile]:
    """Give the files of a pattern; of one without a language those of `language`, as a group of the pattern `named`."""
    names = pattern.replace("\\", "/").split("/")
    fixed = 0
    while fixed < len(names) - 1 and not _SIGNS.search(names[fixed]):
        fixed += 1
    start = root.joinpath(*names[:fixed])
    limit = real_path(root) if real_path(start).is_relative_to(real_path(root)) else real_path(start)
    parts = [re.compile(_expression(each)) for each in names[fixed:]]
    count = 0
    for relative, tags in _walk(start, names[fixed:], parts):
        tag = canonical(tags[0]) if tags else language
        if tags and (not tag or len({canonical(each) for each in tags}) > 1):
            continue
        count += 1
        path = start / relative
        if count > _MOST_FILES:
            msg = f"[labels] files: {pattern!r} names more than {_MOST_FILES} files; name fewer"
            raise StapsgewijsError(msg)
        if not real_path(path).is_relative_to(limit):
            msg = f"{path}: a link to outside of the project, which is not followed; put the file itself there"
            raise StapsgewijsError(msg)
        yield StringFile(path, tag, _group(names, fixed, relative, tags, named))


def _group(names: Sequence[str], fixed: int, relative: str, tags: Sequence[str], named: str) -> str:
    """Return a path with `{language}` where the language is; of a neutral file the path that its pattern has."""
    parts = relative.split("/")
    if not tags:
        if LANGUAGE not in named:
            return "/".join([*names[:fixed], *parts])
        wanted = named.replace("\\", "/").split("/")
        return "/".join([*wanted[:fixed], *_with_language(parts, wanted[fixed:])])
    return "/".join([*names[:fixed], *_with_language(parts, names[fixed:])])


def _with_language(parts: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return the parts of a path with `{language}` in those in which the pattern has it, matched from the end."""
    found = list(parts)
    for back in range(1, len(wanted) + 1):
        pattern = wanted[-back]
        if pattern == "**" or back > len(found):
            break
        if LANGUAGE in pattern:
            found[-back] = pattern if "*" not in pattern else _replaced(found[-back], pattern)
    if "**" in wanted:  # before it the parts are those of the pattern, one for one
        for at in range(wanted.index("**")):
            if LANGUAGE in wanted[at]:
                found[at] = wanted[at]
    return found


def _replaced(name: str, pattern: str) -> str:
    matched = re.fullmatch(_expression(pattern), name)
    if matched is None:
        return name
    begin, end = matched.span("language")
    return f"{name[:begin]}{LANGUAGE}{name[end:]}"


def _expression(name: str) -> str:
    signs = {"*": "[^/]*", "?": "[^/]", LANGUAGE: r"(?P<language>[A-Za-z0-9_@.+-]+?)"}
    found, is_first = [], True
    for each in _SIGNS.split(name):
        if each == LANGUAGE and not is_first:
            found.append("(?P=language)")
        else:
            found.append(signs.get(each, re.escape(each)))
            is_first = is_first and each != LANGUAGE
    return "".join(found)


def _walk(start: Path, names: Sequence[str], parts: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the paths from `start` on that the parts of a pattern match, with the languages in them."""
    waiting: list[tuple[str, int, tuple[str, ...]]] = [("", 0, ())]
    seen: set[tuple[str, int]] = set()
    while waiting:
        here, at, tags = waiting.pop()
        if (here, at) in seen:
            continue
        seen.add((here, at))
        is_last = at == len(parts) - 1
        if names[at] == "**":
            waiting += [(below, at, tags) for below in _folders(start, here)]
            if not is_last:
                waiting.append((here, at + 1, tags))
            continue
        for entry in _entries(start / here):
            found = parts[at].fullmatch(entry.name)
            if found is None or (entry.name.startswith(".") and names[at][:1] in {"*", "?"}):
                continue
            below = f"{here}/{entry.name}" if here else entry.name
            named = (*tags, found["language"]) if "language" in found.groupdict() else tags
            if is_last != _is_folder(entry, follow=True):
                if is_last:
                    yield below, named
                else:
                    waiting.append((below, at + 1, named))


def _folders(start: Path, here: str) -> Iterator[str]:
    """Give the folders in a folder that a pattern may go down to: no hidden ones, and no links."""
    for entry in _entries(start / here):
        if _is_folder(entry, follow=False) and not entry.name.startswith(".") and entry.name not in _SKIPPED:
            yield f"{here}/{entry.name}" if here else entry.name


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str], *, follow: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False
