"""Who reads which letter to the council: clerk and officers, whose it is to answer, and to whom it was handed on."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from approvals.models import ForwardedTo, ReceivedLetter
from policies.matters.hiding import closed_matters
from policies.matters.knowing import known_to
from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.refusals import NotYours


def may_enter(person: Person) -> bool:
    """Return whether ``person`` enters letters that came: the clerk and the officers, while they may write."""
    return person.membership.role in STAFF and person.may(Power.DRAFT)


def require_entering(person: Person) -> None:
    """Raise NotYours for anybody but the clerk and the officers."""
    if not may_enter(person):
        raise NotYours(
            "Letters to the council are entered by the clerk and the officers: pass it on to them."
        )


def handles(person: Person, letter: ReceivedLetter) -> bool:
    """Return whether ``person`` acts on ``letter``: the clerk, the officers, and whose it is to answer."""
    return may_enter(person) or (letter.holder_id == person.membership.pk and person.may(Power.DRAFT))


def reads_all_of(person: Person, letter: ReceivedLetter) -> bool:
    """Return whether ``person`` reads the letter itself, and not only what was handed on to them."""
    return person.may(Power.READ_ALL) or letter.holder_id == person.membership.pk


def theirs(person: Person) -> Q:
    """Return the condition on a letter that ``person`` may read some of it.

    All of the council's for who reads every draft, else what is theirs to answer or was handed on to them. What is
    about a matter that is closed to them, by its names or by an interest of theirs, is left out, whoever they are.
    """
    mine = Q(council_id=person.council.pk)
    if not person.may(Power.READ_ALL):
        member = person.membership
        mine &= Q(holder=member) | Q(
            Exists(ForwardedTo.objects.filter(forward__letter=OuterRef("pk"), member=member))
        )
    known = Q(matter__in=known_to(person).values("pk"))
    if (closed := closed_matters(person)) is not None:
        known &= ~Q(matter__in=closed.values("pk"))
    return mine & (Q(matter__isnull=True) | known)


def letters_of(person: Person) -> "QuerySet[ReceivedLetter]":
    """Return the letters that ``person`` may read at least in part."""
    return ReceivedLetter.objects.filter(theirs(person))


def get_letter(person: Person, letter_id: int) -> ReceivedLetter:
    """Return one letter with the people on it; Http404 where it is not here or not theirs to read. One query."""
    rows = letters_of(person).select_related(
        "entered_by__user",
        "acknowledged_by__user",
        "closed_by__user",
        "holder__user",
        "matter",
        "answer__current_revision",
    )
    found = rows.filter(pk=letter_id).first()
    if found is None:
        raise Http404
    return found


def soonest_first(rows: "QuerySet[ReceivedLetter]") -> "QuerySet[ReceivedLetter]":
    """Return open ``rows``: what is to be answered first stands first, and what has no time by when it came."""
    return rows.filter(closed_at__isnull=True).order_by(
        F("reply_by").asc(nulls_last=True), "received_at", "pk"
    )


def letters_waiting_for(people: Iterable[Person]) -> "QuerySet[ReceivedLetter]":
    """Return the open letters on which one of ``people``, each in their council, has something to do.

    What is theirs to answer; for who decides also what nobody has in hand. One query, however many councils.
    """
    wanted = Q(pk__in=[])
    for person in people:
        waits = Q(holder=person.membership)
        if person.may(Power.DECIDE):
            waits |= Q(holder__isnull=True)
        wanted |= theirs(person) & waits
    return soonest_first(ReceivedLetter.objects.filter(wanted, erased_at__isnull=True))
