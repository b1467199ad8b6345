"""The declarations: one YAML file an extract, read and checked when this module is imported.

Everything that follows from an extract's shape (reading, typing, column checks, documentation) derives from here. A
declaration that is incomplete or contradicts itself stops the import: better now than at 3 a.m.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from extracts.minimisation import why_forbidden

FOLDER = Path(__file__).parent / "declarations"

Type = Literal["text", "kana", "name", "address", "int", "decimal", "date", "yearmonth", "schoolyear", "flag", "code"]
Domain = Literal["registry", "economy", "welfare", "education", "childcare", "medical"]

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

RESERVED = {"record_id", "line", "delivered", "file", "key", "person"}  # columns that landing adds
COLUMN = re.compile(r"^(?P<field>[a-z][a-z0-9_]*) (?P<type>[a-z]+)(?P<optional>\?)?(?:\{(?P<codes>.+)\})?$")


class Column(BaseModel):
    """One column: its heading in the file, the field that it lands as, its type and, for a code, its meanings.

    Purpose, legal basis, owner and retention are its extract's, unless it says its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    field: str
    type: Type
    optional: bool
    codes: dict[str, str] = Field(default_factory=dict)
    purpose: Said | None = None
    legal_basis: Said | None = None
    owner: Said | None = None
    retention_years: int | None = Field(default=None, gt=0)

    @property
    def has_meanings(self) -> bool:
        """Whether its codes stand for something else than themselves, as `1=male` does and a grade of eyesight doesn't."""
        return any(code != meaning for code, meaning in self.codes.items())

    @model_validator(mode="after")
    def only_codes_have_meanings(self) -> "Column":
        if (self.type == "code") != bool(self.codes):
            raise ValueError(f"{self.heading}: codes belong to a column of type code, and to no other")
        return self

    @model_validator(mode="after")
    def may_be_collected(self) -> "Column":
        if reason := why_forbidden(self.heading, self.field):
            raise ValueError(f"{self.heading}: may not be collected ({reason}: extracts/minimisation.yaml)")
        return self

    @classmethod
    def parse(cls, heading: str, declared: str | dict[str, Any]) -> "Column":
        """A column from its declaration: `sex code?{1=male, 2=female}`, or `{column: sex code…, purpose: …}`.

        A code without a meaning of its own (`{身体, 性}`) means itself. Raises ValueError where the text has another form.
        """
        own = dict(declared) if isinstance(declared, dict) else {"column": declared}
        text = str(own.pop("column", ""))
        match = COLUMN.match(text)
        if not match:
            raise ValueError(
                f"{heading}: expected `field type`, `field type?` or `field code{{1=meaning}}`, found {text!r}"
            )
        pairs = [pair.strip().partition("=") for pair in (match["codes"] or "").split(",") if pair.strip()]
        codes = {code: meaning or code for code, _, meaning in pairs}
        found = {**match.groupdict(), "optional": bool(match["optional"]), "codes": codes}
        return cls.model_validate({"heading": heading, **found, **own})


class Extract(BaseModel):
    """One extract. `key`, `via_key`, `group` and `text` name headings; `person` names fields (as the interface does)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: Said
    title_en: Said
    owner: Said
    domain: Domain
    purpose: Said
    legal_basis: Said
    retention_years: int = Field(gt=0)
    stale_after_days: int = Field(gt=0)
    encoding: Literal["cp932", "utf-8", "utf-8-sig"]
    required: bool = False
    append: bool = False
    restricted: bool = False
    needs_recorded_basis: bool = False
    key: tuple[str, ...] = Field(min_length=1)
    via: str | None = None
    via_key: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    person: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    @model_validator(mode="after")
    def everything_named_is_declared(self) -> "Extract":
        headings = {column.heading for column in self.columns}
        named = {*self.key, *self.group, *self.text, *self.via_key}
        unknown = (named - headings) | (set(self.person) - set(self.fields))
        if unknown:
            raise ValueError(f"{self.name}: names columns that it doesn't declare: {sorted(unknown)}")
        landed = [
            *self.fields,
            *(f"{column.field}_edtf" for column in self.columns if column.type == "date"),
            *RESERVED,
        ]
        if len(set(landed)) != len(landed):
            raise ValueError(f"{self.name}: two columns land as the same field, or as one of landing's own")
        if any(self.column(heading).optional for heading in (*self.key, *self.group)):
            raise ValueError(f"{self.name}: a column of the key or group can't be empty")
        if any(self.column(heading).type != "text" for heading in self.text) or set(self.text_fields) & set(
            self.person
        ):
            raise ValueError(f"{self.name}: free text is of type text, and names nobody to link by")
        return self

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(column.field for column in self.columns)

    def column(self, heading: str) -> Column:
        """The column of that heading. Raises KeyError where the extract has none."""
        for column in self.columns:
            if column.heading == heading:
                return column
        raise KeyError(f"{self.name} has no column {heading}")

    def fields_of(self, headings: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.column(heading).field for heading in headings)

    @property
    def key_fields(self) -> tuple[str, ...]:
        return self.fields_of(self.key)

    @property
    def text_fields(self) -> tuple[str, ...]:
        return self.fields_of(self.text)


def read(path: Path) -> Extract:
    """The declaration in one YAML file; its name is the file's. Raises ValueError naming what is wrong."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    columns = tuple(Column.parse(heading, text) for heading, text in declared.pop("columns").items())
    if declared["domain"] != path.parent.name:
        raise ValueError(f"{path.name}: lies in {path.parent.name}/ but declares the domain {declared['domain']}")
    return Extract(name=path.stem, columns=columns, **declared)


def read_all(folder: Path = FOLDER) -> dict[str, Extract]:
    """Every declaration by name, the registry first, and that each `via` leads to an extract that has the same headings."""
    declared = [read(path) for path in sorted(folder.glob("*/*.yaml"))]
    domains = get_args(Domain)
    extracts = {extract.name: extract for extract in sorted(declared, key=lambda one: domains.index(one.domain))}
    for extract in extracts.values():
        if extract.via:
            roster = extracts[extract.via]
            if extract.fields_of(extract.via_key) != roster.key_fields:
                raise ValueError(f"{extract.name}: its via_key lands as other fields than {roster.name}'s key")
    return extracts


EXTRACTS = read_all()
