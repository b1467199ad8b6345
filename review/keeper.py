"""What comes from outside — a run that was published, signals of the hour — is brought in behind people's backs: each server
process watches for it, and goes on showing what it had until the new run is open and the cases stand at it.

Where nobody watches (a test, a command) a list brings it in itself.
"""

import logging
import threading

import django

logger = logging.getLogger(__name__)

EVERY = 5
"""Seconds between two looks; assumption: what came an hour ago may come five seconds later, and a look costs two small queries."""
LONGEST_WAIT = 5 * 60
"""Seconds at most between two looks while they fail, each wait twice the one before; assumption: what is out of order stays so
until somebody comes, and opening a large city's run takes minutes of a core each time."""
LONGEST_START = 30
"""Seconds for which a process waits for its first look before it answers; gunicorn would end it after twice that."""

_watching = threading.Event()


def bring_in() -> None:
    """Opens what is published now, and brings cases and signals up to it. Raises NothingPublished where nothing is."""
    from review import published, signals  # noqa: PLC0415 - after Django was set up
    from review.cases import new_run  # noqa: PLC0415

    run = published.newest()
    new_run.take_up(run)
    signals.take_in(run)
    if _watching.is_set():
        published.show(run)


def bring_in_unless_watched() -> None:
    if not _watching.is_set():
        bring_in()


def look() -> bool:
    """One look, and whether it went well; what goes wrong leaves everything as it was, for the next one."""
    from review import published  # noqa: PLC0415

    try:
        bring_in()
    except published.NothingPublished:
        published.show(None)
    except Exception:
        logger.exception("what is published couldn't be brought in")
        return False
    return True


def next_wait(waited: int, well: bool) -> int:
    """Seconds until the next look, after one that came `waited` seconds after the one before."""
    return EVERY if well else min(2 * waited, LONGEST_WAIT)


def watch() -> None:
    """Begins to watch, and comes back after the first look."""
    from django.db import connection  # noqa: PLC0415

    looked = threading.Event()

    def keep_looking() -> None:
        wait = EVERY
        while True:
            wait = next_wait(wait, look())
            connection.close()
            looked.set()
            threading.Event().wait(wait)

    _watching.set()
    threading.Thread(target=keep_looking, daemon=True).start()
    looked.wait(LONGEST_START)


if __name__ == "__main__":
    django.setup()
    look()
