"""Invitations: one mail with a link made when it is sent, and again as often as somebody asks."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.carrying import carry
from portal.channels.notices.inviting import invite, last_invitation
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import NotYours, Refusal
from tests.channels.mail.server import MailServer
from tests.makers import make_council, make_membership, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(clerk: Person) -> Membership:
    """Return a member who has no password yet."""
    member = make_membership(council=clerk.council, name="Nell New")
    member.user.set_unusable_password()
    member.user.save()
    return member


def invited(clerk: Person, member: Membership) -> Notice:
    invite(actor=clerk, membership_id=member.pk)
    found = last_invitation(member.pk)
    assert found is not None
    return found


def test_an_invitation_brings_a_link_that_sets_a_password(
    clerk: Person, newcomer: Membership, mail_server: MailServer
) -> None:
    notice = invited(clerk, newcomer)

    carry(notice.key)

    (mail,) = mail_server.mails(newcomer.user.email)
    text = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert mail["Subject"] == "Pellworth Town Council: your place on the desk"
    (link,) = re.findall(rf"{re.escape(settings.SITE_URL)}(/accounts/password/\S+)", text)
    assert Client().get(link, follow=True).status_code == 200
    entry = LedgerEntry.objects.get(verb="member_invited")
    assert (entry.object_type, entry.object_id) == ("membership", newcomer.pk)
    assert newcomer.user.email not in entry.body


def test_an_invitation_is_sent_again_as_a_new_one(
    clerk: Person, newcomer: Membership, mail_server: MailServer
) -> None:
    for _ in range(2):
        carry(invited(clerk, newcomer).key)

    assert len(mail_server.mails(newcomer.user.email)) == 2
    assert list(Notice.objects.order_by("pk").values_list("occasion", flat=True)) == [0, 1]


def test_while_one_is_on_its_way_another_is_refused(clerk: Person, newcomer: Membership) -> None:
    invited(clerk, newcomer)

    with pytest.raises(Refusal, match="on its way already"):
        invite(actor=clerk, membership_id=newcomer.pk)


def test_after_a_failed_one_another_may_be_ordered(clerk: Person, newcomer: Membership) -> None:
    first = invited(clerk, newcomer)
    Notice.objects.filter(pk=first.pk).update(state="failed")

    assert invited(clerk, newcomer).occasion == 1


def test_only_whoever_manages_people_invites_and_only_members_in_being_of_the_own_council(
    clerk: Person, newcomer: Membership
) -> None:
    other = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(Refusal, match="no such member"):
        invite(actor=other, membership_id=newcomer.pk)
    with pytest.raises(NotYours):
        invite(actor=make_person(council=clerk.council), membership_id=newcomer.pk)
    Membership.objects.filter(pk=newcomer.pk).update(ended_at=timezone.now() + timedelta(seconds=1))
    with pytest.raises(NotYours, match="ended"):
        invite(actor=clerk, membership_id=newcomer.pk)

    assert Notice.objects.count() == 0
