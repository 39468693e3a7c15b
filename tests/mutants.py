"""Files as they should not be: the same ones from the same seed.

A mutant is a good file that was damaged: bytes lost, doubled or put in, words exchanged for odd ones, values of JSON
for values of another kind. What is damaged a little gets further into a reader than noise does.
"""

from __future__ import annotations

import copy
import json
import random
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTES: Final = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\r", b"\r\n", b"\n", b"\t", b"\x1b[2J",
    b"\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b'"', b"'", b"\\", b"{", b"}", b"[", b"]", b"<", b">", b"&", b"#", b"%",
    b"|", b"`", b"*", b"!", b":", b"=", b",", b"-", b"---\n", b"+++\n", b"{%", b"{{", b"}}", b"[" * 300, b"{" * 300,
    b"- " * 300, b"> " * 300, b"(" * 300, b"<b>" * 300, b"9" * 5000, b"1e999", b"\\u0000", b"\\ud800", b"&a *a ",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", b"-1", b"nan", b"../../../etc/passwd", b"9999-12-31T23:59:59+14:00",
)  # fmt: skip
WORDS: Final = (
    "", " ", "0", "-1", "true", "null", "nan", "1e999", "9" * 5000, "x" * 20_000, "../" * 40, "/dev/null", "\u202e",
    "%s%n", "{0}", "{", "[", "a\u0301" * 99, "\U0010ffff", "9999-12-31", "2020-13-01", "-0", "0x" + "f" * 5000,
)  # fmt: skip
VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1.5, 1e308, float("nan"), float("inf"), 10**30, 10**400, "", "x", "\0", "\ud800",
    "é" * 300, [], {}, [[]], [{}], {"": ""}, ["x"], {"a": {"b": {}}}, "9" * 5000, "/dev/zero", "..",
    "9999-12-31", [None] * 9,
)  # fmt: skip
"""One of each kind that JSON has, and the ends of each."""
_WORD: Final = re.compile(rb"[\w.-]+")


def mutants(content: bytes, seed: str, count: int) -> Iterator[bytes]:
    """Give so many damaged copies of a file; those of JSON are damaged as values too."""
    dice = random.Random(seed)  # noqa: S311  # repeatable
    try:
        plain = json.loads(content)
    except ValueError:
        plain = None
    for number in range(count):
        if plain is not None and number % 2:
            damaged = json.loads(content)
            for _ in range(dice.randint(1, 3)):
                damaged = _other_value(damaged, dice)
            yield json.dumps(damaged).encode()
        else:
            damaged_bytes = content
            for _ in range(dice.randint(1, 3)):
                damaged_bytes = _other_bytes(damaged_bytes, dice)
            yield damaged_bytes


def _other_bytes(content: bytes, dice: random.Random) -> bytes:
    at = dice.randint(0, len(content))
    to = min(len(content), at + dice.choice((1, 3, 20, 200)))
    before, cut, after = content[:at], content[at:to], content[to:]
    words = list(_WORD.finditer(content))
    one, other = sorted(dice.choices(words, k=2), key=lambda each: each.start()) if words else (None, None)
    encoding = dice.choice(("utf-16", "latin-1", "utf-7", "cp037"))
    ways = [
        before,
        before + after,
        before + cut * dice.choice((2, 50)) + after,
        before + dice.randbytes(dice.choice((1, 4, 50))) + cut + after,
        before + dice.choice(_BYTES) + cut + after,
        before + dice.choice(_BYTES) + after,
        content.decode("utf-8", "replace").encode(encoding, "replace"),
    ]
    if one and other:
        ways.append(content[: one.start()] + dice.choice(WORDS).encode() + content[one.end() :])
        middle = content[one.end() : other.start()]
        ways.append(content[: one.start()] + other[0] + middle + one[0] + content[other.end() :])
    return dice.choice(ways)


def _other_value(plain: Any, dice: random.Random) -> Any:  # noqa: ANN401  # JSON
    """Exchange one value in JSON, or take a name away."""
    places: list[tuple[Any, Any]] = []
    waiting = [plain]
    while waiting:
        each = waiting.pop()
        for key in each if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ():
            places.append((each, key))
            waiting.append(each[key])
    if not places:
        return copy.deepcopy(dice.choice(VALUES))
    container, key = dice.choice(places)
    if dice.random() < 0.15:  # seldom
        del container[key]
    else:
        container[key] = copy.deepcopy(dice.choice(VALUES))
    return plain
