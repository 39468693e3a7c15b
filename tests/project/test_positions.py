from __future__ import annotations

import tomllib

import pytest

from stapsgewijs.project.positions import positions_in

TOML = """\
# a remark with [a.table] and key = 1
top = 1
"quoted key" = "a [b] = c"  # x = 1

[target]
  base-url = "http://x"
environment = { A = "1", B = "]" }
text = \"\"\"
[not.a.table]
not = "a key\\" \\"\"\"
\"\"\"
raw = '''
a = 1
'''

[[accounts]]
user = "a"

[[accounts]]
user = "b"
pair.of.keys = 1
[accounts.more]
deep = [
  "x = 1", # ]
  [1, 2],
]
[pictures."*-phone.png"]
masks = []
"""


@pytest.mark.parametrize(
    ("place", "position"),
    [
        (("top",), (2, 1)),
        (("quoted key",), (3, 1)),
        (("target",), (5, 1)),
        (("target", "base-url"), (6, 3)),
        (("target", "environment"), (7, 1)),
        (("target", "raw"), (12, 1)),
        (("accounts",), (16, 1)),
        (("accounts", 0, "user"), (17, 1)),
        (("accounts", 1), (19, 1)),
        (("accounts", 1, "user"), (20, 1)),
        (("accounts", 1, "pair", "of", "keys"), (21, 1)),
        (("accounts", 1, "more", "deep"), (23, 1)),
        (("pictures", "*-phone.png", "masks"), (28, 1)),
    ],
)
def test_each_key_is_found_where_it_stands(place: tuple[str | int, ...], position: tuple[int, int]) -> None:
    assert positions_in(TOML)[place] == position


def test_what_is_in_a_text_or_a_remark_is_no_key() -> None:
    tomllib.loads(TOML)
    assert {each[0] for each in positions_in(TOML)} == {"top", "quoted key", "target", "accounts", "pictures"}
