"""Whom a case is about is mailed what concerns them, also while their rights are suspended, and where they are now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from moderation.conduct.answering import answer, tell_subject
from moderation.conduct.suspending import suspend_meanwhile
from moderation.conduct.triaging import set_aside
from policies.models import Clause
from portal.channels.models import Notice
from portal.channels.notices.carrying import carry
from portal.councils.models import Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.councils.suspending import lift_suspension, suspend
from portal.desk.roster import seat_of, seats
from portal.refusals import NotYours, Refusal
from tests.channels.mail.server import MailServer, running
from tests.makers import sign_in
from tests.makers.conduct import (
    ALLEGED,
    make_answered,
    make_case,
    make_outcome,
    make_taken_up,
    make_told,
    near,
)

pytestmark = pytest.mark.django_db
SOON = date(2199, 1, 1)


@pytest.fixture
def mail_server(tmp_path: Path, settings: Settings) -> Iterator[MailServer]:
    """Return a mail server on loopback, with the settings that lead to it."""
    with running(tmp_path / "mail") as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


def carried(to: Person) -> dict[str, str]:
    """Carry all that waits for ``to``; return the state of each notice by what it says."""
    rows = Notice.objects.filter(recipient=to.membership)
    for key in rows.values_list("key", flat=True):
        carry(key)
    return dict(rows.values_list("what", "state"))


def mailed(server: MailServer, to: Person) -> str:
    said = []
    for mail in server.mails(str(to.membership.user.email)):
        content = mail.get_payload(decode=True)
        assert isinstance(content, bytes)
        said += [str(mail["Subject"]), content.decode()]
    return "\n".join(said)


def test_a_suspension_until_the_decision_is_mailed_and_so_is_what_is_alleged_after_it(
    clerk: Person, councillor: Person, clause: Clause, mail_server: MailServer
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    cited = made.clauses.get()
    suspend_meanwhile(actor=clerk, case_id=made.pk, clause_id=cited.pk, reason="Now.", review_on=near())
    assert carried(councillor) == {"conduct_suspended": "sent"}
    told = make_told(about=councillor, handler=clerk, clause=clause)

    assert carried(councillor) == {"conduct_suspended": "sent", "conduct_alleged": "sent"}

    read = mailed(mail_server, councillor)
    assert "your publishing rights are suspended for now" in read
    assert f"desk/conduct/mine/{told.pk}/" in read


def test_a_decision_that_suspends_is_mailed(
    clerk: Person, councillor: Person, clause: Clause, mail_server: MailServer
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause)
    make_outcome(made, by=clerk, kind="suspension", review_on=SOON)

    assert carried(councillor)["conduct_decided"] == "sent"
    assert "a case about you was decided" in mailed(mail_server, councillor)


def test_what_asks_for_an_act_of_a_handler_who_is_suspended_is_mailed_to_nobody(
    clerk: Person, chair: Person, mail_server: MailServer
) -> None:
    make_case(about=clerk)
    suspend(actor=clerk, member=chair.membership, reason="x", review_on=SOON, minute="12/26")

    assert carried(chair) == {"conduct_reported": "cancelled"}


def elected_again(person: Person) -> Person:
    """Return somebody whose office ended and who holds another in the same council."""
    held = person.membership
    Membership.objects.filter(pk=held.pk).update(ended_at=timezone.now())
    made = Membership.objects.create(
        council=held.council, user=held.user, role=Role.DEPUTY, called=held.called, accepted_at=timezone.now()
    )
    return person_now(made.pk)


def test_a_suspension_goes_with_the_person_into_their_next_office(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    cited = made.clauses.get()
    kept = suspend_meanwhile(
        actor=clerk, case_id=made.pk, clause_id=cited.pk, reason="Now.", review_on=near()
    )

    again = elected_again(councillor)

    assert again.suspended
    assert not again.may(Power.DRAFT)
    assert seat_of(again).suspension == kept.suspension
    assert [seat.suspension for seat in seats(clerk.council) if seat.person.user_id == again.user_id] == [
        kept.suspension
    ]
    at = f"/{clerk.council.slug}/desk/people/{again.membership.pk}/"
    assert "Publishing rights suspended" in sign_in(clerk).get(at).content.decode()
    with pytest.raises(Refusal, match="suspended already"):
        suspend(actor=clerk, member=again.membership, reason="x", review_on=SOON, minute="12/26")
    set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="Nothing in it.")
    assert person_now(again.membership.pk).may(Power.DRAFT)


def test_a_case_goes_on_where_whom_it_is_about_was_elected_again(
    clerk: Person, councillor: Person, clause: Clause, mail_server: MailServer
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    again = elected_again(councillor)

    tell_subject(actor=clerk, case_id=made.pk, alleged=ALLEGED, evidence_ids=[])
    assert carried(again) == {"conduct_alleged": "sent"}
    answer(actor=again, case_id=made.pk, words="It was not me.")
    make_outcome(made, by=clerk, kind="suspension", review_on=SOON, minute="12/26")

    assert carried(again)["conduct_decided"] == "sent"
    assert person_now(again.membership.pk).suspended
    assert f"desk/conduct/mine/{made.pk}/" in mailed(mail_server, again)


def test_whoever_manages_people_by_delegation_does_not_lift_the_suspension_of_who_became_clerk(
    clerk: Person, councillor: Person, officer: Person
) -> None:
    made = suspend(actor=clerk, member=councillor.membership, reason="x", review_on=SOON)
    Membership.objects.filter(pk=elected_again(councillor).membership.pk).update(role=Role.CLERK)
    lent = replace(officer, powers=officer.powers | {Power.MANAGE_PEOPLE})

    with pytest.raises(NotYours, match="cannot act on the clerk"):
        lift_suspension(actor=lent, suspension_id=made.pk, reason="x")
