"""A network on which people post by hand: what is copied, what proves it, what corrections and withdrawals ask for."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.withdrawing import withdraw
from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Channel, Command, Delivery, Job, Particulars, Place, Proof
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.printing.copying import copy_of, post_of_job, text_to_copy
from portal.channels.printing.proving import Shown, prove_done, prove_down
from portal.channels.printing.reading import Row, Where, jobs_read_by
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.drafts.picturing import row_of, upload
from portal.refusals import InvalidInput
from tests.channels.printing.conftest import Board, make_board
from tests.makers import make_approved, sign_in
from tests.walks.world import picture

pytestmark = pytest.mark.django_db
LINK = "https://social.example/groups/ptc/posts/1"


@pytest.fixture
def group() -> Board:
    """Return a council with a group on a network, whose keeper posts there by hand."""
    made = make_board("manual")
    Particulars.objects.create(channel=made.channel, purpose="News", network="nextdoor", application="social")
    return made


def post(group: Board, **content: Any) -> Job:
    issue = make_approved(author=group.author, clerk=group.clerk, kind="social_post", **content)
    return group.handed(issue)


def words(job: Job) -> str:
    return text_to_copy(post_of_job(job))


def now_of(job: Job, person: Person) -> Row:
    return Row(jobs_read_by(person).get(pk=job.pk))


def test_it_is_served_by_hand_and_can_be_taken_back() -> None:
    assert connectors()["manual"].capabilities == {
        Capability.FIND,
        Capability.BY_HAND,
        Capability.RETRACT,
        Capability.COPIED,
    }


def test_the_job_holds_no_sheet_and_belongs_to_the_keeper(group: Board) -> None:
    job = post(group)

    assert (str(job.pdf), job.assignee) == ("", group.keeper.membership)
    assert Delivery.objects.get(pk=job.delivery_id).state == Delivering.HANDED


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ({}, "The standard words."),
        ({"nextdoor": "Neighbours!", "manual": "By hand."}, "Neighbours!"),
        ({"manual": "By hand.", "x": "Short."}, "By hand."),
        ({"x": "Short."}, "The standard words."),
    ],
)
def test_the_words_are_the_networks_own_where_there_are_any(
    group: Board, versions: dict[str, str], said: str
) -> None:
    job = post(group, text="The standard words.", versions=versions, link="https://www.example.org/full")
    capacity = f"Issued on behalf of {group.channel.body.name}."

    assert words(job) == f"{said}\n\nhttps://www.example.org/full\n\n{capacity}"


def test_a_notice_is_copied_below_its_title(group: Board) -> None:
    issue = group.approve("notice")

    copied = words(group.handed(issue))

    assert copied.startswith(f"{issue.revision.content['title']}\n\n")
    assert "<p>" not in copied


def test_the_page_has_the_words_their_length_and_the_pictures_to_download(group: Board) -> None:
    media = upload(actor=group.author, file=picture(5))
    job = post(group, text="Look: <b>here</b>", images=[{**row_of(media), "alt": "A square"}])
    client = sign_in(group.keeper)
    slug = group.channel.council.slug

    page = client.get(f"/{slug}/desk/jobs/{job.pk}/").content.decode()

    copied = copy_of(job)
    assert copied is not None
    assert f"They have {copied.length} characters." in page
    assert "Look: &lt;b&gt;here&lt;/b&gt;" in page
    assert "A square" in page
    file = client.get(f"/{slug}/desk/jobs/{job.pk}/pictures/{media.sha256}/")
    assert file.headers["Content-Disposition"] == 'attachment; filename="picture-1.png"'
    assert client.get(f"/{slug}/desk/jobs/{job.pk}/pictures/{'0' * 64}/").status_code == 404


def test_it_is_sent_when_its_link_is_given_and_not_before(group: Board) -> None:
    job = post(group)
    Delivery.objects.filter(publication=job.delivery.publication).exclude(pk=job.delivery_id).delete()
    with pytest.raises(InvalidInput, match="Add a photograph"):
        prove_done(actor=group.keeper, job_id=job.pk, shown=Shown(timezone.localdate()))
    with pytest.raises(InvalidInput, match="whole address"):
        prove_done(actor=group.keeper, job_id=job.pk, shown=Shown(timezone.localdate(), link="nowhere"))

    prove_done(actor=group.keeper, job_id=job.pk, shown=Shown(timezone.localdate(), link=LINK))

    row = Delivery.objects.select_related("publication").get(pk=job.delivery_id)
    assert (row.state, row.public_url) == (Delivering.SENT, LINK)
    assert row.publication.state == PublicState.LIVE
    assert Proof.objects.get(job=job).link == LINK


def test_a_withdrawal_asks_for_the_very_post_to_be_deleted_until_that_is_proved(group: Board) -> None:
    job = post(group)
    prove_done(actor=group.keeper, job_id=job.pk, shown=Shown(timezone.localdate(), link=LINK))
    item = job.delivery.publication.communication_id

    withdraw(actor=group.clerk, communication_id=item, reason="It names the wrong road.")
    command = Command.objects.get(delivery=job.delivery_id)
    carry(RowKind.COMMAND, command.pk)

    assert now_of(job, group.keeper).where is Where.TO_TAKE_DOWN
    page = sign_in(group.keeper).get(f"/{group.channel.council.slug}/desk/jobs/{job.pk}/").content.decode()
    assert f'Please delete the post at <a href="{LINK}"' in page
    prove_down(actor=group.keeper, job_id=job.pk, shown=Shown(timezone.localdate(), word="It is gone."))
    assert now_of(job, group.keeper).where is Where.DOWN


def test_a_correction_says_where_the_earlier_post_stands_and_what_changed(group: Board) -> None:
    job = post(group)
    prove_done(actor=group.keeper, job_id=job.pk, shown=Shown(timezone.localdate(), link=LINK))
    item = Communication.objects.get(pk=job.delivery.publication.communication_id)
    issue = {"public_note": "The date was wrong."}

    second = post(group, communication=item, title="New", issue=issue)

    copied = copy_of(second)
    assert copied is not None
    assert (copied.earlier, copied.is_correction) == ([LINK], True)
    assert copied.text.startswith("Corrected: The date was wrong.\n\n")
    slug = group.channel.council.slug
    page = sign_in(group.keeper).get(f"/{slug}/desk/jobs/{second.pk}/").content.decode()
    assert "This corrects what stands there already." in page


def test_a_closed_channel_hands_nothing_over(group: Board) -> None:
    issue = make_approved(author=group.author, clerk=group.clerk, kind="social_post")
    row = Delivery.objects.get(publication=issue, channel=group.channel)
    Channel.objects.filter(pk=group.channel.pk).update(is_open=False, closed_message="Gone.")

    carry(RowKind.DELIVERY, row.pk)

    row.refresh_from_db()
    assert row.state == Delivering.HELD
    assert not Job.objects.exists()


def test_only_the_keeper_and_who_reads_all_find_the_job_and_its_words(group: Board) -> None:
    job = post(group)
    assert sign_in(group.keeper).get(f"/{group.channel.council.slug}/desk/jobs/{job.pk}/").status_code == 200
    Place.objects.update(keeper=None)
    Job.objects.update(assignee=None, due_at=timezone.now() + timedelta(days=1))
    assert sign_in(group.keeper).get(f"/{group.channel.council.slug}/desk/jobs/{job.pk}/").status_code == 404
