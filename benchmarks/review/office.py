"""Twenty people and their cases, made through the app's own functions; each prints how they sign in."""

import json
import random
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from benchmarks.review import PASSWORD  # noqa: E402
from review.cases import new_run, people  # noqa: E402
from review.models import Account, Case, Role, Workplace  # noqa: E402
from review.published import current  # noqa: E402

HANDS = ["consultation"] * 8 + ["school"] * 5 + ["health"] * 3 + ["nursery"] * 2
SUPERVISORS = 2
IN_HAND = 5000


def account(name: str, role: Role, workplace: str = "") -> Account:
    made = Account.objects.create_user(name, PASSWORD, name=name, role=role, workplace=workplace)
    TOTPDevice.objects.create(user=made, name="phone", confirmed=True)
    return made


def main() -> None:
    call_command("migrate", verbosity=0)
    began = timezone.now()
    new_run.take_up(current())
    took = (timezone.now() - began).total_seconds()
    supervisors = [account(f"lead{number}", Role.SUPERVISOR) for number in range(SUPERVISORS)]
    workers = [
        account(f"worker{number}", Role.CASE_WORKER, Workplace(place).value) for number, place in enumerate(HANDS)
    ]
    rng = random.Random(1)  # noqa: S311
    cases = list(Case.objects.order_by("child_id")[:IN_HAND])
    with transaction.atomic():  # a day's work at a time would take a minute of syncing the disk
        for number, case in enumerate(cases):
            worker = workers[number % len(workers)]
            people.assign(case, worker, supervisors[0])
            if rng.random() < 0.5:
                people.decide(
                    case, worker, rng.choice(["support", "watch"]), "家庭訪問で確かめた。", rng.random() < 0.1, []
                )
            if rng.random() < 0.3:
                day = timezone.localdate() + timedelta(days=rng.randrange(-10, 60))
                people.follow_up(case, worker, worker, day, "学校と電話")
            if rng.random() < 0.3:
                people.note(case, worker, "母と電話で話した。")
    devices = TOTPDevice.objects.select_related("user")
    print(  # noqa: T201
        json.dumps(
            {
                "people": {device.user.username: device.bin_key.hex() for device in devices},
                "cases": Case.objects.count(),
                "in hand": len(cases),
                "take_up": took,
            }
        )
    )


main()
