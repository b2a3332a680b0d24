"""Filters of the list of all somebody's councils, and those that they keep of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.claiming import claim
from approvals.erasing import erase_filters
from approvals.filtering import Filter, read_filter
from approvals.models import Review, SavedFilter
from approvals.queue import next_across
from approvals.saving_filters import kept_across, remove_across, save_across, save_filter
from policies.matters.linking import say_about
from policies.models import Matter
from portal.councils.delegating import delegate
from portal.councils.models import Council, Membership, User
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.desk.inbox import ALL_COUNCILS, inbox_of
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.desk.test_inbox import Both, serve, shown
from tests.makers import make_council, make_person, make_review, sign_in
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def both() -> Both:
    """Return two councils of which Winnie is the clerk, with an author in each."""
    winnie = User.objects.create_user("clerk@both.example", "Winnie Bridge")
    one, other = make_council(slug="aston", name="Aston Council"), make_council(slug="barton", name="Barton")
    clerk = serve(winnie, one)
    serve(winnie, other)
    authors = [make_person(council=council, name="Ann Author") for council in (one, other)]
    return Both(clerk, *authors)


def left_in(both: Both, **asked: str) -> list[str]:
    """Return the titles that a filter leaves in, in the order of the list."""
    found = inbox_of(both.clerk.user_id, Filter(councils="*", **asked))
    return [review.communication.title for review in found.reviews]


def test_each_question_of_a_queue_is_asked_of_all_councils_at_once(both: Both) -> None:
    there = person_now(Membership.objects.get(user=both.clerk.user_id, council=both.there.council).pk)
    notice = make_review(author=both.here, kind="notice", title="Notice here", concerns_on="")
    letter = make_review(author=both.there, kind="letter", title="Letter there")
    make_review(author=both.there, title="Release there")
    claim(actor=there, review_id=letter.pk)
    second = make_person(council=both.here.council, role=Role.CLERK, name="Olive Other")
    claim(actor=second, review_id=notice.pk)
    Review.objects.filter(pk=notice.pk).update(flagged_matters=[5])

    assert left_in(both, holder="mine") == ["Letter there"]
    assert left_in(both, holder="others") == ["Notice here"]
    assert left_in(both, holder="free") == ["Release there"]
    assert left_in(both, holder=str(second.membership.pk)) == ["Notice here"]
    assert left_in(both, by=str(both.there.membership.pk)) == ["Letter there", "Release there"]
    assert left_in(both, matter="yes") == ["Notice here"]
    assert left_in(both, matter="no") == ["Letter there", "Release there"]
    assert left_in(both, channel="press_email") == ["Release there"]
    assert left_in(both, channel="letter", kind="letter") == ["Letter there"]


def test_the_list_is_in_the_order_that_was_asked_for_and_due_first_without_a_word(both: Both) -> None:
    for author, title in ((both.here, "First"), (both.there, "Second"), (both.here, "Third")):
        make_review(author=author, title=title)
    soon = timezone.now() + timedelta(hours=1)
    Review.objects.filter(communication__title="Second").update(due_at=soon, due_for="wished")

    assert left_in(both) == left_in(both, order="due") == ["Second", "First", "Third"]
    assert left_in(both, order="newest") == ["Third", "Second", "First"]
    assert left_in(both, order="oldest") == ["First", "Second", "Third"]
    assert "Newest submission first." in shown(both.clerk, "?order=newest")
    assert "What is due first stands first." in shown(both.clerk, "")


def test_the_next_after_a_decision_stands_below_in_the_order_of_the_list(both: Both) -> None:
    rows = [make_review(author=one, title="Same") for one in (both.here, both.there, both.here)]
    newest = Filter(councils="*", order="newest")

    assert next_across(both.clerk.user_id, rows[2], newest) == rows[1]
    assert next_across(both.clerk.user_id, rows[0], newest) == rows[2]
    assert next_across(both.clerk.user_id, rows[1], ALL_COUNCILS) == rows[0]


def test_the_form_names_the_members_of_each_council_where_the_person_decides_and_of_no_other(
    both: Both,
) -> None:
    reading = make_council(name="Cotton Council")
    serve(User.objects.get(pk=both.clerk.user_id), reading, Role.COUNCILLOR)
    make_person(council=reading, name="Colin Cotton")
    make_person(council=make_council(), name="Stan Stranger")
    make_review(author=both.here)

    page, one = shown(both.clerk, ""), shown(both.clerk, "?councils=barton")

    for council, member in (("Aston Council", both.here), ("Barton", both.there)):
        option = f'<option value="{member.membership.pk}">Ann Author, {council}</option>'
        assert option in page
        assert (option in one) == (council == "Barton")
    assert "Colin Cotton" not in page
    assert "Stan Stranger" not in page


def test_no_filter_shows_or_counts_what_is_closed_to_the_person_in_one_of_the_councils(both: Both) -> None:
    matter = make_matter(clerk=both.clerk)
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    secret = make_review(author=both.here, kind="notice", title="Zephyrine")
    Review.objects.filter(pk=secret.pk).update(flagged_matters=[matter.pk])
    say_about(actor=both.clerk, communication_id=secret.communication_id, matter_id=matter.pk, about=True)
    make_review(author=both.there, kind="notice", title="In the open")
    user = User.objects.create_user("officer@both.example", "Oscar Officer")
    officer = deciding(both.clerk, serve(user, both.here.council, Role.OFFICER))
    serve(user, both.there.council)

    for query in ("", "?matter=yes", f"?by={both.here.membership.pk}", "?councils=aston", "?kind=notice"):
        page = shown(officer, query)
        assert "Zephyrine" not in page
        assert " of 1 waiting." in page or "1 waiting for approval" in page
    assert "Zephyrine" in shown(both.clerk, "?matter=yes")


def deciding(clerk: Person, officer: Person) -> Person:
    """Return ``officer`` with the clerk's delegation."""
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now,
        until=now + timedelta(days=7),
        reason="Leave",
    )
    return person_now(officer.membership.pk)


