"""Processes that don't outlive the one that began them."""

import multiprocessing
import os
import threading
from multiprocessing.connection import wait


def end_with_parent() -> None:
    """For a process pool's `initializer`: this process ends when its parent is killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - an initializer runs in a child

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
