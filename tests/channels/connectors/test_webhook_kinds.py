"""What a receiver is told of each kind, by the outbox itself, over real requests whose signature it checks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from approvals.withdrawing import withdraw
from portal.channels.credentials.connecting import connect
from portal.channels.models import Command, Delivery, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.releasing import channels_for
from portal.drafts.kinds import KINDS
from portal.refusals import InvalidInput
from tests.channels.connectors.test_webhook import SECRET, Receiver
from tests.channels.posts import Staff, go_live, make_staff
from tests.makers import make_approved, make_review, make_revision
from tests.makers.surveys import survey_content

pytestmark = pytest.mark.django_db
RELEASE: dict[str, Any] = {
    "title": "Mill Lane reopens on Monday",
    "body": '<p>The bridge is <a href="https://www.example.org/bridge">mended</a>.</p>',
    "quotes": [{"speaker": "Ann Ash", "office": "Town Mayor", "words": "At last."}],
    "notes_to_editors": "<p>Photographs on request.</p>",
    "contact_name": "Olive Officer",
}


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with Receiver.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def staff(receiver: Receiver) -> Staff:
    """Return a council with a webhook beside its own channels, letters among them."""
    made = make_staff("newsroom", "letter", "webhook")
    channel = made.council.channels.get(connector="webhook")
    values = {"address": f"{receiver.origin}/hook", "lookup": "", "secret": SECRET}
    connect(actor=made.clerk, channel_id=channel.pk, values=values)
    return made


def issued(staff: Staff, kind: str, **said: Any) -> Publication:
    publication = make_approved(author=staff.author, clerk=staff.clerk, kind=kind, **said)
    carry_out(publication)
    return publication


def carry_out(publication: Publication) -> None:
    """Carry all of it, the newsroom first, and do what was ordered of it."""
    for key in publication.deliveries.order_by("pk").values_list("pk", flat=True):
        carry(RowKind.DELIVERY, key)
    orders = Command.objects.filter(delivery__publication__communication=publication.communication)
    for key in orders.values_list("pk", flat=True):
        carry(RowKind.COMMAND, key)


def told(receiver: Receiver) -> dict[str, Any]:
    """Return the one thing that the receiver shows now."""
    (facts,) = receiver.told.values()
    return facts


def page_of(publication: Publication) -> str:
    return f"{portal_settings.SITE_URL}/{publication.council.slug}/news/{publication.slug}/"


def test_a_release_is_told_with_its_quotations_its_links_and_its_page_and_nothing_for_editors(
    staff: Staff, receiver: Receiver
) -> None:
    publication = issued(staff, "press_release", **RELEASE)

    facts = told(receiver)
    assert (facts["event"], facts["kind"], facts["title"]) == ("issued", "press_release", RELEASE["title"])
    assert facts["text"] == "The bridge is mended.\n\n“At last.”\nAnn Ash, Town Mayor"
    assert '<a href="https://www.example.org/bridge"' in facts["html"]
    assert facts["details"] == {
        "quotes": [{"words": "At last.", "speaker": "Ann Ash", "office": "Town Mayor"}]
    }
    assert (facts["link"], facts["page"]) == ("", page_of(publication))
    assert facts["capacity"].startswith("Issued ")
    assert "Photographs" not in str(facts)
    assert "Olive" not in str(facts)
    assert Client().get(facts["page"].removeprefix(portal_settings.SITE_URL)).status_code == 200


def test_a_correction_and_the_withdrawal_of_a_release_reach_the_receiver(
    staff: Staff, receiver: Receiver
) -> None:
    first = issued(staff, "press_release", **RELEASE)
    item = first.communication
    revision = make_revision(
        author=staff.author, communication=item, **{**RELEASE, "title": "It opens on Tuesday"}
    )
    review = submit(actor=staff.author, communication_id=item.pk, revision_id=revision.pk)
    channels = [one.pk for one in channels_for(item.council_id, item.spec.outputs, item.body_id)]
    order = Issue(channel_ids=channels, public_note="The day was wrong.")
    _, second = approve(actor=staff.clerk, review_id=review.pk, revision_id=revision.pk, issue=order)
    assert second is not None
    carry_out(second)
    corrected = list(receiver.told.values())[-1]
    withdraw(actor=staff.clerk, communication_id=item.pk, reason="The bridge is shut again.")
    carry_out(second)

    assert receiver.events == ["issued", "corrected", "withdrawn"]
    assert (corrected["issue"], corrected["note"]) == (2, "The day was wrong.")
    assert (corrected["title"], corrected["item"]) == ("It opens on Tuesday", item.pk)
    gone = receiver.asked[-1].json()
    assert (gone["item"], gone["issue"], gone["reason"]) == (item.pk, 2, "The bridge is shut again.")


def test_a_correction_that_leaves_the_receiver_out_tells_it_to_take_down_what_was_wrong(
    staff: Staff, receiver: Receiver
) -> None:
    first = issued(staff, "press_release", **RELEASE)
    said = {**RELEASE, "title": "It opens on Tuesday"}
    revision = make_revision(author=staff.author, communication=first.communication, **said)
    review = submit(actor=staff.author, communication_id=revision.communication_id, revision_id=revision.pk)
    newsroom = staff.council.channels.get(connector="newsroom")
    order = Issue(channel_ids=[newsroom.pk], public_note="The day was wrong.")
    _, second = approve(actor=staff.clerk, review_id=review.pk, revision_id=revision.pk, issue=order)
    assert second is not None
    carry_out(second)

    assert receiver.events == ["issued", "withdrawn"]
    assert receiver.asked[-1].json()["reason"] == "The day was wrong."
    assert receiver.told == {}


def test_an_embargoed_release_is_told_to_nobody_before_its_hour(staff: Staff, receiver: Receiver) -> None:
    ends = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    publication = issued(staff, "press_release", **RELEASE, embargo=ends.isoformat())

    row = publication.deliveries.get(channel__connector="webhook")
    assert (row.due_at, row.state, receiver.asked) == (ends, "pending", [])
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now())
    carry_out(publication)
    assert receiver.events == ["issued"]


def test_a_letter_is_never_told_whatever_somebody_chooses(staff: Staff, receiver: Receiver) -> None:
    hook = staff.council.channels.get(connector="webhook")
    review = make_review(author=staff.author, kind="letter")
    letters = staff.council.channels.get(connector="letter")
    for chosen in ([hook.pk], [letters.pk, hook.pk]):
        with pytest.raises(InvalidInput, match="the channels offered"):
            approve(
                actor=staff.clerk,
                review_id=review.pk,
                revision_id=review.revision_id,
                issue=Issue(channel_ids=chosen),
            )

    publication = issued(staff, "letter")

    assert [one.channel.connector for one in publication.deliveries.all()] == ["letter"]
    assert receiver.asked == []
    assert [kind.slug for kind in KINDS.values() if kind.private and "webhook" in kind.outputs] == []


def test_a_notice_is_told_with_its_day_its_place_and_whom_to_ask(staff: Staff, receiver: Receiver) -> None:
    given = {"concerns_on": "2030-01-09", "place": "The Guildhall", "minutes_of": ""}
    asked = {"contact_name": "Olive Officer", "contact_email": "office@example.org", "contact_phone": ""}
    issued(staff, "notice", body="<ul><li>All welcome.</li></ul>", **given, **asked)

    facts = told(receiver)
    assert facts["details"] == {**asked, "concerns_on": "2030-01-09", "place": "The Guildhall"}
    assert facts["html"] == "<ul><li>All welcome.</li></ul>"
    assert facts["text"].endswith(
        "All welcome.\n\nDate it concerns: Wednesday 9 January 2030\nPlace: The Guildhall\n"
        "Whom to ask: Olive Officer, office@example.org"
    )


def test_a_post_is_told_as_before_and_has_no_page_where_the_newsroom_was_left_out(
    staff: Staff, receiver: Receiver
) -> None:
    review = make_review(author=staff.author, kind="social_post", text="The lane is closed.", link="")
    hook = staff.council.channels.get(connector="webhook")
    _, publication = approve(
        actor=staff.clerk,
        review_id=review.pk,
        revision_id=review.revision_id,
        issue=Issue(channel_ids=[hook.pk]),
    )
    assert publication is not None
    carry_out(publication)

    facts = told(receiver)
    assert (facts["text"], facts["html"], facts["details"]) == ("The lane is closed.", "", {})
    assert (facts["link"], facts["page"]) == ("", "")


def test_an_invitation_leads_to_the_form_that_is_there_and_says_until_when(
    staff: Staff, receiver: Receiver
) -> None:
    said = survey_content(
        body="<p>Tell us.</p>", closes_on=f"{timezone.now().year + 1}-01-09", closes_at="", kept_until=""
    )
    said["kept_until"] = f"{timezone.now().year + 1}-03-09"
    publication = issued(staff, "survey_invitation", **said)

    facts = told(receiver)
    form = f"/{staff.council.slug}/surveys/{publication.slug}/"
    assert (facts["kind"], facts["link"]) == ("survey_invitation", portal_settings.SITE_URL + form)
    assert Client().get(form).status_code == 200
    assert facts["text"].startswith("Tell us.\n\nCloses: ")
    assert f"9 January {timezone.now().year + 1}, 11:59 pm" in facts["text"]
    assert facts["details"] == {
        "opens_at": "",
        "closes_at": f"{timezone.now().year + 1}-01-09T23:59:00+00:00",
    }


def test_an_invitation_to_a_survey_elsewhere_needs_no_newsroom_and_leads_there(
    staff: Staff, receiver: Receiver
) -> None:
    address = "https://survey.example/play-area"
    said = survey_content(questions=[], survey_link=address, privacy="", kept_until="")
    review = make_review(author=staff.author, kind="survey_invitation", **said)
    hook = staff.council.channels.get(connector="webhook")
    _, publication = approve(
        actor=staff.clerk,
        review_id=review.pk,
        revision_id=review.revision_id,
        issue=Issue(channel_ids=[hook.pk]),
    )
    assert publication is not None
    carry_out(publication)

    assert (told(receiver)["link"], told(receiver)["page"]) == (address, "")


def test_the_receiver_is_told_once_though_it_is_asked_to_carry_again(
    staff: Staff, receiver: Receiver
) -> None:
    publication = issued(staff, "press_release", **RELEASE)
    go_live(publication)

    carry_out(publication)

    assert receiver.events == ["issued"]


@pytest.mark.parametrize(
    ("kind", "part", "said"),
    [
        ("web_page", "page_address", "https://www.example.org/hall"),
        ("email_bulletin", "summary", "What the council did in May."),
    ],
)
def test_what_has_no_other_channel_here_is_told_whole_with_its_links(
    staff: Staff, receiver: Receiver, kind: str, part: str, said: str
) -> None:
    words = '<h2>Hiring</h2><p>Ask <a href="https://www.example.org/office">the office</a>.</p>'
    issued(staff, kind, body=words, **{part: said})

    facts = told(receiver)
    assert (facts["kind"], facts["text"], facts["details"]) == (
        kind,
        "Hiring\nAsk the office.",
        {part: said},
    )
    assert facts["html"].startswith('<h2>Hiring</h2><p>Ask <a href="https://www.example.org/office"')
    assert (facts["link"], facts["page"]) == ("", "")
