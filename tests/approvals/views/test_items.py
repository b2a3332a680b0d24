"""An item after the decision: its deliveries, what a person does about them, taking it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.repeated import A_FEW_MINUTES
from portal.channels.models import Command, Contact, Delivery, Dispatch, LetterFile, Publication
from portal.channels.states import Delivering
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_approved, make_channels, make_contact, make_review
from tests.makers.pictures import images_of, make_picture, make_pictured

pytestmark = pytest.mark.django_db


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _issued(town: Town, mails: int = 0) -> Publication:
    """Return a live issue whose press mailing has ``mails`` mails, each failed."""
    publication = make_approved(author=town.author, clerk=town.clerk)
    Publication.objects.filter(pk=publication.pk).update(state="live", live_at=timezone.now())
    Communication.objects.filter(pk=publication.communication_id).update(stage="issued")
    newsroom, press = Delivery.objects.filter(publication=publication).order_by("pk")
    url = f"http://localhost:8000/ptc/news/{publication.slug}/"
    Delivery.objects.filter(pk=newsroom.pk).update(state="sent", settled_at=timezone.now(), public_url=url)
    Delivery.objects.filter(pk=press.pk).update(state="sending", claimed_at=timezone.now(), fanned_out=True)
    start = Contact.objects.count()
    contacts = [
        make_contact(town.council, email=f"news{n}@gazette.example") for n in range(start, start + mails)
    ]
    for contact in contacts:
        Dispatch.objects.create(
            delivery=press,
            contact=contact,
            address=contact.email,
            message_id=f"<{contact.pk}.{press.pk}@example.org>",
            state=Delivering.FAILED,
            problem="550 no such mailbox",
        )
    return publication


def _at(town: Town, publication: Publication, act: str = "") -> str:
    return town.at(f"item/{publication.communication_id}/{act}")


def test_the_page_shows_each_delivery_and_each_mail_with_its_reason(town: Town) -> None:
    publication = _issued(town, mails=2)
    page = _page(town.desk.get(_at(town, publication)))
    assert f'<a href="http://localhost:8000/ptc/news/{publication.slug}/">As readers see it</a>' in page
    assert page.count("550 no such mailbox") == 2
    assert "news0@gazette.example" in page
    assert page.count("Try again") == 2


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.PARTNER, Role.VOLUNTEER])
def test_who_may_not_read_the_record_sees_the_issue_and_nobody_s_acts(town: Town, role: Role) -> None:
    publication = _issued(town)
    outside, inside = client_of(town.somebody(role)), client_of(town.somebody(Role.COUNCILLOR))

    shown, told = (_page(one.get(_at(town, publication))) for one in (outside, inside))

    assert publication.communication.reference in shown
    assert "As readers see it" in shown
    acts = ("Who did what", "Clara Clerk", "Town Clerk", "<dt>Approved</dt>")
    assert [words for words in acts if words in shown] == []
    assert [words for words in acts if words not in told] == []


def test_the_author_sees_how_it_stands_and_no_addresses(town: Town) -> None:
    publication = _issued(town, mails=1)
    page = _page(town.writer.get(_at(town, publication)))
    assert publication.communication.reference in page
    assert "gazette.example" not in page
    assert "Withdraw" not in page
    draft = make_review(author=town.clerk)
    assert town.writer.get(town.at(f"item/{draft.communication_id}/")).status_code == 404


@pytest.mark.parametrize("mails", [1, 30])
def test_the_page_asks_the_same_for_one_mail_and_for_thirty(town: Town, mails: int) -> None:
    publication = _issued(town, mails=mails)
    with CaptureQueriesContext(connection) as captured:
        assert town.desk.get(_at(town, publication)).status_code == 200
    # Of them: what was answered to the publicity code, who was consulted, if it is pinned, why it was decided so.
    assert len(captured) == 19


def test_a_failed_mail_is_ordered_again(town: Town) -> None:
    publication = _issued(town, mails=1)
    mail = Dispatch.objects.get()
    answer = town.desk.post(town.at(f"delivery/dispatch/{mail.pk}/again/"), follow=True)
    assert "Another attempt at Press Email is ordered." in _page(answer)
    mail.refresh_from_db()
    assert mail.state == Delivering.PENDING
    Dispatch.objects.update(state=Delivering.SENT)
    assert town.desk.post(town.at(f"delivery/dispatch/{mail.pk}/again/")).status_code == 409
    assert town.desk.get(town.at(f"delivery/dispatch/{mail.pk}/again/"))["Location"] == _at(town, publication)


@pytest.mark.parametrize(("arrived", "state"), [("yes", Delivering.SENT), ("no", Delivering.PENDING)])
def test_an_unclear_mail_is_settled_by_who_knows(town: Town, arrived: str, state: str) -> None:
    _issued(town, mails=1)
    mail = Dispatch.objects.get()
    Dispatch.objects.update(state=Delivering.UNKNOWN)
    address = town.at(f"delivery/dispatch/{mail.pk}/settle/")
    answer = town.desk.post(address, {"arrived": arrived, "reason": ""})
    assert answer.status_code == 422
    checked = [choice for choice in _page(answer).split("<input") if " checked" in choice]
    assert [f'value="{arrived}"' in choice for choice in checked] == [True]
    assert town.desk.post(address, {"arrived": arrived, "reason": "They rang."}).status_code == 302
    mail.refresh_from_db()
    assert mail.state == state
    answer = town.desk.post(address, {"arrived": arrived, "reason": "They rang again."})
    assert answer.status_code == 409
    assert "They rang again.</textarea>" in _page(answer)


def test_a_retraction_that_failed_is_shown_and_tried_again(town: Town) -> None:
    publication = _issued(town)
    newsroom = Delivery.objects.order_by("pk").first()
    assert newsroom is not None
    command = Command.objects.create(
        delivery=newsroom,
        verb="retract",
        reason="Wrong",
        state=Delivering.FAILED,
        problem="The disk was full.",
    )
    page = _page(town.desk.get(_at(town, publication)))
    assert "Withdraw in public: failed. The disk was full." in page
    assert town.desk.post(town.at(f"delivery/command/{command.pk}/again/")).status_code == 302
    command.refresh_from_db()
    assert command.state == Delivering.PENDING


def test_a_scheduled_issue_is_moved_and_stopped(town: Town) -> None:
    go_at = timezone.now() + timedelta(days=3)
    publication = make_approved(author=town.author, clerk=town.clerk, issue={"go_at": go_at})
    answer = town.desk.post(_at(town, publication, "time/"), {"go_at": "2030-07-01T10:00"}, follow=True)
    assert "It goes out on Monday 1 July 2030, 10:00 am (BST)." in _page(answer)
    answer = town.desk.post(_at(town, publication, "time/"), {"go_at": "2001-07-01T10:00"})
    assert answer.status_code == 422
    assert 'value="2001-07-01T10:00"' in _page(answer)
    assert town.desk.post(_at(town, publication, "stop/"), {"reason": " "}).status_code == 422
    answer = town.desk.post(_at(town, publication, "stop/"), {"reason": "The works are late."}, follow=True)
    assert "It was stopped." in _page(answer)
    assert Communication.objects.get().stage == "draft"
    answer = town.desk.post(_at(town, publication, "stop/"), {"reason": "Once more"})
    assert answer.status_code == 409
    assert "Once more</textarea>" in _page(answer)


def test_who_moves_an_issue_behind_the_end_of_a_permission_is_told_that_it_is_held(town: Town) -> None:
    media = make_picture(by=town.clerk, who="people")
    make_pictured(by=town.clerk, media=media, until=timezone.localdate() + timedelta(days=2))
    soon, shown = timezone.now() + timedelta(days=1), images_of(media)
    publication = make_approved(
        author=town.author, clerk=town.clerk, kind="social_post", issue={"go_at": soon}, images=shown
    )

    answer = town.desk.post(_at(town, publication, "time/"), {"go_at": "2199-07-01T10:00"}, follow=True)

    said = (
        "Its time is Monday 1 July 2199, 10:00 am (BST), but as things stand it is held: The permission for a"
    )
    assert said in _page(answer)


def test_what_merely_waits_is_stopped_and_nowhere_called_withdrawn(town: Town) -> None:
    go_at = timezone.now() + timedelta(days=3)
    publication = make_approved(author=town.author, clerk=town.clerk, issue={"go_at": go_at})
    page = _page(town.desk.get(_at(town, publication)))
    assert ("Stop it before it goes out" in page, "Withdraw" in page) == (True, False)
    answer = town.desk.get(_at(town, publication, "withdraw/"))
    assert (answer.status_code, answer["Location"]) == (302, _at(town, publication, "stop/"))


@pytest.mark.parametrize("state", [Delivering.SENDING, Delivering.UNKNOWN])
def test_what_is_leaving_this_moment_can_be_withdrawn(town: Town, state: str) -> None:
    publication = make_approved(author=town.author, clerk=town.clerk)
    Delivery.objects.update(state=state, claimed_at=timezone.now())
    assert "Withdraw it in public" in _page(town.desk.get(_at(town, publication)))
    assert town.desk.get(_at(town, publication, "withdraw/")).status_code == 200


def test_a_letter_is_withdrawn_without_a_word_of_readers_headline_and_newspapers(town: Town) -> None:
    make_channels(town.council, "letter")
    publication = make_approved(author=town.author, clerk=town.clerk, kind="letter")
    Delivery.objects.update(state=Delivering.SENT)
    Publication.objects.update(state="live", live_at=timezone.now())
    form = _page(town.desk.get(_at(town, publication, "withdraw/")))
    assert "Its addressee is not told: write to them." in form
    assert [word for word in ("eaders are", "headline", "ewspaper", "in public") if word in form] == []
    answer = town.desk.post(_at(town, publication, "withdraw/"), {"reason": "It was unkind."}, follow=True)
    page = _page(answer)
    assert "What went out by Letter cannot be taken back." in page
    assert "headline" not in page
    again = town.desk.post(_at(town, publication, "withdraw/"), {"reason": "It was unkind."}, follow=True)
    assert "It is withdrawn: you withdrew it on" in _page(again)


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.PARTNER, Role.VOLUNTEER])
def test_who_acts_from_outside_sees_how_a_delivery_stands_and_not_why(town: Town, role: Role) -> None:
    author = town.somebody(role)
    publication = make_approved(author=author, clerk=town.clerk)
    Delivery.objects.update(state=Delivering.HELD, problem="It names the matter of the closed session.")
    outside, inside = client_of(author), client_of(town.somebody(Role.OFFICER))
    history = f"/ptc/desk/drafts/{publication.communication_id}/history/"

    for at in (_at(town, publication), history):
        told = _page(inside.get(at))
        assert (at, "closed session" in told) == (at, True)
        shown = _page(outside.get(at))
        assert (at, "Held" in shown, "closed session" in shown) == (at, True, False)


def test_withdrawing_tells_readers_why_and_is_done_once(town: Town) -> None:
    publication = _issued(town)
    assert "readers" in _page(town.desk.get(_at(town, publication, "withdraw/")))
    assert town.desk.post(_at(town, publication, "withdraw/"), {"reason": ""}).status_code == 422
    reason = "The date was wrong <b>."
    answer = town.desk.post(_at(town, publication, "withdraw/"), {"reason": reason}, follow=True)
    page = _page(answer)
    assert "told to take it back" in page
    assert "The date was wrong &lt;b&gt;." in page
    assert Communication.objects.get().stage == "withdrawn"
    again = town.desk.post(_at(town, publication, "withdraw/"), {"reason": reason}, follow=True)
    assert again.redirect_chain == [(_at(town, publication), 302)]
    assert "It is withdrawn: you withdrew it on" in _page(again)
    assert LedgerEntry.objects.filter(verb="withdrawn").count() == 1


def test_a_withdrawal_in_other_words_by_another_or_long_ago_stays_a_conflict(town: Town) -> None:
    address, reason = _at(town, _issued(town), "withdraw/"), "The meeting was moved."
    assert town.desk.post(address, {"reason": reason}).status_code == 302
    assert client_of(town.delegated_officer()).post(address, {"reason": reason}).status_code == 409
    answer = town.desk.post(address, {"reason": "Another reason."})
    assert answer.status_code == 409
    assert "Nothing of this item is out, so there is nothing to withdraw." in _page(answer)
    Publication.objects.update(ended_at=timezone.now() - A_FEW_MINUTES)
    assert town.desk.post(address, {"reason": reason}).status_code == 409


def test_what_is_live_can_be_corrected_from_its_draft(town: Town) -> None:
    publication = _issued(town)
    page = _page(town.desk.get(_at(town, publication)))
    assert f'href="/ptc/desk/drafts/{publication.communication_id}/?correct"' in page
    assert "Correct it in public" in page


def test_an_item_that_was_never_approved_says_so(town: Town) -> None:
    review = make_review(author=town.author)
    page = _page(town.desk.get(town.at(f"item/{review.communication_id}/")))
    assert "It has not been approved yet" in page


def test_a_letter_leads_to_its_pdf_and_to_noting_its_posting(town: Town) -> None:

    make_channels(town.council, "letter")
    publication = make_approved(author=town.author, clerk=town.clerk, kind="letter")
    delivery = Delivery.objects.get()
    Delivery.objects.update(state=Delivering.SENT)
    letter = LetterFile(delivery=delivery, key=delivery.key, sha256="0" * 64, made_at=timezone.now())
    letter.pdf.name = "letters/none.pdf"
    letter.save()
    page = _page(town.desk.get(_at(town, publication)))
    assert f'href="/ptc/desk/letters/{letter.pk}.pdf"' in page
    assert f'href="/ptc/desk/letters/{letter.pk}/posted/"' in page


def test_an_auditor_reads_the_mails_and_is_offered_no_act(town: Town) -> None:
    publication = _issued(town, mails=1)
    page = _page(client_of(town.somebody(Role.AUDITOR)).get(_at(town, publication)))
    assert "news0@gazette.example" in page
    assert "Try again" not in page
    assert "Withdraw it" not in page


def test_the_page_that_takes_a_headline_away_is_for_what_is_withdrawn_and_still_has_one(town: Town) -> None:
    publication = _issued(town)
    assert town.desk.get(_at(town, publication, "headline/")).status_code == 409
    town.desk.post(_at(town, publication, "withdraw/"), {"reason": "It was wrong."})
    assert town.desk.get(_at(town, publication, "headline/")).status_code == 200
    town.desk.post(_at(town, publication, "headline/"), {"reason": "It names somebody."})
    assert "No reader sees a headline" in _page(town.desk.get(_at(town, publication, "headline/")))
