"""`deliveries`: looks into the landing folder and marks, department by department, what has arrived."""

from datetime import date
from itertools import groupby
from typing import Any

from airflow.sdk import AssetAlias, dag, task
from airflow.sdk.exceptions import AirflowSkipException
from airflow.timetables.trigger import CronTriggerTimetable

from dags.assets import ARRIVED, DELIVERIES
from dags.frame import FRAME
from extracts.declaration import EXTRACTS

DOMAINS = {
    domain: [extract.name for extract in extracts]
    for domain, extracts in groupby(sorted(EXTRACTS.values(), key=lambda e: (e.domain, e.name)), lambda e: e.domain)
}

DEPARTMENTS = {
    "registry": "市民",
    "economy": "税",
    "welfare": "福祉",
    "education": "教育",
    "childcare": "保育",
    "medical": "保健・医療",
}

STEWARDS = """
### 届いたデータの確認
受け渡しフォルダを見て、新しく届いた抽出に「届いた」印（アセット `arrived_…`）を付けます。部門ごとに一つの箱です。

- **緑**: 新しい抽出が届き、印を付けました。ログに抽出名・基準日・ファイル名があります。
- **桃色（skipped）**: その部門からは、前に見たときから新しいものが届いていません。異常ではありません。
- **赤**: フォルダが見つからない、または読めません。`MIMAMORI_LANDING` と権限を確かめてください。

住民記録が届くと、`run` が自動で始まります。ほかの抽出は欠けていても構いません（関係する判定が「不明」になります）。
ファイルの中身はここでは確かめません。確かめるのは `run` の受入と品質の門です。
"""


@dag(
    dag_id=DELIVERIES,
    dag_display_name="届いたデータ deliveries",
    schedule=CronTriggerTimetable("0 * * * *", timezone="Asia/Tokyo"),
    doc_md=STEWARDS,
    **FRAME,
)
def deliveries() -> None:
    @task(task_display_name="受け渡しフォルダを見る")
    def look() -> dict[str, dict[str, str]]:
        """The newest delivery of each extract: file name, reference date, checksum."""
        from pipeline.inputs import delivered
        from pipeline.settings import Settings

        found = delivered(Settings().landing, date.max)
        return {
            name: {
                "file": files[-1].path.name,
                "reference_date": files[-1].reference_date.isoformat(),
                "sha256": files[-1].sha256,
            }
            for name, files in found.items()
            if files
        }

    newest = look()
    for domain, names in DOMAINS.items():
        # through an alias, an asset is marked only where `mark` adds it; plain outlets are all marked at any success
        alias = AssetAlias(f"arrived_from_{domain}")

        @task(
            task_id=domain, task_display_name=DEPARTMENTS[domain], inlets=[ARRIVED[n] for n in names], outlets=[alias]
        )
        def mark(names: list[str], alias: AssetAlias, newest: dict[str, dict[str, str]], **context: Any) -> list[str]:
            """Mark what is newer than its last mark; skipped where nothing is."""
            new = [name for name in names if name in newest and newest[name] != last(context["inlet_events"], name)]
            for name in new:
                context["outlet_events"][alias].add(ARRIVED[name], extra=newest[name])
            if not new:
                raise AirflowSkipException("新しく届いたものはありません / nothing new")
            return new

        mark(names, alias, newest)


def last(inlet_events: Any, name: str) -> dict[str, str] | None:
    """What the newest mark of the extract carried."""
    events = inlet_events[ARRIVED[name]]
    return dict(events[-1].extra) if len(events) else None


deliveries()
