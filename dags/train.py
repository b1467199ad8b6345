"""`train`: a new dated linkage model from the published run's own records. Started by hand alone; no run uses it by itself."""

from typing import Any

from airflow.sdk import Param, dag, task

from dags.assets import TRAIN
from dags.frame import FRAME

STEWARDS = """
### 連携モデルの学習
公開中の実行の記録から、名寄せのモデルを学習し、日付の付いた新しいファイルに書きます（`MIMAMORI_MODELS` のフォルダ）。

- 手でだけ始まります。「Trigger」から、いつから使うモデルか（基準日）を入れます。
- 学習しただけでは、どの実行も使いません。`mimamori evaluate` で確かめ、監査の同意を得てから `MIMAMORI_MODEL` に指定します。
- **赤** でログに「もうあります」とあれば、その日付のモデルがあります。モデルは書き換えません。別の日付にしてください。
"""


@dag(
    dag_id=TRAIN,
    dag_display_name="学習 train",
    schedule=None,
    params={"holds_from": Param(type="string", format="date", title="いつから holds from")},
    doc_md=STEWARDS,
    **FRAME,
)
def train() -> None:
    @task(task_display_name="学習 train")
    def learn(params: dict[str, Any]) -> dict[str, int]:
        from datetime import date

        from pipeline import training
        from pipeline.settings import Settings

        return training.train(Settings(), date.fromisoformat(params["holds_from"]))

    learn()


train()
