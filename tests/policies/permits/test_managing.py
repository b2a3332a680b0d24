"""A part in a channel on which members post only with the clerk's permission."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.permits.managing import not_permitted_to_manage
from policies.permits.ruling import set_permission_rules
from portal.channels.models import Access, Channel
from portal.channels.register.holding import Given, give_access
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.permitting import Permitted, permit, revoke_permission
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import make_person, sign_in

pytestmark = pytest.mark.django_db


def give(clerk: Person, channel: Channel, person: Person, part: str = "manager") -> Access:
    given = Given(part, timezone.localdate(), member_id=person.membership.pk)
    return give_access(actor=clerk, channel_id=channel.pk, given=given)


def manage(clerk: Person, member: Person, channel: Channel, scope: str = "manage") -> int:
    what = Permitted(scope, channel_id=channel.pk)
    return permit(actor=clerk, holder=member.membership, what=what, reason="They run it.").pk


@pytest.mark.parametrize("part", Access.Part.values)
def test_a_member_has_a_part_in_such_a_channel_only_while_permitted_to_manage_it(
    clerk: Person, member: Person, newsroom: Channel, part: str
) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk], clause="7.3")
    manage(clerk, member, newsroom, "post")

    with pytest.raises(Refusal) as refused:
        give(clerk, newsroom, member, part)

    assert refused.value.what == (
        f"Mel Member has no permission of the clerk to manage {newsroom.name} (clause 7.3)."
    )
    assert refused.value.next_step == (
        "Nothing was noted. Ask the clerk for the permission first, or name somebody else."
    )
    assert not Access.objects.exists()
    assert not LedgerEntry.objects.filter(verb="channel_access_given").exists()
    made = manage(clerk, member, newsroom)
    assert give(clerk, newsroom, member, part).member == member.membership
    revoke_permission(actor=clerk, permission_id=made, reason="It went wrong.")
    assert "no permission" in not_permitted_to_manage(newsroom, member.membership)


def test_no_permission_is_asked_without_the_rule_on_another_channel_or_of_staff(
    clerk: Person, member: Person, council: Council, newsroom: Channel
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    board = Channel.objects.filter(council=council).exclude(pk=newsroom.pk).first()
    assert board is not None
    set_permission_rules(actor=clerk, acts=["speak"], channel_ids=[board.pk])

    assert give(clerk, newsroom, member).part == "manager"
    assert give(clerk, board, officer).part == "manager"
    with pytest.raises(Refusal):
        give(clerk, board, member)


def test_a_permission_for_another_channel_opens_none(
    clerk: Person, member: Person, council: Council, newsroom: Channel
) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk])
    other = Channel.objects.filter(council=council).exclude(pk=newsroom.pk).first()
    assert other is not None
    manage(clerk, member, other)

    with pytest.raises(Refusal):
        give(clerk, newsroom, member)


def test_the_form_says_whom_to_ask_and_keeps_what_was_typed(
    clerk: Person, member: Person, newsroom: Channel
) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk])
    sent = {
        "part": "manager",
        "member": str(member.membership.pk),
        "since": timezone.localdate().isoformat(),
        "means": "Editor of the page",
    }

    answer = sign_in(clerk).post(f"/ptc/desk/channels/{newsroom.pk}/access/", sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ask the clerk for the permission first" in page
    assert 'value="Editor of the page"' in page


def test_it_is_read_in_two_queries_and_for_staff_in_none(
    clerk: Person, member: Person, newsroom: Channel
) -> None:
    set_permission_rules(actor=clerk, acts=[], channel_ids=[newsroom.pk])
    for person, most in ((member, 2), (clerk, 0)):
        with CaptureQueriesContext(connection) as queries:
            not_permitted_to_manage(newsroom, person.membership)
        assert len(queries) == most
