"""What was said in complaints, and what members keep, is as it was said: the database itself refuses anything else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.complaints.erasing import erase_complaints
from moderation.complaints.procedure import change_procedure, terms_of
from moderation.models import Complaint, ComplaintStep, Incident, OneReply
from moderation.trolling.keeping import Happened, keep, share, take_out
from moderation.trolling.replying import begin_one_reply
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.retention import EraseOrder
from tests.makers import make_person
from tests.makers.complaints import make_acknowledged, make_answered, make_to_review
from tests.makers.drafts import make_communication
from tests.makers.sealing import refused

pytestmark = pytest.mark.django_db
ONCE = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A moment that has the same name in every worker of the suite."""
LINK = "https://network.example/groups/town/77"


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, role=Role.COUNCILLOR)


def kept(member: Person, **changes: Any) -> Incident:
    given = {"happened_at": timezone.now(), "words": "We know where you live.", "link": LINK}
    return keep(actor=member, happened=Happened(**{**given, **changes}))


_COMPLAINT = [
    {"name": "Somebody Else"},
    {"email": "other@people.example"},
    {"email": ""},
    {"about": "Another leaflet"},
    {"received_at": ONCE},
    {"reference": "AAAAAAAAAA"},
    {"acknowledged_at": ONCE},
    {"acknowledged_at": None},
    {"outcome": "upheld"},
    {"minute": "1/26"},
    {"answered_at": ONCE},
    {"erased_at": ONCE},
    {},
]


@pytest.mark.parametrize("changes", _COMPLAINT, ids=str)
def test_who_complained_and_how_it_was_answered_is_never_changed(
    clerk: Person, changes: dict[str, Any]
) -> None:
    assert refused(make_answered(clerk), **changes)


@pytest.mark.parametrize(
    "changes", [{"words": "x"}, {"words": ""}, {"late": True}, {"at": ONCE}, {}], ids=str
)
def test_what_was_said_in_a_complaint_is_never_changed(clerk: Person, changes: dict[str, Any]) -> None:
    assert refused(make_acknowledged(clerk).steps.earliest("pk"), **changes)


@pytest.mark.parametrize("changes", [{"answer_days": 60}, {"words": "x"}, {}], ids=str)
def test_a_version_of_the_procedure_is_never_changed(clerk: Person, changes: dict[str, Any]) -> None:
    assert refused(change_procedure(actor=clerk, terms=terms_of(clerk.council.pk)), **changes)


def test_a_complaint_still_moves_and_goes_with_its_words_when_its_time_is_over(clerk: Person) -> None:
    made = make_to_review(clerk)
    Complaint.objects.filter(pk=made.pk).update(state="withdrawn", closed_at=timezone.now())
    later = timezone.now() + timedelta(days=366 * (clerk.council.retention_years + 1))

    assert erase_complaints(EraseOrder(clerk.council.pk, (), later)) == 1 + made.steps.count()

    made.refresh_from_db()
    assert (made.name, made.email) == ("", "")
    assert set(ComplaintStep.objects.values_list("words", flat=True)) == {""}
    assert refused(made, erased_at=None)
    assert refused(made, name="Robin")


_INCIDENT = [
    {"words": "x"},
    {"who": "@somebody"},
    {"happened_at": ONCE},
    {"sha256": "0" * 64},
    {"shared_at": None},
    {"reply_asked_at": None},
    {"erased_at": ONCE},
    {},
]


@pytest.mark.parametrize("changes", _INCIDENT, ids=str)
def test_what_a_member_keeps_is_never_changed_nor_the_sharing_taken_back(
    member: Person, changes: dict[str, Any]
) -> None:
    made = share(actor=member, incident_id=kept(member).pk, ask_for_reply=True)

    assert refused(made, **changes)


def test_what_a_member_takes_out_is_gone_with_its_words(member: Person) -> None:
    made = kept(member)
    take_out(actor=member, incident_id=made.pk)

    made.refresh_from_db()
    assert made.words == ""
    assert refused(made, words="Written anew.")


@pytest.mark.parametrize("changes", [{"thread": "another"}, {"begun_at": ONCE}, {}], ids=str)
def test_that_a_reply_was_begun_is_never_changed(
    member: Person, clerk: Person, changes: dict[str, Any]
) -> None:
    asked = share(actor=member, incident_id=kept(member).pk, ask_for_reply=True)

    assert refused(begin_one_reply(actor=clerk, incident_id=asked.pk), **changes)


def _same_thread(first: OneReply, other: OneReply) -> dict[str, Any]:
    return {"incident": other.incident, "thread": first.thread}


def _same_incident(first: OneReply, other: OneReply) -> dict[str, Any]:
    return {"incident": first.incident, "thread": "another"}


@pytest.mark.parametrize(
    ("same", "name"),
    [(_same_thread, "one_reply_in_a_thread"), (_same_incident, "one_reply_to_an_incident")],
)
def test_a_thread_and_an_incident_have_one_reply_even_where_two_begin_it_at_once(
    member: Person, clerk: Person, same: Callable[[OneReply, OneReply], dict[str, Any]], name: str
) -> None:
    links = (LINK, f"{LINK}8", f"{LINK}9")
    asked = [share(actor=member, incident_id=kept(member, link=one).pk, ask_for_reply=True) for one in links]
    first, other, third = (begin_one_reply(actor=clerk, incident_id=one.pk) for one in asked)
    OneReply.objects.filter(pk__in=[other.pk, third.pk]).update(given_up_at=timezone.now())
    given = {
        "council": clerk.council,
        "begun_by": clerk.membership,
        "communication": make_communication(author=clerk),
        **same(first, other),
    }

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        OneReply.objects.create(**given)
    assert OneReply.objects.create(**given, given_up_at=timezone.now()).pk
