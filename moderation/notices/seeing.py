"""Who reads a notice of defamation and what its poster answered: who decides, and the auditor; nobody else."""

from django.db.models import QuerySet
from django.http import Http404

from moderation.models import DefamationNotice
from moderation.seeing import heads_able, may_rule
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power, Role
from portal.refusals import NotYours


def may_read(person: Person) -> bool:
    """Return whether ``person`` reads notices: who rules on comments, who deals with them, and the auditor."""
    return may_rule(person) or (person.membership.role == Role.AUDITOR and person.may(Power.READ_ALL))


def require_reading(person: Person) -> None:
    """Raise NotYours for anybody else."""
    if not may_read(person):
        raise NotYours(
            "Notices of defamation are read by who deals with them: the clerk, or whom the clerk chose."
        )


def require_handling(person: Person) -> None:
    """Raise NotYours for who does not deal with notices."""
    if not may_rule(person):
        raise NotYours("The clerk, or an officer to whom the clerk delegates deciding, deals with notices.")


def notices_of(person: Person) -> "QuerySet[DefamationNotice]":
    """Return the council's notices that ``person`` may read: all or none."""
    if not may_read(person):
        return DefamationNotice.objects.none()
    return DefamationNotice.objects.filter(council_id=person.council.pk)


def told_of(council_id: int) -> list[int]:
    """Return the memberships who are told of what is due: who decides; where nobody does, the chairman.

    Where no chairman can act either it is the vice chairman. Neither reads or decides a notice: they see to it that the
    council has somebody who does. Two queries at most.
    """
    deciding = people_who_may(Power.DECIDE, council_id)
    return [one.membership.pk for one in deciding] or heads_able(council_id)


def get_notice(person: Person, notice_id: int) -> DefamationNotice:
    """Return one notice with what its page names; Http404 where it is not here or not theirs. One query."""
    rows = notices_of(person).select_related("council", "comment__channel", "comment__publication", "ruling")
    found = rows.select_related("entered_by__user").filter(pk=notice_id).first()
    if found is None:
        raise Http404
    return found
