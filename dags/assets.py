"""The names by which DAGs find one another: DAG ids and assets, each once. Nothing runs here."""

from airflow.sdk import Asset

from extracts.declaration import EXTRACTS

DELIVERIES = "deliveries"
RUN = "run"
TRAIN = "train"
SOS = "sos"
RETENTION = "retention"

ARRIVED = {
    name: Asset(name=f"arrived_{name}", uri=f"mimamori://landing/{name}", group="deliveries") for name in EXTRACTS
}
"""That a delivery of the extract has arrived. Its events carry the file's name, reference date and checksum."""

SIGNALLED = ARRIVED["sos_signals"]
"""That children's signals have arrived: they don't wait for a run."""

REQUIRED = [ARRIVED[name] for name, extract in EXTRACTS.items() if extract.required]
"""Without these a run can't start; any other may be missing, and what rests on it is then unknown."""

PUBLISHED_RUN = Asset(name="published_run", uri="mimamori://runs/published", group="runs")
"""That a run was published. Its events carry the run_id."""
