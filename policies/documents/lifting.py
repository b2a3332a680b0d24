"""What a document that was brought tells of its own adoption: a clerk who enters it looks at that instead of today."""

from datetime import date

from django.utils import timezone

from policies.documents.adopting import FIRST_DAY, Adoption
from policies.importing.blocks import Block
from policies.importing.details import find_details, lift_from_title
from policies.models import Version

_DETAILS = "Details: "


def adoption_told(version: Version) -> Adoption | None:
    """Return the adoption that the document itself told of when it was brought, or None where it named no full day.

    It is read from the lines that say nothing else and from a title with the day in it: what a sentence of a clause
    tells may be of another document. The minute may be empty. A draft that was made from a version has none.
    """
    lines = [
        line.removeprefix(_DETAILS) for line in version.set_aside.split("\n") if line.startswith(_DETAILS)
    ]
    _, _, details = find_details([Block(line) for line in lines])
    lift_from_title(version.policy.title if version.number == 1 else "", details)
    try:
        on = date.fromisoformat(details.found.get("adopted", ""))
    except ValueError:
        return None
    known = FIRST_DAY <= on <= timezone.localdate()
    return Adoption(on, details.found.get("minute_reference", "")) if known else None
