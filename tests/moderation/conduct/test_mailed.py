"""Whom a case is about is mailed what concerns them, also while their rights are suspended, and where they are now."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from moderation.conduct.suspending import suspend_meanwhile
from policies.models import Clause
from portal.channels.models import Notice
from portal.channels.notices.carrying import carry
from portal.councils.people import Person
from portal.councils.suspending import suspend
from tests.channels.mail.server import MailServer, running
from tests.makers.conduct import make_answered, make_case, make_outcome, make_taken_up, make_told

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
    suspend_meanwhile(actor=clerk, case_id=made.pk, clause_id=cited.pk, reason="Now.", review_on=SOON)
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
    suspend(actor=clerk, member=chair.membership, reason="x", review_on=SOON)

    assert carried(chair) == {"conduct_reported": "cancelled"}
