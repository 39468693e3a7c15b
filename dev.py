"""Everything that is done with a checkout; `python -m dev help` lists it.

Standard library only: this runs before anything is installed. The Makefile is a shorthand for it. It makes
`.venv`, installs what the lock files name (with hashes), makes sure there is a browser, and then runs the
tool that was asked for. When nothing has changed since the last time, that is skipped.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
RUNTIME, EVERYTHING = "requirements.lock", "requirements-dev.lock"
NEEDS_RUNTIME_ONLY = frozenset({"verify", "serve", "pictures"})

LINTERS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "import contract": ["lint-imports"],
}
# In random order: pytest-randomly sees to that. `worksteal` gives each worker whole modules in a row, so that what
# a module sets up is seldom set up twice, and lets a worker that is done take over from the other.
IN_PARALLEL = ["-n", "2", "--dist", "worksteal"]

RULES = ("identity", "phone_network", "guide")
"""Rooms of pure rules. Coverage is measured of these, by their own tests: its tracer makes all code slower."""

PROTOCOL = ("tests/web/twilio", "tests/web/test_senders.py")
"""The tests of what providers' protocols are in phone_network: they are tried as systems use them, over HTTP."""

IN_TIME = "not long and not shared"
FAST = f"{IN_TIME} and not browser and not process and not wheel and not schema and not postgresql"
SHARED = ROOT.parent / "shared"
SECURITY = "SECURITY.md"
INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return its exit code."""
    if sys.version_info < OLDEST:
        return fail(f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed; this is {sys.version.split()[0]}")
    given = parse(sys.argv[1:] if arguments is None else arguments)
    if given.command == "help":
        return show_commands()
    try:
        python = set_up(development=given.command not in NEEDS_RUNTIME_ONLY)
        return COMMANDS[given.command](python, given.rest)
    except KeyboardInterrupt:
        return INTERRUPTED


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line: a command, and whatever follows for the tool behind it."""
    parser = argparse.ArgumentParser(prog="python -m dev", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=["help", *COMMANDS], metavar="command")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on")
    return parser.parse_args(arguments)


def show_commands() -> int:
    """List the commands, each with the first line of its documentation."""
    for name, command in COMMANDS.items():
        print(f"  {name:12} {(command.__doc__ or '').partition('.')[0]}")
    return 0


