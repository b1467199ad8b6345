"""One person's morning over HTTP: sign in with both factors, then lists, cards, a search, a note, until it is enough."""

import random
import re
import threading
import time
from collections.abc import Callable

import httpx
from django_otp.oath import totp

from benchmarks.review import PASSWORD

VIEWS = ("", "mark=changed", "mark=due", "known=unknown", "state=back", "category=priority&mark=changed", "page=2")
SURNAMES = ("さとう", "たなか", "やまもと", "中村")
CARD = re.compile(r'href="(/children/[0-9a-f]+/)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ARRIVE = 10
"""People begin their work over so many pauses."""
Took = list[tuple[str, float]]


def morning(
    address: str,
    username: str,
    key: bytes,
    everybody: threading.Barrier,
    enough: Callable[[], bool],
    think: float,
    took: Took,
) -> None:
    """Appends (what, seconds) of each answer to `took`; `think` is the mean pause between two requests, in seconds.

    Work begins once everybody has signed in, and not for all in the same second: a password is hashed for a second on
    purpose, and no office signs in at once.
    """
    rng = random.Random(username)  # noqa: S311

    with httpx.Client(base_url=address, timeout=60) as client:

        def ask(what: str, method: str, path: str, **form: str) -> httpx.Response:
            time.sleep(rng.expovariate(1 / think) if think else 0)
            began = time.perf_counter()
            answer = client.request(method, path, data=form or None)
            took.append((what, time.perf_counter() - began))
            if answer.status_code >= 400:
                raise RuntimeError(f"{what}: {answer.status_code}")
            return answer

        page = client.get("/sign-in/").text
        form = {"username": username, "password": PASSWORD, "token": f"{totp(key):06d}"}
        client.post("/sign-in/", data={**form, "csrfmiddlewaretoken": token(page)})
        everybody.wait()
        time.sleep(rng.uniform(0, ARRIVE * think))
        while not enough():
            page = ask("worklist", "GET", f"/worklist/?{rng.choice(VIEWS)}").text
            cards = CARD.findall(page)
            for card in rng.sample(cards, min(3, len(cards))):
                shown = ask("card", "GET", card).text
                if rng.random() < 0.2:
                    ask("note", "POST", f"{card}note/", text="学校に電話した。", csrfmiddlewaretoken=token(shown))
                    ask("card", "GET", card)
            if rng.random() < 0.3:
                ask("search", "POST", "/worklist/find/", words=rng.choice(SURNAMES), csrfmiddlewaretoken=token(page))


def token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise RuntimeError("signed out")
    return found.group(1)


def work(address: str, people: dict[str, bytes], requests: int, think: float) -> Took:
    """Everybody's mornings at once, until so many requests were answered; raises what went wrong for any of them."""
    took: Took = []
    wrong: list[Exception] = []
    everybody = threading.Barrier(len(people))

    def one(username: str, key: bytes) -> None:
        try:
            morning(address, username, key, everybody, lambda: len(took) >= requests or bool(wrong), think, took)
        except (RuntimeError, httpx.HTTPError) as error:
            wrong.append(error)
            everybody.abort()  # the others don't wait for somebody who can't sign in

    threads = [threading.Thread(target=one, args=person) for person in people.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return took
