"""The council's procedure for complaints, as it is published: its times and words, versioned; the clerk changes it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from moderation.models import ComplaintProcedure
from moderation.models.complaint import ACKNOWLEDGE_DAYS, ANSWER_DAYS, REVIEW_DAYS, REVIEW_WITHIN
from policies.models import Clause, Policy, Version
from policies.typed import typed
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_WORDS = 4_000
LIMITS: dict[str, tuple[int, int]] = {
    "acknowledge_days": (1, 20),
    "answer_days": (1, 60),
    "review_days": (1, 60),
    "review_within": (7, 365),
}
_CLAUSES = 40


@dataclass(frozen=True)
class Terms:
    """What the procedure says now. Times are working days, ``review_within`` is days; ``number`` 0 is the default."""

    number: int = 0
    acknowledge_days: int = ACKNOWLEDGE_DAYS
    answer_days: int = ANSWER_DAYS
    review_days: int = REVIEW_DAYS
    review_within: int = REVIEW_WITHIN
    words: str = ""
    further: str = ""
    pk: int | None = None


def terms_of(council_id: int) -> Terms:
    """Return the procedure in force, the built-in one where the council has set none. One query."""
    row = ComplaintProcedure.objects.filter(council=council_id).order_by("-number").first()
    return Terms() if row is None else terms_in(row)


def terms_in(row: ComplaintProcedure | None) -> Terms:
    """Return what one version of the procedure says; None is the built-in one."""
    if row is None:
        return Terms()
    return Terms(
        row.number,
        row.acknowledge_days,
        row.answer_days,
        row.review_days,
        row.review_within,
        row.words,
        row.further,
        row.pk,
    )


def cited(council_id: int) -> list[Clause]:
    """Return the clauses of the council's own adopted complaints procedure, in their order; none without. One query."""
    rows = Clause.objects.filter(
        version__policy__council=council_id,
        version__policy__kind=Policy.Kind.COMPLAINTS,
        version__state=Version.State.ADOPTED,
    )
    return list(rows.select_related("version__policy").order_by("version_id", "position")[:_CLAUSES])


@transaction.atomic
def change_procedure(*, actor: Person, terms: Terms) -> ComplaintProcedure:
    """Publish the next version of the procedure and return it; what was received before keeps the times of then.

    ``terms.number`` is the version that was read. Raises NotYours for who does not change the council's settings,
    InvalidInput for a time outside LIMITS, Refusal where somebody else changed it meanwhile.
    """
    actor.require(Power.CONFIGURE)
    times = {name: getattr(terms, name) for name in LIMITS}
    for name, (least, most) in LIMITS.items():
        if not least <= times[name] <= most:
            raise InvalidInput(f"A time is from {least} to {most} days: {times[name]} is none.")
    words = typed(terms.words, called="What you add", longest=LONGEST_WORDS, needed=False)
    further = typed(terms.further, called="Where to turn next", longest=LONGEST_WORDS, needed=False)
    Council.objects.select_for_update(no_key=True).get(pk=actor.council.pk)  # one version after the other
    rows = ComplaintProcedure.objects.filter(council=actor.council)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    if terms.number != last:
        raise Refusal("Somebody changed the procedure while you wrote.", "Read it as it stands now.")
    made = ComplaintProcedure.objects.create(
        council=actor.council,
        number=last + 1,
        words=words,
        further=further,
        made_by=actor.membership,
        **times,
    )
    facts = {"version": made.number, "sha256": sha256_of(f"{words}\n{further}"), **times}
    record([entry_by(actor, "complaint_procedure_changed", "complaint_procedure", made.pk, **facts)])
    return made
