"""A receiver is told of a survey once its form is there, and not at all where that did not arrive."""

import pytest
from django.utils import timezone

from portal.channels.credentials.sealing import seal
from portal.channels.models import Connection, Delivery, Publication
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind
from portal.channels.surveys.form_first import FORM_LEAVES, NO_PAGE
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_approved, make_channels, make_council, make_person
from tests.makers.surveys import survey_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    council = make_council()
    _, hook = make_channels(council, "newsroom", "webhook")
    made = make_person(council=council, role=Role.CLERK)
    held = {"address": "http://127.0.0.1:9/hook", "lookup": "", "secret": "kG7-pQ2x_vB9nM4sL6tR1wY8zD3fH5jC"}
    sealed = seal(hook.pk, held)
    Connection.objects.create(channel=hook, public={}, sealed=sealed, connected_by=made.membership)
    return made


def invitation(clerk: Person, **said: object) -> Publication:
    return make_approved(author=clerk, clerk=clerk, kind="survey_invitation", **survey_content(**said))


def tried(publication: Publication, page: str) -> Delivery:
    """Return the webhook's delivery as a worker leaves it that takes it while the page's stands at ``page``."""
    at = timezone.now() if page == "sending" else None
    publication.deliveries.filter(channel__connector="newsroom").update(state=page, claimed_at=at)
    row = publication.deliveries.get(channel__connector="webhook")
    claim(RowKind.DELIVERY, row.pk)
    return Delivery.objects.get(pk=row.pk)


@pytest.mark.parametrize("page", ["pending", "sending", "unknown"])
def test_while_the_page_is_on_its_way_the_receiver_waits_for_it(clerk: Person, page: str) -> None:
    row = tried(invitation(clerk), page)

    assert (row.state, row.problem, row.tries) == ("pending", FORM_LEAVES, 0)


@pytest.mark.parametrize("page", ["held", "failed", "cancelled"])
def test_where_the_page_did_not_arrive_the_receiver_is_told_nothing(clerk: Person, page: str) -> None:
    row = tried(invitation(clerk), page)

    assert (row.state, row.problem) == ("held", NO_PAGE)


def test_once_the_page_is_there_the_receiver_is_told(clerk: Person) -> None:
    assert tried(invitation(clerk), "sent").state == "sending"


def test_an_invitation_to_another_site_and_the_page_itself_wait_for_nothing(clerk: Person) -> None:
    elsewhere = invitation(clerk, questions=[], survey_link="https://survey.example/1", privacy="")
    assert tried(elsewhere, "held").state == "sending"

    page = invitation(clerk).deliveries.get(channel__connector="newsroom")
    assert claim(RowKind.DELIVERY, page.pk) is not None
