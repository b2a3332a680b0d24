"""What a newcomer finds on the pages about matters, meetings, positions and periods."""

from datetime import timedelta

from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from policies.models import AgendaItem, Matter, MatterFlag, Meeting, Period, PledgeRequest, Position
from portal.channels.models import Channel, Delivery, Job, Place
from portal.councils.models import Council, Membership
from portal.councils.people import person_now
from tests.makers import sign_in


class TestTheBusinessOfTheDemo(TestCase):
    """Loaded once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("demo", "--if-empty", verbosity=0)

    def test_each_council_has_an_open_a_confidential_and_a_flagged_matter(self) -> None:
        for council in Council.objects.all():
            rows = Matter.objects.filter(council=council, closed_at__isnull=True)
            named = {row.title for row in rows if not row.is_confidential}
            assert len(named) == 2  # what was taken in closed session is a confidential matter by itself
            assert (
                rows.filter(title__in=["Purchase of Cooper's Meadow", "Rent of Glebe Piece"])
                .get()
                .is_confidential
            )
            [flag] = MatterFlag.objects.filter(matter__council=council, lifted_at__isnull=True)
            assert not flag.matter.is_confidential

    def test_a_meeting_is_minuted_and_another_one_called_with_a_closed_item_and_pledges(self) -> None:
        today = timezone.localdate()
        for council in Council.objects.all():
            before, held, coming = Meeting.objects.filter(council=council).order_by("held_on")
            assert before.held_on < held.held_on - timedelta(days=28)
            assert held.held_on < today < coming.held_on
            assert held.minutes_published_on is not None
            assert held.minutes_published_on <= today
            assert coming.agenda_published_on is not None
            assert coming.agenda_published_on <= today
            assert all(item.minute for item in held.items.filter(part=AgendaItem.Part.OPEN))
            assert coming.items.filter(part=AgendaItem.Part.CLOSED).count() == 1
            assert PledgeRequest.objects.filter(pledge__meeting=coming).count() == 2

    def test_a_position_holds_and_a_poll_is_far_enough_to_hold_nothing(self) -> None:
        for council in Council.objects.all():
            position = Position.objects.get(council=council)
            assert position.minute_reference.startswith("Minute 7")
            period = Period.objects.get(council=council)
            assert period.begins_at is None
            assert period.latest_notice_on is not None
            assert (period.latest_notice_on - timezone.localdate()).days > 60
        assert not Delivery.objects.filter(state="held").exists()

    def test_members_find_every_matter_and_who_acts_from_outside_the_open_ones(self) -> None:
        pages = {
            who: sign_in(person_now(Membership.objects.get(user__email=f"{who}@ptc.example").pk))
            .get("/ptc/desk/matters/")
            .content.decode()
            for who in ("councillor", "contractor")
        }

        assert ["Kiosk at the duck pond" in page for page in pages.values()] == [True, True]
        assert ["Meadow" in page for page in pages.values()] == [True, False]

    def test_the_parish_has_six_boards_each_with_its_paper_its_keeper_and_a_job(self) -> None:
        boards = Channel.objects.filter(council__slug="pitstone", connector="noticeboard", is_open=True)
        places = Place.objects.filter(channel__in=boards)
        assert (boards.count(), places.exclude(address="").exclude(keeper=None).count()) == (6, 6)
        assert sorted(places.values_list("sheet", flat=True)) == ["a3"] * 2 + ["a4"] * 4
        jobs = Job.objects.filter(delivery__channel__in=boards)
        assert set(jobs.values_list("delivery__channel", flat=True)) == {board.pk for board in boards}
        assert all(job.assignee_id and job.pdf for job in jobs)
        clerk = person_now(
            Membership.objects.get(council__slug="pitstone", user__email__startswith="clerk@pit").pk
        )
        listed = sign_in(clerk).get("/pitstone/desk/jobs/?all=yes").content.decode()
        assert [board.name in listed for board in boards] == [True] * 6
