"""Where guides of others are that some tests may be run over; those tests have the marker `shared`.

They are looked for only in the folder that `STAPSGEWIJS_SHARED_GUIDES` names: nothing else depends on them.
"""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("STAPSGEWIJS_SHARED_GUIDES") or "no-shared-guides")
