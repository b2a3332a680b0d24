"""What the notices about policies and questions say: what happened and a link, never the text that was asked about."""

from django.conf import settings

from policies.documents.acknowledging import to_accept
from policies.models import Question, Version
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power


def about_version(notice: Notice, person: Person) -> Words | None:
    """Ask ``person`` to accept a version in force; None where they have, or it is not in force any more."""
    version = Version.objects.select_related("policy__council").get(pk=notice.object_id)
    if all(one.pk != version.pk for one in to_accept(person)):
        return None
    council, title = version.policy.council, version.policy.title
    body = (
        f"{council.name} asks everybody who acts for it to read and accept its policy:\n\n{title}, "
        f"version {version.number}\n\nRead it and accept it on the desk:\n"
        f"{_link(council, f'policies/versions/{version.pk}/accept/')}\n"
    )
    return Words(f"{council.name}: please read and accept: {title}", body)


def about_question(notice: Notice, person: Person) -> Words | None:
    """Tell the clerk of a question, or the asker of its answer; None where it is answered, or they may not answer."""
    rows = Question.objects.select_related("council", "asked_by__user", "answered_by__user")
    question = rows.get(pk=notice.object_id)
    council, link = question.council, _link(question.council, f"ask/{question.pk}/")
    if notice.what == What.QUESTION_ANSWERED and question.answered_by is not None:
        who = question.answered_by
        did = f"{who.user.name}, {who.display_title}, answered what you asked before saying it."
        return Words(
            f"{council.name}: your question is answered", f"{did}\n\nRead the answer on the desk:\n{link}\n"
        )
    if question.answered_at is not None or not person.may(Power.DECIDE):
        return None
    who = question.asked_by
    did = f"{who.user.name}, {who.display_title}, asks before saying something."
    return Words(
        f"{council.name}: a question before saying it", f"{did}\n\nRead and answer it on the desk:\n{link}\n"
    )


def _link(council: Council, path: str) -> str:
    return f"{settings.SITE_URL}/{council.slug}/desk/{path}"
