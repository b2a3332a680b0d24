"""What members do only with the clerk's permission: the council's policy, set by whoever keeps its settings."""

from collections.abc import Collection

from django.db import transaction

from policies.models import PermissionRule
from policies.permits.drafting import NARROW
from policies.typed import typed
from portal.channels.models import Channel
from portal.councils.circumstances import bump
from portal.councils.models import Council, Permission
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput

Act = PermissionRule.Act
LONGEST_CLAUSE = 60


@transaction.atomic
def set_permission_rules(
    *, actor: Person, acts: Collection[str], channel_ids: Collection[int], clause: str = ""
) -> None:
    """Let members do ``acts`` (speak, quote a position) and post on these channels only with the clerk's permission.

    What is not named here needs none. What waits to go out is judged again. Raises NotYours without the power,
    InvalidInput for an unknown act or channel, or a clause beyond 60 characters.
    """
    actor.require(Power.CONFIGURE)
    cited = typed(clause, called="Clause", longest=LONGEST_CLAUSE, needed=False)
    wanted = set(channel_ids)
    known = Channel.objects.filter(council=actor.council, pk__in=wanted)
    if not set(acts) <= {Act.SPEAK, Act.QUOTE} or known.count() != len(wanted):
        raise InvalidInput("This act or this channel is not known.")
    bump(actor.council.pk)  # one clerk after the other, and what waits is judged again
    PermissionRule.objects.filter(council=actor.council).delete()
    PermissionRule.objects.bulk_create(
        [PermissionRule(council=actor.council, act=act, clause=cited) for act in sorted(set(acts))]
        + [
            PermissionRule(council=actor.council, act=Act.POST, channel_id=key, clause=cited)
            for key in sorted(wanted)
        ]
    )
    narrow = Permission.objects.filter(NARROW, council=actor.council).exists()
    Council.objects.filter(pk=actor.council.pk).update(asks_permission=bool(acts or wanted or narrow))
    facts = {"needs_permission": sorted(set(acts)), "channels": sorted(wanted)}
    record([entry_by(actor, "setting_changed", "council", actor.council.pk, **facts)])
