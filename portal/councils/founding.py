"""Creating a council with its own voice: what the first deployment and the demo both do."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.councils.models import Body, Council
from portal.councils.models.council import RESERVED_SLUGS
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record


def check_council(council: Council) -> None:
    """Look at a new council's particulars. Raises ValidationError with everything that is wrong, by field.

    A reserved slug is told in words: what the database's constraint says of it helps nobody.
    """
    reserved = council.slug in RESERVED_SLUGS
    wrong: dict[str, list[str]] = {}
    try:
        council.full_clean(exclude={"slug"} if reserved else None)
    except ValidationError as error:
        wrong = error.message_dict
    if reserved:
        words = ", ".join(sorted(RESERVED_SLUGS))
        wrong["slug"] = [
            f"'{council.slug}' is kept for the portal's own addresses, as are {words}. Choose another word."
        ]
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def found_council(*, slug: str, name: str, kind: str, **details: Any) -> Council:
    """Create a council with the body that is its own voice.

    ``details`` are further fields of Council (titles, address...). Raises ValidationError for a bad slug.
    """
    council = Council(slug=slug, name=name, kind=kind, **details)
    check_council(council)
    council.save()
    Body.objects.create(council=council, kind=Body.Kind.COUNCIL, name=name)
    record([entry_by_machine(council.pk, "council_created", "council", council.pk, slug=slug)])
    return council
