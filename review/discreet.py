"""How the app's log lines are written: what happened and where in the code, never with which value.

A request's address may hold what somebody typed, an exception's text what somebody is called: neither is written. Belongs
here: that one formatter. The log of who saw what is review.log's, and another thing.
"""

import logging
import traceback
from pathlib import Path
from types import TracebackType

CODE = Path(__file__).parent.parent
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Level, logger, the message without its arguments, the status and the name of the page; of an exception kind and place."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        status = getattr(record, "status_code", "")
        page = getattr(match, "url_name", None) or ""
        # with an exception, the message may be the exception's own
        message = "" if record.exc_info else str(record.msg).split("%", 1)[0].strip()
        return " ".join(str(part) for part in (record.levelname, record.name, message, status, page) if part)

    def formatException(self, ei: Raised) -> str:
        kind, _, where = ei
        ours = [
            f"{Path(frame.filename).relative_to(CODE)}:{frame.lineno}"
            for frame in traceback.extract_tb(where)
            if Path(frame.filename).is_relative_to(CODE) and "site-packages" not in frame.filename
        ]
        return f"  {kind.__name__ if kind else ''} {' → '.join(ours)}"
