"""The predict stage of one run on DuckDB and on a local Spark of two cores: time, memory, and whether they say the same.

`python -m benchmarks.linkage.engines RUN`. Each engine has a process of its own; Spark's JVM, a child of it, is counted in.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import psutil

from linkage.predict import predict
from pipeline import digests
from pipeline.inputs import newest_model

MASTER = "local[2]"
CONFIGURATION = "spark.driver.memory 3g\nspark.sql.shuffle.partitions 8\n"


def measured(run: Path, out: Path, engine: str) -> dict[str, float]:
    began = time.monotonic()
    counts = predict(run, out, newest_model(date.max), engine, MASTER)
    seconds = time.monotonic() - began
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    cpu = sum(one.cpu_times().user + one.cpu_times().system for one in processes)
    return {"seconds": seconds, "CPU seconds": cpu, "MB": sum(map(peak_mb, processes)), "pairs": counts["pairs"]}


def peak_mb(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def main(run: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "spark-defaults.conf").write_text(CONFIGURATION, encoding="ascii")
        found = {}
        for engine in ("duckdb", "spark"):
            out = Path(work) / f"{engine}.duckdb"
            command = [sys.executable, "-m", "benchmarks.linkage.engines", str(run), str(out), engine]
            subprocess.run(command, env=os.environ | {"SPARK_CONF_DIR": work}, check=True)  # noqa: S603 - our own module
            found[engine] = digests.of_database(out)
        print("same tables:", found["duckdb"] == found["spark"])  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]).resolve())
    else:
        one = measured(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
        print(sys.argv[3], *(f"{name} {value:,.1f}" for name, value in one.items()), sep="  ")  # noqa: T201
