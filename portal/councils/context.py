"""What every template of the desk knows: the person, their powers and their other councils."""

from typing import Any

from django.http import HttpRequest

from portal.councils.people import Person, councils_beside
from portal.councils.powers import Power
from portal.interrupted import kept_on


def person(request: HttpRequest) -> dict[str, Any]:
    """Return ``person``, ``council`` and the lazily read ``my_councils`` of a request inside a council's desk."""
    found: Person | None = getattr(request, "person", None)
    if found is None:
        return {}
    return {
        "person": found,
        "council": found.council,
        "powers": {power.name: found.may(power) for power in Power},
        "my_councils": lambda: councils_beside(found),
        "interrupted": lambda: kept_on(found.user_id, request.path),
    }
