"""People: offices for everybody to read, and the clerk's acts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.inviting import invite
from portal.channels.notices.words import Words, words_of
from portal.councils.delegating import delegate
from portal.councils.models import Council, Delegation, Membership, Permission, Suspension, User
from portal.councils.people import Person, addressee_now, person_now
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Power, Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_membership, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Olga Quill", title="Town Clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def verbs(council: Council) -> list[str]:
    return list(
        LedgerEntry.objects.filter(council_id=council.pk).order_by("number").values_list("verb", flat=True)
    )


def test_every_member_reads_who_holds_which_office_and_who_may_issue(council: Council, clerk: Person) -> None:
    officer = make_person(council=council, role=Role.OFFICER, name="Linus Paper")
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now + timedelta(days=1),
        until=now + timedelta(days=5),
        reason="Leave.",
    )
    councillor = make_person(council=council, name="Barnaby Thistle")

    page = sign_in(councillor).get(reverse("people", args=["ptc"])).content.decode()

    issuers = page[page.index("Who may approve and issue now") : page.index("Offices")]
    assert "Olga Quill" in issuers
    assert "Linus Paper" not in issuers
    assert "Will act for the clerk from" in page
    assert "Barnaby Thistle" in page
    assert "Add somebody" not in page


def test_adding_a_member_mails_an_absolute_link_that_sets_the_password(
    client: Client, council: Council
) -> None:
    typed = {"name": "Cllr New Person", "email": "New@Example.org", "role": "councillor", "title": ""}

    response = client.post(reverse("add_member", args=["ptc"]), typed)

    assert response.status_code == 302
    made = Membership.objects.get(council=council, user__email="new@example.org")
    sent = invitation_to(made)
    link = next(line for line in sent.body.splitlines() if "/accounts/password/reset/key/" in line)
    assert link.startswith("http://localhost:8000/accounts/")
    fresh = Client()
    page = fresh.get(link.removeprefix("http://localhost:8000"), follow=True)
    assert page.status_code == 200
    form_at = page.redirect_chain[-1][0]
    password = "a long enough passphrase"
    fresh.post(form_at, {"password1": password, "password2": password})
    assert User.objects.get(pk=made.user_id).check_password(password)
    assert verbs(council)[-3:] == ["member_added", "member_invited", "membership_accepted"]
    assert person_now(made.pk).may(Power.DRAFT)


def invitation_to(member: Membership) -> Words:
    """Return the words of the one invitation that waits for ``member``."""
    words = words_of(Notice.objects.get(recipient=member, state="pending"), addressee_now(member.pk))
    assert words is not None
    return words


@pytest.mark.parametrize(
    ("state", "problem", "words"),
    [
        ("pending", "The mail server cannot be reached: refused.", "The mail server cannot be reached"),
        ("sent", "", "Sent"),
        ("failed", "Refused for good: 550 nobody here", "Refused for good: 550 nobody here"),
    ],
)
def test_the_page_of_a_person_says_what_became_of_their_invitation(
    client: Client, clerk: Person, council: Council, state: str, problem: str, words: str
) -> None:
    member = make_membership(council=council, name="Nell New")
    invite(actor=clerk, membership_id=member.pk)
    Notice.objects.update(state=state, problem=problem, settled_at=timezone.now())

    page = client.get(reverse("person", args=["ptc", member.pk])).content.decode()
    shown = page[page.index("<dt>Invitation</dt>") :]
    other = sign_in(make_person(council=council)).get(reverse("person", args=["ptc", member.pk]))

    assert words in shown[: shown.index("</dd>")]
    assert "<dt>Invitation</dt>" not in other.content.decode()


def test_an_invitation_is_sent_again_but_not_while_one_is_on_its_way(
    client: Client, council: Council
) -> None:
    member = make_membership(council=council, name="Nell New")
    address = reverse("invite_member", args=["ptc", member.pk])

    first, second = client.post(address), client.post(address)
    Notice.objects.update(state="sent", settled_at=timezone.now())
    third = client.post(address, follow=True)

    assert [first.status_code, second.status_code] == [302, 409]
    assert "An invitation to them is on its way already." in second.content.decode()
    assert "An invitation with a new link is on its way" in third.content.decode()
    assert Notice.objects.count() == 2


def test_somebody_with_a_password_is_told_to_use_it(client: Client, council: Council) -> None:
    other = make_membership(council=make_council())
    other.user.set_password("the one they have")
    other.user.save()

    client.post(
        reverse("add_member", args=["ptc"]),
        {"name": "Whatever", "email": other.user.email, "role": "officer", "title": "Locum"},
    )

    sent = invitation_to(Membership.objects.get(council=council, user=other.user))
    assert "/accounts/password/reset/key/" not in sent.body
    assert "the password that you have already" in sent.body


def test_adding_somebody_twice_keeps_what_was_typed_and_says_why(client: Client, council: Council) -> None:
    make_membership(council=council, user=User.objects.create_user("here@example.org", "Already Here"))

    response = client.post(
        reverse("add_member", args=["ptc"]),
        {
            "name": "Already Here",
            "email": "here@example.org",
            "role": "chair",
            "title": "Mayor of the day",
            "minute": "Minute 1/26",
        },
    )

    assert response.status_code == 409
    page = response.content.decode()
    assert "holds an office in this council already" in page
    assert 'value="Mayor of the day"' in page
    assert "govuk-error-summary" in page
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "not an address", "Enter a valid email address"),
        ("email", "", "Enter an email address"),
        ("name", "", "Enter the person’s name"),
        ("name", "A\x00B", "Null characters"),
        ("role", "king", "Select a valid choice"),
        ("name", "x" * 151, "at most 150"),
    ],
)
def test_bad_input_is_answered_beside_its_field(client: Client, field: str, value: str, words: str) -> None:
    typed = {"name": "Ada Kept", "email": "ada@example.org", "role": "councillor", "title": "Kept title"}

    response = client.post(reverse("add_member", args=["ptc"]), {**typed, field: value})

    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert f'href="#id_{field}"' in page
    assert 'value="Kept title"' in page


def test_delegating_lasts_to_the_end_of_the_day_and_twice_gives_it_once(
    client: Client, council: Council
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    typed = {
        "holder": officer.membership.pk,
        "starts_on": day(0),
        "ends_on": day(3),
        "reason": "Annual leave",
        "minute_reference": "Minute 12/26",
        "powers": ["DECIDE"],
    }

    for _ in range(2):
        assert client.post(reverse("delegate", args=["ptc"]), typed).status_code == 302

    (made,) = Delegation.objects.all()
    assert timezone.localtime(made.until).isoformat()[:16] == f"{day(4)}T00:00"
    assert made.minute_reference == "Minute 12/26"
    assert person_now(officer.membership.pk).may(Power.DECIDE)
    assert verbs(council).count("authority_delegated") == 1


def test_authority_is_offered_to_officers_alone(client: Client, council: Council) -> None:
    chair = make_person(council=council, role=Role.CHAIR, name="Tobias Lantern")

    page = client.get(reverse("delegate", args=["ptc"])).content.decode()
    response = client.post(
        reverse("delegate", args=["ptc"]),
        {
            "holder": chair.membership.pk,
            "starts_on": day(0),
            "ends_on": day(3),
            "reason": "No.",
            "powers": ["DECIDE"],
        },
    )

    assert "Tobias Lantern" not in page
    assert response.status_code == 422
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [(-1, 3, "cannot begin in the past"), (3, 1, "The end is before the beginning")],
)
def test_a_delegation_with_impossible_days_is_refused(
    client: Client, council: Council, starts: int, ends: int, words: str
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    typed = {
        "holder": officer.membership.pk,
        "starts_on": day(starts),
        "ends_on": day(ends),
        "reason": "Leave kept",
        "powers": ["DECIDE"],
    }

    response = client.post(reverse("delegate", args=["ptc"]), typed)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Leave kept" in response.content.decode()


def test_ending_a_delegation_takes_the_power_at_once(client: Client, clerk: Person, council: Council) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    now = timezone.now()
    given = delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave."
    )

    assert client.post(reverse("end_delegation", args=["ptc", given.pk])).status_code == 302

    assert not person_now(officer.membership.pk).may(Power.DECIDE)
    again = client.post(reverse("end_delegation", args=["ptc", given.pk]))
    assert again.status_code == 409
    assert "already ended" in again.content.decode()


def test_permitting_a_kind_and_ending_it(client: Client, council: Council) -> None:
    member = make_person(council=council)
    typed = {"kind": "press_release", "ends_on": "", "reason": "She knows the matter."}

    for _ in range(2):
        client.post(reverse("permit_drafting", args=["ptc", member.membership.pk]), typed)
    (made,) = Permission.objects.all()
    assert (made.subject, made.until, made.ended_at) == ("press_release", None, None)
    page = client.get(reverse("person", args=["ptc", member.membership.pk])).content.decode()
    assert "May draft: press release" in page

    client.post(reverse("end_permission", args=["ptc", made.pk]), {"reason": "The task is done."})
    made.refresh_from_db()
    assert made.ended_at is not None


def test_a_suspension_needs_a_date_and_works_at_once(client: Client, council: Council) -> None:
    member = make_person(council=council)
    address = reverse("suspend_member", args=["ptc", member.membership.pk])

    refused = client.post(address, {"ends_on": "", "review_on": "", "reason": "Conduct complaint kept"})
    assert refused.status_code == 422
    assert "nobody is suspended without one" in refused.content.decode()
    assert "Conduct complaint kept" in refused.content.decode()
    assert (
        client.post(address, {"ends_on": "", "review_on": day(14), "reason": "Complaint"}).status_code == 302
    )

    assert not person_now(member.membership.pk).may(Power.DRAFT)
    assert person_now(member.membership.pk).may(Power.READ_DESK)
    (made,) = Suspension.objects.all()
    lifted = client.post(reverse("lift_suspension", args=["ptc", made.pk]), {"reason": "Unfounded."})
    assert lifted.status_code == 302
    assert person_now(member.membership.pk).may(Power.DRAFT)


def test_the_reason_of_a_suspension_is_for_the_clerk_alone(council: Council, clerk: Person) -> None:
    member = make_person(council=council)
    suspend(actor=clerk, member=member.membership, reason="A private matter", review_on=timezone.localdate())
    councillor = make_person(council=council)

    address = reverse("person", args=["ptc", member.membership.pk])
    assert "A private matter" not in sign_in(councillor).get(address).content.decode()
    assert "A private matter" in sign_in(clerk).get(address).content.decode()


def test_ending_a_membership_ends_reading_too_but_never_ones_own(
    client: Client, clerk: Person, council: Council
) -> None:
    member = make_person(council=council)
    theirs = sign_in(member)

    response = client.post(reverse("end_membership", args=["ptc", member.membership.pk]))

    assert response.status_code == 302
    assert theirs.get(reverse("desk_home", args=["ptc"])).status_code == 404
    assert client.get(reverse("person", args=["ptc", member.membership.pk])).status_code == 404
    own = client.post(reverse("end_membership", args=["ptc", clerk.membership.pk]))
    assert own.status_code == 409
    assert "cannot end your own" in own.content.decode()


def test_thirty_people_cost_as_many_queries_as_one(client: Client, clerk: Person, council: Council) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            member = make_membership(council=council, role=Role.OFFICER)
            permit_drafting(actor=clerk, holder=member, kind="letter", reason="Cover.")
            now = timezone.now()
            delegate(
                actor=clerk, holder=member, starts_at=now, until=now + timedelta(days=1), reason="Leave."
            )

    add(1)
    address = reverse("people", args=["ptc"])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    add(29)
    with CaptureQueriesContext(connection) as thirty:
        assert client.get(address).status_code == 200

    assert len(thirty) == len(one)
    assert len(thirty) <= 12
