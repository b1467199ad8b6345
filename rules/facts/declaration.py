"""What a fact is, and every fact there is: the only things that a rule may read.

Belongs here: the shape of a declaration and what makes one invalid. Doesn't belong here: the facts themselves (a
module a domain beside this one) and how they are built (build.py).
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from extracts.declaration import EXTRACTS, Extract

# the latest row of a child, where that is all that counts
LATEST = "QUALIFY row_number() OVER (PARTITION BY child_id, doubtful ORDER BY date DESC NULLS LAST, record_key) = 1"


class Fact(BaseModel):
    """One thing known of a child on the reference date.

    `sql` is a SELECT of child_id, record_key, doubtful and any of value, number and date, over the tables of
    sources.py (`own`, `household`, `every`, `child`, `member`, `guardian`, `reach`, `sibling`) and `earlier`, the
    previous run's facts; `$as_of` and `$delivered` are dates. A child without a row has collected none. `kind` says
    which column a sentence shows. `lasting`: it doesn't grow stale.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)
    kind: Literal["value", "number", "date"]
    unit: str = ""
    extract: str
    sql: str = Field(min_length=1)
    lasting: bool = False

    @model_validator(mode="after")
    def it_says_what_it_counts(self) -> "Fact":
        if self.extract not in EXTRACTS:
            raise ValueError(f"{self.name}: no extract is called {self.extract}")
        if (self.kind == "number") != bool(self.unit):
            raise ValueError(f"{self.name}: a number has a unit, and nothing else has one")
        return self

    @property
    def source(self) -> Extract:
        return EXTRACTS[self.extract]

    @property
    def purpose(self) -> str:
        return self.source.purpose

    @property
    def restricted(self) -> bool:
        return self.source.restricted

    @property
    def keyed(self) -> bool:
        """Of a child without 宛名番号, its extract can't be asked: it is kept by it alone, or is the registry
        itself."""
        return "resident_id" in self.source.fields and (self.source.required or not self.source.person)
