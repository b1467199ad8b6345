"""Files that survive a kill: written aside, synced, renamed; locked against a second process.

Knows nothing of runs or stages.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Failed


def sync(path: Path) -> None:
    """The file's or directory's content is on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path: Path, text: str) -> None:
    """The file holds the old text or the new one, whatever happens meanwhile."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    sync(aside)
    aside.replace(path)
    sync(path.parent)


def move(source: Path, target: Path) -> None:
    """`source` takes the place of `target`, synced; both lie on one file system."""
    remove(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    sync(target.parent)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def point(link: Path, target: str) -> None:
    """The symbolic link leads to `target`, replaced in one step."""
    aside = link.with_name(f".{link.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)
    sync(link.parent)


def within(path: Path) -> list[Path]:
    """The file itself, or every file below the folder, in order."""
    return [path] if path.is_file() else sorted(below for below in path.rglob("*") if below.is_file())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else holds the lock meanwhile; a process that dies lets go of it. Raises Failed where it is held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(
                f"別の処理が実行中です。終わってからもう一度実行してください: {path.name} / another process is at it"
            ) from None
        yield
