"""Front matter: the names and values at the top of a document, in YAML (`---`), TOML (`+++`) or JSON (`{`).

In its plain form, a name and a value on each line, it is read without YAML: loading that takes longer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_FENCE: Final = "---"
_TOML: Final = "+++"
_JSON: Final = "{"
_ENDS: Final = {_FENCE: frozenset({_FENCE, "..."}), _TOML: frozenset({_TOML}), _JSON: frozenset({"}"})}
"""The line that front matter begins with, and those that end it."""
MOST_CHARACTERS: Final = 64 * 1024
"""The largest front matter that is read; the largest real one has under 10,000 characters."""
MOST_LEVELS: Final = 50
"""How deeply front matter may be nested; real ones have three levels."""
MOST_ALIASES: Final = 20
"""How often front matter may name another of its values: with merges, each can double what is made of it."""
_OPENS: Final = re.compile(r"[\[{*]|[-?](?=\s)|^ +", re.MULTILINE)
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PLACE: Final = re.compile(r"\bline (\d+)")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WORDS_WITH_A_MEANING: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
"""What YAML does not take for text, whatever its capitals."""


def plain_front_matter(lines: Sequence[str]) -> dict[str, str] | None:
    """Return the names and values of these lines; None where only YAML can say what they mean.

    The lines are those between the two fences. Nothing that YAML reads in another way is read here.
    """
    values: dict[str, str] = {}
    for line in lines:
        if not line or line.startswith("# "):
            continue
        name, _, written = line.partition(": ")
        value = _text(written.strip(" ")) if line.isprintable() else None
        if value is None or not _NAME.fullmatch(name) or name.lower() in _WORDS_WITH_A_MEANING:
            return None
        values[name] = value
    return values


def _text(written: str) -> str | None:
    """Return the text that a value is; None for what may be something else."""
    sign = written[:1]
    if sign in {'"', "'"}:
        inner = written[1:-1]
        is_whole = len(written) > 1 and written.endswith(sign)
        return inner if is_whole and sign not in inner and "\\" not in inner else None
    is_text = sign.isalpha() and not written.endswith(":") and ": " not in written and " #" not in written
    return written if is_text and written.lower() not in _WORDS_WITH_A_MEANING else None


class FrontMatterError(ValueError):
    """Front matter that is not read: `line` and `column` (from 1) in the document, and `what` is wrong."""

    def __init__(self, line: int, column: int, what: str) -> None:
        """Remember the place and the reason."""
        super().__init__(what)
        self.line = line
        self.column = column
        self.what = what


def front_matter(source: str) -> dict[str, str]:
    """Return the names and plain values at the top of a guide; what cannot be read counts as not there."""
    lines = source.split("\n")
    try:
        return _values(lines, front_matter_end(lines))
    except FrontMatterError:
        return {}


def front_matter_problem(source: str) -> tuple[int, str] | None:
    """Return the line of what is wrong with the front matter, and what; None when it is right or not there."""
    lines = source.split("\n")
    fence = lines[0].rstrip()
    if fence not in _ENDS:
        return None
    behind = front_matter_end(lines)
    if not behind:
        sign = {_FENCE: ":", _TOML: "="}.get(fence, "\x00")
        name = lines[1].partition(sign)[0].strip() if len(lines) > 1 and sign in lines[1] else ""
        begun = name.replace(".", "").replace("_", "").isalnum()
        return (1, f"it has no end; close it with a line “{fence}”") if begun else None
    try:
        _values(lines, behind)
    except FrontMatterError as error:
        return error.line, error.what
    return None


def check_front_matter(source: str) -> None:
    """Raise `FrontMatterError` for front matter that a YAML parser is not to be given: too large or nested too deeply.

    The parser in C calls itself for each level, so that some ten thousand levels end the process.
    """
    if not source.startswith(tuple(_ENDS)):
        return
    lines = source.split("\n")
    behind = front_matter_end(lines)
    text = "\n".join(lines[1 : behind - 1]) if behind else ""
    if len(text) > MOST_CHARACTERS:
        what = f"the front matter has {len(text)} characters, at most {MOST_CHARACTERS} are read; is its end missing?"
        raise FrontMatterError(1, 1, what)
    # Each of these opens two levels at most, or is an alias: with few of them there is nothing to be counted.
    if lines[0].rstrip() == _FENCE and len(_OPENS.findall(text)) > MOST_ALIASES:
        _check_nesting(text)


def _check_nesting(text: str) -> None:
    """Raise `FrontMatterError` where YAML is nested too deeply or names other values too often; no node is made."""
    import yaml

    depth = aliases = 0
    try:
        for event in yaml.parse(text, _loader()):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.AliasEvent):
                aliases += 1
            if depth > MOST_LEVELS:
                what = f"the front matter is nested more than {MOST_LEVELS} levels deep; make it flatter"
            elif aliases > MOST_ALIASES:
                what = f"the front matter has more than {MOST_ALIASES} aliases (“*name”); write the values out"
            else:
                continue
            line, column = (event.start_mark.line, event.start_mark.column) if event.start_mark else (0, 0)
            raise FrontMatterError(line + 2, column + 1, what)
    except yaml.YAMLError:
        return  # said where it is read, with the parser's own reason


def _values(lines: Sequence[str], behind: int) -> dict[str, str]:
    """Return the plain values of the front matter that ends before line `behind`; raises `FrontMatterError`."""
    if not behind:
        return {}
    check_front_matter("\n".join(lines[:behind]))
    if lines[0].rstrip() != _FENCE:
        return _other_values(lines, behind)
    if (values := plain_front_matter(lines[1 : behind - 1])) is not None:
        return values
    import yaml

    text = "\n".join(lines[1 : behind - 1])
    try:
        loaded = yaml.load(text, _loader())  # noqa: S506  # it is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise FrontMatterError(line, 1, str(error.problem or "no YAML")) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:  # 2020-13-01 is no date, nor YAMLError
        raise FrontMatterError(1, 1, str(error).partition("\n")[0]) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise FrontMatterError(2, 1, "it is no list of names and values")
    return _plain_values(loaded, lines)


def _plain_values(loaded: dict[Any, Any], lines: Sequence[str]) -> dict[str, str]:
    plain = (each for each in loaded.items() if isinstance(each[1], str | int | float))
    return dict(_pair(name, value, lines) for name, value in plain)


def _other_values(lines: Sequence[str], behind: int) -> dict[str, str]:
    """Return the plain values of front matter in TOML or JSON; raises `FrontMatterError`."""
    try:
        if lines[0].rstrip() == _TOML:
            import tomllib

            return _plain_values(tomllib.loads("\n".join(lines[1 : behind - 1])), lines)
        import json

        loaded = json.loads("\n".join(lines[:behind]))
    except RecursionError:
        raise FrontMatterError(1, 1, f"it is nested more than {MOST_LEVELS} levels deep; make it flatter") from None
    except ValueError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) + (lines[0].rstrip() == _TOML) if place else behind - 1
        raise FrontMatterError(line, 1, str(error).partition(" (at ")[0].partition(": line ")[0]) from None
    return _plain_values(loaded, lines)


def _pair(name: object, value: object, lines: Sequence[str]) -> tuple[str, str]:
    """Return a name and its value as text; raises `FrontMatterError` for what is no text that could be shown."""
    begins = (f"{name}:", f"{name} ", f"{name}=") if isinstance(name, str) else "\n"
    line = next((number for number, each in enumerate(lines, 1) if each.startswith(begins)), 1)
    try:
        pair = str(name), str(value)
    except ValueError:  # Python refuses to write out a number of more than 4300 digits
        raise FrontMatterError(line, 1, "a number has more digits than can be read; put quotes around it") from None
    if found := _NO_TEXT.search("".join(pair)):
        what = f"a name or a value has the character U+{ord(found[0]):04X}, which is no text"
        raise FrontMatterError(line, 1, what)
    return pair


def _loader() -> Any:  # noqa: ANN401  # one of two classes
    """Return the safe parser in C where there is one: it is ten times as fast."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def front_matter_end(lines: Sequence[str]) -> int:
    """Return the number of lines of the front matter, its fences included; 0 where there is none."""
    ends = _ENDS.get(lines[0].rstrip())
    if ends is None:
        return 0
    return next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() in ends), 0)
