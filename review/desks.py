"""What a department is called, and the desk to call about its records, as the city set them (`settings.DESKS`)."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import translation


def desks() -> dict[str, dict[str, Any]]:
    """Each department's desk and phone; under `en` its name and these in English, where the city says them."""
    return _desks(settings.DESKS, settings.DESKS.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _desks(path: Path, changed: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def desk_of(department: str) -> dict[str, str]:
    """The department's name, desk and phone, in the language of the page as far as the city set them."""
    found = desks().get(department, {})
    return {"name": department, **found, **(found.get(translation.get_language() or "") or {})}
