"""An invitation leads to its form: where that is asked here, it goes nowhere else before the form can be found.

The form stands on the invitation's own page (portal.channels.surveys.standing), which the same issue brings out as a
delivery of its own. Whoever else is told waits a moment for that, and is held where it did not arrive.
"""

from portal.channels.chosen import asks_here
from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import can, slugs_with
from portal.channels.models import Delivery
from portal.channels.outbox.rows import Row
from portal.channels.states import Delivering
from portal.channels.surveys.standing import KIND

FORM_LEAVES = "It waits for the survey’s page, and follows as soon as readers find the form there."
NO_PAGE = (
    "The survey’s page did not arrive in the newsroom, or is held: readers would find no form where this leads. See to "
    "that delivery first, then let this one go."
)
_LEAVING = frozenset({Delivering.PENDING, Delivering.SENDING, Delivering.UNKNOWN})


def form_leaves(row: Row) -> bool:
    """Return whether ``row`` leads to a form that is on its way just now. One query, for invitations off the page."""
    states = _pages(row)
    return bool(states) and Delivering.SENT not in states and bool(states & _LEAVING)


def form_in_the_way(row: Row) -> str:
    """Return why ``row`` is held for the sake of the form to which it leads, or ''. One query, as above."""
    states = _pages(row)
    return NO_PAGE if states and Delivering.SENT not in states and not states & _LEAVING else ""


def _pages(row: Row) -> set[str]:
    """Return how the deliveries stand that bring out the form; empty for what needs none, or is its page itself."""
    if not isinstance(row, Delivery) or row.publication.communication.kind != KIND:
        return set()
    if can(row.channel, Capability.PAGE) or not asks_here(row.publication.revision):
        return set()
    pages = Delivery.objects.filter(channel__connector__in=slugs_with(Capability.PAGE))
    found = pages.filter(publication=row.publication_id).order_by().values_list("state", flat=True)
    return set(found)
