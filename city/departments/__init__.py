"""What each department delivers: one function an extract, named after it, gathered here by what it is declared as."""

from collections.abc import Callable, Iterator

from city.departments import childcare, clinic, consultations, economy, education, medical, registry, survey, welfare
from city.view import View
from city.writing import Rows
from extracts.declaration import EXTRACTS

MODULES = (registry, economy, welfare, consultations, education, survey, childcare, medical, clinic)
DEPARTMENTS: dict[str, Callable[[View], Iterator[Rows]]] = {
    name: next(getattr(module, name) for module in MODULES if hasattr(module, name)) for name in EXTRACTS
}
"""Every declared extract's writer; an extract that none of the modules writes stops the import."""
