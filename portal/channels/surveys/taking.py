"""Taking a reply that somebody sends: once a form, while the survey is open, and without knowing who it was."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal.channels.models import Survey, SurveyReply
from portal.channels.surveys.answers import checked
from portal.channels.surveys.standing import Asked, NotTaking, survey_of
from portal.channels.surveys.tokens import FormMark, new_reference
from portal.councils.circumstances import share
from portal.councils.recording import entry_by_machine
from portal.drafts.models import Communication
from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import record
from portal.refusals import Refusal


class Reworded(Refusal):
    """The survey was corrected while somebody answered it."""

    def __init__(self) -> None:
        super().__init__(
            "The council corrected this survey while you were answering.",
            "Nothing was sent yet. Look at the questions once more and go on.",
        )


@transaction.atomic
def take_reply(*, asked: Asked, mark: FormMark, given: Mapping[str, Any]) -> SurveyReply:
    """Keep a reply and return it; the same form sent again gives the reply of the first time.

    Whether the survey is open is asked behind the item's lock, which closing, withdrawing and holding everything wait
    for: what was taken was taken before them. Raises NotTaking, Reworded, InvalidInput.
    """
    standing, survey = locked(asked.council.pk, asked.item.communication_id)
    earlier = SurveyReply.objects.filter(survey=survey, token_sha256=mark.sha256).first()
    if earlier is not None:
        return earlier
    if not standing.is_open:
        raise NotTaking(standing)
    if mark.revision_id != standing.revision.pk:
        raise Reworded
    stored = canonical_json(checked(standing.questions, given, strict=True))
    made = SurveyReply.objects.create(
        council_id=survey.council_id,
        survey=survey,
        revision=standing.revision,
        reference=new_reference(),
        token_sha256=mark.sha256,
        stored=stored,
        sha256=sha256_of(stored),
        kept_until=standing.kept_until,
    )
    facts = {"communication": survey.communication_id, "sha256": made.sha256}
    record([entry_by_machine(survey.council_id, "survey_reply_taken", "survey_reply", made.pk, **facts)])
    return made


def locked(council_id: int, communication_id: int) -> tuple[Asked, Survey]:
    """Return a survey as it stands behind the locks of its council (shared) and its item, with its row."""
    council = share(council_id)
    Communication.objects.select_for_update(of=("self",)).get(pk=communication_id, council_id=council_id)
    survey, _ = Survey.objects.get_or_create(communication_id=communication_id, council_id=council_id)
    return survey_of(council, communication_id), survey
