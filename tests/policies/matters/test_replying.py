"""Saying the holding reply in place of a draft on a flagged matter."""

from typing import Any

import pytest

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from policies.checks.holding_reply import SUBJECT
from policies.evaluate import Blocked
from policies.matters.flagging import lift_flag
from policies.matters.linking import say_about
from policies.matters.replying import say_holding_reply
from policies.models import Matter
from portal.channels.models import Channel
from portal.councils.people import Person
from portal.drafts.inviting import invite
from portal.drafts.models import Revision
from portal.drafts.states import WrongStage
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person, make_review, make_revision, sign_in
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db
ON_IT = "<p>The old depot is sold to the <strong>wrong</strong> people.</p>"
REPLY = "We cannot comment.\n\nPlease ask the clerk <today>."


@pytest.fixture
def matter(clerk: Person) -> Matter:
    made = make_matter(clerk=clerk, title="Sale of the old depot", aliases=("old depot",))
    make_flag(matter=made, by=clerk, holding_reply=REPLY)
    return made


def said(actor: Person, revision: Revision) -> Revision:
    return say_holding_reply(actor=actor, communication_id=revision.communication_id)


@pytest.mark.usefixtures("matter")
def test_the_reply_stands_in_place_of_the_text_and_the_former_text_stays_among_the_revisions(
    member: Person,
) -> None:
    draft = make_revision(author=member, kind="letter", body=ON_IT, title="The sale of the old depot")

    made = said(member, draft)

    assert (made.number, made.based_on, made.author) == (draft.number + 1, draft, member.membership)
    assert made.content["body"] == "<p>We cannot comment.</p><p>Please ask the clerk &lt;today&gt;.</p>"
    assert made.content["title"] == SUBJECT
    assert Revision.objects.get(pk=draft.pk).content["body"] == ON_IT


@pytest.mark.usefixtures("matter")
def test_what_names_nothing_of_the_matter_is_kept(member: Person) -> None:
    draft = make_revision(author=member, kind="letter", body=ON_IT, title="A question from Mill Lane")

    made = said(member, draft)

    changed = {name for name, value in made.content.items() if value != draft.content[name]}
    assert changed == {"body"}


@pytest.mark.usefixtures("matter")
def test_quotations_go_and_whatever_else_names_the_matter_is_emptied(member: Person) -> None:
    words = {"words": "I sold the old depot.", "speaker": "A. Member", "role": "Councillor"}
    draft = make_revision(
        author=member, kind="press_release", body=ON_IT, purpose="To tell of the old depot", quotes=[words]
    )

    made = said(member, draft)

    assert (made.content["quotes"], made.content["purpose"]) == ([], "")
    assert not [value for value in made.plain.values() if "depot" in value.lower()]


@pytest.mark.usefixtures("matter")
def test_a_draft_that_does_not_touch_a_flagged_matter_stays_as_it_is(member: Person) -> None:
    draft = make_revision(author=member, kind="letter", body="<p>The benches are mended.</p>")

    with pytest.raises(Refusal, match="does not touch it any more"):
        said(member, draft)
    assert Revision.objects.filter(communication=draft.communication).count() == 1


def test_after_the_flag_is_lifted_there_is_nothing_to_say(
    clerk: Person, member: Person, matter: Matter
) -> None:
    draft = make_revision(author=member, kind="letter", body=ON_IT)
    lift_flag(actor=clerk, matter_id=matter.pk, reason="It is settled.")

    with pytest.raises(Refusal, match="The flag was lifted"):
        said(member, draft)


@pytest.mark.usefixtures("matter")
def test_somebody_who_may_not_write_in_it_is_told_nothing_of_it(member: Person) -> None:
    draft = make_revision(author=member, kind="letter", body=ON_IT)
    other = make_person(council=member.council)
    elsewhere = make_person(council=make_council())

    for person in (other, elsewhere):
        with pytest.raises(Refusal, match="does not touch it any more"):
            said(person, draft)
    assert Revision.objects.filter(communication=draft.communication).count() == 1


@pytest.mark.usefixtures("matter")
def test_whoever_was_invited_may_say_it(member: Person) -> None:
    draft = make_revision(author=member, kind="letter", body=ON_IT)
    helper = make_person(council=member.council)
    invite(actor=member, communication=draft.communication, member_id=helper.membership.pk)

    assert said(helper, draft).author == helper.membership


def test_what_lies_with_the_clerk_is_not_changed_under_them(clerk: Person, officer: Person) -> None:
    review = make_review(author=officer, kind="notice", body=ON_IT)
    make_flag(
        matter=make_matter(clerk=clerk, title="Sale of the old depot", aliases=("old depot",)), by=clerk
    )

    with pytest.raises((WrongStage, NotYours, Refusal)):
        said(officer, review.revision)
    assert Revision.objects.filter(communication=review.communication).count() == 1


@pytest.mark.usefixtures("matter")
def test_on_an_item_that_was_linked_it_is_submitted_approved_and_issued(
    clerk: Person, member: Person, matter: Matter
) -> None:
    draft = linked(clerk, member, matter, notes_to_editors="<p>It stinks.</p>")
    with pytest.raises(Blocked):
        submit(actor=member, communication_id=draft.communication_id, revision_id=draft.pk)

    made = said(member, draft)

    assert (made.content["title"], made.content["notes_to_editors"]) == (SUBJECT, "")
    page = f"/{clerk.council.slug}/desk/drafts/{made.communication_id}/"
    assert "It is what you may say" in sign_in(member).get(page).content.decode()
    review = submit(actor=member, communication_id=made.communication_id, revision_id=made.pk)
    shown = sign_in(clerk).get(f"/{clerk.council.slug}/desk/queue/{review.pk}/").content.decode()
    assert "says nothing more: it may go out" in shown
    assert "it goes no further" not in shown
    _, publication = approve(
        actor=clerk,
        review_id=review.pk,
        revision_id=made.pk,
        issue=Issue(
            channel_ids=list(Channel.objects.filter(council=clerk.council).values_list("pk", flat=True))
        ),
    )
    assert publication is not None


@pytest.mark.parametrize(
    "more",
    [
        {"body": "<p>We cannot comment. Please ask the clerk &lt;today&gt;. It stinks.</p>"},
        {"title": "It stinks"},
        {"notes_to_editors": "<p>It stinks.</p>"},
        {"purpose": "Readers know of the old depot."},
    ],
    ids=["in its text", "as its headline", "in its notes", "by its name"],
)
def test_whatever_else_is_said_on_a_linked_item_is_stopped_as_before(
    clerk: Person, member: Person, matter: Matter, more: dict[str, str]
) -> None:
    said_so = "<p>We cannot comment. Please ask the clerk &lt;today&gt;.</p>"
    reply = {"title": SUBJECT, "body": said_so, "notes_to_editors": ""}
    fine = linked(clerk, member, matter, **reply)
    draft = linked(clerk, member, matter, **{**reply, **more})

    assert submit(actor=member, communication_id=fine.communication_id, revision_id=fine.pk).pk
    with pytest.raises(Blocked):
        submit(actor=member, communication_id=draft.communication_id, revision_id=draft.pk)


def linked(clerk: Person, author: Person, matter: Matter, **changes: str) -> Revision:
    said: dict[str, Any] = {"body": "<p>It stinks.</p>", "quotes": [], **changes}
    draft = make_revision(author=author, kind="press_release", **said)
    say_about(actor=clerk, communication_id=draft.communication_id, matter_id=matter.pk, about=True)
    return draft
