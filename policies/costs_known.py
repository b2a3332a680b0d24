"""Whether the account of publicity says what an item cost, for the check that asks it of advertising."""

from policies.checks.commercial import is_own_advert
from policies.subjects import Subject
from portal.drafts.models import Communication, CostEntry


def cost_recorded(item: Communication, text: Subject) -> bool:
    """Return whether the cost of ``item`` is recorded (LGA 1986 s.5), if only that nothing was spent.

    One query, and that only where ``text`` says that the council pays for it as advertising.
    """
    paid = any(is_own_advert(words) for words in text.fields.values())
    return paid and CostEntry.objects.filter(communication_id=item.pk, council_id=item.council_id).exists()
