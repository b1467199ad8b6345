"""A PostgreSQL of a test's own, where it is installed."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

BIN = next(
    (
        path.parent
        for path in [Path(shutil.which("postgres") or ""), *Path("/usr/lib/postgresql").glob("*/bin/postgres")]
        if path.is_file()
    ),
    None,
)


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Its address: on a socket in a folder of its own. It won't run as root, so then it runs as postgres."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_postgres:
        shutil.chown(folder, "postgres", "postgres")

    def pg(program: str, *arguments: str) -> None:
        subprocess.run([*as_postgres, BIN / program, "-D", folder / "data", *arguments], check=True, cwd=folder)

    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        pg("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8")
        pg("pg_ctl", "-w", "-o", options, "-l", f"{folder}/data/log", "start")
        yield f"postgresql://postgres:x@{str(folder).replace('/', '%2F')}/postgres"
        pg("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
