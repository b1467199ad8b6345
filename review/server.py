"""gunicorn's settings, and the hourly anchoring of the log that it keeps up.

Requests aren't written to an access log of the server's: the app's own log is the one.
"""

import contextlib
import threading
from typing import Any

workers = 2
worker_class = "gthread"
threads = 8
timeout = 60
keepalive = 75  # seconds: longer than people think, so that their connection is still there
accesslog = None
errorlog = "-"
loglevel = "warning"
HOUR = 60 * 60


def post_worker_init(worker: Any) -> None:
    """Each worker opens the run before it answers anybody, and anchors what waits, each hour; the one that comes second
    finds nothing to do."""
    from review import published  # noqa: PLC0415 - after the worker has set Django up

    with contextlib.suppress(published.NothingPublished):
        published.current()
    threading.Thread(target=_anchor_hourly, daemon=True).start()


def _anchor_hourly() -> None:
    from django.db import connection  # noqa: PLC0415 - after the worker has set Django up

    from review import log  # noqa: PLC0415

    while not threading.Event().wait(HOUR):
        log.anchor_now()
        connection.close()
