"""What each department delivers: one module a domain, one function an extract, all named in DEPARTMENTS."""

from collections.abc import Callable

from city.departments import childcare, economy, education, medical, registry, school, welfare
from city.view import View
from city.writing import Rows

DEPARTMENTS: dict[str, Callable[[View], Rows]] = {
    name: getattr(module, name)
    for module in (registry, economy, welfare, school, education, childcare, medical)
    for name in module.EXTRACTS
}
