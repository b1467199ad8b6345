"""gunicorn's settings, and what goes on beside the answers: watching for a new run, and each hour
what waits to be anchored or delivered.

Requests aren't written to an access log of the server's: the app's own log is the one.
"""

import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

workers = 4  # of one process's threads only one runs at a time; people stay with the process that they came to
worker_class = "gthread"
threads = 4
timeout = 60
keepalive = 75  # seconds: longer than people think, so that their connection is still there
accesslog = None
errorlog = "-"
loglevel = "warning"
HOUR = 60 * 60


def on_starting(server: Any) -> None:
    """Before any worker starts the run is put in order, in a process of its own: of a large city that takes minutes."""
    subprocess.run([sys.executable, "-m", "review.keeper"], check=False)


def post_worker_init(worker: Any) -> None:
    """Each worker opens the run before it answers anybody, watches for the next one, and each hour anchors and delivers
    what couldn't be when it was due; the one that comes second finds nothing to do."""
    from django.template.loader import get_template  # noqa: PLC0415 - after the worker has set Django up

    from review import keeper  # noqa: PLC0415

    keeper.watch()
    for path in (Path(__file__).parent / "templates" / "review").glob("*.html"):
        get_template(f"review/{path.name}")  # else whoever comes first waits for it
    threading.Thread(target=_hourly, daemon=True).start()


def _hourly() -> None:
    from django.db import connection  # noqa: PLC0415 - after the worker has set Django up

    from review import log, people  # noqa: PLC0415

    while not threading.Event().wait(HOUR):
        for what in (log.anchor, people.deliver):
            try:
                what()
            except Exception:
                logger.exception("what is due each hour couldn't be done")
        connection.close()
