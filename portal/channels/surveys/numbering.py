"""Paper forms with their numbers printed on them, so that each that comes back is entered once."""

from django.db import transaction
from django.db.models import Max

from portal.channels.models import SurveyReply
from portal.channels.surveys.entering import MOST_SHEETS
from portal.channels.surveys.reaching import require_enterer
from portal.channels.surveys.standing import Taking
from portal.channels.surveys.taking import locked
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.access import visible_to
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

MOST_AT_ONCE = 200
"""Forms in one file: a printer takes them in one go."""


@transaction.atomic
def number_forms(*, actor: Person, communication_id: int, many: int) -> tuple[int, int]:
    """Give out numbers for ``many`` paper forms; returns the first and the last. No number is given out twice.

    They begin after whatever was printed or entered before, a paper that somebody numbered by hand included. Raises
    NotYours, InvalidInput for too many, Refusal where the survey is not there or takes no replies any more.
    """
    require_enterer(actor)
    if not visible_to(actor).filter(pk=communication_id, kind="survey_invitation").exists():
        raise Refusal("This council has no such survey.")
    asked, survey = locked(actor.council.pk, communication_id)
    if asked.taking in {Taking.CLOSED, Taking.WITHDRAWN}:
        raise Refusal(asked.says, "No further form is printed for it.")
    entered = SurveyReply.objects.filter(survey=survey).aggregate(last=Max("sheet"))["last"] or 0
    first = max(survey.numbered, entered) + 1
    last = first + many - 1
    if not 1 <= many <= MOST_AT_ONCE or last > MOST_SHEETS:
        raise InvalidInput(f"Print between 1 and {MOST_AT_ONCE} forms at once.")
    survey.numbered = last
    survey.save(update_fields=["numbered"])
    facts = {"first": first, "last": last}
    record([entry_by(actor, "survey_forms_numbered", "communication", communication_id, **facts)])
    return first, last
