"""Step definitions as content: the Python files of a project's `steps` folder, loaded by their path.

They are no importable package, so that a project may have a package `steps` of its own.
"""

from __future__ import annotations

import importlib.util
import sys
from binascii import crc32
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

PREFIX: Final = "stapsgewijs_steps."
"""What the names of these modules begin with in `sys.modules`."""
_states: Final[dict[str, tuple[int, int]]] = {}
"""When the file of each module was saved (ns), and its size, as it was loaded."""


def load_step_modules(folder: Path) -> Iterator[ModuleType]:
    """Load each `*.py` of `folder`, by name; a file that was loaded before is run again only where it was changed.

    Raises `StapsgewijsError`, which names the file, for one that cannot be imported.
    """
    for file in sorted(folder.glob("*.py")):
        # Two folders may have files of one name.
        name = f"{PREFIX}{crc32(str(folder).encode()):08x}.{file.stem}"
        known = sys.modules.get(name)
        state = file.stat().st_mtime_ns, file.stat().st_size
        if known is not None and known.__file__ == str(file) and _states.get(name) == state:
            yield known
            continue
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            msg = f"{file}: is no Python module"
            raise StapsgewijsError(msg)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name], _states[name] = module, state
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            del sys.modules[name]
            line = error.lineno if isinstance(error, SyntaxError) else None
            place = f"{file}:{line}" if line else str(file)
            msg = f"{place}: cannot be loaded: {type(error).__name__}: {error}"
            raise StapsgewijsError(msg) from error
        yield module