def set_up(*, development: bool) -> Path:
    """Make the environment what the lock file says, and return its Python."""
    lock = ROOT / (EVERYTHING if development else RUNTIME)
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = VENV / ".stapsgewijs"
    wanted = fingerprint(lock)
    # The larger environment serves the smaller wish as well.
    have = stamp.read_text(encoding="utf-8").split() if stamp.is_file() and python.is_file() else []
    if wanted in have:
        return python
    if not python.is_file():
        say("making .venv")
        make_environment()
    say(f"installing what {lock.name} names")
    quietly = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    # The lock names everything, so nothing is resolved: an older pip picks a newer release for `name[extra]`, and
    # then refuses it for want of a hash.
    need([*quietly, "--require-hashes", "--no-deps", "--requirement", str(lock)])
    need([*quietly, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    done = {fingerprint(ROOT / RUNTIME), wanted} if development else {wanted}
    stamp.write_text("\n".join(sorted(done)), encoding="utf-8")
    return python


def make_environment() -> None:
    """Make `.venv`; where Python was shipped without the means to, say which package brings them."""
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in made.stdout + made.stderr:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            stop(f"this Python cannot make environments; on Debian and Ubuntu: apt-get install python{version}-venv")
        stop(f"could not make {VENV}: {(made.stderr or made.stdout).strip()}")


def fingerprint(lock: Path) -> str:
    """Return what decides whether the environment is up to date."""
    seen = hashlib.sha256()
    for part in (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), str(ROOT).encode()):
        seen.update(part)
    return seen.hexdigest()


def verify(python: Path, rest: Sequence[str]) -> int:
    """Follow a guide in a browser, and report: the first that ships, or those that are named."""
    names_guides = any(not each.startswith("-") and Path(each).exists() for each in rest)
    return run([str(python), "-m", "stapsgewijs", "verify" if names_guides else "demo", *rest])


def serve(python: Path, rest: Sequence[str]) -> int:
    """Run the simulator and its phones, to explore by hand."""
    return run([str(python), "-m", "stapsgewijs", "serve", *rest])


def lint(python: Path, _: Sequence[str]) -> int:
    """Run everything that looks without running: style, format, types, import contract.

    All at once, and all of it, so that one sees all that is wrong; what each says is shown when it has ended.
    """
    del python  # the tools are scripts beside it
    return finish_linters(start_linters())


def start_linters() -> dict[str, subprocess.Popen[str]]:
    """Start every linter, and return their processes by name."""
    scripts = VENV / ("Scripts" if os.name == "nt" else "bin")
    return {name: start([str(scripts / command[0]), *command[1:]]) for name, command in LINTERS.items()}


def finish_linters(processes: Mapping[str, subprocess.Popen[str]]) -> int:
    """Wait for the linters, show what each says, and return the first exit code that is not 0."""
    results = []
    for name, process in processes.items():
        told, _ = process.communicate()
        results.append((name, process.returncode))
        print(told, end="", flush=True)
    return finish(results)


def test(python: Path, rest: Sequence[str]) -> int:
    """Run the linters, the tests and the scenarios in a browser; what follows is passed on to pytest.

    The linters run beside the tests of the rules: mypy uses one core, and without a cache it takes as long as those.
    """
    began = time.monotonic()
    linters = start_linters()
    own = [*(f"tests/{room}" for room in RULES), *PROTOCOL]
    covered = [f"--cov=simulator/stapsgewijs/{room}" for room in RULES]
    others = ["tests", "features", *(f"--ignore={folder}" for folder in own)]
    rules = pytest(python, IN_TIME, *own, *covered, *rest)
    if code := finish_linters(linters) or run([str(python), "-m", "stapsgewijs", "doctor", "--get"]):
        return code
    code = finish(
        [
            ("tests of the rules, with coverage", rules),
            ("all other tests, and the scenarios", pytest(python, IN_TIME, *others, *rest)),
        ]
    )
    say(f"{'all is well' if code == 0 else 'something is wrong'}, {time.monotonic() - began:.0f} s")
    return code


def test_fast(python: Path, rest: Sequence[str]) -> int:
    """Run the tests that need no browser, no program of their own, no wheel, no PostgreSQL and no made-up requests."""
    return pytest(python, FAST, "tests", *rest)


def test_long(python: Path, rest: Sequence[str]) -> int:
    """Run the tests that take too long for every day: those with the marker `long`."""
    return pytest(python, "long", "tests", *rest)


def test_shared(python: Path, rest: Sequence[str]) -> int:
    """Run the tests that read the folder `shared` beside the checkout, where there is one."""
    if not SHARED.is_dir():
        say(f"not run: there is no folder {SHARED}; these tests only try more documents than ship with the checkout")
        return 0
    for name in ("guides", "specs"):
        os.environ.setdefault(f"STAPSGEWIJS_SHARED_{name.upper()}", str(SHARED / name))
    return pytest(python, "shared", "tests", *rest)


def pytest(python: Path, select: str, *arguments: str) -> int:
    """Run the tests whose markers match; that none does is a failure."""
    return run([str(python), "-m", "pytest", "-m", select, *IN_PARALLEL, *arguments])


def format_code(python: Path, _: Sequence[str]) -> int:
    """Put the code in the house style."""
    return run([str(python), "-m", "ruff", "format", "."]) or run([str(python), "-m", "ruff", "check", "--fix", "."])


def bench(python: Path, rest: Sequence[str]) -> int:
    """Measure what it costs, within 6 minutes; `--full` for all of it, names for only these."""
    return run([str(python), str(ROOT / "bench"), *rest])


def pictures(python: Path, rest: Sequence[str]) -> int:
    """Take the pictures of phones and review that the documentation shows."""
    return run([str(python), str(ROOT / "bench" / "pictures.py"), *rest])


def docs(python: Path, rest: Sequence[str]) -> int:
    """Make the documentation a site, build/docs/html, and man pages, build/docs/man; a dead link is an error."""
    sphinx = [str(python), "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "--fresh-env", *rest]
    kinds = [("html", "site"), ("man", "man pages")]
    return finish([(what, run([*sphinx, "-b", kind, "docs", f"build/docs/{kind}"])) for kind, what in kinds])


def lock(python: Path, _: Sequence[str]) -> int:
    """Write both lock files anew: versions and hashes for every platform, and no address of any registry."""
    for file, extras in ((RUNTIME, ["--extra", "checkout"]), (EVERYTHING, ["--extra", "dev"])):
        command = [str(python), "-m", "uv", "pip", "compile", "--quiet", "pyproject.toml", *extras]
        options = ["--universal", "--generate-hashes", "--no-header", "--python-version", "3.11"]
        quiet = ["--no-emit-index-url", "--no-emit-find-links", "--upgrade", "--output-file", file]
        if code := run([*command, *options, *quiet]):
            return code
        path = ROOT / file
        head = "# Written by `python -m dev lock`; not to be edited.\n"
        path.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")
    return 0


def sbom(python: Path, rest: Sequence[str]) -> int:
    """Write the packages that the lock file brings, with their licences: build/sbom.cdx.json, in CycloneDX."""
    return run([str(python), str(ROOT / "bench" / "sbom.py"), *rest])


def attack(python: Path, rest: Sequence[str]) -> int:
    """Run the tests of the threat model, those that take long too: what SECURITY.md names, and nothing else."""
    return pytest(python, "not shared", *held_by(), *rest)


def held_by() -> list[str]:
    """Return the tests that SECURITY.md names, as pytest is given them; of a module that is named whole, only that."""
    named = dict.fromkeys(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", (ROOT / SECURITY).read_text(encoding="utf-8")))
    return [each for each in named if "::" not in each or each.partition("::")[0] not in named]


def only_set_up(_: Path, __: Sequence[str]) -> int:
    """Make the environment and nothing more."""
    return 0


COMMANDS = {
    "verify": verify,
    "test": test,
    "test-fast": test_fast,
    "test-long": test_long,
    "test-shared": test_shared,
    "lint": lint,
    "format": format_code,
    "bench": bench,
    "serve": serve,
    "lock": lock,
    "pictures": pictures,
    "attack": attack,
    "sbom": sbom,
    "docs": docs,
    "setup": only_set_up,
}


def finish(results: Sequence[tuple[str, int]]) -> int:
    """Say how each part ended, and return the first exit code that is not 0."""
    for name, code in results:
        say(f"{'passed' if code == 0 else f'FAILED ({code})'}: {name}")
    return next((code for _, code in results if code), 0)


def start(command: Sequence[str]) -> subprocess.Popen[str]:
    """Start a command in the checkout whose output, errors among it, is shown later."""
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )


def environment() -> dict[str, str]:
    """Return the environment that commands run in.

    Bytecode is kept, whatever this machine says: the tests start the program many times, and each start would
    compile all of it anew.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONUTF8": "1"}


def run(command: Sequence[str]) -> int:
    """Run a command in the checkout, its output visible; Ctrl-C ends the command, not us before it."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def need(command: Sequence[str]) -> None:
    """Run a command that has to succeed."""
    if code := run(command):
        stop(f"this failed with exit code {code}: {' '.join(command)}")


def say(words: str) -> None:
    """Tell what is being done."""
    print(f"— {words}", flush=True)


def fail(words: str) -> int:
    """Tell what cannot be done."""
    print(words, file=sys.stderr)
    return 2


def stop(words: str) -> NoReturn:
    """Tell what cannot be done, and end."""
    sys.exit(fail(words))


if __name__ == "__main__":
    sys.exit(main())
