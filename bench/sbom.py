"""Writes what a lock file brings as a bill of materials (CycloneDX 1.6): `python bench/sbom.py [LOCK] [--output FILE]`.

Names, versions and hashes (of each file that a package has) are those of the lock file; licences are what the installed
packages state. A licence that is not among those allowed ends it with exit code 1, and nothing is written. The same
lock file gives the same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT: Final = Path(__file__).resolve().parents[1]
RUNTIME: Final = ROOT / "requirements.lock"
OUTPUT: Final = ROOT / "build" / "sbom.cdx.json"

ALLOWED: Final = {
    "Apache-2.0": "our own; asks for its text and notices, which each package brings",
    "BSD-2-Clause": "permissive",
    "BSD-3-Clause": "permissive",
    "MIT": "permissive",
    "MIT-0": "permissive, without a notice",
    "MIT-CMU": "permissive: Pillow",
    "PSF-2.0": "permissive: the licence of Python itself",
    "Unlicense": "public domain",
    "Artistic-1.0-Perl": "text-unidecode, unchanged and beside us, by way of pytest-playwright",
    "MPL-2.0": "weak copyleft: binds changes to its own files, and we change none (certifi, pathspec)",
}
"""Licences that what is installed with us may have, and why."""

ALLOWED_IN_CHECKOUTS: Final = {
    **ALLOWED,
    "0BSD": "permissive, without a notice: roman-numerals, by way of Sphinx",
    "LGPL-3.0-only": "weak copyleft: psycopg, an extra; a library beside us that anybody can replace",
    "GPL-3.0-or-later": "translate-toolkit: an extra that a person installs herself; we give no copy of it away",
}
"""Licences that what only a checkout and the extras need may have."""

_SPELLED: Final = {
    "apache 2.0": "Apache-2.0",
    "apache-2.0 license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apl 2": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
"""What packages write that state no SPDX expression (PEP 639), in lower case."""

STATED: Final = {
    "axe-playwright-python": "MIT",  # only in its licence file
    "colorama": "BSD-3-Clause",  # only on Windows
    "tzdata": "Apache-2.0",  # idem
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",  # by its README; the metadata has half of it
}
"""What cannot be read from the metadata of what is installed."""

_LOCKED: Final = re.compile(
    r"(?m)^([A-Za-z0-9._-]+)==([^ ;\\\n]+)(?: ; ([^\\\n]+))?((?:[ \\]*\n +--hash=sha256:[0-9a-f]+)*)"
)


class Locked(NamedTuple):
    """One package of a lock file: `marker` says where it is needed, empty for everywhere; hashes are SHA-256."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def packages(lock: Path) -> list[Locked]:
    """Return the packages of a lock file, in its order."""
    return [
        Locked(name, version, marker.strip(), tuple(re.findall(r"sha256:([0-9a-f]{64})", hashes)))
        for name, version, marker, hashes in _LOCKED.findall(lock.read_text(encoding="utf-8"))
    ]


def licence(name: str) -> str:
    """Return the SPDX expression of a package, or what it wrote where that is none that is known; empty for nothing."""
    if name in STATED:
        return STATED[name]
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classified = [each for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    said = [about.get("License-Expression"), about.get("License"), *(each.split(" :: ")[-1] for each in classified)]
    texts = [each.strip() for each in said if each and "\n" not in each.strip()]
    found = [_SPELLED.get(each.lower(), each) for each in texts]
    return next((each for each in found if choices(each) & set(ALLOWED_IN_CHECKOUTS)), next(iter(found), ""))


def choices(expression: str) -> set[str]:
    """Return the licences of which one may be chosen (`OR`); those that hold together (`AND`) are one, with a space."""
    return {" ".join(each.strip(" ()").split(" AND ")) for each in expression.split(" OR ")}


def refused(locked: list[Locked], allowed: dict[str, str]) -> list[str]:
    """Return, for each package of which no licence is allowed, its name and what it states."""
    return [
        f"{each.name} {each.version}: {licence(each.name) or 'states no licence'}"
        for each in locked
        if not any(set(choice.split()) <= set(allowed) for choice in choices(licence(each.name)) if choice)
    ]


def bill(locked: list[Locked]) -> str:
    """Return the bill of materials, in JSON."""
    licences = LicenseFactory()
    bom = Bom(
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, repr(locked)),
        components=[
            Component(
                name=each.name,
                version=each.version,
                type=ComponentType.LIBRARY,
                bom_ref=f"pkg:pypi/{each.name}@{each.version}",
                purl=PackageURL("pypi", None, each.name, each.version),
                licenses=[licences.make_from_string(licence(each.name))],
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in each.hashes],
                properties=[Property(name="stapsgewijs:marker", value=each.marker)] if each.marker else [],
            )
            for each in locked
        ],
    )
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the same lock file gives the same bytes
    bom.metadata.component = Component(
        name="stapsgewijs",
        version=metadata.version("stapsgewijs"),
        type=ComponentType.APPLICATION,
        bom_ref="stapsgewijs",
        licenses=[licences.make_from_string("Apache-2.0")],
    )
    bom.register_dependency(bom.metadata.component, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=1)


def main() -> int:
    """Write the bill of the lock file, or say which licences are not allowed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("lock", type=Path, nargs="?", default=RUNTIME)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    given = parser.parse_args()
    locked = packages(given.lock)
    if wrong := refused(locked, ALLOWED if given.lock == RUNTIME else ALLOWED_IN_CHECKOUTS):
        print("licences that are not allowed (bench/sbom.py):", *wrong, sep="\n", file=sys.stderr)
        return 1
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(bill(locked), encoding="utf-8")
    print(f"{given.output}: {len(locked)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
