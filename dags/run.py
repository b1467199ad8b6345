"""`run`: every stage of a run, from landing to publication, each a task that calls the pipeline's own stage."""

from typing import Any

import pendulum
from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from airflow.timetables.assets import AssetOrTimeSchedule
from airflow.timetables.trigger import CronTriggerTimetable

from dags.assets import PUBLISHED_RUN, REQUIRED, RUN
from dags.frame import FRAME
from extracts.declaration import EXTRACTS
from pipeline.stages import AFTER_LANDING, LAND

LATE = pendulum.duration(days=1)

STEWARDS = """
### 一回の実行
届いた抽出を受け入れ、品質を確かめ、子どもごとに名寄せし、判定し、報告を作って公開します。公開は最後の一瞬だけで、
途中で止まっても、いま公開中の結果は変わりません。

**始まり方** 住民記録が届いたとき、毎月1日の朝、または手で。
手で始めるときは「Trigger」から基準日を入れます。空なら、届いている最新の基準日です。

**止まったら**

- `land`（受入）が赤い: その抽出のファイルが受け入れられませんでした。
  箱を開いてログを見ると、ファイル名・行・列・直し方があります。
  担当課に出し直してもらい、届いたらもう一度始めてください。
- `gate`（品質の門）が赤い: ログに、期待と違った項目があります。
  直して出し直してもらうか、正しいと確かめられたら、担当課が審査画面の「届いたデータ」で理由を書いて通し、もう一度始めてください。
- ほかが赤い: ログの最後の行に原因があります（ディスクの空きなど）。直したら、その箱を「Clear」すると続きから進みます。
- `plan` が桃色（skipped）: 同じ入力の実行は公開済みです。することはありません。

ログにも画面にも、子どもの名前や番号は出ません。
"""


@dag(
    dag_id=RUN,
    dag_display_name="実行 run",
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 5 1 * *", timezone="Asia/Tokyo"),
        assets=REQUIRED,
    ),
    params={
        "reference_date": Param(
            None,
            type=["null", "string"],
            format="date",
            title="基準日 reference date",
            description="空なら、必須の抽出がそろっている最新の基準日です。",
        )
    },
    doc_md=STEWARDS,
    **FRAME,
)
def run() -> None:
    @task(task_display_name="計画 plan")
    def plan(params: dict[str, Any], dag_run: Any) -> str:
        """The run_id of what the reference date's deliveries are now; skipped where that run is published."""
        from datetime import date

        from pipeline import inputs, publication, whole
        from pipeline.settings import Settings

        if dag_run.run_type == "scheduled" and pendulum.now() - dag_run.run_after > LATE:
            raise AirflowSkipException(
                "予定の時刻を過ぎています / unpausing starts the last missed one: too late for it"
            )
        settings = Settings()
        asked = params["reference_date"]
        as_of = date.fromisoformat(asked) if asked else inputs.newest_reference_date(settings.landing)
        planned = whole.plan(settings, as_of)
        if publication.is_published(planned.runs, planned.inputs.run_id):
            raise AirflowSkipException(f"公開済みです / already published: {planned.inputs.run_id}")
        planned.prepare()
        return planned.inputs.run_id

    @task(task_id=LAND, task_display_name="受入 land", map_index_template="{{ extract }}")
    def land(planned: str, extract: str) -> dict[str, Any]:
        return perform(planned, f"{LAND}/{extract}")

    @task(outlets=[PUBLISHED_RUN], task_display_name="公開 publish")
    def publish(planned: str, **context: Any) -> str:
        from pathlib import Path

        from airflow.configuration import conf

        from pipeline import publication
        from pipeline.run import prepared
        from pipeline.settings import Settings

        logs = Path(conf.get("logging", "base_log_folder")) / f"dag_id={RUN}" / f"run_id={context['dag_run'].run_id}"
        done = publication.publish(prepared(Settings(), planned), [logs])
        context["outlet_events"][PUBLISHED_RUN].extra = {"run_id": done.run_id, "logical_digest": done.logical_digest}
        return done.logical_digest

    planned = plan()
    tasks = {"": land.partial(planned=planned).expand(extract=list(EXTRACTS))}
    for stage in AFTER_LANDING:

        @task(task_id=stage.name, task_display_name=f"{stage.ja} {stage.name}")
        def work(planned: str, stage: str) -> dict[str, Any]:
            return perform(planned, stage)

        tasks[stage.name] = work(planned, stage.name)
        for need in stage.needs:
            tasks[need if need in tasks else ""] >> tasks[stage.name]
    tasks[AFTER_LANDING[-1].name] >> publish(planned)


def perform(run_id: str, stage: str) -> dict[str, Any]:
    """Carry out one stage of a planned run; what it counted. A held stage isn't tried again by itself."""
    from pipeline.errors import Held
    from pipeline.performance import perform as carry_out
    from pipeline.run import prepared
    from pipeline.settings import Settings

    try:
        seal, _ = carry_out(prepared(Settings(), run_id), stage)
    except Held as held:
        reasons = str(held)
    else:
        return {"counts": seal.counts, "seconds": seal.seconds}
    raise AirflowFailException(reasons)


run()
