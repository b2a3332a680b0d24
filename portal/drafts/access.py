"""Which drafts a person may see and write in; another council's do not exist."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.gates import barred_to, closed_keys, closed_to, public_outputs
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication, Media, Revision, WorkingCopy
from portal.drafts.models.communication import REVISION_IMAGES
from portal.drafts.states import Stage

PRIVATE_KINDS = tuple(kind.slug for kind in KINDS.values() if kind.private)
SEEN_STAGES = (Stage.ISSUED, Stage.WITHDRAWN)
REACHED = ("sent", "retracted")
"""States of a delivery that readers have had before them (portal.channels.states.Delivering)."""


def visible_to(person: Person) -> "QuerySet[Communication]":
    """Return the communications of the person's council that they may read.

    Officers, clerk and auditor read all that was ever submitted and what the office began, but for what is closed to
    them (portal.drafts.gates.closed_to); everybody reads their own,
    those they were invited to, and what is really public (_public_of). A letter stays between those who work on it,
    and so do the notes and the earlier versions of any item (works_on). The query count does not depend on how many
    there are.
    """
    return worked_on_by(person) | _public_of(person)


def worked_on_by(person: Person) -> "QuerySet[Communication]":
    """Return the communications of the person's council whose inside they read: works_on() of many. No query yet."""
    inside = had_a_part(person)
    if person.may(Power.READ_ALL):
        inside |= Q(shared_at__isnull=False) & ~closed_to(person)
    rows = Communication.objects.filter(inside, council_id=person.council.pk)
    barred = barred_items(person)
    return rows if barred is None else rows.exclude(pk__in=barred.values("pk"))


def had_a_part(person: Person) -> Q:
    """Return the condition on a communication that ``person`` is its author or was invited. No query of its own."""
    invited = Communication.objects.filter(collaborators__person_id=person.membership.pk)
    return Q(author__user_id=person.user_id) | Q(pk__in=invited.values("pk"))  # own of an earlier term too


def barred_items(person: Person) -> "QuerySet[Communication] | None":
    """Return what a gate closes to ``person`` though they have a part in it; None where there cannot be any. No query.

    An author keeps what they wrote as long as the current words are their own: they learn nothing by it.
    """
    if (barred := barred_to(person)) is None:
        return None
    rows = Communication.objects.filter(barred, council_id=person.council.pk)
    own = Q(current_revision__isnull=True) | Q(current_revision__author__user_id=person.user_id)
    return rows.exclude(own, author__user_id=person.user_id)


def kept_from(person: Person) -> "QuerySet[Communication]":
    """Return what a floor above closes to ``person``: what lists for who reads all leave out.

    That is what they had no part in, and what is barred to them in spite of their part.
    For the clerk there is none, and a list that excludes it asks the database nothing more. No query of its own.
    """
    closed = Communication.objects.filter(closed_to(person), council_id=person.council.pk)
    kept = closed.exclude(had_a_part(person))
    if (keys := closed_keys(person)) is None:
        return kept
    barred = barred_items(person)
    # Said once more of both together: so the database begins with the few that a gate named, not with every item.
    return (kept if barred is None else kept | barred).filter(pk__in=keys)


def _public_of(person: Person) -> "QuerySet[Communication]":
    """Return those of the council's items whose current words readers have, or had before they were withdrawn.

    That the first mail to the press has gone makes an item issued, not public: editors keep an embargo, and members
    would read it before its end. So its current revision must have reached a public output, its embargo over. A
    correction that nobody issued when the item was withdrawn is nobody's but its authors'.
    """
    # The floor above hangs its rows on the item; they are named by string, as in the settings. Asked of each item that
    # the rest leaves in, by its key: to gather what was ever issued, of all councils, takes longer for every issue.
    reached = Communication.objects.filter(
        Q(publications__embargo_until__isnull=True) | Q(publications__embargo_until__lte=timezone.now()),
        publications__revision=F("current_revision"),
        publications__deliveries__state__in=REACHED,
        publications__deliveries__channel__connector__in=public_outputs(),
        pk=OuterRef("pk"),
    )
    return Communication.objects.filter(
        Exists(reached), council_id=person.council.pk, stage__in=SEEN_STAGES
    ).exclude(kind__in=PRIVATE_KINDS)


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

    What was never submitted is not among "all", unless the office itself began it (Communication.shared_at), nor what
    a floor above closes to them (portal.drafts.gates.closed_to). What a gate bars is for none of them (barred_to).
    A suspension takes the power to write away, never the reading.
    """
    if communication.council_id != person.council.pk:
        return False
    if communication.author_id == person.membership.pk or communication.author.user_id == person.user_id:
        current = communication.current_revision
        own_words = current is None or current.author_id == person.membership.pk
        return own_words or not is_barred(person, communication)
    if communication.shared_at is not None and person.may(Power.READ_ALL):
        closed = Communication.objects.filter(closed_to(person), pk=communication.pk)
        if not closed.exists():
            return True
    invited = communication.collaborators.filter(person_id=person.membership.pk)
    barred = barred_items(person)
    if barred is not None:
        invited = invited.exclude(communication__in=barred.values("pk"))
    return invited.exists()


def is_barred(person: Person, communication: Communication) -> bool:
    """Return whether a gate closes the item to ``person`` whatever part they have in it. One query at most."""
    barred = barred_items(person)
    return barred is not None and barred.filter(pk=communication.pk).exists()


def may_read_acts(person: Person, communication: Communication) -> bool:
    """Return whether the record's entries about the item are for ``person``: who works on it, who reads the record."""
    return person.may(Power.READ_RECORD) or works_on(person, communication)


def may_write(person: Person, communication: Communication) -> bool:
    """Return whether the person may write in it: its author, the invited; clerk and officers once it was shared."""
    return person.may(Power.DRAFT) and works_on(person, communication)


def get_picture(person: Person, media_id: int) -> Media:
    """Return a picture that ``person`` may see on the desk; Http404 for any other. At most four queries.

    It is for who uploaded it, for everybody once it is in the library, and for whoever may read a text that shows
    it: the current words of an item that they see, any version of one that they work on, or what they have typed
    themselves.
    """
    media = Media.objects.filter(council_id=person.council.pk, pk=media_id).first()
    if media is None:
        raise Http404
    theirs = media.uploaded_by_id == person.membership.pk or media.offered_at is not None
    if not theirs and not _shown_to(person, media):
        raise Http404
    return media


def _shown_to(person: Person, media: Media) -> bool:
    # With its hash: what is typed is kept unread, so that a bare number there could name anybody's picture.
    row = [{"media": str(media.pk), "sha256": media.sha256}]
    shown = Revision.objects.alias(images=REVISION_IMAGES).filter(images__contains=row)  # type: ignore[misc]
    inside = Q(communication__in=worked_on_by(person))
    current = Q(communication__in=visible_to(person), pk=F("communication__current_revision"))
    if shown.filter(inside | current).exists():
        return True
    typed = WorkingCopy.objects.filter(person=person.membership, typed__images__contains=row)
    return typed.filter(communication__council_id=person.council.pk).exists()
