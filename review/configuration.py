"""What a city sets for the review app, from the environment (`MIMAMORI_REVIEW_…`), checked before anything starts.

Secrets and places only. Numbers that people argue about (time limits, lock-out) stand in settings.py beside the
setting that they are.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_KEY = "demo-key-for-synthetic-data-only-never-for-a-city-0123456789"
SHORTEST_KEY = 50


class Configuration(BaseSettings):
    """Production unless told otherwise, so that a forgotten setting stops the start instead of opening the doors."""

    model_config = SettingsConfigDict(env_prefix="MIMAMORI_REVIEW_", frozen=True)

    mode: Literal["production", "demo"] = "production"
    debug: bool = False
    secret_key: SecretStr = SecretStr(DEMO_KEY)
    log_key: SecretStr = SecretStr(DEMO_KEY)
    database: str = Field(
        default="", description="postgresql://user:password@host:port/name; empty: SQLite in `folder`"
    )
    runs: Path = Path("var/runs")
    folder: Path = Path("var/review")
    anchors: Path = Field(default=Path(), description="where the log's head is anchored; empty: in `folder`")
    desks: Path = Path(__file__).parent / "desks.yaml"
    hosts: list[str] = ["127.0.0.1", "localhost"]

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    @property
    def anchor_file(self) -> Path:
        return self.folder / "anchors.jsonl" if self.anchors == Path() else self.anchors

    @model_validator(mode="after")
    def production_is_closed(self) -> "Configuration":
        """Raises ValueError naming what a production start lacks."""
        if self.demo:
            return self
        if self.debug:
            raise ValueError("production doesn't start with DEBUG: unset MIMAMORI_REVIEW_DEBUG")
        for name in ("secret_key", "log_key"):
            key = getattr(self, name).get_secret_value()
            if key == DEMO_KEY or len(key) < SHORTEST_KEY:
                raise ValueError(
                    f"production needs its own MIMAMORI_REVIEW_{name.upper()}, a random text of ≥{SHORTEST_KEY} characters"
                )
        if self.secret_key == self.log_key:
            raise ValueError("the log's key must not be the session key: whoever holds one must not hold the other")
        if self.anchors == Path():
            raise ValueError("production needs MIMAMORI_REVIEW_ANCHORS: a file outside this machine's own disk")
        return self


CONFIGURATION = Configuration()
