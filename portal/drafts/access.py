"""Which drafts a person may see and write in; another council's do not exist."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.kinds import KINDS
from portal.drafts.models import Clearance, Communication
from portal.drafts.states import Stage

PRIVATE_KINDS = tuple(kind.slug for kind in KINDS.values() if kind.private)


def visible_to(person: Person) -> "QuerySet[Communication]":
    """Return the communications of the person's council that they may read.

    Officers, clerk and auditor read all; everybody reads their own, those they were invited to, and what was issued
    to the public. A letter stays between those who work on it, and so do the notes and the earlier versions of any
    item (works_on). The query count does not depend on how many there are.
    """
    mine = Communication.objects.filter(council_id=person.council.pk)
    if person.may(Power.READ_ALL):
        return mine
    own = Q(author_id=person.membership.pk)
    invited = Q(
        pk__in=Communication.objects.filter(collaborators__person_id=person.membership.pk).values("pk")
    )
    # A correction may have been begun when the item was withdrawn: nobody cleared those words for anybody's eyes.
    cleared = Exists(Clearance.objects.filter(revision=OuterRef("current_revision")))
    public = (Q(stage=Stage.ISSUED) | Q(cleared, stage=Stage.WITHDRAWN)) & ~Q(kind__in=PRIVATE_KINDS)
    return mine.filter(own | invited | public)


def get_visible(person: Person, communication_id: int) -> Communication:
    """Return one visible communication with what its pages need; Http404 for any other. One query."""
    query = visible_to(person).select_related("council", "body", "author__user", "current_revision")
    found = query.filter(pk=communication_id).first()
    if found is None:
        raise Http404
    found.council = person.council
    return found


def works_on(person: Person, communication: Communication) -> bool:
    """Return whether the draft's inside (its versions, its notes) is for ``person``: author, invited, who reads all.

    A suspension takes the power to write away, never the reading.
    """
    if communication.council_id != person.council.pk:
        return False
    if communication.author_id == person.membership.pk or person.may(Power.READ_ALL):
        return True
    return communication.collaborators.filter(person_id=person.membership.pk).exists()


def may_write(person: Person, communication: Communication) -> bool:
    """Return whether the person may write in this draft: its author, the invited, clerk and officers."""
    return person.may(Power.DRAFT) and works_on(person, communication)
