"""The chairman's and the vice chairman's offices: given and taken as the council resolved, entered by its clerk alone.

They receive what is about the clerk. Whoever that may be about must not be able to choose, or to silence, them alone.
"""

from django.utils import timezone

from portal.councils.models import Membership
from portal.councils.people import Person, in_office, not_over
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

HEADS = frozenset({Role.CHAIR, Role.DEPUTY})
LONGEST_MINUTE = 80


def minuted(actor: Person, role: str, minute: str) -> dict[str, str]:
    """Return the facts to record of an act on the office ``role``: the minute where it is a head's, else none.

    Raises NotYours for who acts by the clerk's delegation, InvalidInput without the minute or for one too long.
    """
    if role not in HEADS:
        return {}
    if not actor.is_clerk:
        raise NotYours(
            "Only the clerk enters who is chairman or vice chairman: this is not part of what can be delegated."
        )
    return {"minute": read_minute(minute)}


def read_minute(minute: str) -> str:
    """Return the minute of what the council resolved about a head. Raises InvalidInput without it, or one too long."""
    given = stated(minute)
    if not given or len(given) > LONGEST_MINUTE:
        raise InvalidInput(
            "The council decides about its chairman and vice chairman: enter the minute of what it resolved, in up to "
            f"{LONGEST_MINUTE} characters."
        )
    return given


def refuse_second_chairman(council_id: int, role: str, *, invited_too: bool = True) -> None:
    """Raise Refusal where ``role`` is the chairman's and the council has one, or invited one; call it under its lock.

    A council has one chairman (Local Government Act 1972 ss.14 and 15), and may have several vice chairmen. No
    constraint holds it: a council that entered two before this keeps both until one of them is ended. ``invited_too``:
    an invitation that nobody has accepted counts as well.
    """
    if role != Role.CHAIR:
        return
    being = not_over if invited_too else in_office
    if Membership.objects.filter(being(timezone.now()), council=council_id, role=Role.CHAIR).exists():
        raise Refusal(
            "The council has a chairman already, or has invited one.",
            "End that membership first, by the minute of the council; then add who follows.",
        )
