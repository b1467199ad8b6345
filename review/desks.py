"""What a department is called and the desk to call about its records, what the city, its schools and its nurseries are called,
and their telephones: as the city set them (`settings.DESKS`, `settings.CITY`)."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import translation


def desks() -> dict[str, dict[str, Any]]:
    """Each department's desk and phone; under `en` its name and these in English, where the city says them."""
    return _read(settings.DESKS)


def desk_of(department: str) -> dict[str, str]:
    """The department's name, desk and phone, in the language of the page as far as the city set them."""
    return _said(department, desks())


def facility_of(code: str) -> dict[str, str]:
    """The school's or nursery's name and phone; one that the city doesn't name is called by its code."""
    return _said(code, _read(settings.CITY)["facilities"])


def city() -> str:
    """What the city is called."""
    return str(_read(settings.CITY)["name"])


def _said(code: str, listed: dict[str, dict[str, Any]]) -> dict[str, str]:
    found = listed.get(code, {})
    return {"name": code, **found, **(found.get(translation.get_language() or "") or {})}


def _read(path: Path) -> dict[str, Any]:
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _parsed(path: Path, changed: int) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found
