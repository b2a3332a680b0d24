"""Creating a council with its own voice: what the first deployment and the demo both do."""

from typing import Any

from django.db import transaction

from portal.councils.models import Body, Council
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record


@transaction.atomic
def found_council(*, slug: str, name: str, kind: str, **details: Any) -> Council:
    """Create a council with the body that is its own voice.

    ``details`` are further fields of Council (titles, address...). Raises ValidationError for a bad slug.
    """
    council = Council(slug=slug, name=name, kind=kind, **details)
    council.full_clean()
    council.save()
    Body.objects.create(council=council, kind=Body.Kind.COUNCIL, name=name)
    record([entry_by_machine(council.pk, "council_created", "council", council.pk, slug=slug)])
    return council
