"""Who reads the account of publicity and who enters costs; another council's entries do not exist."""

from django.db.models import QuerySet
from django.http import Http404

from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.drafts.access import get_visible, kept_from
from portal.drafts.models import Communication, CostEntry
from portal.refusals import NotYours


def may_read_account(person: Person) -> bool:
    """Return whether the account is for ``person``: the office and the auditor; members where the council shares it."""
    shared = person.council.publicity_account_shared and person.may(Power.READ_RECORD)
    return person.may(Power.READ_ALL) or shared


def may_enter(person: Person) -> bool:
    """Return whether ``person`` enters costs: the clerk and the officers, while their rights are not suspended."""
    return person.may(Power.DRAFT) and person.membership.role in STAFF


def require_reader(person: Person) -> None:
    """Raise NotYours unless the account is for ``person``."""
    if not may_read_account(person):
        raise NotYours(
            "The account of publicity is read by the clerk, the officers and the auditor.",
            "Ask the clerk: the council can let its members read it, and anybody may inspect it at the office.",
        )


def require_enterer(person: Person) -> None:
    """Raise NotYours unless ``person`` enters costs."""
    if not may_enter(person):
        raise NotYours("The clerk and the officers enter what publicity cost.")


def entries_for(person: Person) -> "QuerySet[CostEntry]":
    """Return the entries of the person's council, without those of items that are closed to them. No query yet."""
    rows = CostEntry.objects.filter(council_id=person.council.pk)
    return rows.exclude(communication__isnull=False, communication__in=kept_from(person))


def get_entry(person: Person, key: int) -> CostEntry:
    """Return an entry of the account with its item; Http404 for one that is not there for ``person``. One query."""
    found = entries_for(person).select_related("communication", "corrected_by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def get_costed(person: Person, communication_id: int) -> Communication:
    """Return an item of which ``person`` may read the costs; Http404 or NotYours."""
    item = get_visible(person, communication_id)
    require_reader(person)
    return item
