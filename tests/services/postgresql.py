"""Run a command with `DATABASE_URL` naming a PostgreSQL server made for it: `python -m tests.services.postgresql …`.

The server listens on a Unix socket in a temporary directory, where its data is too unless they are to be kept, and is
gone with the command.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What is in the database need not outlive a crash.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def programs() -> Path | None:
    """The directory of `initdb` and `pg_ctl`, or None where PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    root = Path("/usr/lib/postgresql")  # where Debian keeps them, one directory a version
    found = sorted(root.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])) if root.is_dir() else []
    return found[-1].parent if found else None


@contextmanager
def postgresql(programs: Path, data: Path | None = None) -> Iterator[str]:
    """A running server; gives the `DATABASE_URL` of its database `postgres`.

    With `data` it begins with what an earlier server left in that folder.
    """
    # PostgreSQL refuses to run as root.
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg-") as directory:
        if owner:
            shutil.chown(directory, "postgres", "postgres")
        kept, data = data, data or Path(directory) / "data"

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments, "--pgdata", str(data)]
            subprocess.run(command, check=True, cwd=directory, stdout=subprocess.DEVNULL, **owner)  # type: ignore[call-overload]

        if not (data / "PG_VERSION").exists():
            if kept and owner:
                kept.mkdir(mode=0o700, exist_ok=True)
                shutil.chown(kept, "postgres", "postgres")
            run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        options = " ".join(
            f"-c {option}" for option in (*FAST, "listen_addresses=", f"unix_socket_directories={directory}")
        )
        run("pg_ctl", "start", "--wait", "--log", f"{directory}/log", "--options", options)
        try:
            yield f"postgres://postgres@/{directory}/postgres"
        finally:
            run("pg_ctl", "stop", f"--mode={'fast' if kept else 'immediate'}")


def main(command: list[str]) -> int:
    """The command's exit status; 0 without running it where PostgreSQL is not installed, unless in CI."""
    found = programs()
    if found is None:
        print("PostgreSQL is not on this machine: not tested with it.")
        return 1 if os.environ.get("CI") == "true" else 0
    with postgresql(found) as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
