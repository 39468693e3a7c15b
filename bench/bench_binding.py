"""How many labels of made-up translated guides are bound to their control, by language and by kind of damage.

Every language of `tests/guide/translations.tsv` with three kinds of damage at once, ten documents each, for at most
fifty seconds; with `--full` also with each kind alone, and a row for each language. There is no catalogue but the
English one. KIND is the name of a kind of damage, `three` for three at once. “wrong and sure” counts what is bound to
the wrong words or control with a confidence of 0.8 and more.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from table import Report, Row, arguments

from stapsgewijs.guide import bind, read_guide
from stapsgewijs.labels import Catalogue
from stapsgewijs.project import default_project

sys.path.append(str(Path(__file__).parents[1]))

from tests.guide.mangling import MANGLINGS, flipped_in_one
from tests.guide.mangling_marks import MARK_MANGLINGS
from tests.guide.mangling_structure import STRUCTURE_MANGLINGS
from tests.guide.translating import languages, make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stapsgewijs.guide import Binding
    from tests.guide.translating import Made, Plan, Truth

    Mangling = Callable[[Plan], None]

_HIGH: Final = 0.8
"""From this confidence on a binding is relied on, and none should be wrong."""

WITHIN_S: Final = 50.0
"""How long it goes on without `--full`."""

_ALL: Final = (*MANGLINGS, *MARK_MANGLINGS, *STRUCTURE_MANGLINGS)


@dataclass
class Tally:
    """What was asked and bound rightly, by kind and language; what was bound, and wrongly, by tenths of confidence."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    bound: Counter[float] = field(default_factory=Counter)
    wrong: Counter[float] = field(default_factory=Counter)
    high: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    seconds: float = 0.0

    def add(self, keys: Sequence[str], made: Made, bindings: Sequence[Binding]) -> list[Truth]:
        """Count a document; returns what was bound wrongly."""
        missed = made.wrong(bindings)
        for key in keys:
            self.asked[key] += len(made.truth)
            self.right[key] += len(made.truth) - len(missed)
        untrue = {id(each) for each in made.untrue(bindings)}
        for each in bindings:
            if each.control:
                tenth = int(each.confidence * 10) / 10
                self.bound[tenth] += 1
                self.wrong[tenth] += id(each) in untrue
        for key in keys:
            self.high[key] += sum(each.confidence >= _HIGH for each in bindings if id(each) in untrue)
        return missed

    def rows(self) -> Iterator[Row]:
        """Give a row for each kind of damage and each language, each tenth of confidence, and for the time."""
        for key, count in self.asked.items():
            told = f"{self.right[key] / count:.2%} bound right, {self.right[key]} of {count}"
            yield Row(f"labels, {key}", f"{told}, {self.high[key]} wrong and sure")
        for tenth, count in sorted(self.bound.items()):
            told = f"{self.wrong[tenth] / count:.1%} wrong of {count} bound"
            yield Row(f"labels, confidence {tenth:.1f}", told)
        told = f"{1000 * self.seconds / self.documents:.1f} ms a document"
        yield Row("binding", f"{told}, {self.documents} documents")


def main() -> int:
    """Measure, and report."""
    parser = arguments(__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="kinds of damage; none: all with --full, else `three`")
    parser.add_argument("--seeds", type=int, help="documents of each kind and language; 1, with --full 3")
    parser.add_argument("--wrong", action="store_true", help="show each label that was bound wrongly")
    given = parser.parse_args()
    seeds = given.seeds or (3 if given.full else 1)
    kinds = given.kinds or ([] if given.full else ["three"])
    ends = math.inf if given.full else time.monotonic() + WITHIN_S
    english = Catalogue.load(default_project().site / "labels", "en")
    pivot = read_guide(default_project().references[0])
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "guide.md"
        for words, name, manglings, seed in _documents(seeds, kinds):
            if time.monotonic() > ends:
                print(f"ended after {WITHIN_S:.0f} s and {tally.documents} documents; --full does all", file=sys.stderr)
                break
            made = make(words, manglings, seed)
            path.write_text(made.text, encoding="utf-8", newline="")
            guide = read_guide(path)
            began = time.perf_counter()
            bindings = bind(guide, english, pivot)
            tally.seconds, tally.documents = tally.seconds + time.perf_counter() - began, tally.documents + 1
            for each in tally.add((name, f"language {words['language']}", "all"), made, bindings):
                if given.wrong:
                    told = ", ".join(mangling.__name__ for mangling in manglings)
                    print(words["language"], told, each.msgid, "|", made.text.split("\n")[each.line - 1])
    report = Report(given.rows)
    report.add(*(row for row in tally.rows() if given.full or not row.what.startswith("labels, language")))
    return report.end()


def _documents(seeds: int, only: Sequence[str]) -> Iterator[tuple[dict[str, str], str, list[Mangling], int]]:
    chance = Random("three at once")  # noqa: S311  # the same three every time
    for words in languages():
        for seed in range(seeds):
            for mangling in _ALL:
                if not only or mangling.__name__ in only:
                    yield words, mangling.__name__, [mangling], seed
            for _ in range(10):
                some = [flipped_in_one, *chance.sample(_ALL[3:], 2)]
                if not only or "three" in only:
                    yield words, "three at once", some, seed


if __name__ == "__main__":
    sys.exit(main())
