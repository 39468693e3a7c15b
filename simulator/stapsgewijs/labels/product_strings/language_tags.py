"""Language tags as products write them in the names of files, and which of them is for a document's language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels.catalogue import is_known_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|\d{3}))?((?:-[A-Za-z0-9]{5,8})*)")
_FORMER: Final = {"iw": "he", "in": "id", "ji": "yi", "no": "nb", "tl": "fil", "mo": "ro"}
"""Codes that were replaced; Android still uses the first three."""

_SCRIPT_LETTERS: Final = 4
"""A script, in ISO 15924; a region has 2 letters or 3 digits."""

_SCRIPTS: Final = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva", "arabic": "Arab"}


@lru_cache(4096)
def canonical(tag: str) -> str:
    """Return a tag as BCP 47 writes it; empty for what names no language.

    Known are also `nl_NL`, `nl_NL.UTF-8`, `sr@latin` (gettext), `pt-rBR` and `b+sr+Latn` (Android), and former codes.
    """
    plain, _, modifier = tag.partition(".")[0].partition("@")
    plain = plain.removeprefix("b+").replace("+", "-").replace("_", "-")
    plain = re.sub(r"-r(?=[A-Z]{2}$)", "-", plain)
    found = _TAG.fullmatch(plain)
    if found is None:
        return ""
    language, script, region, variant = found[1].lower(), found[2] or "", found[3] or "", found[4].lower()
    language = _FORMER.get(language, language)
    if not is_known_tag(language):
        return ""
    script = script or _SCRIPTS.get(modifier.lower(), "")
    return "-".join(each for each in (language, script.title(), region.upper()) if each) + variant


def chain(tag: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return those of `known` that together are the strings of a language, the most general first; empty for none.

    For `nl-BE` these are `nl` and `nl-BE`. Where there is none for the language as a whole and none for the region, it
    is the one for the region where the language is spoken most, or the only one there is, in the same script.
    """
    wanted, every = canonical(tag), tuple(known)
    if not wanted:
        return ()
    found = tuple(each for each in sorted(every, key=len) if wanted == each or wanted.startswith(f"{each}-"))
    language, script = wanted.partition("-")[0], _script(wanted)
    found = tuple(each for each in found if each == wanted or _script(each) == script)
    if found:
        return found
    alike = [each for each in every if each.partition("-")[0] == language and _script(each) == script]
    likely = [each for each in alike if _likely(each) == _likely(language) or each == f"{language}-{script}"]
    chosen = likely[:1] or (alike if len(alike) == 1 else [])
    return tuple(chosen)


def _script(tag: str) -> str:
    return _parts(_likely(tag))[1]


@lru_cache(1024)
def _likely(tag: str) -> str:
    """Return a tag with the script and the region that CLDR says are most likely: `nl_Latn_NL`."""
    from babel.core import get_global

    language, script, region = _parts(tag.replace("-", "_"))
    likely = get_global("likely_subtags")
    names = (f"{language}_{region}", f"{language}_{script}", language)
    _, their_script, their_region = _parts(str(next((likely[each] for each in names if each in likely), language)))
    return f"{language}_{script or their_script}_{region or their_region}"


def _parts(tag: str) -> tuple[str, str, str]:
    language, *others = tag.split("_")
    script = next((each for each in others if len(each) == _SCRIPT_LETTERS), "")
    region = next((each for each in others if len(each) < _SCRIPT_LETTERS), "")
    return language, script, region
