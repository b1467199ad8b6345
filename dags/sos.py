"""`sos`: what children signalled, put before people the same hour, without waiting for a run."""

from typing import Any

import pendulum
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException
from airflow.timetables.assets import AssetOrTimeSchedule
from airflow.timetables.trigger import CronTriggerTimetable

from dags.assets import PUBLISHED_RUN, SIGNALLED, SOS
from dags.frame import FRAME

STEWARDS = """
### 子どもSOS
届いた子どもSOSだけを先に受け入れ、公開中の結果から子どもを探し、画面の一覧の一番上に出します。処理（`run`）は待ちません。
公開中の結果にある相談・健診の本文も、緊急の言葉だけを探します。

- 子どもSOSが届いたとき、`run` が公開したとき、そして毎時30分に始まります。
- **赤**: 読めない信号のファイルがあります。ログに、ファイル名・行・列・直し方があります。
  ほかのファイルの信号は届いています。**教育センターへすぐに連絡してください。**
- 子どもが見つからない信号も、画面に出ます。推測では結び付けません。

ログには、名前・番号・本文は出ません。
"""


@dag(
    dag_id=SOS,
    dag_display_name="子どもSOS sos",
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("30 * * * *", timezone="Asia/Tokyo"),
        assets=SIGNALLED | PUBLISHED_RUN,
    ),
    doc_md=STEWARDS,
    **FRAME,
)
def sos() -> None:
    @task(task_display_name="信号を見る look")
    def look() -> dict[str, Any]:
        """How many signals were delivered, small numbers withheld; a file that can't be read fails it at once."""
        from pipeline import signals
        from pipeline.errors import Held
        from pipeline.settings import Settings

        try:
            return signals.look(Settings(), pendulum.today("Asia/Tokyo").date())
        except Held as held:
            reasons = str(held)
        raise AirflowFailException(reasons)

    look()


sos()
