"""What the demo's publicity cost: a few entries of the account, one of them corrected."""

from datetime import time

from portal.councils.people import Person
from portal.demo.clock import DemoClock, Play
from portal.drafts.content import LONDON
from portal.drafts.costs.recording import Cost, correct_cost, record_cost
from portal.drafts.models import Communication
from portal.drafts.states import Stage

_HOUR = time(15, 10)


def account_for(people: dict[str, Person], clock: DemoClock) -> Play:
    """Enter what a council spent on no item in particular, on its first release, and a correction."""
    officer = people["officer"]
    yield (began := clock.back(20, _HOUR))
    host = Cost(
        "website",
        "Hosting of the newsroom, one quarter",
        began.astimezone(LONDON).date(),
        net=5_400,
        supplier="Otterside Hosting",
        invoice="OH-2231",
        authority="Budget line 410, communications",
    )
    wrong = record_cost(actor=officer, cost=host)
    yield clock.back(19, _HOUR)
    right = Cost(host.sort, host.what, host.on, 5_400, 1_080, host.supplier, host.invoice, host.authority)
    correct_cost(actor=people["clerk"], entry_id=wrong.pk, cost=right, reason="The VAT was left out.")
    yield (late := clock.lately(3))
    issued = Communication.objects.filter(council=officer.council, stage=Stage.ISSUED).order_by("pk").first()
    if issued is not None:
        spent = Cost(
            "printing",
            "30 posters, A3, for the noticeboards",
            late.astimezone(LONDON).date(),
            net=4_250,
            vat=850,
            supplier="Fernleigh Print",
            invoice="FP-118",
            authority="Budget line 410, communications",
            staff_minutes=45,
        )
        record_cost(actor=officer, cost=spent, communication_id=issued.pk)
