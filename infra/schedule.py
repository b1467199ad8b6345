"""Airflow on this machine, with embedded SQLite: its processes started, watched and stopped.

`once` lets the DAGs take in what was delivered and ends with the run that follows; `serve` keeps its pages up.
Which DAGs there are, and what they do, is in dags/.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
PROCESSES = ("api-server", "dag-processor", "scheduler")
START_SECONDS, RUN_SECONDS = 300, 3600
DONE = ("success", "failed", "skipped", "upstream_failed", "removed")


def environment(home: Path, port: int) -> dict[str, str]:
    """Airflow's environment: the settings of airflow.env and this machine's places."""
    lines = (ROOT / "infra" / "airflow.env").read_text(encoding="utf-8").splitlines()
    return {
        **os.environ,
        **dict(line.split("=", 1) for line in lines if line and not line.startswith("#")),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
    }


@contextmanager
def running(home: Path, port: int) -> Iterator[httpx.Client]:
    """Airflow's processes, and a client that is signed in to them. All of them are stopped at the end."""
    home.mkdir(parents=True, exist_ok=True)
    env = environment(home, port)
    with ExitStack() as stack:
        log = stack.enter_context((home / "processes.log").open("a"))
        airflow = [sys.executable, "-m", "airflow"]
        subprocess.run([*airflow, "db", "migrate"], env=env, stdout=log, stderr=log, check=True)  # noqa: S603 - ours
        for name in PROCESSES:
            process = subprocess.Popen([*airflow, name], env=env, stdout=log, stderr=log)  # noqa: S603 - ours
            stack.callback(stop, process)
        client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=120))
        wait_until(lambda: healthy(client), START_SECONDS, f"Airflow doesn't start: see {log.name}")
        passwords = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text(encoding="utf-8"))
        signed_in = client.post("/auth/token", json={"username": "steward", "password": passwords["steward"]})
        client.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
        yield client


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def healthy(client: httpx.Client) -> bool:
    try:
        health = client.get("/api/v2/monitor/health").json()
    except (httpx.TransportError, ValueError):
        return False
    return all(health[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor"))


def wait_until(true: Callable[[], bool], seconds: float, otherwise: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise SystemExit(otherwise)
        time.sleep(0.5)


def once(home: Path, port: int) -> int:
    """One look at the deliveries, and the run that their arrival starts. 0 where it published or nothing came, else 1."""
    with running(home, port) as client:
        wait_until(lambda: known(client, "run") and known(client, "deliveries"), START_SECONDS, "the DAGs don't load")
        earlier = {run["dag_run_id"] for dag in ("run", "deliveries") for run in runs(client, dag)}
        # unpaused, `deliveries` looks at once, the first time; `run` must be listening by then
        for dag in ("run", "deliveries"):
            client.patch(f"/api/v2/dags/{dag}", json={"is_paused": False}).raise_for_status()
        if earlier:
            client.post("/api/v2/dags/deliveries/dagRuns", json={"logical_date": None}).raise_for_status()
        shown: set[tuple[str, int]] = set()
        end = time.monotonic() + RUN_SECONDS
        while time.monotonic() < end:
            look = tell(client, "deliveries", ("scheduled", "manual"), earlier, shown)
            run = tell(client, "run", ("asset_triggered",), earlier, shown)
            if "failed" in (look.get("state"), run.get("state")):
                return 1
            if run.get("state") == "success":
                return 0
            if look.get("state") == "success" and look["tasks"]["registry"] == "skipped":
                print("新しく届いたものはありません。公開中の結果のままです。 / nothing new has come", flush=True)
                return 0
            time.sleep(0.5)
    return 1


def known(client: httpx.Client, dag: str) -> bool:
    return client.get(f"/api/v2/dags/{dag}").status_code == httpx.codes.OK


def runs(client: httpx.Client, dag: str) -> list[dict[str, Any]]:
    """The DAG's runs, newest first."""
    answer = client.get(f"/api/v2/dags/{dag}/dagRuns", params={"order_by": "-run_after"})
    return list(answer.raise_for_status().json()["dag_runs"])


def tell(
    client: httpx.Client, dag: str, started_by: tuple[str, ...], earlier: set[str], shown: set[tuple[str, int]]
) -> dict[str, Any]:
    """Print the tasks of the DAG's newest run that ended since the last look: its `state`, and that of its `tasks`.

    Empty where it has no run that was so started and isn't an earlier one.
    """
    new = (run for run in runs(client, dag) if run["run_type"] in started_by and run["dag_run_id"] not in earlier)
    newest = next(new, None)
    if newest is None:
        return {}
    path = f"/api/v2/dags/{dag}/dagRuns/{newest['dag_run_id']}/taskInstances"
    tasks = client.get(path, params={"limit": 200}).json()["task_instances"]
    for task in tasks:
        key = (task["id"], task["try_number"])
        if task["state"] in DONE and key not in shown:
            shown.add(key)
            name = f"{task['task_id']} {task['rendered_map_index'] or ''}".strip()
            print(f"  {dag:<11}{name:<34}{task['state']:<16}{task['duration'] or 0:6.1f} s", flush=True)
            if task["state"] == "failed":
                print(why(client, path, task), flush=True)
    return {"state": newest["state"], "tasks": {task["task_id"]: task["state"] for task in tasks}}


def why(client: httpx.Client, path: str, task: dict[str, Any]) -> str:
    """The errors in the log of a task that failed."""
    log = client.get(f"{path}/{task['task_id']}/logs/{task['try_number']}", params={"map_index": task["map_index"]})
    faults = [
        fault for event in log.json()["content"] if isinstance(event, dict) for fault in event.get("error_detail") or ()
    ]
    return "\n".join(f"    {fault['exc_type']}: {fault['exc_value']}" for fault in faults)


def serve(home: Path, port: int) -> int:
    with running(home, port) as client:
        passwords = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text(encoding="utf-8"))
        print(f"Airflow: {client.base_url}  steward / {passwords['steward']}  (Ctrl-C で終了)", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("once", "serve"))
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "airflow")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    given = parser.parse_args()
    work = {"once": once, "serve": serve}[given.what]
    return work(given.home.absolute(), given.port or free_port())


if __name__ == "__main__":
    sys.exit(main())
