"""`retention`: removes what is kept no longer, each night."""

from typing import Any

import pendulum
from airflow.sdk import dag, task
from airflow.timetables.trigger import CronTriggerTimetable

from dags.assets import RETENTION
from dags.frame import FRAME

STEWARDS = """
### 保存期間
保存期間（抽出ごとの宣言の `retention_years`）を過ぎた実行、公開されないまま残った作業、古い信号の受け渡しを消します。
公開中の実行と、その一つ前の実行は消しません。受け渡しフォルダの抽出は各課のもので、ここでは消しません。

- 毎晩3時に始まります。ログに、消した実行の番号があります。`history.jsonl` にも残ります。
- **赤**: 公開か消去の最中でした。終わってから「Clear」してください。
"""


@dag(
    dag_id=RETENTION,
    dag_display_name="保存期間 retention",
    schedule=CronTriggerTimetable("0 3 * * *", timezone="Asia/Tokyo"),
    doc_md=STEWARDS,
    **FRAME,
)
def retention() -> None:
    @task(task_display_name="保存期間を過ぎたものを消す")
    def remove() -> dict[str, Any]:
        """The names of what was removed: runs, unpublished work, deliveries of signals."""
        from pipeline import retention
        from pipeline.settings import Settings

        return dict(retention.apply(Settings().runs, pendulum.today("Asia/Tokyo").date()))

    remove()


retention()
