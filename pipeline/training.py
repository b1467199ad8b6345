"""A new linkage model from the published run's records: a job of its own, that no run waits for. How it learns is linkage's."""

from datetime import date

from pipeline import files, publication
from pipeline.errors import Failed
from pipeline.performance import explain
from pipeline.settings import Settings


def train(settings: Settings, as_of: date) -> dict[str, int]:
    """Write `<as_of>.json` into the settings' folder of models; counts. Raises Failed where it stands or can't be learnt."""
    from linkage import train as linkage

    run = publication.current(settings.runs)
    if run is None:
        raise Failed("公開済みの実行がありません / nothing is published yet")
    model = settings.models.absolute() / f"{as_of}.json"
    if model.exists():
        raise Failed(f"モデルはもうあります。書き換えません: {model.name} / models are never edited")
    model.parent.mkdir(parents=True, exist_ok=True)
    aside = model.with_suffix(".part")
    files.remove(aside)
    try:
        counts = linkage.train([settings.runs / run.run_id], aside, as_of)
    except Exception as fault:
        message = explain("train", fault)
    else:
        files.move(aside, model)
        return counts
    raise Failed(message)
