"""What goes wrong in the demo: each council has one of everything, for who deals with it, and for nobody else."""

from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from moderation.complaints.keys import token_of
from moderation.conduct.seeing import handled_by
from moderation.models import (
    Complaint,
    ConductCase,
    ConductOutcome,
    DefamationNotice,
    EvidencePack,
    Incident,
    OneReply,
)
from moderation.notices.reaching import mail_to_poster
from moderation.notices.states import Stage
from moderation.packs.gathering import MOST_COMMENTS
from moderation.trolling.seeing import incidents_of
from portal.channels.states import Delivering
from portal.councils.models import Membership
from portal.councils.people import Person, person_now
from portal.demo.texts.troubles import TROUBLES
from tests.makers import sign_in

SLUGS = ("ptc", "pitstone")


def somebody(who: str, slug: str) -> Person:
    return person_now(Membership.objects.get(user__email=f"{who}@{slug}.example").pk)


class TestWhatGoesWrongInTheDemo(TestCase):
    """Loaded once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("demo", "--if-empty", verbosity=0)

    def test_a_notice_of_defamation_waits_for_its_poster_and_another_is_decided(self) -> None:
        for slug in SLUGS:
            waits, decided = DefamationNotice.objects.filter(council__slug=slug).order_by("-stage")
            assert (waits.stage, decided.stage) == (Stage.WAITING, Stage.KEPT)
            assert waits.answer_by is not None
            assert waits.answer_by > timezone.now()
            assert mail_to_poster(waits) == Delivering.SENT
            assert decided.ruling is None
            for one in (waits, decided):
                assert not one.history.filter(late=True).exists()
                assert one.comment is not None
                assert one.comment.showing == "shown"

    def test_a_pack_for_the_police_lies_ready(self) -> None:
        for slug in SLUGS:
            pack = EvidencePack.objects.get(council__slug=slug)
            assert pack.category == "threat"
            assert 1 <= pack.comments.count() <= MOST_COMMENTS
            assert bytes(pack.pdf or b"").startswith(b"%PDF")
            assert TROUBLES[slug].police[0] in pack.content

    def test_a_member_was_heard_and_the_case_about_the_clerk_is_the_chairman_s_alone(self) -> None:
        for slug, kind in (("ptc", "advice"), ("pitstone", "no_breach")):
            chair, clerk = somebody("chair", slug), somebody("clerk", slug)
            heard, of_clerk = ConductCase.objects.filter(council__slug=slug).order_by("reported_at")
            assert (heard.state, of_clerk.state, of_clerk.route) == ("decided", "reported", "chair")
            assert heard.answered_at is not None
            assert heard.decided_at is not None
            assert heard.answered_at < heard.decided_at
            assert ConductOutcome.objects.get(case=heard).kind == kind
            assert list(handled_by(clerk)) == [heard]
            assert list(handled_by(chair)) == [of_clerk]
            page = sign_in(chair).get(f"/{slug}/desk/conduct/{of_clerk.pk}/")
            assert page.status_code == 200
            assert sign_in(clerk).get(f"/{slug}/desk/conduct/{of_clerk.pk}/").status_code == 404

    def test_a_complaint_is_acknowledged_and_one_about_personal_data_is_not_yet(self) -> None:
        for slug in SLUGS:
            rows = Complaint.objects.filter(council__slug=slug)
            known, data = rows.get(kind="communication"), rows.get(kind="data")
            assert (known.state, data.state) == ("acknowledged", "received")
            for one in (known, data):
                page = self.client.get(f"/{slug}/complaints/status/{token_of(one)}/")
                assert one.reference in page.content.decode()
                assert one.acknowledge_by > one.received_at
            assert data.acknowledge_by > timezone.now()
            assert known.answer_by > timezone.now()

    def test_a_member_keeps_a_record_and_the_council_s_one_reply_is_begun(self) -> None:
        for slug in SLUGS:
            kept = Incident.objects.get(council__slug=slug)
            reply = OneReply.objects.get(incident=kept)
            assert (kept.member.role, reply.communication.stage) == ("deputy", "draft")
            assert kept.happened_at < kept.kept_at
            readers = {who for who in ("clerk", "chair", "deputy", "officer") if _reads(who, slug)}
            assert readers == {"clerk", "deputy"}

    def test_everybody_here_is_made_up(self) -> None:
        said = [*DefamationNotice.objects.values_list("email", flat=True)]
        said += [*Complaint.objects.values_list("email", flat=True)]
        assert all(address.endswith("@residents.example") for address in said)
        assert all("network.example/" in link for link in Incident.objects.values_list("link", flat=True))


def _reads(who: str, slug: str) -> bool:
    return incidents_of(somebody(who, slug)).exists()
