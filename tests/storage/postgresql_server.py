"""A PostgreSQL server for tests, where one is installed: one for all processes of a test run."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = "PostgreSQL is not installed here (Debian: apt-get install postgresql)"


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL that is installed, as Debian lays it out, or on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda each: int(each.parts[4]))
    on_path = [Path(each).resolve().with_name("pg_ctl") for each in map(shutil.which, ("pg_ctl", "postgres")) if each]
    return next((each.parent for each in [*debian[::-1], *on_path] if each.is_file()), None)


class Server:
    """A server in a folder of its own, behind a socket in that folder."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self.folder = folder
        self.url = f"postgresql://tester@/postgres?host={folder}"
        self._as: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            user = "postgres" if "postgres" in {each.pw_name for each in pwd.getpwall()} else "nobody"
            shutil.chown(folder, user)
            self._as = ["runuser", "-u", user, "--"]

    def start(self, *, fsync: bool = False) -> None:
        """Make a database, and start; without `fsync` nothing waits for the disk."""
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = f"-k {self.folder} -c listen_addresses='' -c fsync={'on' if fsync else 'off'} -c max_connections=100"
        self._run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", self.folder / "log", "-o", settings, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as, str(self._binaries / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)


@contextmanager
def durable_server(binaries: Path) -> Iterator[str]:
    """Give the URL of a server that answers when what was committed is on the disk, while the block lasts."""
    server = Server(binaries, Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp")))  # short, as that of the shared one
    try:
        server.start(fsync=True)
        yield server.url
    finally:
        server.stop()


@contextmanager
def shared_server(binaries: Path, shared: Path) -> Iterator[str]:
    """Give the URL of the server of a test run, whose processes share the folder `shared`.

    The first that needs it starts it, the last that still uses it stops it: each holds a shared lock meanwhile.
    """
    known = shared / "postgresql-folder"
    with (shared / "postgresql-users").open("w") as users:
        with exclusive(shared):
            if not known.exists():
                # Short and readable by others: a socket's path has at most 107 bytes, and root runs it as another user.
                folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
                Server(binaries, folder).start()
                known.write_text(str(folder))
            server = Server(binaries, Path(known.read_text()))
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield server.url
        finally:
            with exclusive(shared), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                known.unlink()
                server.stop()


@contextmanager
def exclusive(shared: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    with (shared / "postgresql-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
