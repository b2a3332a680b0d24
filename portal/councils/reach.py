"""How far an act about another person goes: whoever acts for the clerk does not act on the clerk, nor on themselves."""

from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import NotYours


def require_reach(actor: Person, member: Membership) -> None:
    """Raise NotYours where ``member`` is out of ``actor``'s reach.

    The clerk reaches everybody of the council. Whoever holds the power over people by delegation reaches everybody
    but the clerk and themselves: the authority to manage people is lent, and cannot be turned on who lent it or used to
    make more of itself.
    """
    if member.council_id != actor.council.pk:
        raise NotYours("This person is not of your council.")
    if actor.is_clerk:
        return
    if member.role == Role.CLERK:
        raise NotYours("Whoever acts by the clerk’s delegation cannot act on the clerk.")
    if member.pk == actor.membership.pk:
        raise NotYours("Whoever acts by the clerk’s delegation cannot act on themselves.")
