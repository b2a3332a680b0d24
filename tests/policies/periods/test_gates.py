"""What a running period says to who drafts, to what is sent, and to a channel; and what members read of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.drafting import reasons_against
from policies.models import Period
from policies.periods.gates import members_leave_publicity
from policies.periods.settling import Particulars, read_candidates, read_subjects, settle
from policies.periods.telling import about_period, warn
from policies.periods.words import banners_for
from portal.channels.models import Channel, Delivery, Notice
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.models import Council, Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.editing import revise, start
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import (
    content_for,
    make_approved,
    make_channels,
    make_communication,
    make_council,
    make_person,
    make_revision,
)
from tests.makers.circumstances import make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    made = make_council(slug="mill")
    make_channels(made, "newsroom")
    return made


KINDS = [
    ("press_release", "official", True),
    ("notice", "official", True),
    ("social_post", "official", True),
    ("social_post", "councillor", False),
    ("social_post", "personal", False),
    ("letter", "official", False),
]


@pytest.mark.parametrize(("kind", "capacity", "refused"), KINDS)
def test_a_member_leaves_publicity_to_the_clerk_and_keeps_their_own_voice(
    clerk: Person, member: Person, kind: str, capacity: str, refused: bool
) -> None:
    item = make_revision(author=member, kind=kind, capacity=capacity).communication
    item.refresh_from_db()
    make_period(clerk=clerk)

    why = members_leave_publicity(member, kind, item)

    assert bool(why) is refused
    assert ("only the clerk or the nominated officer" in why) is refused
    assert members_leave_publicity(clerk, kind, item) == ""


def test_a_member_cannot_begin_a_release_nor_change_one(clerk: Person, member: Person) -> None:
    item = make_revision(author=member).communication
    item.refresh_from_db()
    make_period(clerk=clerk)

    with pytest.raises(NotYours, match="Until the poll on"):
        make_communication(author=member)
    with pytest.raises(NotYours, match="Until the poll on"):
        revise(
            actor=member,
            communication_id=item.pk,
            raw=content_for("press_release"),
            based_on_id=item.current_revision_id,
        )
    assert start(actor=member, kind="social_post", body=item.body).kind == "social_post"
    assert set(reasons_against(member)) == {"press_release", "notice"}


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Period.Kind.MOURNING, "poll_on": None, "noticed_on": None},
        {"kind": Period.Kind.CELEBRATION, "poll_on": None, "noticed_on": None},
        {"ward": "Mill"},
        {"begins_at": None, "noticed_on": None},
        {"ended_early_at": timezone.now() - timedelta(hours=1)},
    ],
)
def test_mourning_one_ward_and_what_does_not_run_stop_nobody(
    clerk: Person, member: Person, changes: dict[str, Any]
) -> None:
    make_period(clerk=clerk, **changes)

    assert members_leave_publicity(member, "press_release", None) == ""


@pytest.mark.parametrize(
    ("sits_for", "poll_in", "stopped"),
    [
        ("Mill", "Mill", True),
        ("MILL WARD", "the ward of Mill", True),
        ("Hill", "Mill", False),
        ("", "Mill", False),
        ("Mill", "", True),
        ("Hill", "", True),
        ("", "", True),
    ],
)
def test_a_poll_in_one_ward_stops_from_the_start_who_sits_for_it(
    clerk: Person,
    member: Person,
    sits_for: str,
    poll_in: str,
    stopped: bool,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = _sitting_for(member, sits_for)
    make_period(clerk=clerk, ward=poll_in)
    make_period(clerk=clerk, ward="Elsewhere", kind=Period.Kind.PRINCIPAL_ELECTION)

    with django_assert_num_queries(1):
        why = members_leave_publicity(person, "press_release", None)

    assert ("only the clerk or the nominated officer" in why) is stopped
    assert ("for which you sit" in why) is (stopped and bool(poll_in))


@pytest.mark.parametrize(
    ("sits_for", "told"),
    [
        ("Mill", "You may not submit publicity for the council: until the poll"),
        ("Hill", "You sit for another ward, and may write as before"),
        ("", "You may not submit publicity for the council to do with Mill ward: until the poll"),
    ],
)
def test_the_banner_of_a_poll_in_one_ward_says_whom_it_touches(
    clerk: Person, member: Person, sits_for: str, told: str
) -> None:
    person = _sitting_for(member, sits_for)
    make_period(clerk=clerk, ward="Mill")

    (banner,) = banners_for(person)

    assert "in Mill ward" in banner.heading
    assert told in banner.text
    assert banner.text.count(". ") == 1


def _sitting_for(member: Person, ward: str) -> Person:
    Membership.objects.filter(pk=member.membership.pk).update(ward=ward)
    return person_now(member.membership.pk)


def test_another_council_s_period_stops_nobody_here(member: Person) -> None:
    make_period(clerk=make_person(council=make_council(), role=Role.CLERK))

    assert members_leave_publicity(member, "press_release", None) == ""
    assert banners_for(member) == []


def test_a_channel_closed_for_the_period_sends_nothing_until_it_is_over(
    council: Council, clerk: Person
) -> None:
    author = make_person(council=council, role=Role.OFFICER)
    period = make_period(clerk=clerk, public_message="Back after the poll.")
    publication = make_approved(author=author, clerk=clerk, kind="notice")
    period.closed_channels.set(Channel.objects.filter(council=council))
    delivery = publication.deliveries.get()

    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Delivering.HELD
    assert "is closed until the poll" in delivery.problem
    assert "Back after the poll." in Client().get("/mill/").content.decode()

    Period.objects.update(ended_early_at=timezone.now())
    Delivery.objects.update(state=Delivering.PENDING)
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Delivering.SENT
    assert "Back after the poll." not in Client().get("/mill/").content.decode()


def test_everybody_is_told_in_two_sentences_what_they_may_do(
    clerk: Person, member: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_period(clerk=clerk)

    with django_assert_num_queries(1):
        (told,) = banners_for(member)
    (to_clerk,) = banners_for(clerk)

    assert told.running
    assert told.heading.startswith("Pre-election period since")
    for text in (told.text, to_clerk.text):
        assert text.count("You may not") == 1
        assert text.count(". ") == 1
    assert "the clerk alone manages it" in told.text
    assert "authorised officer" in to_clerk.text


def test_the_banner_of_a_poll_in_one_ward_names_it(clerk: Person, member: Person) -> None:
    make_period(clerk=clerk, ward="Mill")

    (told,) = banners_for(member)

    assert "in Mill ward" in told.heading
    assert "to do with Mill ward" in told.text


@pytest.mark.parametrize(("days", "shown"), [(15, False), (14, True), (1, True)])
def test_members_are_warned_from_two_weeks_before(
    clerk: Person, member: Person, days: int, shown: bool
) -> None:
    latest = timezone.localdate() + timedelta(days=days)
    period = make_period(
        clerk=clerk,
        begins_at=None,
        noticed_on=None,
        latest_notice_on=latest,
        poll_on=latest + timedelta(days=35),
        ends_at=timezone.now() + timedelta(days=days + 35),
    )

    assert bool(banners_for(member)) is shown
    assert warn() == int(shown)
    warn()
    notices = Notice.objects.filter(what="period_coming")
    assert set(notices.values_list("recipient_id", flat=True)) == (
        {clerk.membership.pk, member.membership.pk} if shown else set()
    )
    if shown:
        words = about_period(notices.get(recipient=member.membership), member)
        assert words is not None
        assert "a poll is coming: town election" in words.subject
        assert "/mill/desk/periods/" in words.body
        Period.objects.filter(pk=period.pk).update(ended_early_at=timezone.now())
        assert about_period(notices.get(recipient=member.membership), member) is None


def test_a_pasted_list_of_candidates_is_read_a_person_a_line() -> None:
    found = read_candidates(
        "Petra  Stander, Independent, Mill\n\nTom Tell\tGreen Party\tHill\nAda Only\nAda Only"
    )

    assert [(each.name, each.party, each.ward) for each in found] == [
        ("Petra Stander", "Independent", "Mill"),
        ("Tom Tell", "Green Party", "Hill"),
        ("Ada Only", "", ""),
    ]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("SMITH, John Arthur, Labour Party, Mill", ("John Arthur Smith", "Labour Party", "Mill")),
        ("SMITH, John Arthur, Labour Party", ("John Arthur Smith", "Labour Party", "")),
        ("McDONALD, Jane", ("Jane McDonald", "", "")),
        ("DE SOUZA-HART, Anna, Labour Party, Mill", ("Anna De Souza-Hart", "Labour Party", "Mill")),
        ("O'NEIL Mary Ann, Independent", ("Mary Ann O'Neil", "Independent", "")),
        ("TOM TELL, Green Party, Hill", ("TOM TELL", "Green Party", "Hill")),
        ("SMITH, Labour Party, Mill", ("SMITH", "Labour Party", "Mill")),
    ],
)
def test_a_surname_in_capitals_may_stand_first(line: str, read: tuple[str, str, str]) -> None:
    assert [(each.name, each.party, each.ward) for each in read_candidates(line)] == [read]


@pytest.mark.parametrize(
    "pasted", [", Independent", "A, B, C, D", "x" * 151, "\n".join(f"P {n}" for n in range(201))]
)
def test_a_list_that_cannot_be_read_is_refused(pasted: str) -> None:
    with pytest.raises(InvalidInput):
        read_candidates(pasted)


def test_subjects_are_read_once_each() -> None:
    assert read_subjects("The  bypass\n\nThe bypass\nparking charges") == ["The bypass", "parking charges"]
    with pytest.raises(InvalidInput):
        read_subjects("x" * 121)


def test_particulars_of_others_and_a_closed_channel_without_words_are_refused(
    council: Council, clerk: Person, member: Person
) -> None:
    period = make_period(clerk=clerk)
    channel = Channel.objects.get(council=council)
    stranger = make_person(council=make_council(), role=Role.OFFICER)
    refused = [
        (Particulars(officers=[member.membership]), "Only the clerk and officers"),
        (Particulars(officers=[stranger.membership]), "Only the clerk and officers"),
        (Particulars(channels=[channel]), "Say in public why"),
        (Particulars(public_message="x" * 301), "up to 300"),
    ]
    for particulars, why in refused:
        with pytest.raises(InvalidInput, match=why):
            settle(actor=clerk, period_id=period.pk, particulars=particulars)
    with pytest.raises(NotYours):
        settle(actor=member, period_id=period.pk, particulars=Particulars())
    Period.objects.update(ended_early_at=timezone.now())
    with pytest.raises(Refusal, match="is over"):
        settle(actor=clerk, period_id=period.pk, particulars=Particulars())
