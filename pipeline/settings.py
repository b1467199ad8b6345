"""Settings of an installation, from the environment (`MIMAMORI_…`). No threshold and no secret stands here.

The pseudonym key is a file of its own that only its owner may read; the settings only say where it is.
"""

import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.errors import Failed


class Settings(BaseSettings):
    """Where things lie and what the city has decided; each is the variable `MIMAMORI_` and its name."""

    model_config = SettingsConfigDict(env_prefix="MIMAMORI_", frozen=True)

    landing: Path = Path("var/city/extracts")
    """The folder that departments deliver into; only read."""
    runs: Path = Path("var/runs")
    key_file: Path | None = None
    """The pseudonym key; absent, a demo's key is made beside the runs."""
    people: Path | None = None
    """People's rulings, suspensions and sealed identities, as the review app delivers them."""
    tax_basis: str = ""
    """The recorded legal basis for using tax data; without one those extracts stay unread."""
    model: Path | None = None
    """The linkage model; absent, the newest shipped one dated up to the reference date."""
    models: Path = Path("var/models")
    """Where training writes its dated models; one comes into force when `model` names it."""
    engine: Literal["duckdb", "spark"] = "duckdb"
    """What finds the pairs of linkage; the result is the same."""
    spark_master: str = ""
    """Where Spark is (`spark://…`, `yarn`, `local[2]`); absent, where Spark's own configuration says."""

    def key(self) -> bytes:
        """The pseudonym key. Raises Failed where others than its owner may read it."""
        path = self.key_file or self.runs.absolute().parent / "pseudonym.key"
        if self.key_file is None:
            make_key(path)
        if not path.is_file():
            raise Failed(f"仮名化鍵がありません: {path} / no pseudonym key there")
        if path.stat().st_mode & 0o077:
            raise Failed(f"仮名化鍵を他の利用者が読めます。chmod 600 にしてください: {path} / key readable by others")
        return bytes.fromhex(path.read_text(encoding="ascii").strip())


def make_key(path: Path) -> None:
    """A new key of 32 bytes, in hex, unless there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
