"""Who a case is about does not choose, or silence, who decides it: the clerk who was told of one, and the chairman."""

from collections.abc import Sequence

from moderation.conduct.seeing import told_of_own
from portal.records.ledger import Entry
from portal.refusals import NotYours

_OF_HEADS = frozenset({"publishing_suspended", "member_removed", "member_added", "office_changed"})
"""What is recorded of the chairman's and the vice chairman's offices with the minute that it rests on."""


def refuse_choosing_the_judge(entries: Sequence[Entry]) -> None:
    """Raise NotYours where a clerk told of an open case about themself acts on a head's office (a recording gate).

    Whoever was not told is not refused here, or the refusal would tell them. One query for such an act, else none.
    """
    acts = [one for one in entries if one.verb in _OF_HEADS and "minute" in one.facts]
    for one in acts:
        if one.actor_id is not None and told_of_own(one.council_id, one.actor_id):
            raise NotYours(
                "A report about you is open, and the chairman or vice chairman deals with it: who that is, and whether "
                "they may act, is not yours to enter until it is over.",
                "Nothing was changed. Another clerk can enter it, the vice chairman whom the council elected chairman, "
                "or whoever runs the installation.",
            )
