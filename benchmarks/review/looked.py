"""`python -m benchmarks.review.looked --runs DIR`: "who looked at this child, and why" and "what did this account touch" over a
million events, as the auditor's pages answer them; on SQLite, or on the empty database that `--database postgresql://…` names.

Of the events a fifth are lists, each of 25 children: whoever was shown a child's name on a list has looked too.
"""

import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.review import settings_of

CHILDREN, LISTED = 27_000, 25
AT_ONCE = 10_000


def events(number: int, rng: random.Random) -> Iterator[dict[str, object]]:
    children = [f"{rng.getrandbits(128):032x}" for _ in range(CHILDREN)]
    for seq in range(1, number + 1):
        listed = seq % 5 == 0
        yield {
            "seq": seq,
            "account": f"worker{rng.randrange(300)}",
            "role": "case_worker",
            "action": "worklist" if listed else "child",
            "child_id": "" if listed else rng.choice(children),
            "reason": "",
            "run_id": "2026-10-01-0123456789ab",
            "fields": ["household", "identity"],
            "detail": {"children": rng.sample(children, LISTED)} if listed else {"siblings": [rng.choice(children)]},
            "mac": "0" * 64,
        }


def main(
    runs: Annotated[Path, typer.Option(help="the folder of published runs")],
    number: Annotated[int, typer.Option("--events", help="events in the log")] = 1_000_000,
    database: Annotated[str, typer.Option(help="postgresql://…; empty: SQLite")] = "",
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= settings_of(folder, runs, database)
        import django  # noqa: PLC0415 - after the settings are said

        django.setup()
        measure(number)


def measure(number: int) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from review import log, published  # noqa: PLC0415
    from review.models import Account, Event, Head  # noqa: PLC0415
    from review.views import audit  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    published.current()  # opened once, as a server's worker does
    rng, waiting = random.Random(1), []  # noqa: S311
    for event in events(number, rng):
        waiting.append(Event(at=timezone.now(), **event))
        if len(waiting) == AT_ONCE:
            Event.objects.bulk_create(waiting)
            waiting.clear()
    Event.objects.bulk_create(waiting)
    Head.objects.update(seq=number)
    log.anchor()  # as it would have been, each hundred events
    auditor = Account.objects.create_user("auditor", "correct horse battery", name="監査", role="auditor")
    from django.test import RequestFactory  # noqa: PLC0415

    request = RequestFactory(headers={"host": settings.ALLOWED_HOSTS[0]}).get("/")
    auditor.is_verified = lambda: True
    request.user, request.session = auditor, {}
    asked = list(Event.objects.filter(action="child").values_list("child_id", flat=True)[:5])
    typer.echo(f"{connection.vendor}: {number:,} events")
    pages = [("child", audit.of_child, child_id) for child_id in asked]
    pages += [("account", audit.of_account, f"worker{number}") for number in range(5)]
    for what, page, of in pages:
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        shown = page(request, of)
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        typer.echo(
            f"{what}: {time.perf_counter() - began:.2f} s, CPU of the app {cpu:.2f} s, {len(shown.content):,} bytes"
        )


if __name__ == "__main__":
    typer.run(main)
