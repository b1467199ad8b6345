"""What every DAG of this city has in common: from when it counts, never two at once, nothing of a result in the logs."""

from typing import Any

import pendulum

FRAME: dict[str, Any] = {
    "start_date": pendulum.datetime(2026, 4, 1, tz="Asia/Tokyo"),
    "catchup": False,
    "max_active_runs": 1,
    "default_args": {"show_return_value_in_logs": False},
    "tags": ["見守り"],
}
