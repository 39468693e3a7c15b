"""How many labels of real documents are bound to their control: by document, language and role.

The documents are those of a table with the columns locale, file, step, line, raw, control and role, which is in
`family/labels.tsv` beside the folder that STAPSGEWIJS_SHARED_GUIDES names; `--table` and `--guides` name others. A
label is right, wrong (bound to another control, another role, or to one where it names nothing) or not bound. The same
documents once more in made-up languages: `structure` alone, and `swapped` with labels in another order.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from table import Report, Row, arguments, at_least, at_most

sys.path.append(str(Path(__file__).parents[1]))

from stapsgewijs.project import default_project
from tests.guide.family_labels import KEYS, TABLE, measure, measure_pseudo, rows_of
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.guide.family_labels import Tally

MIN_RIGHT: Final = 0.98
MAX_WRONG: Final = 0.005
SEEDS: Final = 2


def main() -> int:
    """Measure, and report."""
    parser = arguments(__doc__)
    parser.add_argument("--table", type=Path, default=TABLE, help="the table of labels")
    parser.add_argument("--guides", type=Path, default=SHARED, help="the folder with a folder for each locale")
    parser.add_argument("--missed", action="store_true", help="show each label that is not right")
    given = parser.parse_args()
    if not given.table.is_file():
        print(f"{given.table}: no such table; STAPSGEWIJS_SHARED_GUIDES names the documents beside it", file=sys.stderr)
        return 0
    project, rows = default_project(), rows_of(given.table)
    known = measure(rows, given.guides, project)
    tallies = {"": known}
    for name, swap in (("structure", 0.0), ("swapped", 0.5)):
        tallies[name] = measure_pseudo(rows, given.guides, project, swap=swap, seeds=10 if given.full else SEEDS)
    report = Report(given.rows)
    report.add(
        Row("labels, right", f"{known.share('right'):.1%}", value=known.share("right"), target=at_least(MIN_RIGHT)),
        Row("labels, wrong", f"{known.share('wrong'):.1%}", value=known.share("wrong"), target=at_most(MAX_WRONG)),
    )
    for name, tally in tallies.items():
        report.add(*_rows(tally, name))
        if given.missed:
            print(*(f"{name} {each}".strip() for each in tally.missed), sep="\n")
    return report.end()


def _rows(tally: Tally, name: str) -> Iterator[Row]:
    for key, counted in sorted(tally.counts.items()):
        if not name or key == "all":
            total = counted.total()
            told = ", ".join(f"{counted[each]} {each} ({counted[each] / total:.1%})" for each in KEYS)
            yield Row(f"labels, {name or key}", told)


if __name__ == "__main__":
    sys.exit(main())
