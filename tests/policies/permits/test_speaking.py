"""A member speaks for the council with the clerk's permission where its policy asks for one: quoted, to the press."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.models import Review
from approvals.press.briefing import brief, confirm_read, latest_card
from approvals.press.cards import Written
from approvals.press.choosing import able_to_speak, choose
from approvals.submitting import submit
from policies.matters.linking import say_about
from policies.models import Matter
from policies.permits.gates import permission_holds
from policies.permits.granting import grant
from policies.permits.ruling import set_permission_rules
from portal.channels.models import Delivery, Publication
from portal.channels.outbox.judging_again import judge_stale_again
from portal.channels.quotes.asking import Saying, ask_beforehand
from portal.channels.quotes.deciding import approve_words, refuse_words
from portal.channels.releasing import channels_for
from portal.councils.models import Council, Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted, revoke_permission
from portal.councils.powers import Role
from portal.drafts.models import Quote, QuoteState
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.press.conftest import taken
from tests.channels.quotes.conftest import asked, row
from tests.makers import make_channels, make_person, make_review, make_revision, read_again, sign_in
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db
FACTS = Written("It closed on 2 November for repairs.")


def permitted(clerk: Person, member: Person, matter: Matter | None = None) -> Permission:
    what = Permitted("speak", matter_id=matter.pk if matter else None)
    return grant(actor=clerk, holder=member.membership, what=what, reason="An interview")


def asks(clerk: Person) -> None:
    set_permission_rules(actor=clerk, acts=["speak"], channel_ids=[], clause="5.2")


def open_matter(clerk: Person, title: str = "The depot") -> Matter:
    matter = make_matter(clerk=clerk, title=title)
    Matter.objects.filter(pk=matter.pk).update(
        released_on=timezone.localdate(), released_by=clerk.membership, open_reference="Minute 12/26"
    )
    matter.refresh_from_db()
    return matter


def quoting(clerk: Person, speaker: Person) -> Review:
    """Return the review of the clerk's own release, which quotes words that ``speaker`` approved."""
    words = row(speaker=speaker.membership.user.name, office="Councillor")
    revision = make_revision(author=clerk, quotes=[words])
    quote = asked(clerk, revision.communication, speaker)
    approve_words(actor=speaker, quote_id=quote.pk, sha256=quote.sha256)
    return submit(actor=clerk, communication_id=revision.communication_id, revision_id=revision.pk)


def approved(clerk: Person, review: Review) -> Publication:
    item = review.communication
    channels = channels_for(item.council_id, item.spec.outputs, item.body_id)
    tomorrow = timezone.now() + timedelta(days=1)
    order = Issue([channel.pk for channel in channels], go_at=tomorrow)
    _, made = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)
    assert made is not None
    return made


def test_where_the_policy_asks_for_no_permission_members_are_quoted_and_put_forward(
    clerk: Person, member: Person
) -> None:
    make_channels(clerk.council)
    assert permission_holds(read_again(approved(clerk, quoting(clerk, member)))) == ""

    found = taken(clerk)
    assert choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk).pk


def test_a_quoted_member_needs_the_permission_when_it_is_approved_and_when_it_goes_out(
    clerk: Person, member: Person
) -> None:
    make_channels(clerk.council)
    review = quoting(clerk, member)
    asks(clerk)

    with pytest.raises(Refusal, match=r"Mel Member, who is quoted, has no permission .* \(clause 5\.2\)"):
        approved(clerk, review)
    made = permitted(clerk, member)
    publication = approved(clerk, review)
    assert permission_holds(read_again(publication)) == ""
    revoke_permission(actor=clerk, permission_id=made.pk, reason="A complaint")
    assert "who is quoted" in permission_holds(read_again(publication))
    judge_stale_again(timezone.now())
    rows = Delivery.objects.filter(publication=publication)
    assert set(rows.values_list("state", flat=True)) == {"held"}


def test_a_permission_about_another_matter_lets_nobody_be_quoted(clerk: Person, member: Person) -> None:
    make_channels(clerk.council)
    asks(clerk)
    about, other = open_matter(clerk), open_matter(clerk, "The bypass")
    permitted(clerk, member, other)
    review = quoting(clerk, member)
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=about.pk, about=True)

    with pytest.raises(Refusal, match="who is quoted"):
        approved(clerk, review)
    permitted(clerk, member, about)
    assert approved(clerk, review).pk


def waiting(clerk: Person, speaker: Person, **content: Any) -> Quote:
    """Return words of ``speaker`` in the clerk's own release, which wait for their approval."""
    words = row(speaker=speaker.membership.user.name, office="Councillor")
    return asked(clerk, make_revision(author=clerk, quotes=[words], **content).communication, speaker)


