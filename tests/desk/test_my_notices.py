"""One's own messages in the portal: named as far as one may read, read and unread, leading to the exact item."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.deciding import return_with_reason
from approvals.models import Review
from approvals.submitting import recall
from policies.matters.linking import say_about
from portal.channels.models import Notice, NoticeChoice
from portal.channels.notices.vocabulary import What
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.desk.views.my_notices import PAGE
from tests.makers import make_council, make_person, make_review, sign_in
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY)


def page(person: Person, query: str = "") -> str:
    answer = sign_in(person).get(f"/{person.council.slug}/desk/notifications/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_message_is_named_and_leads_to_the_exact_item(clerk: Person, author: Person) -> None:
    review = make_review(author=author, title="Road closed")
    assert "Submitted for approval: Road closed" in page(clerk)
    notice = Notice.objects.get()
    answer = sign_in(clerk).get(f"/{clerk.council.slug}/desk/notifications/{notice.pk}/")
    assert answer.headers["Location"].endswith(f"/{clerk.council.slug}/desk/queue/{review.pk}/")


def test_what_was_dealt_with_does_not_stand_there_as_waiting(clerk: Person, author: Person) -> None:
    review = make_review(author=author, title="Road closed")
    assert "dealt with" not in page(clerk)
    recall(actor=author, communication_id=review.communication_id)
    assert "dealt with" in page(clerk)
    notice = Notice.objects.get()
    opened = sign_in(clerk).get(f"/{clerk.council.slug}/desk/notifications/{notice.pk}/")
    assert "This is over" in opened.content.decode()


def test_a_message_is_read_once_its_reader_says_so_and_not_by_looking(clerk: Person, author: Person) -> None:
    make_review(author=author)
    notice = Notice.objects.get()
    client, path = sign_in(clerk), f"/{clerk.council.slug}/desk/notifications/{notice.pk}/"
    client.get(path)
    assert "Unread</strong>" in page(clerk)
    assert client.post(path).status_code == 302
    first = Notice.objects.get().read_at
    assert first is not None
    assert "Unread</strong>" not in page(clerk)
    client.post(path)
    assert Notice.objects.get().read_at == first
    assert "You have read everything" in page(clerk, "?show=unread")


def test_all_are_read_at_one_press_and_only_one_s_own(
    council: Council, clerk: Person, author: Person
) -> None:
    second = make_person(council=council, role=Role.CLERK)
    for number in range(3):
        make_review(author=author, title=f"Item {number}")
    answer = sign_in(clerk).post(f"/{council.slug}/desk/notifications/read/", follow=True)
    assert "3 messages marked as read." in answer.content.decode()
    unread = Notice.objects.filter(read_at__isnull=True)
    assert {notice.recipient_id for notice in unread} == {second.membership.pk}


def test_nobody_opens_or_sees_another_s_messages(council: Council, clerk: Person, author: Person) -> None:
    make_review(author=author, title="Road closed")
    notice = Notice.objects.get()
    for one in (make_person(council=council, role=Role.CLERK), author):
        client = sign_in(one)
        assert client.get(f"/{council.slug}/desk/notifications/{notice.pk}/").status_code == 404
        assert client.post(f"/{council.slug}/desk/notifications/{notice.pk}/").status_code == 404
        assert "Road closed" not in page(one)
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    path = f"/{elsewhere.council.slug}/desk/notifications/{notice.pk}/"
    assert sign_in(elsewhere).get(path).status_code == 404


def test_what_is_closed_to_its_reader_meanwhile_is_not_named(
    council: Council, clerk: Person, author: Person
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    review = make_review(author=author, title="The depot")
    Notice.objects.create(
        council=council,
        recipient=officer.membership,
        what=What.TO_APPROVE,
        object_type="review",
        object_id=review.pk,
    )
    assert "The depot" in page(officer)
    matter = make_matter(clerk=clerk)
    matter.named_access_only = True
    matter.save()
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=True)
    shown = page(officer)
    assert ("Submitted for approval" in shown, "The depot" in shown) == (True, False)


def test_the_list_is_in_pages_and_its_queries_do_not_grow(
    council: Council, clerk: Person, author: Person
) -> None:
    client, path = sign_in(clerk), f"/{council.slug}/desk/notifications/"
    make_review(author=author)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        counted.append(len(seen))
        review = Review.objects.get()
        Notice.objects.bulk_create(
            Notice(
                council=council,
                recipient=clerk.membership,
                what=What.TO_APPROVE,
                object_type="review",
                object_id=review.pk,
                occasion=number,
                settled_at=timezone.now(),
            )
            for number in range(1, PAGE + 5)
            if len(counted) == 1
        )
    assert counted[0] == counted[1] <= 9
    assert page(clerk).count("queue-row__main") == PAGE
    assert page(clerk, "?page=2").count("queue-row__main") == 5


def test_how_one_is_told_is_chosen_on_a_page(council: Council, author: Person) -> None:
    client, path = sign_in(author), f"/{council.slug}/desk/notifications/choice/"
    shown = client.get(path).content.decode()
    assert 'value="digest" checked' in shown or 'value="digest"' in shown
    answer = client.post(path, {"way": "portal", "hour": "17"})
    assert answer.headers["Location"] == f"/{council.slug}/desk/notifications/"
    kept = NoticeChoice.objects.get()
    assert (kept.way, kept.digest_hour, kept.weekends) == ("portal", 17, False)


@pytest.mark.parametrize("sent", [{"way": "never", "hour": "8"}, {"way": "digest", "hour": "24"}, {}])
def test_a_choice_that_is_none_is_asked_again(council: Council, author: Person, sent: dict[str, str]) -> None:
    answer = sign_in(author).post(f"/{council.slug}/desk/notifications/choice/", sent)
    assert answer.status_code == 422
    assert NoticeChoice.objects.count() == 0


def test_the_author_reads_what_came_back(council: Council, clerk: Person, author: Person) -> None:
    review = make_review(author=author, title="Road closed")
    return_with_reason(actor=clerk, review_id=review.pk, reason="The date is wrong.")
    assert "What you submitted was returned: Road closed" in page(author)