def test_a_filter_over_all_councils_is_kept_shown_above_the_list_and_removed(both: Both) -> None:
    make_review(author=both.here, kind="notice")
    desk, query = sign_in(both.clerk), f"kind=notice&by={both.here.membership.pk}&order=newest&councils=aston"
    address = reverse("inbox_filters")
    assert f'href="{address}?{query}">Keep this filter'.replace("&", "&amp;") in shown(
        both.clerk, f"?{query}"
    )

    form = desk.get(f"{address}?{query}").content.decode()
    said = "Council: Aston Council · Order: Newest first · Kind: Notice · Submitted by: Ann Author"
    assert said in form
    kept = desk.post(address, {"name": "Aston’s notices", "query": query}, follow=True).content.decode()
    assert "Kept as “Aston’s notices”. It stands above what waits." in kept
    link = f'<a href="/desk/?{query}">Aston’s notices</a>'.replace("&", "&amp;")
    assert link in kept
    assert link.replace('">A', '" aria-current="true">A') in shown(both.clerk, f"?{query}")

    listed = desk.get(address).content.decode()
    assert f"{said}, Aston Council" in listed  # of all councils: whose member it is, is said
    one = SavedFilter.objects.get()
    gone = desk.post(reverse("inbox_filter_remove", args=[one.pk]), follow=True).content.decode()
    assert "“Aston’s notices” is not kept any more." in gone
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": "", "query": "kind=notice&councils=*"}, 422),
        ({"name": "x" * 41, "query": "kind=notice"}, 422),
        ({"name": "All", "query": ""}, 400),
        ({"name": "All", "query": "councils=*&order=due"}, 400),
        ({"name": "All", "query": "x" * 501}, 422),
    ],
)
def test_what_cannot_be_kept_is_said_with_what_was_typed(
    both: Both, typed: dict[str, str], status: int
) -> None:
    answer = sign_in(both.clerk).post(reverse("inbox_filters"), typed)
    assert answer.status_code == status
    assert f'value="{typed["name"]}"' in answer.content.decode() or not typed["name"]
    assert SavedFilter.objects.count() == 0


def test_nobody_sees_uses_or_removes_what_another_keeps_not_even_in_the_same_councils(both: Both) -> None:
    asked = Filter(kind="notice", councils="*")
    mine = save_across(user_id=both.clerk.user_id, name="Mine alone", asked=asked)
    user = User.objects.create_user("second@both.example", "Sid Second")
    other = serve(user, both.here.council)
    serve(user, both.there.council)
    desk, address = sign_in(other), reverse("inbox_filter_remove", args=[mine.pk])

    assert desk.post(address).status_code == desk.get(address).status_code == 404
    with pytest.raises(Refusal, match="no such filter"):
        remove_across(user_id=user.pk, filter_id=mine.pk)
    assert "Mine alone" not in shown(other, "") + desk.get(reverse("inbox_filters")).content.decode()
    save_across(user_id=user.pk, name="Mine alone", asked=Filter(risk="3", councils="*"))
    assert [one.query for one in kept_across(both.clerk.user_id)] == [asked.query]


def test_who_decides_nowhere_keeps_nothing_and_one_council_s_filter_is_kept_there(both: Both) -> None:
    asked = Filter(kind="notice", councils="*")
    with pytest.raises(NotYours):
        save_across(user_id=both.here.user_id, name="Mine", asked=asked)
    author = sign_in(both.here)
    assert author.get(reverse("inbox_filters")).status_code == 403
    assert author.post(reverse("inbox_filters"), {"name": "Mine", "query": "kind=notice"}).status_code == 403
    with pytest.raises(InvalidInput, match="one council’s queue"):
        save_across(user_id=both.clerk.user_id, name="Mine", asked=Filter(kind="notice"))
    assert not SavedFilter.objects.exists()


