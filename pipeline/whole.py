"""A whole run, from the settings to publication: what `mimamori run` does, and what Airflow's tasks do one by one."""

from datetime import date

from pipeline import files, inputs, publication
from pipeline.performance import Told, perform_all
from pipeline.publication import Manifest
from pipeline.run import Run
from pipeline.settings import Settings


def plan(settings: Settings, as_of: date) -> Run:
    """The run for what the reference date's deliveries are now: which one it is, before any of it is done."""
    found = inputs.find(settings, as_of)
    runs = settings.runs.absolute()
    return Run(runs, found.model_copy(update={"previous": publication.predecessor(runs, found)}), settings.key())


def run(settings: Settings, as_of: date, told: Told) -> tuple[Manifest, bool]:
    """The published run of these inputs, and whether this call did any of it. Raises Held or Failed."""
    planned = plan(settings, as_of)
    new = not publication.is_published(planned.runs, planned.inputs.run_id)
    if new:
        planned.prepare()
        with files.locked(planned.lock("run")):
            perform_all(planned, told)
    return publication.publish(planned), new


def listed(messages: tuple[str, ...]) -> str:
    return "\n".join(f"  ・{message}" for message in messages)
