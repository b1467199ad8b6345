"""One method in a process of its own, so that its time and memory are its own: `one.py DATA METHOD RUN OUT`."""

import json
import re
import sys
import time
from pathlib import Path

from benchmarks.linkage import febrl, methods


def main(data: str, method: str, run: str, out: str) -> None:
    """Writes OUT.csv (the links) and OUT.json (seconds, cpu_seconds, peak_mb)."""
    started, cpu = time.perf_counter(), time.process_time()
    links = febrl.METHODS[method](Path(run) / "model.json") if data == "febrl" else methods.METHODS[method](Path(run))
    spent = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mb": peak_mb(),
    }
    links[["unique_id", "resident_id"]].to_csv(f"{out}.csv", index=False)
    Path(f"{out}.json").write_text(json.dumps(spent), encoding="utf-8")


def peak_mb() -> float:
    """The most memory that this process has held (Linux). getrusage would count the process that started it too."""
    held = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(held[1]) / 1024 if held else float("nan")


if __name__ == "__main__":
    main(*sys.argv[1:])
