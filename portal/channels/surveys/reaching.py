"""Who reads the replies to a survey and who enters paper; another council's surveys do not exist."""

from django.db.models import QuerySet
from django.http import Http404

from portal.channels.models import NewsItem, SurveyReply
from portal.channels.surveys.standing import KIND, Asked, survey_of
from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.drafts.access import get_visible, kept_from
from portal.refusals import NotYours


def may_enter(person: Person) -> bool:
    """Return whether ``person`` enters paper, closes a survey and drafts its results: clerk and officers."""
    return person.may(Power.DRAFT) and person.membership.role in STAFF


def require_reader(person: Person) -> None:
    """Raise NotYours unless the replies to surveys are for ``person``."""
    if not person.may(Power.READ_ALL):
        raise NotYours(
            "Replies to surveys are read by the clerk, the officers and the auditor.",
            "What was answered is published as an item: ask the clerk when.",
        )


def require_enterer(person: Person) -> None:
    """Raise NotYours unless ``person`` looks after surveys."""
    if not may_enter(person):
        raise NotYours("The clerk and the officers look after surveys.")


def surveys_for(person: Person) -> "QuerySet[NewsItem]":
    """Return the issued surveys of the person's council, the latest first, without what is closed to them."""
    rows = NewsItem.objects.filter(council_id=person.council.pk, kind=KIND).exclude(headline="")
    closed = kept_from(person).values("pk")
    return rows.exclude(communication_id__in=closed).select_related("publication__revision").order_by("-pk")


def get_survey(person: Person, communication_id: int) -> Asked:
    """Return a survey whose replies ``person`` reads; Http404 or NotYours."""
    get_visible(person, communication_id)
    require_reader(person)
    return survey_of(person.council, communication_id)


def get_sheet(person: Person, pk: int) -> SurveyReply:
    """Return a reply that was entered from paper; Http404 for any other, NotYours for who enters none."""
    rows = SurveyReply.objects.filter(council_id=person.council.pk, pk=pk, sheet__isnull=False)
    found = rows.select_related("survey", "revision").first()
    if found is None:
        raise Http404
    get_visible(person, found.survey.communication_id)
    require_enterer(person)
    return found
