"""The demo: two lively councils by the product's own verbs, once, and never in production."""

import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import RequestFactory, TestCase, override_settings
from django.utils import timezone

from approvals.falling_due import shown_due
from approvals.models import ItemConsultation, Review, Reviewer, ReviewState, SecondLook, StepAsk
from devstack.capture import CLOSED_MAILBOX
from moderation.models import Appeal, Comment, Ruling
from policies.drafting import draftable_kinds
from portal.channels.models import (
    Channel,
    Contact,
    Delivery,
    Dispatch,
    LetterFile,
    NewsItem,
    Pin,
    Publication,
)
from portal.channels.states import Delivering
from portal.councils.minutes import minutes_due_on
from portal.councils.models import Council, Membership, Permission, User
from portal.councils.people import find_person
from portal.demo import loading
from portal.demo.acting import play
from portal.demo.cast import COUNCILS, DEMO_PASSWORD, sign_ins
from portal.demo.clock import DemoClock
from portal.drafts.addressed import emailed
from portal.drafts.content import LONDON
from portal.drafts.models import Communication, Recording
from portal.drafts.pictures.standing import standings_of
from portal.drafts.pictures.using import uses_of
from portal.records.models import INSTALLATION, LedgerEntry
from portal.records.verifying import verify


def demo(*arguments: str) -> str:
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_loading_twice_as_the_web_role_loads_once_and_the_record_holds() -> None:
    began = time.process_time()
    assert demo("--if-empty") == "The demo councils are loaded.\n"
    took = time.process_time() - began
    before = (LedgerEntry.objects.count(), Communication.objects.count(), User.objects.count())

    assert demo("--if-empty") == "A council exists already: the demo was not loaded.\n"

    assert (LedgerEntry.objects.count(), Communication.objects.count(), User.objects.count()) == before
    for council_id in [INSTALLATION, *Council.objects.values_list("pk", flat=True)]:
        assert verify(council_id).broken is None
    assert took < 30  # two to three seconds on a machine of one's own


