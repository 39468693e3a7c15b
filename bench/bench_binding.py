"""How many labels of made-up translated guides are bound to their control, by language and by kind of damage.

    python -m bench.bench_binding [SEEDS] [--wrong]

Every language of `tests/guide/translations.tsv` with each kind of damage, and with three kinds at once; no
catalogue but the English one. `--wrong` shows each label that was bound wrongly.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from simulator.guide import bind, read_guide
from simulator.labels import Catalogue
from simulator.shipping import GUIDE_NAME, shipped
from tests.guide.mangling import MANGLINGS, flipped_in_one
from tests.guide.translating import languages, make


def main() -> None:
    """Measure and print."""
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    seeds, shows = (numbers or [3])[0], "--wrong" in sys.argv
    catalogue, pivot = (
        Catalogue.load(shipped("site") / "labels", "en"),
        read_guide(shipped("guides") / "en" / GUIDE_NAME),
    )
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    spent, documents = 0.0, 0
    chance = Random("three at once")  # noqa: S311  # the same three every time
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "guide.md"
        for words in languages():
            kinds = [(each.__name__, [each]) for each in MANGLINGS]
            kinds += [("three at once", [flipped_in_one, *chance.sample(MANGLINGS[3:], 2)]) for _ in range(5)]
            for name, manglings in kinds:
                for seed in range(seeds):
                    made = make(words, manglings, seed)
                    path.write_text(made.text, encoding="utf-8")
                    guide = read_guide(path)
                    began = time.perf_counter()
                    bindings = bind(guide, catalogue, pivot)
                    spent, documents = spent + time.perf_counter() - began, documents + 1
                    wrong = made.wrong(bindings)
                    for key in (name, f"language {words['language']}", "all"):
                        asked[key] += len(made.truth)
                        right[key] += len(made.truth) - len(wrong)
                    if shows:
                        lines = made.text.split("\n")
                        for each in wrong:
                            got = [
                                (b.label.text, b.control.msgid if b.control else None, b.confidence)
                                for b in bindings
                                if (b.procedure, b.step) == (each.procedure, each.step)
                            ]
                            print(
                                words["language"],
                                name,
                                [m.__name__ for m in manglings],
                                each.msgid,
                                "\n   ",
                                lines[each.line - 1],
                                "\n   ",
                                got,
                            )
    for key, count in asked.items():
        print(f"{right[key] / count:8.2%}  {right[key]:6} of {count:6}  {key}")
    print(f"{1000 * spent / documents:.1f} ms a document, {documents} documents")


if __name__ == "__main__":
    main()
