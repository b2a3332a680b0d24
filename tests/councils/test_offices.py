"""Organisations, terms and line managers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.accepting import accept
from portal.councils.appointing import appoint, end_membership, end_terms
from portal.councils.models import Council, Membership
from portal.councils.offices import Particulars, change_office
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
AT_WORK = {"organisation": "Fernleaf Example Ltd", "organisation_email": "desk@fernleaf.example"}


@pytest.fixture
def council() -> Council:
    return make_council()


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def add(clerk: Person, role: str, **noted: Any) -> Membership:
    return appoint(
        actor=clerk,
        council=clerk.council,
        email=f"{role}@example.org",
        name="Ada Example",
        role=role,
        particulars=Particulars(**noted),
    )


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.PARTNER, Role.VOLUNTEER, Role.CO_OPTED])
def test_those_from_outside_are_shown_with_their_organisation(clerk: Person, role: Role) -> None:
    made = add(clerk, role, title="Designer", **AT_WORK)

    assert made.display_title == "Designer (Fernleaf Example Ltd)"
    assert made.organisation_email == "desk@fernleaf.example"


@pytest.mark.parametrize(
    ("role", "noted", "words"),
    [
        ("contractor", {}, "needs the name of their organisation"),
        ("partner", {"organisation": "Fernleaf"}, "their address there"),
        ("councillor", AT_WORK, "volunteers, contractors, partners"),
        ("volunteer", {"organisation_email": "a@example.org"}, "Name the organisation"),
        ("volunteer", {"organisation": "A", "organisation_email": "nonsense"}, "cannot be read"),
        ("clerk", {"term_ends_on": TODAY()}, "without a term"),
        ("councillor", {"term_ends_on": TODAY() - timedelta(days=1)}, "cannot be past"),
        ("councillor", {"title": "x" * 81}, "up to 80"),
    ],
)
def test_particulars_that_do_not_fit_the_office_are_refused(
    clerk: Person, role: str, noted: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        add(clerk, role, **noted)


def test_a_line_manager_is_staff_of_the_same_council_in_office(clerk: Person, council: Council) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    gone = make_person(council=council, role=Role.OFFICER)
    end_membership(actor=clerk, membership_id=gone.membership.pk)
    not_staff = [
        make_person(council=council, role=Role.CHAIR),
        make_person(council=make_council(), role=Role.CLERK),
        gone,
    ]

    for wrong in not_staff:
        with pytest.raises(Refusal, match="officer or the clerk of this council"):
            add(clerk, Role.OFFICER, line_manager_id=wrong.membership.pk)
    with pytest.raises(InvalidInput, match="Only officers"):
        add(clerk, Role.COUNCILLOR, line_manager_id=officer.membership.pk)
    made = add(clerk, Role.OFFICER, line_manager_id=officer.membership.pk)
    assert made.line_manager == officer.membership
    accept(actor=made.user, membership_id=made.pk)
    for circle in (officer.membership.pk, made.pk):
        with pytest.raises(Refusal, match="own line manager"):
            change_office(
                actor=clerk,
                membership_id=officer.membership.pk,
                particulars=Particulars(line_manager_id=circle),
            )


def test_changing_an_office_files_old_and_new_and_records_names_alone(
    clerk: Person, council: Council
) -> None:
    member = make_person(council=council, title="Councillor")
    day = TODAY() + timedelta(days=30)
    noted = Particulars(title="Ward Councillor", term_ends_on=day)

    for _ in range(2):
        change_office(actor=clerk, membership_id=member.membership.pk, particulars=noted)

    (entry,) = LedgerEntry.objects.filter(verb="office_changed")
    assert '"changed":["title","term_ends_on"]' in entry.body
    assert "Ward" not in entry.body
    filed = Snapshot.objects.get(status="office_changed")
    assert filed.text == f"Title: Councillor → Ward Councillor\nLast day of the term: – → {day}"
    assert filed.people_ids == [member.user_id]


def test_changing_an_office_that_has_ended_is_refused(clerk: Person, council: Council) -> None:
    member = make_person(council=council)
    end_membership(actor=clerk, membership_id=member.membership.pk)

    with pytest.raises(Refusal, match="has ended"):
        change_office(actor=clerk, membership_id=member.membership.pk, particulars=Particulars())
    with pytest.raises(NotYours):
        change_office(
            actor=make_person(council=council), membership_id=clerk.membership.pk, particulars=Particulars()
        )


def test_terms_that_are_over_are_ended_once_by_the_portal_and_decisions_judged_again(
    clerk: Person, council: Council
) -> None:
    over, last_day, endless = (make_person(council=council).membership for _ in range(3))
    Membership.objects.filter(pk=over.pk).update(term_ends_on=TODAY() - timedelta(days=1))
    Membership.objects.filter(pk=last_day.pk).update(term_ends_on=TODAY())

    assert (end_terms(), end_terms()) == (1, 0)

    ended = Membership.objects.filter(ended_at__isnull=False)
    assert list(ended) == [over]
    (entry,) = LedgerEntry.objects.filter(verb="term_ended")
    assert (entry.actor_id, entry.actor_name, entry.object_id) == (None, "the portal", over.pk)
    council.refresh_from_db()
    assert council.circumstances_version == 2
    assert endless.ended_at is None


def test_somebody_whose_term_is_over_can_be_appointed_again_before_the_sweep(
    clerk: Person, council: Council
) -> None:
    first = add(clerk, Role.COUNCILLOR)
    Membership.objects.filter(pk=first.pk).update(term_ends_on=TODAY() - timedelta(days=1))

    second = add(clerk, Role.COUNCILLOR)

    first.refresh_from_db()
    assert first.ended_at is not None
    assert second.user_id == first.user_id


def test_ending_a_membership_moves_the_circumstances_on(clerk: Person, council: Council) -> None:
    end_membership(actor=clerk, membership_id=make_person(council=council).membership.pk)

    council.refresh_from_db()
    assert council.circumstances_version == 2


def test_the_database_refuses_a_line_manager_of_another_council(council: Council) -> None:
    officer = make_person(council=council, role=Role.OFFICER).membership
    theirs = make_person(council=make_council(), role=Role.CLERK).membership
    row = Membership.objects.filter(pk=officer.pk)

    with pytest.raises(IntegrityError, match="line_manager_of_the_same_council"), transaction.atomic():
        row.update(line_manager=theirs)

    ours = make_person(council=council, role=Role.CLERK).membership
    assert row.update(line_manager=ours) == 1
    with pytest.raises(IntegrityError, match="line_manager_of_the_same_council"), transaction.atomic():
        Membership.objects.filter(pk=ours.pk).update(council=theirs.council)


def test_party_and_businesses_of_a_member_are_noted_and_go_with_the_office(
    clerk: Person, council: Council
) -> None:
    member = make_person(council=council)
    before = circumstances_version(council)
    noted = Particulars(party=" Ottermouth First ", businesses="Ridge Fencing\r\n\nSalon Nine\nRidge Fencing")

    made = change_office(actor=clerk, membership_id=member.membership.pk, particulars=noted)

    assert (made.party, made.businesses) == ("Ottermouth First", "Ridge Fencing\nSalon Nine")
    assert circumstances_version(council) == before + 1
    filed = Snapshot.objects.get(status="office_changed")
    assert filed.text == "Party: noted\nBusinesses: – → Ridge Fencing, Salon Nine"
    end_membership(actor=clerk, membership_id=member.membership.pk)
    made.refresh_from_db()
    assert (made.party, made.businesses) == ("", "")


def test_a_title_alone_moves_no_circumstances(clerk: Person, council: Council) -> None:
    member = make_person(council=council)
    before = circumstances_version(council)

    change_office(actor=clerk, membership_id=member.membership.pk, particulars=Particulars(title="Cllr"))

    assert circumstances_version(council) == before


@pytest.mark.parametrize(
    ("role", "noted", "words"),
    [
        (Role.OFFICER, {"party": "Ottermouth First"}, "members of the council only"),
        (Role.CLERK, {"businesses": "Salon Nine"}, "members of the council only"),
        (Role.COUNCILLOR, {"party": "x" * 81}, "up to 80"),
        (Role.COUNCILLOR, {"businesses": "\n".join(map(str, range(11)))}, "up to 10"),
        (Role.COUNCILLOR, {"businesses": "x" * 101}, "up to 100"),
        (Role.COUNCILLOR, {"party": "a\x00b"}, "cannot be read"),
    ],
)
def test_party_and_businesses_that_cannot_be_are_refused(
    clerk: Person, council: Council, role: Role, noted: dict[str, str], words: str
) -> None:
    member = make_person(council=council, role=role)

    with pytest.raises(InvalidInput, match=words):
        change_office(
            actor=clerk,
            membership_id=member.membership.pk,
            particulars=Particulars(**noted),  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("wrong", [{"role": Role.OFFICER}, {"ended_at": datetime(2099, 1, 1, tzinfo=UTC)}])
def test_the_database_keeps_party_and_businesses_to_members_in_office(
    council: Council, wrong: dict[str, Any]
) -> None:
    member = make_person(council=council)
    rows = Membership.objects.filter(pk=member.membership.pk)

    for noted in ({"party": "Ottermouth First"}, {"businesses": "Salon Nine"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**noted, **wrong)


def test_the_ward_of_a_member_is_noted_and_what_waits_is_judged_again(
    clerk: Person, council: Council
) -> None:
    member = make_person(council=council)
    before = circumstances_version(council)

    made = change_office(
        actor=clerk, membership_id=member.membership.pk, particulars=Particulars(ward="  Mill   Hill ")
    )

    assert made.ward == "Mill Hill"
    assert circumstances_version(council) == before + 1
    assert Snapshot.objects.get(status="office_changed").text == "Ward: – → Mill Hill"


@pytest.mark.parametrize(
    ("role", "ward", "words"),
    [
        (Role.OFFICER, "Mill", "members of the council only"),
        (Role.CLERK, "Mill", "members of the council only"),
        (Role.COUNCILLOR, "x" * 101, "up to 100"),
        (Role.COUNCILLOR, "a\x00b", "cannot be read"),
    ],
)
def test_a_ward_that_cannot_be_is_refused_and_nothing_is_changed(
    clerk: Person, council: Council, role: Role, ward: str, words: str
) -> None:
    member = make_person(council=council, role=role)

    with pytest.raises(InvalidInput, match=words):
        change_office(
            actor=clerk, membership_id=member.membership.pk, particulars=Particulars(title="Other", ward=ward)
        )

    member.membership.refresh_from_db()
    assert (member.membership.ward, member.membership.title == "Other") == ("", False)


def test_the_database_keeps_wards_to_members(council: Council) -> None:
    officer = make_person(council=council, role=Role.OFFICER)

    with pytest.raises(IntegrityError, match="a_ward_is_noted_of_members"), transaction.atomic():
        Membership.objects.filter(pk=officer.membership.pk).update(ward="Mill")


def circumstances_version(council: Council) -> int:
    return Council.objects.values_list("circumstances_version", flat=True).get(pk=council.pk)
