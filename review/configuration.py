"""What a city sets for the review app, from the environment (`MIMAMORI_REVIEW_…`), checked before anything starts.

Secrets and places only. Numbers that people argue about (time limits, lock-out) stand in settings.py beside the
setting that they are.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from review.parties import Party

DEMO_KEY = "demo-key-for-synthetic-data-only-never-for-a-city-0123456789"
SHORTEST_KEY = 50


class SignOn(BaseModel):
    """The city's own sign-on (OpenID Connect), as `MIMAMORI_REVIEW_OIDC__ISSUER` and so on.

    Accounts are ours: `username_claim` says whose of them somebody is. The second factor is the provider's; it must
    state it as an `acr` (one of those here) or in `amr` (all of those here). A role comes from outside only where
    `parties` maps a value of `parties_claim` to one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    client_id: str
    client_secret: SecretStr
    username_claim: str = "preferred_username"
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    parties_claim: str = "groups"
    parties: dict[str, Party] = {}


class Configuration(BaseSettings):
    """Production unless told otherwise, so that a forgotten setting stops the start instead of opening the doors."""

    model_config = SettingsConfigDict(env_prefix="MIMAMORI_REVIEW_", env_nested_delimiter="__", frozen=True)

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
    city: Path = Path(__file__).parent / "city.yaml"
    hosts: list[str] = ["127.0.0.1", "localhost"]
    oidc: SignOn | None = None

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
        if self.oidc and not self.oidc.issuer.startswith("https://"):
            raise ValueError("production needs an https:// address in MIMAMORI_REVIEW_OIDC__ISSUER")
        if self.oidc and not (self.oidc.acr or self.oidc.amr):
            raise ValueError(
                "the provider must vouch for a second factor: set MIMAMORI_REVIEW_OIDC__ACR or _OIDC__AMR to what it states"
            )
        return self


CONFIGURATION = Configuration()
