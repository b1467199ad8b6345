"""What decides how a text is redacted: its characters, whom of its family and of the city it names, and the rules.

Belongs here: the key under which an outcome is kept, and the family cut down to what the key holds. Two texts of one key
have one outcome, whoever else moved into the city.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from extracts.redaction.lexicon import comparable
from extracts.redaction.people import City, Family, automaton
from extracts.redaction.reading import read
from extracts.redaction.recognisers.dates import dates
from extracts.redaction.recognisers.on_file import OnFile

LIBRARIES = (
    "presidio-analyzer",
    "ginza",
    "ja-ginza",
    "spacy",
    "SudachiPy",
    "SudachiDict-core",
    "japanese-personal-name-dataset",
)


class Relevance:
    """Asked of each text of one city. `key` is the pseudonym key: a plain hash beside the marks would let names be tried."""

    def __init__(self, city: City, key: bytes) -> None:
        self.names = city.names
        self.own_parts = automaton(sorted(city.dictionary.of_the_city))
        self.secret = hmac.new(key, f"redaction|{rules()}".encode(), hashlib.sha256).digest()

    def cut(self, text: str, family: Family) -> tuple[Family, str]:
        """The family as far as the text may speak of it, and the key of the outcome."""
        reading = read(text).text
        view = OnFile(reading)
        cut = Family(
            tuple(person for person in family.people if any(form in view.text for form in person.forms)),
            tuple(address for address in family.addresses if comparable(address) in view.text),
            tuple(phone for phone in family.phones if phone_in(phone, view.text)),
            family.birth_dates & {day for _, _, day in dates(reading)},
        )
        said = [text, sorted({*hits(self.names, view.text), *hits(self.own_parts, view.text)}), plain(cut)]
        message = json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        return cut, hmac.new(self.secret, message, hashlib.sha256).hexdigest()


def hits(names: object, text: str) -> Iterator[str]:
    for last, length in names.iter(text) if names else ():  # type: ignore[attr-defined]
        yield text[last + 1 - length : last + 1]


def phone_in(phone: str, text: str) -> bool:
    digits = "".join(filter(str.isdigit, phone))
    return bool(digits) and digits in "".join(filter(str.isdigit, text))


def plain(family: Family) -> object:
    return asdict(family) | {"birth_dates": sorted(family.birth_dates)}


@cache
def rules() -> str:
    """The version of the rules: of this package's code, words and numbers, and of the libraries that it reads by."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            digest.update(path.read_bytes())
    digest.update(" ".join(version(library) for library in LIBRARIES).encode())
    return digest.hexdigest()