def test_who_has_no_permission_to_speak_is_told_whom_to_ask_when_they_approve_their_own_words(
    clerk: Person, member: Person
) -> None:
    asks(clerk)
    quote = waiting(clerk, member)
    page = f"/ptc/desk/quotes/{quote.pk}/"
    why = "You have no permission of the clerk to speak for the council (clause 5.2). Ask the clerk for it."

    with pytest.raises(NotYours) as refused:
        approve_words(actor=member, quote_id=quote.pk, sha256=quote.sha256)

    quote.refresh_from_db()
    assert (quote.state, refused.value.what) == (QuoteState.WAITING, why)
    assert refused.value.next_step.startswith("Nothing was approved.")
    shown = sign_in(member).get(page).content.decode()
    assert ("You cannot approve them yet." in shown, f"{page}approve/" in shown) == (True, False)
    permitted(clerk, member)
    shown = sign_in(member).get(page).content.decode()
    assert ("You cannot approve them yet." in shown, f"{page}approve/" in shown) == (False, True)
    approve_words(actor=member, quote_id=quote.pk, sha256=quote.sha256)
    quote.refresh_from_db()
    assert quote.state == QuoteState.APPROVED


def test_a_permission_about_one_matter_covers_words_of_which_nobody_has_said_what_they_are_about(
    clerk: Person, member: Person
) -> None:
    asks(clerk)
    about, other = open_matter(clerk), open_matter(clerk, "The bypass")
    permitted(clerk, member, other)
    quote = waiting(clerk, member)
    approve_words(actor=member, quote_id=quote.pk, sha256=quote.sha256)
    second = waiting(clerk, member, title="About the depot")
    assert second.communication_id is not None
    say_about(actor=clerk, communication_id=second.communication_id, matter_id=about.pk, about=True)

    with pytest.raises(NotYours, match="about another matter than the one that you were permitted"):
        approve_words(actor=member, quote_id=second.pk, sha256=second.sha256)
    permitted(clerk, member, about)
    approve_words(actor=member, quote_id=second.pk, sha256=second.sha256)


def test_an_officer_and_words_before_any_item_and_refusing_are_asked_as_they_should_be(
    council: Council, clerk: Person, member: Person
) -> None:
    asks(clerk)
    officer = make_person(council=council, role=Role.OFFICER)
    of_officer = waiting(clerk, officer)
    approve_words(actor=officer, quote_id=of_officer.pk, sha256=of_officer.sha256)
    saying = Saying("We mend the roof by spring.", "Mel Member", "Councillor")
    free = ask_beforehand(actor=clerk, saying=saying, member_id=member.membership.pk)
    with pytest.raises(NotYours, match="no permission of the clerk"):
        approve_words(actor=member, quote_id=free.pk, sha256=free.sha256)
    refuse_words(actor=member, quote_id=free.pk, sha256=free.sha256, reason="I did not say it.")
    free.refresh_from_db()
    assert free.state == QuoteState.REFUSED


def test_an_officer_who_is_quoted_and_a_personal_text_need_none(council: Council, clerk: Person) -> None:
    make_channels(council)
    asks(clerk)

    assert approved(clerk, quoting(clerk, make_person(council=council, role=Role.OFFICER))).pk
    assert make_review(author=clerk, kind="letter", capacity="personal").pk


def test_a_spokesperson_needs_the_permission_about_the_matter_of_the_enquiry(
    council: Council, clerk: Person, member: Person
) -> None:
    officer = make_person(council=council, role=Role.OFFICER, name="Olive Officer")
    asks(clerk)
    about, other = open_matter(clerk), open_matter(clerk, "The bypass")
    found = taken(clerk, matter_id=about.pk)
    permitted(clerk, member, other)

    assert set(able_to_speak(clerk, found)) == {clerk.membership, officer.membership}
    with pytest.raises(InvalidInput, match=r"speak for the council about this matter \(clause 5\.2\)"):
        choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)
    permitted(clerk, member, about)
    assert member.membership in able_to_speak(clerk, found)
    assert choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk).pk


def test_on_no_matter_only_a_permission_about_any_helps(clerk: Person, member: Person) -> None:
    asks(clerk)
    permitted(clerk, member, open_matter(clerk))
    found = taken(clerk)

    with pytest.raises(InvalidInput, match="no permission of the clerk to speak for the council"):
        choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)
    permitted(clerk, member)
    assert choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk).pk


def test_whose_permission_was_withdrawn_gets_no_card_and_confirms_none(clerk: Person, member: Person) -> None:
    asks(clerk)
    made = permitted(clerk, member)
    found = taken(clerk)
    speaker = choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)
    card = brief(actor=clerk, enquiry_id=found.pk, written=FACTS)

    revoke_permission(actor=clerk, permission_id=made.pk, reason="A complaint")

    with pytest.raises(Refusal, match="no permission of the clerk to speak"):
        confirm_read(actor=member, enquiry_id=found.pk, sha256=card.sha256)
    with pytest.raises(Refusal, match="no permission of the clerk to speak"):
        brief(actor=clerk, enquiry_id=found.pk, written=FACTS)
    latest = latest_card(speaker)
    assert latest is not None
    assert latest.read_at is None
    permitted(clerk, member)
    assert confirm_read(actor=member, enquiry_id=found.pk, sha256=card.sha256).read_at is not None
