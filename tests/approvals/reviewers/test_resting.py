"""A private link that an author gave out by the clerk's permission shows the text while a permission covers it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from approvals.models import Review, Reviewer
from approvals.reviewers.asking import Whom
from approvals.reviewers.commenting import ByLink, Over, comment, over
from approvals.reviewers.ending import extend_reviewer
from approvals.reviewers.telling import to_reviewer
from policies.matters.linking import say_about
from policies.permits.granting import grant
from portal.channels.models import Notice
from portal.councils.models import Council, Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted, revoke_permission
from portal.councils.settling import let_authors_name_reviewers
from tests.approvals.reviewers.conftest import asked, in_days, link_of
from tests.makers import sign_in
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db


def permitted(clerk: Person, author: Person, **what: Any) -> Permission:
    """Return the clerk's permission to the author to share something with the solicitor."""
    values = {"shared_with": "olicitor & sons", **what}
    made = grant(
        actor=clerk,
        holder=author.membership,
        what=Permitted("share", **values),
        reason="Facts",
        until=in_days(20),
    )
    assert isinstance(made, Permission)
    return made


def shown(reviewer: Reviewer) -> tuple[int, str]:
    """Return what the holder of the link sees."""
    answer = Client().get(link_of(reviewer))
    return answer.status_code, answer.content.decode()


def test_a_link_shows_nothing_once_the_permission_that_it_rests_on_was_ended(
    clerk: Person, author: Person, review: Review
) -> None:
    what = permitted(clerk, author, communication_id=review.communication_id)
    reader = asked(author, review.communication)
    assert reader.permission_id == what.pk
    assert shown(reader)[0] == 200

    revoke_permission(actor=clerk, permission_id=what.pk, reason="It is enough.")

    status, page = shown(reader)
    assert status == 404
    assert "The council’s permission for you to read this text has ended." in page
    assert to_reviewer(Notice.objects.get(recipient__isnull=True)) is None
    with pytest.raises(Over) as refused:
        comment(
            actor=ByLink(reader.council_id, reader.link_sha256),
            reviewer_id=reader.pk,
            revision_id=reader.revision_id,
            words="The date is wrong.",
        )
    assert refused.value.why == "unshared"
    typed = {"act": "comment", "revision_id": reader.revision_id, "words": "The date is wrong."}
    assert "The date is wrong." in Client().post(link_of(reader), typed).content.decode()
    path = f"/ptc/desk/reviewers/item/{review.communication_id}/"
    for one in (clerk, author):
        page = sign_in(one).get(path).content.decode()
        assert "their link is closed: the permission to share this with them has ended" in page


def test_another_permission_for_the_same_person_opens_it_again(
    clerk: Person, author: Person, review: Review
) -> None:
    first = permitted(clerk, author, communication_id=review.communication_id)
    reader = asked(author, review.communication)
    revoke_permission(actor=clerk, permission_id=first.pk, reason="By mistake.")
    permitted(clerk, author, communication_id=review.communication_id, shared_with="Somebody else")
    assert shown(reader)[0] == 404

    permitted(clerk, author, communication_id=review.communication_id, shared_with="SOL Olicitor")

    assert shown(reader)[0] == 200


def test_a_link_shows_nothing_once_the_permission_s_time_is_over(
    clerk: Person, author: Person, review: Review
) -> None:
    what = permitted(clerk, author, communication_id=review.communication_id)
    reader = asked(author, review.communication)

    Permission.objects.filter(pk=what.pk).update(
        starts_at=timezone.now() - timedelta(days=2), until=timezone.now() - timedelta(days=1)
    )

    assert over(reader) == "unshared"


def test_a_permission_for_the_papers_of_a_matter_covers_what_is_about_it(
    clerk: Person, author: Person, review: Review
) -> None:
    matter = make_matter(clerk=clerk)
    matter.released_on = timezone.localdate()
    matter.released_by, matter.open_reference = clerk.membership, "34/26"
    matter.save()
    link: dict[str, Any] = {"communication_id": review.communication_id, "matter_id": matter.pk}
    say_about(actor=clerk, about=True, **link)
    permitted(clerk, author, matter_id=matter.pk)
    reader = asked(author, review.communication)
    assert over(reader) == ""

    say_about(actor=clerk, about=False, **link)

    assert over(reader) == "unshared"


def test_what_the_clerk_gave_out_rests_on_no_permission(
    clerk: Person, author: Person, council: Council, review: Review
) -> None:
    what = permitted(clerk, author, communication_id=review.communication_id)
    by_author = asked(author, review.communication)
    by_clerk = asked(clerk, review.communication, Whom(None, "Pat Partner", "", "pat@partner.example"))
    extended = extend_reviewer(
        actor=clerk,
        reviewer_id=by_author.pk,
        revision_id=by_author.revision_id,
        until=in_days(9),
        newest=False,
    )
    let_authors_name_reviewers(actor=clerk, allowed=True)
    author.council.refresh_from_db()
    by_leave = asked(author, review.communication, Whom(None, "Lee Other", "", "lee@other.example"))
    revoke_permission(actor=clerk, permission_id=what.pk, reason="It is enough.")

    for reader in (extended, by_clerk, by_leave):
        reader.refresh_from_db()
        assert (reader.permission_id, over(reader)) == (None, "")


def test_a_member_s_page_rests_on_no_permission(
    clerk: Person, author: Person, chair: Person, review: Review
) -> None:
    what = permitted(clerk, author, communication_id=review.communication_id)
    made = asked(clerk, review.communication, Whom(chair.membership.pk))

    with pytest.raises(IntegrityError, match="only_who_is_outside"), transaction.atomic():
        Reviewer.objects.filter(pk=made.pk).update(permission=what)