class TestTheLoadedDemo(TestCase):
    """What is there afterwards; loaded once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        demo("--if-empty")

    def test_each_council_shows_a_film_in_words_with_the_permission_of_who_speaks_in_it(self) -> None:
        films = Recording.objects.order_by("council__slug")
        shown = [(film, uses_of(film).get(), film.people.get()) for film in films]
        assert [(film.council.slug, item.title, person.name) for film, item, person in shown] == [
            ("pitstone", "Free trees", "Rowan Fielding"),
            ("ptc", "Winter lights", "Hazel Thorne"),
        ]
        known = standings_of(list(films))
        for film, item, person in shown:
            assert known[film.pk].usable(timezone.localdate())
            text = film.texts.get()
            assert person.name in text.words
            news = Publication.objects.get(communication=item)
            page = self.client.get(f"/{film.council.slug}/news/{news.slug}/")
            assert f"/news/captions/{text.sha256}.vtt" in page.content.decode()

    def test_residents_comment_in_both_councils_and_find_what_was_ruled_in_the_open(self) -> None:
        for slug, waiting, appeals in (("ptc", 4, 1), ("pitstone", 3, 0)):
            comments = Comment.objects.filter(council__slug=slug)
            assert comments.filter(handling="waiting").count() == waiting
            assert comments.filter(way="network", publication=None, showing="shown").count() == 1
            (down,) = Ruling.objects.filter(council__slug=slug, outcome="remove")
            assert (down.ground, Appeal.objects.filter(ruling=down, allowed=None).count()) == (
                "abusive",
                appeals,
            )
            assert (
                comments.get(rulings=down).text
                not in self.client.get(f"/{slug}/moderation/").content.decode()
            )
            assert down.cited in self.client.get(f"/{slug}/moderation/").content.decode()

    def test_both_councils_have_items_in_every_stage(self) -> None:
        assert list(Council.objects.order_by("slug").values_list("slug", "name")) == [
            ("pitstone", "Pitstone Parish Council"),
            ("ptc", "Pellworth Town Council"),
        ]
        stages = {
            slug: set(Communication.objects.filter(council__slug=slug).values_list("stage", flat=True))
            for slug in ("ptc", "pitstone")
        }
        assert stages == {
            "ptc": {"draft", "submitted", "returned", "rejected", "approved", "issued", "withdrawn"},
            "pitstone": {"draft", "submitted", "returned", "approved", "issued", "withdrawn"},
        }
        looks = SecondLook.objects.order_by("communication__title")
        assert [(look.communication.title, look.done_at is not None) for look in looks] == [
            ("Burst water main in Windmill Rise", False),
            ("Fallen tree blocks Station Road", True),
            ("River Pell is rising: sandbags at the depot", False),
        ]
        assert Review.objects.filter(state=ReviewState.WAITING).count() == 5
        claimed = Review.objects.get(state=ReviewState.CLAIMED)
        assert claimed.claimed_until is not None
        assert claimed.claimed_until > timezone.now()
        scheduled = Publication.objects.filter(state="scheduled", communication__kind="notice")
        ahead = sorted((str(row.communication), row.go_at > timezone.now()) for row in scheduled)
        # What is not ahead is in somebody's hand, for a board or a network, and out when they prove it.
        assert ahead == [
            ("Free trees for front gardens", False),
            ("Free trees for front gardens", False),
            ("Hall car park closed for new markings", False),
            ("Town Hall counter closed for stocktaking", True),
        ]

    def test_what_happened_is_spread_over_weeks_and_the_record_has_it_in_order(self) -> None:
        now = timezone.now()
        live = Publication.objects.filter(state="live").values_list("live_at", flat=True)
        issued = [moment for moment in live if moment is not None]
        assert len({moment.date() for moment in issued}) > 7
        assert min(issued) < now - timedelta(days=10)
        assert max(issued) < now
        for council in Council.objects.all():
            entries = list(LedgerEntry.objects.filter(council_id=council.pk).order_by("number"))
            times = [entry.at for entry in entries]
            assert times == sorted(times)
            assert times[-1] <= now
            assert len({moment.replace(second=0, microsecond=0) for moment in times}) > 15
            last = entries[-1]
            assert last.verb == "demo_loaded"
            began = datetime.fromisoformat(json.loads(last.body)["facts"]["clock_began"])
            assert began < times[0] < began + timedelta(minutes=1)
            assert verify(council.pk).broken is None

    def test_the_newsroom_says_when_each_item_was_published_not_when_the_demo_was_loaded(self) -> None:
        by_live = Publication.objects.filter(state="live", issue=1).select_related("communication")
        for publication in by_live:
            item = NewsItem.objects.filter(communication_id=publication.communication_id).first()
            if item is not None and publication.live_at is not None:
                assert abs(item.published_at - publication.live_at) < timedelta(minutes=1)

    def test_every_room_of_the_desk_is_alive(self) -> None:
        reviewer = Reviewer.objects.get()
        assert (reviewer.council.slug, reviewer.organisation) == ("ptc", "Weirside Surveyors")
        assert reviewer.link_sha256
        assert reviewer.until > timezone.now()
        assert ItemConsultation.objects.get().member.role in {"chair", "deputy"}
        steps = StepAsk.objects.filter(council__slug="pitstone").order_by("number")
        assert [(step.number, step.said) for step in steps] == [(1, "agrees"), (2, "")]
        permitted = Permission.objects.filter(council__slug="ptc", until__gt=timezone.now())
        assert sorted(permitted.values_list("scope", flat=True)) == [
            "manage",
            "quote_position",
            "share",
            "speak",
        ]
        assert Pin.objects.get().council.slug == "ptc"
        assert set(Contact.objects.values_list("kind", flat=True)) == {
            "newspaper",
            "journalist",
            "radio",
            "online",
        }
        page = self.client.get("/ptc/channels/members/").content.decode()
        assert ("barnaby-thistledown.example" in page, "ashpenny.example" in page) == (True, False)

    def test_one_newspaper_has_the_mailbox_that_the_capture_server_refuses(self) -> None:
        closed = Contact.objects.filter(email__startswith=f"{CLOSED_MAILBOX}@")
        assert [contact.council.slug for contact in closed] == ["pitstone"]

    def test_what_is_live_is_in_the_newsroom_and_press_mail_waits_for_the_worker(self) -> None:
        live = Publication.objects.filter(state="live").exclude(communication__kind="letter")
        assert NewsItem.objects.filter(withdrawn_at__isnull=True).count() == live.count()
        assert NewsItem.objects.filter(withdrawn_at__isnull=False).count() == 2
        assert NewsItem.objects.exclude(corrections=[]).count() == 2
        assert LetterFile.objects.count() == 2
        due = Delivery.objects.filter(channel__connector="press_email")
        assert set(due.values_list("state", flat=True)) == {Delivering.PENDING}
        assert not Dispatch.objects.exists()
        assert mail.outbox == []

    def test_draft_minutes_wait_with_the_day_by_which_they_must_be_out(self) -> None:
        review = Review.objects.get(due_for="minutes")
        assert (review.council.slug, review.state) == ("pitstone", ReviewState.WAITING)
        held_on = date.fromisoformat(review.revision.content["minutes_of"])
        assert shown_due(review) == ("Minutes to be published by", minutes_due_on(review.council, held_on))
        assert timezone.localdate() - held_on < timedelta(days=16)

    def test_both_councils_mail_letters_and_one_names_readers_copies_and_a_blind_copy(self) -> None:
        opened = Channel.objects.filter(connector="letter_mail", body__kind="council", is_open=True)
        assert sorted(opened.values_list("council__slug", flat=True)) == ["pitstone", "ptc"]
        mailed = Delivery.objects.get(channel__connector="letter_mail")
        assert (mailed.state, str(mailed.publication.communication)) == (
            Delivering.PENDING,
            "A safer crossing in Station Road",
        )
        assert emailed(mailed.publication.revision.content) == {
            "to": ("highways@pellshire.example",),
            "cc": ("practice@surgery.example",),
            "bcc": ("councillor@ptc.example",),
        }

    def test_everybody_who_is_listed_can_sign_in_with_the_one_password(self) -> None:
        listed = demo("--list").splitlines()
        addresses = [address for address, _, _ in sign_ins()]
        assert [line.split()[0] for line in listed[:-1]] == addresses
        assert listed[-1] == f"Password for all of them: {DEMO_PASSWORD}"
        request = RequestFactory().post("/accounts/login/")
        for address in ("clerk@ptc.example", "auditor@pitstone.example", "clerk@both.example"):
            assert authenticate(request, email=address, password=DEMO_PASSWORD) is not None
        assert set(User.objects.values_list("email", flat=True)) == set(addresses)
        assert Membership.objects.filter(user__email="clerk@both.example", role="clerk").count() == 2

    def test_people_from_outside_name_their_organisation_and_the_address_there(self) -> None:
        for slug in ("ptc", "pitstone"):
            rows = Membership.objects.filter(council__slug=slug, role__in=["contractor", "partner"])
            assert {row.user.email for row in rows} == {
                f"contractor@{slug}.example",
                f"partner@{slug}.example",
            }
            assert all(row.organisation and row.organisation_email.endswith(".example") for row in rows)

    def test_a_charity_of_each_council_has_issued_a_notice_in_its_own_name_and_colour(self) -> None:
        for slug, name in (("ptc", "Pellworth Almshouse Charity"), ("pitstone", "Recreation Ground Charity")):
            issued = Publication.objects.get(
                communication__council__slug=slug, communication__body__name=name
            )
            assert issued.communication.body.accent_colour
            item = NewsItem.objects.get(publication=issued)
            assert (issued.state, item.details["body"]) == ("live", name)
            assert name in self.client.get(f"/{slug}/news/{item.slug}/").content.decode()

    def test_who_may_draft_a_release_follows_each_councils_policy(self) -> None:
        answers = {
            f"{who}@{slug}.example": _may_draft_releases(f"{who}@{slug}.example", slug)
            for slug in ("ptc", "pitstone")
            for who in ("clerk", "chair", "deputy", "councillor", "officer", "auditor")
        }
        assert answers == {
            "clerk@ptc.example": True,
            "chair@ptc.example": True,
            "deputy@ptc.example": True,
            "councillor@ptc.example": False,
            "officer@ptc.example": True,
            "auditor@ptc.example": False,
            "clerk@pitstone.example": True,
            "chair@pitstone.example": True,  # by the clerk's permission
            "deputy@pitstone.example": False,
            "councillor@pitstone.example": False,
            "officer@pitstone.example": True,
            "auditor@pitstone.example": False,
        }

    def test_every_address_of_the_demo_is_an_example_or_the_councils_own(self) -> None:
        people = User.objects.values_list("email", flat=True)
        for address in [*people, *Contact.objects.values_list("email", flat=True)]:
            assert address.endswith(".example")
        assert [cast.details["website"] for cast in COUNCILS] == [
            "https://www.pitstone.co.uk",
            "https://www.pellworth-tc.gov.uk",
        ]
        told = Communication.objects.exclude(current_revision=None).filter(kind="press_release")
        for item in told.select_related("council", "current_revision"):
            assert item.current_revision is not None
            own = {"ptc": "@pellworth-tc.gov.uk", "pitstone": "parishclerk@pitstone.co.uk"}[item.council.slug]
            assert item.current_revision.content["contact_email"].endswith(own)


def _may_draft_releases(address: str, slug: str) -> bool:
    person = find_person(user_id=User.objects.get(email=address).pk, council_slug=slug)
    assert person is not None
    return "press_release" in draftable_kinds(person)


@pytest.mark.django_db
@pytest.mark.parametrize("item", [1, 14, 29])
def test_a_load_that_breaks_off_leaves_nothing_and_the_next_one_is_whole(
    item: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = list[str]()

    def breaks_off(*arguments: Any) -> Iterator[datetime]:
        begun.append("one")
        if len(begun) == item:
            raise KeyboardInterrupt
        yield from play(*arguments)

    monkeypatch.setattr(loading, "play", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        demo("--if-empty")
    assert (Council.objects.count(), User.objects.count(), LedgerEntry.objects.count()) == (0, 0, 0)
    assert abs(timezone.now() - datetime.now(UTC)) < timedelta(minutes=1)  # the true clock is back

    monkeypatch.undo()
    assert demo("--if-empty") == "The demo councils are loaded.\n"
    assert Council.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "present",
    [
        "2026-03-23 00:01",  # a Monday whose weekend has just ended
        "2026-03-24 07:30",
        "2026-03-25 13:00",
        "2026-03-26 21:30",
        "2026-03-27 23:59",
        "2026-03-28 12:00",
        "2026-03-29 01:30",  # a Sunday, an hour that London's clock does not show
        "2026-01-01 00:01",
    ],
)
def test_it_loads_at_any_hour_of_any_day_and_the_record_holds(
    present: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.fromisoformat(present).replace(tzinfo=LONDON)
    shown = DemoClock(moment, days_ago=28)
    monkeypatch.setattr(loading, "DemoClock", lambda *_, **__: shown)

    assert demo("--if-empty") == "The demo councils are loaded.\n"

    for council_id in [INSTALLATION, *Council.objects.values_list("pk", flat=True)]:
        assert verify(council_id).broken is None
    ticked = moment + timedelta(minutes=2)  # the demo's clock ends so long before the true one
    assert Communication.objects.filter(created_at__gt=ticked).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("option", ["--if-empty", "--list"])
def test_production_refuses_the_demo(option: str) -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="not for production"):
        demo(option)

    assert not Council.objects.exists()


def test_one_of_the_two_options_is_needed() -> None:
    with pytest.raises(CommandError):
        demo()