def test_who_decides_nowhere_any_more_sees_and_removes_what_they_kept_and_keeps_no_more(both: Both) -> None:
    by = f"&by={both.here.membership.pk}"
    ours = [
        save_across(user_id=both.clerk.user_id, name=name, asked=Filter(kind="notice", councils="*"))
        for name in ("First", "Second")
    ]
    Membership.objects.filter(user=both.clerk.user_id).update(role=Role.COUNCILLOR)
    make_person(council=both.here.council, role=Role.CLERK)
    desk, address = sign_in(both.clerk), reverse("inbox_filters")

    page = desk.get(f"{address}?kind=letter{by}").content.decode()
    assert "You decide in none of your councils" in page
    assert "What you kept is still yours to remove." in page
    assert "Keep this filter" not in page
    assert "<h3>First</h3>" in page  # no link: no list waits for them
    assert "Ann Author" not in page
    assert desk.post(address, {"name": "", "query": "kind=notice"}).status_code == 403
    assert desk.post(address, {"name": "Third", "query": "kind=notice"}).status_code == 403

    removals = [reverse("inbox_filter_remove", args=[one.pk]) for one in ours]
    assert desk.post(removals[0], follow=True).redirect_chain == [(address, 302)]
    last = desk.post(removals[1], follow=True)
    assert last.redirect_chain == [(reverse("inbox"), 302)]
    assert "“Second” is not kept any more." in last.content.decode()
    assert desk.get(address).status_code == 403
    assert not SavedFilter.objects.exists()


def test_nobody_who_decides_nowhere_sees_or_removes_another_s(both: Both) -> None:
    theirs = save_across(
        user_id=both.clerk.user_id, name="Not yours", asked=Filter(kind="notice", councils="*")
    )
    user = User.objects.create_user("second@both.example", "Sid Second")
    serve(user, both.here.council)
    own = save_across(user_id=user.pk, name="My own", asked=Filter(kind="letter", councils="*"))
    Membership.objects.filter(user=user).update(role=Role.COUNCILLOR)
    desk = sign_in(person_now(Membership.objects.get(user=user).pk))

    page = desk.get(reverse("inbox_filters")).content.decode()
    assert "My own" in page
    assert "Not yours" not in page
    for client in (desk, sign_in(both.there)):  # one who keeps something, one who keeps nothing
        assert client.post(reverse("inbox_filter_remove", args=[theirs.pk])).status_code == 404
    assert {one.pk for one in SavedFilter.objects.all()} == {theirs.pk, own.pk}


def test_what_is_kept_of_one_queue_and_of_all_councils_never_mixes(both: Both) -> None:
    save_filter(actor=both.clerk, name="Notices", asked=Filter(kind="notice"))
    save_across(user_id=both.clerk.user_id, name="Notices", asked=Filter(kind="letter", councils="*"))

    assert [one.name for one in inbox_of(both.clerk.user_id).kept] == ["Notices"]
    assert "kind=letter" not in sign_in(both.clerk).get("/aston/desk/queue/").content.decode()
    for whose in ({}, {"owner": both.clerk.membership, "user_id": both.clerk.user_id}):
        with pytest.raises(IntegrityError, match="a_saved_filter_is_one_person_s"), transaction.atomic():
            SavedFilter.objects.create(**whose, place=3, name="Whose?", query="kind=notice")


def test_a_filter_over_all_councils_goes_with_the_last_office_of_its_owner(both: Both) -> None:
    save_across(user_id=both.clerk.user_id, name="Mine", asked=Filter(kind="notice", councils="*"))
    offices = Membership.objects.filter(user=both.clerk.user_id)

    def erased(council: Council) -> int:
        return erase_filters(EraseOrder(council.pk, (), timezone.now()))

    offices.filter(council=both.here.council).update(ended_at=F("started_at"))
    assert erased(both.here.council) == 0
    offices.update(ended_at=F("started_at"))
    assert erased(make_council()) == 0
    assert erased(both.here.council) == 1
    assert not SavedFilter.objects.exists()


def test_filters_of_all_councils_cost_no_query_more_however_many_are_kept(both: Both) -> None:
    make_review(author=both.here)
    desk = sign_in(both.clerk)
    desk.get(reverse("inbox"))
    with CaptureQueriesContext(connection) as without:
        desk.get(reverse("inbox"))
    for number in range(5):
        save_across(user_id=both.clerk.user_id, name=f"Filter {number}", asked=Filter(risk="3", councils="*"))
    with CaptureQueriesContext(connection) as with_five:
        desk.get(reverse("inbox"))
    assert len(with_five) == len(without) <= 15


def test_the_order_that_stands_anyway_is_left_out_of_a_filter_over_all_councils() -> None:
    asked = read_filter(QueryDict("councils=*&order=due&kind=notice"), across=True)
    assert (asked, asked.sorting, asked.asks) == (Filter(kind="notice", councils="*"), "due", True)
    assert not ALL_COUNCILS.asks
