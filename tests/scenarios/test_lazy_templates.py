"""What pytest-bdd needs of Mako is there when it is asked for, and not before."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import stapsgewijs.scenarios.plugin.lazy_templates
from pytest_bdd import generation, plugin
print("mako.template" in sys.modules)
template = generation.template_lookup.get_template("test.py.mak")
print(type(template).__module__, "mako.template" in sys.modules)
from mako.lookup import TemplateLookup
print(TemplateLookup.__module__)
"""


def test_mako_is_loaded_for_templates_only() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[:3] == ["False", "mako.template True", "mako.lookup"]
